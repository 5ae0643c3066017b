"""Random inputs from a declared shape, made of choices that can be replayed and made smaller one by one.

A case is what a function of a ``Draw`` returns. Each number that it asks for is a ``Choice``; the same choices make the
same case again, and smaller choices a simpler case that still keeps what the function holds together.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

Size = int | str
"""A number of elements, or the name of one that is drawn once for a case."""

EXACT, TENTHS, WHOLE = 2, 1, 0
"""How long the drawn floats are: as they come, one decimal, none."""


@dataclass(frozen=True)
class Choice:
    """One drawn number, or how simple the numbers of a drawn tensor are."""

    value: int
    low: int
    cells: int = 0
    """Elements of the tensor, if it is one whose elements may be made 0."""
    zeros: frozenset[int] = frozenset()


class Draw:
    """Draws one case."""

    def __init__(self, seed: int, chosen: Sequence[Choice] = (), sizes: dict[str, tuple[int, int]] | None = None):
        """``chosen`` are the choices to repeat, as far as they go; what comes after them is drawn from ``seed``."""
        self.seed = seed
        self._chosen = chosen
        self._ranges = sizes or {}
        self._sizes: dict[str, int] = {}
        self.choices: list[Choice] = []
        """What was chosen, in order."""

    def _generator(self) -> torch.Generator:
        return torch.Generator().manual_seed(self.seed * 1009 + len(self.choices))

    def _choose(self, low: int, high: int, drawn: int, cells: int = 0) -> Choice:
        place = len(self.choices)
        if place < len(self._chosen):
            old = self._chosen[place]
            zeros = frozenset(cell for cell in old.zeros if cell < cells)
            choice = Choice(min(max(old.value, low), high), low, cells, zeros)
        else:
            choice = Choice(drawn, low, cells)
        self.choices.append(choice)
        return choice

    def integer(self, low: int, high: int) -> int:
        """A whole number, both ends included; the simplest is ``low``."""
        drawn = int(torch.randint(low, high + 1, (), generator=self._generator()))
        return self._choose(low, high, drawn).value

    def size(self, name: Size) -> int:
        """The size of that name, drawn when it is first asked for (from 1 to 6 unless declared); a number is itself."""
        if isinstance(name, int):
            return name
        if name not in self._sizes:
            self._sizes[name] = self.integer(*self._ranges.get(name, (1, 6)))
        return self._sizes[name]

    def one_of(self, *options: Any) -> Any:
        """One of the options; the simplest is the first."""
        return options[self.integer(0, len(options) - 1)]

    def number(self, low: float, high: float) -> float:
        """A float from ``low`` to ``high``; the simplest has no decimals."""
        drawn = low + (high - low) * torch.rand((), dtype=torch.float64, generator=self._generator()).item()
        decimals = {EXACT: 4, TENTHS: 1, WHOLE: 0}[self._choose(WHOLE, EXACT, EXACT).value]
        return min(max(round(drawn, decimals), low), high)

    def floats(
        self,
        *shape: Size,
        low: float | None = None,
        high: float | None = None,
        scale: float = 1.0,
        dtype: torch.dtype | Sequence[torch.dtype] = torch.float32,
    ) -> torch.Tensor:
        """A float tensor of ``shape``: normal around 0 with deviation ``scale``, or uniform from ``low`` to ``high``.

        Of several dtypes one is drawn. The simplest numbers are whole, and 0 (or the bound that is nearest).
        """
        sizes = [self.size(size) for size in shape]
        kind = dtype if isinstance(dtype, torch.dtype) else self.one_of(*dtype)
        generator = self._generator()
        if low is None or high is None:
            drawn = scale * torch.randn(sizes, generator=generator, dtype=torch.float64)
        else:
            drawn = low + (high - low) * torch.rand(sizes, generator=generator, dtype=torch.float64)
        choice = self._choose(WHOLE, EXACT, EXACT, drawn.numel())
        if choice.value == WHOLE:
            drawn = torch.where(drawn.abs() < 1, drawn.sign(), drawn.round())
        elif choice.value == TENTHS:
            drawn = drawn.mul(10).round().div(10)
        drawn.view(-1)[sorted(choice.zeros)] = 0.0
        return drawn.clamp(low, high).to(kind) if low is not None or high is not None else drawn.to(kind)

    def integers(self, *shape: Size, low: int = -9, high: int | str = 9) -> torch.Tensor:
        """An int64 tensor of ``shape`` with numbers from ``low`` to ``high``, both included; simplest is ``low``."""
        top = self.size(high)
        sizes = [self.size(size) for size in shape]
        drawn = torch.randint(low, top + 1, sizes, generator=self._generator())
        choice = self._choose(0, 0, 0, drawn.numel())
        drawn.view(-1)[sorted(choice.zeros)] = low
        return drawn

    def labels(self, count: Size, classes: Size) -> torch.Tensor:
        """Class indices, int64 of shape ``(count,)``, each from 0 to ``classes - 1``."""
        return self.integers(count, low=0, high=self.size(classes) - 1)

    def booleans(self, *shape: Size) -> torch.Tensor:
        """A bool tensor of ``shape``; the simplest is all False."""
        return self.integers(*shape, low=0, high=1).bool()


@dataclass(frozen=True)
class Spec:
    """How one argument is drawn."""

    draw: Callable[[Draw], Any]


def floats(
    *shape: Size,
    low: float | None = None,
    high: float | None = None,
    scale: float = 1.0,
    dtype: torch.dtype | Sequence[torch.dtype] = torch.float32,
) -> Spec:
    """A float tensor as an argument: ``floats("n", 3)``; see ``Draw.floats``."""
    return Spec(lambda draw: draw.floats(*shape, low=low, high=high, scale=scale, dtype=dtype))


def integers(*shape: Size, low: int = -9, high: int | str = 9) -> Spec:
    """An int64 tensor as an argument; see ``Draw.integers``."""
    return Spec(lambda draw: draw.integers(*shape, low=low, high=high))


def labels(count: Size, classes: Size) -> Spec:
    """Class indices as an argument; see ``Draw.labels``."""
    return Spec(lambda draw: draw.labels(count, classes))


def booleans(*shape: Size) -> Spec:
    """A bool tensor as an argument; see ``Draw.booleans``."""
    return Spec(lambda draw: draw.booleans(*shape))


def integer(low: int, high: int) -> Spec:
    """A plain whole number as an argument, both ends included."""
    return Spec(lambda draw: draw.integer(low, high))


def number(low: float, high: float) -> Spec:
    """A plain float as an argument."""
    return Spec(lambda draw: draw.number(low, high))


def size(name: str) -> Spec:
    """A named size as an argument: the number that the shapes of the same case have."""
    return Spec(lambda draw: draw.size(name))


def one_of(*options: Any) -> Spec:
    """One of the options as an argument."""
    return Spec(lambda draw: draw.one_of(*options))


Make = Callable[[Draw], tuple[Any, ...]]
"""Draws the arguments of one case."""


def maker(inputs: Sequence[Any]) -> Make:
    """How a case is drawn from what a check declares: a function of a ``Draw``, or a spec or value for each argument.

    Raises:
        TypeError: if there are no inputs, or a function stands among others.
    """
    if len(inputs) == 1 and not isinstance(inputs[0], Spec) and callable(inputs[0]):
        make = inputs[0]

        def from_function(draw: Draw) -> tuple[Any, ...]:
            made = make(draw)
            return made if isinstance(made, tuple) else (made,)

        return from_function
    if not inputs:
        raise TypeError("Say how the inputs are drawn: floats('n', 3), or a function of a Draw.")
    return lambda draw: tuple(item.draw(draw) if isinstance(item, Spec) else item for item in inputs)


def simpler(choices: Sequence[Choice]) -> list[list[Choice]]:
    """Choices that make a simpler case, the boldest first."""
    found = []

    def with_one(place: int, **changes: Any) -> None:
        found.append([*choices[:place], replace(choices[place], **changes), *choices[place + 1 :]])

    for place, choice in enumerate(choices):
        for value in sorted({choice.low, (choice.low + choice.value) // 2, choice.value - 1}):
            if choice.low <= value < choice.value:
                with_one(place, value=value)
    for value in sorted({choice.value for choice in choices if not choice.cells and choice.value > choice.low}):
        alike = [not choice.cells and choice.value == value > choice.low for choice in choices]
        if sum(alike) > 1:  # sizes that happen to be equal, which may be why it fails
            pairs = zip(choices, alike, strict=True)
            found.append([replace(choice, value=value - 1) if one else choice for choice, one in pairs])
    for place, choice in enumerate(choices):
        left = [cell for cell in range(choice.cells) if cell not in choice.zeros]
        together = len(left)
        while together:
            for start in range(0, len(left), together):
                with_one(place, zeros=choice.zeros | set(left[start : start + together]))
            together //= 2
    return found

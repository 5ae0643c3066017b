"""Property tests: a function agrees with a reference on random inputs, or the smallest disagreement found is shown."""

from __future__ import annotations

import inspect
import re
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from typing import Any

import torch

from tutor.check.comparing import agrees, equal, kind_of
from tutor.check.drawing import Choice, Draw, Make, maker, simpler
from tutor.check.failing import CheckFailed
from tutor.check.grids import named

Sentence = str | Callable[..., str]
"""What the learner reads, or a function of the case's arguments that says it."""

MOST_TRIES = 120
"""Calls of the learner's function that a search for a smaller case may cost."""

MOST_SECONDS = 3.0
"""How long that search may take where the function is slow."""

_NUMBERS = re.compile(r"-?\d[\d.]*(e[-+]?\d+)?|\bnan\b|-?\binf\b")
_TUPLES = re.compile(r"\((#(, )?,?)*\)|\[(#(, )?)*\]")


@dataclass(frozen=True)
class _Outcome:
    """What became of one case."""

    seed: int
    choices: tuple[Choice, ...]
    arguments: tuple[Any, ...]
    got: Any = None
    failure: CheckFailed | None = None
    differs: bool = False
    """It gave something else, and nobody has said yet what the mistake is."""

    @property
    def way(self) -> str:
        """How it failed, apart from the numbers: cases that fail in the same way show the same mistake."""
        if self.failure is None:
            return ""
        crash = self.failure.crash
        if crash:
            return f"raised {crash.get('name')}: {_plain(str(crash.get('message', '')))}"
        return _plain(str(self.failure))


@dataclass(frozen=True)
class Words:
    """What is said of a case that fails, beside the first difference: ``f(x)[0, 1] is 3; it should be 4.``

    The first of these that knows the case says its sentence: ``refusals``, ``explain_error``, ``explain``,
    ``explain_shape``, ``mistakes``. An ``explain`` says it by ``fail`` or ``expect``, or says nothing.
    """

    what: Sentence = ""
    """What is compared, instead of ``f(x)``."""
    parts: Sequence[str] = ()
    """Where several values are returned, what each is called."""
    refusals: Sequence[tuple[str, Sentence]] = ()
    """Pairs of a part of an exception's message and a sentence."""
    explain_error: Callable[..., None] | None = None
    """Called with an exception's message and the arguments."""
    explain: Callable[..., None] | None = None
    """Called with what was got, what is expected, and the arguments, where types and shapes agree. The dtype may be
    another, but with ``dtype=False`` what was got is of the expected one."""
    explain_shape: Callable[..., None] | None = None
    """Called likewise where the types agree and the shapes don't."""
    mistakes: Sequence[tuple[Callable[..., Any], Sentence]] = ()
    """Pairs of a function and a sentence. A mistake is named only if its function gives what the learner gave in every
    case that failed, so that no coincidence of a small case is taken for it."""
    notes: Callable[..., dict[str, str]] | None = None
    """Called with the arguments: further grids by name, shown beside the inputs."""


def matches(
    function: Callable[..., Any],
    reference: Callable[..., Any],
    *inputs: Any,
    sizes: dict[str, tuple[int, int]] | None = None,
    draws: int = 20,
    seed: int = 0,
    rtol: float | None = None,
    atol: float | None = None,
    dtype: bool = True,
    values: bool = True,
    **words: Any,
) -> None:
    """Fail the check unless ``function`` gives what ``reference`` gives, on random inputs.

    ``inputs`` say how the arguments are drawn: a spec for each (``floats("n", 3)``, ``labels("n", "k")``,
    ``integer(1, 9)``, or a value that stays), or one function of a ``Draw`` that returns them all. Equal names of sizes
    are equal sizes; ``sizes`` gives their ranges, both ends included (1 to 6 otherwise). The same ``seed`` draws the
    same cases. ``rtol``, ``atol`` and ``dtype`` are those of ``close``; without ``values`` only types and shapes are
    compared.

    A case that fails is made smaller as long as it fails in the same way. The learner sees it as the grids ``inputs``,
    ``got``, ``expected`` and ``difference`` under one sentence. ``words`` are the fields of ``Words``; the sentences in
    them may be functions of the arguments.

    Raises:
        CheckFailed: if they disagree, or the learner's function raises.
    """
    tolerance = {"rtol": rtol, "atol": atol, "dtype": dtype}
    comparison = _Comparison(function, reference, tolerance, values=values, words=Words(**words))
    make = maker(inputs)
    failing: list[_Outcome] = []
    for number in range(draws):
        outcome = comparison.outcome(make, Draw(seed * 1000 + number, sizes=sizes))
        if outcome.failure is not None:
            failing.append(outcome)
            if not comparison.wants_more(outcome):
                break
    if not failing:
        return
    smallest = comparison.smallest(make, comparison.chosen(failing), sizes)
    assert smallest.failure is not None
    raise smallest.failure


class _Comparison:
    """A function beside its reference."""

    def __init__(
        self,
        function: Callable[..., Any],
        reference: Callable[..., Any],
        tolerance: dict[str, Any],
        *,
        values: bool,
        words: Words,
    ) -> None:
        self._function = function
        self._reference = reference
        self._tolerance = tolerance
        self._values = values
        self._words = words
        self._mistake = -1
        """Number of the mistake that explains every failing case, once that is known."""

    def outcome(self, make: Make, draw: Draw) -> _Outcome:
        """Draw a case and try it."""
        arguments = make(draw)
        choices = tuple(draw.choices)
        names = _names(self._reference, arguments)
        got: Any = None
        differs = False
        try:
            got = self._function(*copies(arguments))
            failure = self._difference(got, arguments, names)
            differs = failure is not None
            if failure is not None:
                failure, differs = self._explained(failure, got, arguments)
        except CheckFailed as failed:
            failure = self._in_its_words(failed, arguments)
        if failure is not None:
            inputs = {"inputs": named(zip(names, arguments, strict=True))} if arguments else {}
            further = self._words.notes(*copies(arguments)) if self._words.notes is not None else {}
            failure.details = {**inputs, **further, **failure.details}
        return _Outcome(draw.seed, choices, arguments, got, failure, differs)

    def _difference(self, got: Any, arguments: tuple[Any, ...], names: Sequence[str]) -> CheckFailed | None:
        """How the result differs from the reference's."""
        expected = self._reference(*copies(arguments))
        name = name_of(self._function)
        if got is None and expected is not None:
            return CheckFailed(f"`{name}` returned None. Does it end with `return`?")
        if isinstance(expected, torch.Tensor) and not isinstance(got, torch.Tensor):
            return CheckFailed(f"`{name}` returned {kind_of(got)}; it should return a tensor.")
        if not self._values and _alike(got, expected):
            return None
        try:
            if self._words.parts:
                if not isinstance(got, (list, tuple)) or len(got) != len(self._words.parts):
                    return CheckFailed(
                        f"`{name}` should return {len(self._words.parts)} values: {', '.join(self._words.parts)}."
                    )
                for part, mine, right in zip(self._words.parts, got, expected, strict=True):
                    equal(mine, right, part, **self._tolerance)
            else:
                equal(
                    got,
                    expected,
                    _said(self._words.what, arguments) or f"{name}({', '.join(names)})",
                    **self._tolerance,
                )
        except CheckFailed as failed:
            return failed
        return None

    def _explained(self, failure: CheckFailed, got: Any, arguments: tuple[Any, ...]) -> tuple[CheckFailed, bool]:
        """The failure with the best sentence, and whether that is still only the difference."""
        expected = self._reference(*copies(arguments))
        explain = self._words.explain if _alike(got, expected) else self._words.explain_shape
        if explain is not None and _alike(got, expected, shapes=False):
            if explain is self._words.explain and not self._tolerance["dtype"] and isinstance(expected, torch.Tensor):
                got = got.to(expected.dtype)
            try:
                explain(got, expected, *copies(arguments))
            except CheckFailed as explained:
                explained.details = {**failure.details, **explained.details}
                return explained, False
        if self._mistake >= 0 and self._is(self._mistake, got, arguments):
            return self._named(failure, arguments), False
        return failure, True

    def _named(self, failure: CheckFailed, arguments: tuple[Any, ...]) -> CheckFailed:
        _, sentence = self._words.mistakes[self._mistake]
        return CheckFailed(_said(sentence, arguments), failure.details)

    def _in_its_words(self, failed: CheckFailed, arguments: tuple[Any, ...]) -> CheckFailed:
        """An exception of the learner's code in the words of this task, where it has some for it."""
        if failed.crash:
            for part, sentence in self._words.refusals:
                if part in str(failed):
                    return CheckFailed(_said(sentence, arguments))
            try:
                if self._words.explain_error is not None:
                    self._words.explain_error(str(failed.crash.get("message", "")), *copies(arguments))
            except CheckFailed as explained:
                return explained
        return failed

    def _is(self, mistake: int, got: Any, arguments: tuple[Any, ...]) -> bool:
        """Whether a known mistake gives what the learner gave."""
        wrong, _ = self._words.mistakes[mistake]
        try:
            value = wrong(*copies(arguments))
        except (ArithmeticError, LookupError, RuntimeError, TypeError, ValueError):
            return False  # it can't be made with these inputs
        return agrees(got, value, rtol=1e-4, atol=1e-5, dtype=False)

    def wants_more(self, outcome: _Outcome) -> bool:
        """Whether more cases may tell what the mistake is."""
        return outcome.differs and bool(self._words.mistakes)

    def chosen(self, failing: Sequence[_Outcome]) -> _Outcome:
        """The case that is to be shown, with the mistake that all of them show, if one is known."""
        if not failing[-1].differs:
            return failing[-1]
        first = failing[0]
        for number in range(len(self._words.mistakes)):
            if all(self._is(number, outcome.got, outcome.arguments) for outcome in failing):
                self._mistake = number
                assert first.failure is not None
                return replace(first, failure=self._named(first.failure, first.arguments), differs=False)
        return first

    def smallest(self, make: Make, outcome: _Outcome, sizes: dict[str, tuple[int, int]] | None) -> _Outcome:
        """The smallest case found that fails in the same way."""
        tries = 0
        until = time.monotonic() + MOST_SECONDS
        improved = True
        while improved:
            improved = False
            for choices in simpler(outcome.choices):
                if tries >= MOST_TRIES or time.monotonic() > until:
                    return outcome
                tries += 1
                smaller = self.outcome(make, Draw(outcome.seed, choices, sizes))
                if smaller.way == outcome.way:
                    outcome = smaller
                    improved = True
                    break
        return outcome


def name_of(function: Callable[..., Any]) -> str:
    """What the learner calls a function."""
    text = getattr(function, "_what", None) or getattr(function, "__name__", "") or "your function"
    return "your function" if text == "<lambda>" else str(text).strip("`")


def _names(reference: Callable[..., Any], arguments: tuple[Any, ...]) -> list[str]:
    """What the arguments are called: by the reference, else ``x``, or ``x1`` and so on."""
    try:
        names = list(inspect.signature(reference).parameters)
    except (TypeError, ValueError):
        names = []
    if len(names) >= len(arguments):
        return names[: len(arguments)]
    return ["x"] if len(arguments) == 1 else [f"x{place}" for place in range(1, len(arguments) + 1)]


def copies(arguments: tuple[Any, ...]) -> tuple[Any, ...]:
    """So that nobody changes what another will be given."""
    return tuple(
        item.detach().clone().requires_grad_(item.requires_grad)
        if isinstance(item, torch.Tensor)
        else list(item)
        if isinstance(item, list)
        else item
        for item in arguments
    )


def _said(sentence: Sentence, arguments: tuple[Any, ...]) -> str:
    return sentence if isinstance(sentence, str) else sentence(*copies(arguments))


def _alike(got: Any, expected: Any, *, shapes: bool = True) -> bool:
    """Whether two values are of one type, and their tensors of one shape."""
    if isinstance(expected, torch.Tensor):
        if not isinstance(got, torch.Tensor) or got.is_complex() != expected.is_complex():
            return False
        return not shapes or got.shape == expected.shape
    if isinstance(expected, (list, tuple)):
        if not isinstance(got, (list, tuple)) or len(got) != len(expected):
            return False
        return all(_alike(mine, right, shapes=shapes) for mine, right in zip(got, expected, strict=True))
    if isinstance(expected, (int, float)):
        return isinstance(got, (int, float)) or (isinstance(got, torch.Tensor) and got.numel() == 1)
    return type(got) is type(expected)


def _plain(text: str) -> str:
    return _TUPLES.sub("#", _NUMBERS.sub("#", text))

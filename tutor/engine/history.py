"""Earlier runs of one piece of code, to compare the newest one with."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

from tutor.engine.edits import edit_label
from tutor.engine.series import Curves

MOST_RUNS = 6
LONGEST_NAME = 40


@dataclass(frozen=True, slots=True)
class PastRun:
    """A run that is over."""

    label: str
    """``run 3, lr=0.5``: its number, and what was changed in the lesson's code."""
    unedited: bool
    """Whether it ran the lesson's own code."""
    curves: Curves
    text: str = ""
    """The code that ran."""
    number: int = 0
    """Which run of this code it was, from 1."""
    pinned: bool = False
    """Whether it stands first and is kept when others make room."""


class RunHistory:
    """The last runs that drew curves; ``base`` is the code of the lesson or the starter."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.count = 0
        """Runs that drew curves, those no longer kept included."""
        self._runs: list[PastRun] = []
        self._names: dict[int, str] = {}

    def add(self, text: str, curves: Curves) -> None:
        """Keep a run that is over; of those kept the oldest edited one that is not pinned makes room.

        The same code again gives the same curves: it takes the place of the run before, and its name.
        """
        self.count += 1
        pinned = False
        if self._runs and self._runs[-1].text == text:
            before = self._runs.pop()
            pinned = before.pinned
            if before.number in self._names:
                self._names.setdefault(self.count, self._names[before.number])
        unedited = not edit_label(self.base, text)
        label = self.label(text, self.count)
        self._runs.append(PastRun(label, unedited, curves.thinned(), text, self.count, pinned))
        if len(self._runs) > MOST_RUNS:
            edited = [run for run in self._runs[:-1] if run is not self.reference]
            self._runs.remove(next((run for run in edited if not run.pinned), edited[0]))

    def label(self, text: str, number: int) -> str:
        """What a run of this text is called: by the name it was given, or by what was edited."""
        if number in self._names:
            return self._names[number]
        edit = edit_label(self.base, text)
        return f"run {number}, {edit}" if edit else f"run {number}"

    def rename(self, number: int, name: str) -> None:
        """Call a run so from now on, one that goes on included; an empty name gives it back its own."""
        name = " ".join(name.split())[:LONGEST_NAME]
        self._names.pop(number, None)
        if name:
            self._names[number] = name
        self._change(number, lambda run: replace(run, label=self.label(run.text, number)))

    def pin(self, number: int) -> None:
        """Put a run first and keep it, or no longer."""
        self._change(number, lambda run: replace(run, pinned=not run.pinned))

    def _change(self, number: int, change: Callable[[PastRun], PastRun]) -> None:
        self._runs = [change(run) if run.number == number else run for run in self._runs]

    @property
    def runs(self) -> tuple[PastRun, ...]:
        """The runs kept, oldest first."""
        return tuple(self._runs)

    @property
    def reference(self) -> PastRun | None:
        """The newest run of the lesson's own code."""
        return next((run for run in reversed(self._runs) if run.unedited), None)

"""Earlier runs of one piece of code, to compare the newest one with."""

from __future__ import annotations

from dataclasses import dataclass

from tutor.engine.edits import edit_label
from tutor.engine.series import Curves

MOST_RUNS = 6


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


class RunHistory:
    """The last runs that drew curves; ``base`` is the code of the lesson or the starter."""

    def __init__(self, base: str = "") -> None:
        self.base = base
        self.count = 0
        """Runs that drew curves, those no longer kept included."""
        self._runs: list[PastRun] = []

    def add(self, text: str, curves: Curves) -> None:
        """Keep a run that is over; of those kept the oldest edited one makes room.

        The same code again gives the same curves: it takes the place of the run before.
        """
        self.count += 1
        if self._runs and self._runs[-1].text == text:
            self._runs.pop()
        unedited = not edit_label(self.base, text)
        self._runs.append(PastRun(self.label(text, self.count), unedited, curves.thinned(), text))
        if len(self._runs) > MOST_RUNS:
            edited = [run for run in self._runs[:-1] if run is not self.reference]
            self._runs.remove(edited[0])

    def label(self, text: str, number: int) -> str:
        """What a run of this text is called."""
        edit = edit_label(self.base, text)
        return f"run {number}, {edit}" if edit else f"run {number}"

    @property
    def runs(self) -> tuple[PastRun, ...]:
        """The runs kept, oldest first."""
        return tuple(self._runs)

    @property
    def reference(self) -> PastRun | None:
        """The newest run of the lesson's own code."""
        return next((run for run in reversed(self._runs) if run.unedited), None)

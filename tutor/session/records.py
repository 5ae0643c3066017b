"""What is known of each run: plain values that events change and widgets read."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Literal

from tutor.engine.runner import Source, lesson_sources
from tutor.session.output import OutputBuffer

if TYPE_CHECKING:
    from tutor.course.model import Lesson
    from tutor.engine.events import ChallengeJudged, ErrorRaised, RunEvent, RunFinished, ValueTold
    from tutor.engine.history import RunHistory
    from tutor.engine.line_values import LineValues
    from tutor.engine.observed import FeedbackGiven
    from tutor.engine.series import Curves
    from tutor.session.asking import AskedLesson

Phase = Literal["new", "waiting", "running", "ok", "failed", "stopped"]
Clock = Callable[[], float]


def duration(seconds: float) -> str:
    """A time as one reads it: ``0.31 s``, ``12.4 s``, ``3 min 05 s``."""
    if seconds < 10:
        return f"{seconds:.2f} s"
    if seconds < 60:
        return f"{seconds:.1f} s"
    minutes, rest = divmod(round(seconds), 60)
    return f"{minutes} min {rest:02d} s"


@dataclass
class RunRecord:
    """One piece of code's latest run."""

    expect: str = ""
    """Name of the exception the code must raise; empty where it must succeed."""
    phase: Phase = "new"
    started: float = 0.0
    """Clock time in seconds when it began to run."""
    seconds: float = 0.0
    """How long it ran, once it is over."""
    text: str = ""
    """The code that ran."""
    output: OutputBuffer = field(default_factory=OutputBuffer)
    curves: Curves | None = None
    error: ErrorRaised | None = None
    sentence: str = ""
    """Why it ended, where that is not by itself."""
    feedback: FeedbackGiven | None = None
    """The known mistake behind what it did."""
    told: dict[str, ValueTold] = field(default_factory=dict)
    """Values that predictions asked for, by expression."""
    name: str = ""
    """What files of it are called."""
    session: str = ""
    """The session whose process keeps its variables; empty where none does."""
    base: str = ""
    """The lesson's own code."""
    line_values: LineValues | None = None
    """What its lines left, where that was asked for."""
    history: RunHistory | None = None
    """Earlier runs that drew curves; None while there is none."""

    @property
    def active(self) -> bool:
        """Whether it waits or runs."""
        return self.phase in {"waiting", "running"}

    @property
    def as_expected(self) -> bool:
        """Whether it raised just the exception its lesson wants to show."""
        return self.error is not None and bool(self.expect) and self.error.name.rpartition(".")[2] == self.expect

    def judged(self, verdict: ChallengeJudged) -> None:
        """Its answer was judged: what the verdict says already is not said again."""
        if self.feedback is not None:
            from tutor.grading.feedback.said import is_said  # with the first mistake that is known

            if is_said(self.feedback, verdict):
                self.feedback = None

    @property
    def reports(self) -> bool:
        """Whether there is more to say of its end than its state."""
        return self.error is not None or bool(self.sentence) or self.feedback is not None

    def wait(self, text: str) -> None:
        """The code was handed to the runner; what an earlier run left is gone."""
        self._clear()
        self.phase, self.text = "waiting", text

    @property
    def run_label(self) -> str:
        """What this run is called among others: ``run 3, lr=0.5``."""
        from tutor.engine.history import RunHistory

        history = self.history or RunHistory(self.base)
        return history.label(self.text, history.count + 1)

    def rename(self, name: str, number: int | None = None) -> None:
        """Call this run so from now on, or an earlier one by its number; an empty name gives it back its own."""
        from tutor.engine.history import RunHistory

        self.history = self.history or RunHistory(self.base)
        self.history.rename(self.history.count + 1 if number is None else number, name)

    def retire(self) -> RunHistory | None:
        """The earlier runs and this one, as the history of the next."""
        if self.curves is not None:
            from tutor.engine.history import RunHistory

            self.history = self.history or RunHistory(self.base)
            self.history.add(self.text, self.curves)
            self.curves = None
        return self.history

    def _clear(self) -> None:
        self.retire()
        self.output, self.curves, self.error = OutputBuffer(), None, None
        self.sentence, self.seconds, self.told = "", 0.0, {}
        self.feedback = self.line_values = None

    def apply(self, event: RunEvent, now: float) -> None:
        """Take in one event; ``now`` is clock time in seconds."""
        # With the first event and not with the first picture: their classes take a while to make.
        from tutor.engine.events import (
            ErrorRaised,
            ImageReceived,
            MetricsReceived,
            OutputReceived,
            RunFinished,
            RunStarted,
            TensorShown,
            ValueTold,
        )
        from tutor.engine.observed import FeedbackGiven
        from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown

        if isinstance(event, RunStarted):
            self._clear()
            self.phase, self.started = "running", now
        elif isinstance(event, OutputReceived):
            self.output.append(event.stream, event.text)
        elif isinstance(event, (ImageReceived, TensorShown, ImagesShown, ModuleShown, BoundaryShown)):
            self.output.show(event)
        elif isinstance(event, MetricsReceived):
            if self.curves is None:
                # Imported with the first point: a lesson without a curve never pays for it.
                from tutor.engine.series import Curves

                self.curves = Curves()
            self.curves.add(event)
        elif isinstance(event, ValueTold):
            self.told[event.expression] = event
        elif isinstance(event, ErrorRaised):
            self.error = event
        elif isinstance(event, FeedbackGiven):
            self.feedback = event
        elif isinstance(event, RunFinished):
            self._finish(event)

    @property
    def printed(self) -> str:
        """What is kept of its stdout."""
        return "\n".join(line.text for line in self.output.lines() if line.stream == "stdout")

    def values(self, metric: str) -> list[float]:
        """The values of a curve, thinned where there are many; empty where there is none."""
        if self.curves is None or metric not in self.curves.names():
            return []
        return [value for _, value in sorted(self.curves.series(metric).points(), key=lambda point: point[0])]

    def _finish(self, event: RunFinished) -> None:
        self.seconds = event.seconds
        if event.reason == "ok" or self.as_expected:
            self.phase = "ok"
            return
        self.phase = "stopped" if event.reason == "stopped" else "failed"
        if event.reason != "error" or self.error is None:
            # The error itself says more than "it raised an error".
            self.sentence = event.sentence

    def abandon(self, sentence: str) -> None:
        """The run came to no proper end; say why."""
        self.phase, self.sentence = "failed", sentence

    def elapsed(self, now: float) -> float:
        """Seconds it has run until ``now``, or ran in all."""
        return max(now - self.started, 0.0) if self.phase == "running" else self.seconds


class LessonState:
    """A lesson being read: the learner's text of each snippet and its latest run."""

    def __init__(self, lesson: Lesson, draft: Callable[[str], str | None]) -> None:
        self.lesson = lesson
        self.snippets = {snippet.number: snippet for snippet in lesson.snippets}
        name = lesson.id.rpartition("/")[2]
        self.records = {
            number: RunRecord(
                expect=snippet.expect, name=f"{name}-snippet-{number}", session=lesson.id, base=snippet.text
            )
            for number, snippet in self.snippets.items()
        }
        self._draft = draft
        self._texts: dict[int, str] = {}
        for number in self.snippets:
            kept = draft(self.draft_key(number))
            if kept is not None:
                self._texts[number] = kept

    @cached_property
    def asked(self) -> AskedLesson:
        """Its questions and predictions; made with the first that is met, for they bring the grading along."""
        from tutor.session.asking import AskedLesson

        return AskedLesson(self.lesson, self._draft)

    def draft_key(self, number: int) -> str:
        """Where the draft of a snippet is kept."""
        return f"{self.lesson.id}#{number}"

    def text(self, number: int) -> str:
        """The code of a snippet as it stands: the learner's, or the lesson's."""
        return self._texts.get(number, self.snippets[number].text)

    def set_text(self, number: int, text: str) -> None:
        """Change the learner's text of a snippet."""
        if text == self.snippets[number].text:
            self._texts.pop(number, None)
        else:
            self._texts[number] = text

    def edited(self, number: int) -> bool:
        """Whether the learner changed the snippet."""
        return number in self._texts

    def stale(self, number: int) -> bool:
        """Whether the snippet was changed since it ran."""
        record = self.records[number]
        return record.phase in {"ok", "failed", "stopped"} and record.text != self.text(number)

    def sources(self) -> list[Source]:
        """All snippets as they stand, in page order, hidden ones too."""
        texts = {snippet.key: self.text(snippet.number) for snippet in self.lesson.snippets}
        return lesson_sources(
            self.lesson.snippets, texts=texts, capabilities=self.lesson.capabilities, wanted=self.lesson.wanted
        )

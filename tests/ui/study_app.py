"""An app whose progress is real, over a small course with a challenge and two questions that an exam may ask."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace
from pathlib import Path

from tests.ui.fakes import CHALLENGE, FIRST, SECOND, FakeLibrary, FakeRunner
from tests.ui.test_lesson_screen import screen_text
from tutor.course.model import CourseInfo, ExamTopic, Lesson, Page, Prose
from tutor.course.questions import Choice, Question
from tutor.engine.events import ChallengeJudged, CheckResult, OutputReceived, RunFinished, RunStarted
from tutor.session.openings import Opening
from tutor.study.progress import Progress
from tutor.ui.app import TutorApp
from tutor.ui.spans import Span, plain
from tutor.ui.widgets.keys import KeyBar
from tutor.ui.widgets.rows import RowList

OK = RunFinished(0, 0.31, "ok")
RUN = [RunStarted("your code"), OutputReceived("stdout", "printed\n"), OK]
PASSED = ChallengeJudged(CHALLENGE.id, True, (CheckResult("add sums", True, 0.01),), 0.4)
FAILED = ChallengeJudged(CHALLENGE.id, False, (CheckResult("add sums", False, 0.01, "Got 1 where 3 belongs."),), 0.4)
WHICH = Question(
    "tensors/second/which",
    "Which of these is a tensor?",
    choices=(Choice("a list", why="A list has no shape."), Choice("`torch.ones(2)`", right=True)),
    explain="It has a shape and a dtype.",
    content_hash="q1",
    exam=True,
)
ADD = replace(CHALLENGE, exam=True, skills=("tensors",))
HARD = replace(CHALLENGE, id="tensors/second/hard", title="Hard")
"""Stands on no page: only there so that one pass does not show the whole unit to be known."""


class HandClock:
    def __init__(self, now: float) -> None:
        self.now = now

    def __call__(self) -> float:
        return self.now


def course() -> FakeLibrary:
    first = replace(FIRST, challenges=(ADD,))
    second = replace(
        SECOND, challenges=(HARD,), pages=(Page("Only prose", 1, (Prose("Nothing runs here.", 2), WHICH)),)
    )
    library = FakeLibrary((first, second))
    library.info = CourseInfo("Course", 1, Path(), (), (ExamTopic("Tensors", 1.0, ("tensors",)),))
    return library


class StudyApp:
    """The app with its collaborators and the clocks that a test moves."""

    def __init__(
        self,
        tmp_path: Path,
        opening: Opening | None = None,
        runner: FakeRunner | None = None,
        read: Iterable[Lesson] = (),
    ) -> None:
        self.wall = HandClock(1_800_000_000.0)
        self.watch = HandClock(100.0)
        self.progress = Progress.open(tmp_path / "progress.db", clock=self.wall)
        for lesson in read:
            for page in range(len(lesson.pages)):
                self.progress.page_seen(lesson.id, page)
        self.runner = runner or FakeRunner(script=list(RUN), judgement=PASSED)
        self.library = course()
        self.app = TutorApp(
            self.library,  # type: ignore[arg-type]
            self.progress,
            self.runner,  # type: ignore[arg-type]
            clock=self.watch,
            opening=opening,
        )


def shown(app: TutorApp) -> str:
    """All text of lines and lists on the screen."""
    rows = [plain((*row.left, Span("  "), *row.right)) for found in app.screen.query(RowList) for row in found._rows]
    return "\n".join([screen_text(app), *rows])


def offered(app: TutorApp) -> set[str]:
    """What the keys at the bottom do."""
    return {what for _, _, what in app.screen.query_one(KeyBar).hints()}

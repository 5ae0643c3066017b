"""Practice, the exam, progress and search line by line, over progress that is real."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator, Sequence
from pathlib import Path

import pytest

from tests.plain.talk import Talk
from tests.ui.fakes import CHALLENGE, FIRST, SECOND, FakeRunner
from tests.ui.study_app import ADD, FAILED, PASSED, RUN, WHICH, HandClock, course
from tests.ui.test_asking import QUIZ
from tutor.course.model import Lesson
from tutor.plain.reader import PlainReader
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts
from tutor.session.openings import ExamOpening, PracticeOpening
from tutor.session.services import Services
from tutor.study.progress import Progress

GOOD = "def add(a, b):\n    return a + b\n"


class Learner:
    """Somebody at the plain tutor with the clocks that a test moves."""

    def __init__(self, folder: Path, read: Sequence[Lesson] = (), runner: FakeRunner | None = None) -> None:
        self.wall, self.watch = HandClock(1_800_000_000.0), HandClock(100.0)
        self.progress = Progress.open(folder / "progress.db", clock=self.wall)
        for lesson in read:
            for page in range(len(lesson.pages)):
                self.progress.page_seen(lesson.id, page)
        self.runner = runner or FakeRunner(script=list(RUN), judgement=PASSED)
        self.writes = GOOD

    def _edit(self, command: Sequence[str]) -> int:
        Path(command[-1]).write_text(self.writes, encoding="utf-8")
        return 0

    def reader(self, talk: Talk) -> PlainReader:
        drafts, control = Drafts(self.progress), RunControl(self.runner, self.watch)  # type: ignore[arg-type]
        services = Services(course(), self.progress, self.runner, drafts, control)  # type: ignore[arg-type]
        return PlainReader(services, talk, show_editor=self._edit)

    async def types(self, *answers: str, opening: PracticeOpening | ExamOpening | None = None) -> str:
        """All that is said to somebody who types this."""
        talk = Talk(list(answers))
        await self.reader(talk).read(None, opening)
        return talk.text


@pytest.fixture(autouse=True)
def editor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("EDITOR", "true")


@pytest.fixture
def learner(tmp_path: Path) -> Iterator[Learner]:
    made = Learner(tmp_path, read=(FIRST, SECOND))
    yield made
    made.progress.close()


# -- practice --------------------------------------------------------------------------------------------------------


async def test_without_anything_read_there_is_nothing_to_practise(tmp_path: Path) -> None:
    assert "There is nothing to practise yet." in await Learner(tmp_path).types("d", "q")


async def test_a_sitting_asks_checks_and_tells_when_it_comes_again(learner: Learner) -> None:
    text = await learner.types("b", "e", "c", "no", "q", opening=PracticeOpening(20))
    assert "Practice: 2 tasks, about 6 minutes." in text
    assert "Task 2 of 2: Add them." in text
    assert "Which of these is a tensor?\na. a list\nb. torch.ones(2)\n" in text
    assert "Right, in 0:00." in text
    assert "It has a shape and a dtype." in text
    assert "Solved: the check passed." in text
    assert "2 of 2 solved, in 0:00." in text
    assert "again in" in text
    assert "1 day in a row" in text
    assert {card.item for card in learner.progress.reviews.cards()} == {WHICH.id, ADD.id}
    assert learner.progress.attempts(CHALLENGE.id)


async def test_an_answer_that_is_none_does_not_count(learner: Learner) -> None:
    text = await learner.types("d", "z", "a", "q", "q")
    assert "Type a letter from a to b." in text
    assert "A list has no shape." in text
    assert learner.progress.answers.answer_state(WHICH.id, WHICH.content_hash) == "wrong"


async def test_a_task_is_left_unsolved_only_after_a_question(learner: Learner) -> None:
    learner.runner.judgement = FAILED
    text = await learner.types("d", "b", "c", "n", "no", "h", "n", "yes", "no", "q")
    assert text.count("Leave this one unsolved? It comes again soon.") == 2
    assert "Hint 1 of 2" in text
    assert "Add them: not solved" in text
    assert "1 of 2 solved" in text


async def test_a_sitting_that_is_left_keeps_what_was_done(learner: Learner) -> None:
    text = await learner.types("d", "b", "q", "q")
    assert "1 of 1 solved" in text
    assert "Back at First tensors." in text
    assert [card.item for card in learner.progress.reviews.cards()] == [WHICH.id]


# -- the exam --------------------------------------------------------------------------------------------------------


def number_of(learner: Learner, item: str) -> str:
    exam = learner.progress.exams.open_exam()
    assert exam is not None
    return str(next(task.number for task in exam.tasks if task.item == item))


async def test_the_rules_come_before_the_clock(learner: Learner) -> None:
    text = await learner.types("", "q", opening=ExamOpening(3))
    assert "2 tasks in 6 minutes, 100 points." in text
    assert learner.progress.exams.open_exam() is None


async def test_an_exam_is_written_left_gone_on_with_and_handed_in(learner: Learner) -> None:
    await learner.types("begin", "q", "q", opening=ExamOpening(3))
    which, add = number_of(learner, WHICH.id), number_of(learner, ADD.id)
    learner.watch.now += 1000  # while it is closed the clock stands
    text = await learner.types("x", which, "b", "l", "q", "q")
    assert "6:00 left." in text
    assert "1 of 2 answered." in text
    text = await learner.types("x", add, "e", "r", "l", "h", "yes", "q")
    assert "Running your code, without checks.\nprinted\n" in text
    assert "Marking task 2 of 2" in text
    assert "100 points: passed with distinction" in text
    result = learner.progress.exams.last_result()
    assert result is not None
    assert sorted(result.answers.values()) == sorted(["b", GOOD])


async def test_a_slip_of_the_keys_is_told_before_it_costs_the_points(learner: Learner) -> None:
    await learner.types("begin", "q", "q", opening=ExamOpening(3))
    text = await learner.types("x", number_of(learner, WHICH.id), "d", "b", "l", "q", "q")
    assert "Type a letter from a to b.\n" in text
    exam = learner.progress.exams.open_exam()
    assert exam is not None
    assert list(exam.answers.values()) == ["b"]


async def test_what_was_missed_is_named_with_its_lesson(learner: Learner) -> None:
    text = await learner.types("begin", "h", "yes", "q", opening=ExamOpening(3))
    assert "Hand in the exam? 2 without an answer." in text
    assert "0 points: not passed" in text
    assert "Second steps (o tensors/second)" in text
    assert "No answer." in text


async def test_a_missed_answer_is_told_with_its_remark(learner: Learner) -> None:
    await learner.types("begin", "q", "q", opening=ExamOpening(3))
    text = await learner.types("x", number_of(learner, WHICH.id), "a", "l", "h", "yes", "q")
    assert "   You said: a\n   A list has no shape." in text


async def test_an_exam_can_be_given_up(learner: Learner) -> None:
    text = await learner.types("begin", "x", "no", "x", "yes", "q", opening=ExamOpening(3))
    assert "Given up. x begins another exam." in text
    assert learner.progress.exams.open_exam() is None
    assert learner.progress.exams.last_result() is None


async def test_when_the_time_is_up_what_was_saved_is_handed_in(learner: Learner) -> None:
    await learner.types("begin", "q", "q", opening=ExamOpening(3))
    which = number_of(learner, WHICH.id)

    class Slow(Talk):
        async def ask(self, prompt: str) -> str | None:
            if prompt.startswith("6:00 left. E edit"):
                learner.watch.now += 400  # thinking for longer than there is time
            return await super().ask(prompt)

    talk = Slow(["x", which, "b", "p", "q"] if which == "1" else ["x", which, "b", "1", "p", "q"])
    await learner.reader(talk).read()
    assert "The time is up. Your answers were handed in." in talk.text
    result = learner.progress.exams.last_result()
    assert result is not None
    assert result.spent == 360.0
    assert list(result.answers.values()) == ["b"]


async def test_a_signal_in_an_exam_keeps_its_time(learner: Learner) -> None:
    class Waiting(Talk):
        async def ask(self, prompt: str) -> str | None:
            if "left." not in prompt:
                return await super().ask(prompt)
            learner.watch.now += 60
            raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await learner.reader(Waiting(["x", "begin"])).read()
    exam = learner.progress.exams.open_exam()
    assert exam is not None
    assert exam.spent == 60.0


# -- looking around --------------------------------------------------------------------------------------------------


async def test_progress_is_told_in_sentences(learner: Learner) -> None:
    text = await learner.types("n", "e", "c", "w", "q")
    assert "lessons done, 1 of 1 challenges solved, 0 of 1 questions answered" in " ".join(text.split())
    assert "Skill tensors: 100%, of 1 tried, 1 in all." in text
    assert "Streak: 1 day in a row" in text


async def test_an_open_exam_is_told_with_its_time(learner: Learner) -> None:
    text = await learner.types("begin", "q", "w", "q", opening=ExamOpening(3))
    assert "An exam is open, 6:00 left: x goes on with it." in text
    await learner.types("x", "h", "yes", "q")
    assert "An exam is open" not in await learner.types("w", "q")


async def test_the_map_tells_what_became_of_each_lesson(learner: Learner) -> None:
    text = await learner.types("n", "e", "c", "m", "q")
    assert "First tensors, 5 minutes, done" in text
    assert "Second steps, 3 minutes, begun" in text


async def test_what_was_found_opens_by_its_number(learner: Learner) -> None:
    text = await learner.types("find nothing runs", "1", "find gibberish", "find", "q")
    assert "1. Second steps, page 1: Only prose" in text
    assert "Second steps. Page 1 of 1: Only prose." in text
    assert "No page has all of these words. Try fewer." in text
    assert "Which words? For instance f gradient." in text


async def test_a_quiz_can_be_taken_again(tmp_path: Path) -> None:
    from tests.plain.talk import talked

    text = await talked("a", "1", "z", "q", lessons=(QUIZ,), start=QUIZ.id)
    assert text.count(f"{QUIZ.title}. Page 1 of") == 2
    assert "This is no quiz." in await talked("z", "q")

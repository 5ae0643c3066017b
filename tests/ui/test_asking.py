"""Questions, predictions and quizzes on the screen."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.ui.fakes import (
    FIRST,
    OK,
    SECOND,
    WAIT,
    FakeLibrary,
    FakeProgress,
    FakeRunner,
    make_app,
    snippet,
)
from tests.ui.test_lesson_screen import SMALL, WIDE, keys, screen_text, settle
from tutor.course.formula import sample
from tutor.course.model import Lesson, Page, Prose
from tutor.course.questions import Choice, KnownWrong, Prediction, Question, QuizResult, Sketch
from tutor.engine.events import MetricsReceived, OutputReceived, RunFinished, RunStarted, ValueTold
from tutor.grading.quiz import Sitting
from tutor.ui.widgets.question import QuestionBlock

CHOOSE = Question(
    "tensors/asking/choose",
    "Which line changes `w`?",
    choices=(
        Choice("backward", why="It fills `.grad` alone."),
        Choice("step", right=True),
        Choice("zero_grad", why="It clears `.grad`.", lesson="tensors/second"),
    ),
    explain="Only the optimiser moves parameters.",
    lesson="tensors/first",
    content_hash="h1",
)
SEVERAL = Question(
    "tensors/asking/several",
    "Which are dtypes?",
    choices=(Choice("float32", right=True), Choice("shape", why="No dtype."), Choice("int64", right=True)),
    explain="Two of them.",
    lesson="tensors/first",
)
TYPED = Question(
    "tensors/asking/typed",
    "What shape has `torch.ones(2, 3)`?",
    answer_type="shape",
    run="answer = torch.ones(2, 3).shape",
    wrong=(KnownWrong("(3, 2)", "", "Rows come first."),),
    explain="It is `{{answer}}`.",
    lesson="tensors/second",
    content_hash="h2",
)
SHAPE = ValueTold("answer", "Size", "(2, 3)")
VALUE = Prediction(
    Question("tensors/asking/value", "What will `x` be?", "number", tolerance=0.1, explain="Twice two."),
    snippet=1,
    expression="x",
)
CURVE = Prediction(
    Question(
        "tensors/asking/curve",
        "How will the loss go?",
        choices=(Choice("falls", right=True), Choice("rises", why="Each step goes downhill.")),
    ),
    snippet=2,
    sketches=(Sketch("falls", sample("exp(-5*x)")), Sketch("rises", sample("1 + 2*x"))),
)


def asking(*blocks, kind="lesson", **changes):
    page = Page("Asked", 1, (Prose("Some text.", 2), *blocks))
    return replace(FIRST, id="tensors/asking", title="Asking", pages=(page,), challenges=(), kind=kind, **changes)


PREDICTING = asking(VALUE, snippet(1, "x = 4\n"), CURVE, snippet(2, "train()\n"))
QUIZ = Lesson(
    id="tensors/quiz",
    title="Quiz",
    goal="See.",
    minutes=5,
    pages=(
        Page("One", 1, (replace(CHOOSE, id="tensors/quiz/choose"),)),
        Page("Two", 2, (replace(TYPED, id="tensors/quiz/typed"),)),
        Page("Result", 3, (QuizResult(3), Prose("What you can do now.", 4))),
    ),
    challenges=(),
    path=Path("quiz"),
    kind="quiz",
)


def app_of(lesson, *, told=(), progress=None):
    script = [RunStarted("question"), *told, OK]
    runner = FakeRunner(script=list(script))
    return make_app(runner, progress, FakeLibrary((lesson, FIRST, SECOND)), lesson.id), runner


def block(app, name):
    return app.screen.query_one(f"#question-{name}", QuestionBlock)


async def typed(pilot, text):
    await pilot.press("enter", *text, "enter")
    await settle(pilot)


# -- questions with choices --------------------------------------------------------------------------------------------


async def test_a_wrong_choice_says_why_and_another_try_is_right():
    app, runner = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        assert "Question  ○ open" in screen_text(app)
        assert "1–3 choose · Enter answers" in screen_text(app)
        await pilot.press("1", "enter")
        text = screen_text(app)
        assert "✗ not yet" in text
        assert "Not right. It fills .grad alone." in text
        assert "Only the optimiser" not in text
        await pilot.press("2", "enter")
        text = screen_text(app)
        assert "✓ right" in text
        assert "Only the optimiser moves parameters." in text
        assert app.services.progress.answers.given == [
            (CHOOSE.id, "h1", "backward", False),
            (CHOOSE.id, "h1", "step", True),
        ]
        assert runner.scripts == []


async def test_j_and_k_point_at_choices_and_enter_answers():
    app, _ = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("j")
        assert "❯ 2 ● step" in screen_text(app)
        await pilot.press("j", "j", "j", "k", "enter")
        assert "✓ right" in screen_text(app)


async def test_enter_alone_takes_what_the_pointer_is_on():
    app, _ = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert app.services.progress.answers.given == [(CHOOSE.id, "h1", "backward", False)]


async def test_in_a_quiz_enter_alone_chooses_and_enter_again_answers():
    app, _ = app_of(QUIZ)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter")
        assert "❯ 1 ●" in screen_text(app)
        assert "Enter once more gives this answer." in screen_text(app)
        await pilot.press("2")
        assert "Enter once more" not in screen_text(app)
        assert app.services.progress.answers.given == []
        await pilot.press("1", "enter")
        assert [given[2:] for given in app.services.progress.answers.given] == [("backward", False)]


async def test_several_right_choices_are_collected():
    app, _ = app_of(asking(SEVERAL))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("1", "enter")
        assert "What you chose is right, but one more is." in screen_text(app)
        await pilot.press("2", "2", "3", "enter")
        assert "✓ right" in screen_text(app)


async def test_a_answers_after_a_wrong_try_shows_the_right_one():
    app, _ = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("a")
        assert "Only the optimiser" not in screen_text(app)
        await pilot.press("1", "enter", "a")
        text = screen_text(app)
        assert "2 ✓ step" in text
        assert "Only the optimiser" in text
        await pilot.press("2", "enter")
        assert len(app.services.progress.answers.given) == 1


async def test_l_opens_the_lesson_that_clears_it_up():
    app, _ = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("3", "enter")
        assert "l reads it up: Second steps" in screen_text(app)
        await pilot.press("l")
        await pilot.pause()
        assert "Nothing runs here." in screen_text(app)


async def test_a_known_mistake_leads_to_the_lesson_that_mends_it(monkeypatch):
    monkeypatch.setattr(
        "tutor.grading.feedback.catalogue.lesson_for", lambda mistake, ids: {"F02": "tensors/second"}[mistake]
    )
    question = replace(CHOOSE, choices=(replace(CHOOSE.choices[0], mistake="F02"), CHOOSE.choices[1]), lesson="")
    app, _ = app_of(asking(question))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("1", "enter")
        assert "l reads it up: Second steps" in screen_text(app)


async def test_an_earlier_right_answer_is_remembered():
    progress = FakeProgress()
    progress.answers.given.append((CHOOSE.id, "h1", "step", True))
    app, _ = app_of(asking(CHOOSE), progress=progress)
    async with app.run_test(size=SMALL):
        assert "● answered right before" in screen_text(app)


async def test_the_keys_of_a_question_are_in_the_footer():
    app, _ = app_of(asking(CHOOSE))
    async with app.run_test(size=SMALL) as pilot:
        assert any(key.endswith("Answer") for key in keys(app))
        assert not any("Run" in key for key in keys(app))
        await pilot.press("1", "enter")
        assert {"a Show answer", "l Read up"} <= set(keys(app))


async def test_out_of_sight_the_page_scrolls_before_the_pointer_moves():
    long = asking(Prose("\n\n".join(f"Line {n}" for n in range(40)), 1), CHOOSE)
    app, _ = app_of(long)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("j")
        await pilot.pause()
        assert app.screen.page.scroll_offset.y == 1
        assert block(app, "choose").asked.cursor == 0


# -- typed answers -----------------------------------------------------------------------------------------------------


async def test_a_typed_answer_is_compared_with_a_run():
    app, runner = app_of(asking(TYPED), told=[SHAPE])
    async with app.run_test(size=SMALL) as pilot:
        assert "Enter to type a shape like (64, 10)" in screen_text(app)
        await typed(pilot, "3,2")
        assert "Not right. Rows come first." in screen_text(app)
        assert [source.wanted for source in runner.scripts] == [("answer",)]
        await pilot.press("home", "delete", "delete", "delete", *"2, 3", "enter")
        await settle(pilot)
        text = screen_text(app)
        assert "You said 2, 3 · The run gives (2, 3)" in text
        assert "It is (2, 3)." in text
        assert len(runner.scripts) == 1, "what a run said is kept"
        assert not block(app, "typed").typing
        assert [given[2:] for given in app.services.progress.answers.given] == [("3,2", False), ("2, 3", True)]


async def test_what_is_no_answer_says_how_to_type_one_and_does_not_count():
    app, runner = app_of(asking(TYPED), told=[SHAPE])
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "two")
        assert "Type a shape like" in screen_text(app)
        assert app.services.progress.answers.given == []
        assert runner.scripts == []


async def test_keys_go_into_the_field_and_escape_leaves_it():
    app, _ = app_of(asking(TYPED))
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", "n", "r", "space", "5")
        assert block(app, "typed").asked.text == "nr 5"
        assert "Esc leaves the field" in screen_text(app)
        assert [key for key in keys(app) if "Leave" in key]
        await pilot.press("escape")
        assert app.screen.page.marked is block(app, "typed")
        assert not block(app, "typed").typing


async def test_what_was_typed_is_kept():
    progress = FakeProgress()
    app, _ = app_of(asking(TYPED), progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("enter", *"(2,", "escape", "n")
        await pilot.pause()
    again, _ = app_of(asking(TYPED), progress=progress)
    async with again.run_test(size=SMALL):
        assert block(again, "typed").asked.text == "(2,"


async def test_a_run_that_fails_is_said_and_may_be_tried_again():
    app, runner = app_of(asking(TYPED), told=[RunFinished(125, 1, "memory", "It took too much memory.")])
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "2,3")
        assert "It took too much memory. Answer again, or go on with n." in screen_text(app)
        runner.script = [SHAPE, OK]
        await pilot.press("enter")
        await settle(pilot)
        assert "✓ right" in screen_text(app)


async def test_a_runner_that_breaks_is_a_sentence():
    app, runner = app_of(asking(TYPED))
    runner.fails = OSError("gone")
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "2,3")
        assert "The right answer could not be worked out. Answer again." in screen_text(app)


async def test_while_code_runs_an_answer_waits_for_its_end():
    app, runner = app_of(asking(TYPED, snippet(1, "x = 1\n")))
    runner.script = [RunStarted(), WAIT, OK]
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r", "tab")
        await pilot.press("enter", *"2,3", "enter")
        await pilot.pause()
        assert "Code is running. Stop it with s, or answer when it is over." in screen_text(app)
        runner.go_on()
        await settle(pilot)


# -- predictions -------------------------------------------------------------------------------------------------------


async def test_a_run_asks_for_the_prediction_first_and_then_shows_both():
    app, runner = app_of(PREDICTING)
    runner.script = [RunStarted(), ValueTold("x", "int", "4"), OK]
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r")
        assert runner.calls == []
        assert app.screen.page.marked is block(app, "value")
        await typed(pilot, "4.05")
        text = screen_text(app)
        assert "You said 4.05 · The run gives 4" in text
        assert "✓ right" in text
        assert "Twice two." in text
        assert len(runner.calls) == 1
        assert runner.calls[0][1][0].wanted == ("x",)
        assert app.services.progress.answers.given == [("tensors/asking/value", "", "4.05", True)]


async def test_x_skips_a_prediction_and_runs():
    app, runner = app_of(PREDICTING)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r", "x")
        await settle(pilot)
        assert len(runner.calls) == 1
        assert "○ skipped" in screen_text(app)
        assert app.services.progress.answers.given == []
        await pilot.press("r")
        await settle(pilot)
        assert len(runner.calls) == 2


async def test_a_prediction_made_while_reading_waits_for_the_run():
    app, runner = app_of(PREDICTING)
    async with app.run_test(size=SMALL) as pilot:
        await typed(pilot, "9")
        assert runner.calls == []
        assert "predicted: the run will tell" in screen_text(app)
        assert app.screen.snippet is not None
        runner.script = [RunStarted(), ValueTold("x", "int", "4"), OK]
        await pilot.press("r")
        await settle(pilot)
        assert "✗ not right" in screen_text(app)


async def test_who_predicted_before_is_not_asked_again():
    progress = FakeProgress()
    progress.answers.given.append(("tensors/asking/value", "", "9", False))
    app, runner = app_of(PREDICTING, progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r")
        await settle(pilot)
        assert len(runner.calls) == 1


@pytest.mark.parametrize("told", [ValueTold("x", "", "", error="NameError: x"), ValueTold("x", "Linear", "")])
async def test_a_run_without_the_value_says_so(told):
    app, runner = app_of(PREDICTING)
    runner.script = [RunStarted(), told, OK]
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r")
        await typed(pilot, "4")
        assert "The run did not give such a value" in screen_text(app)
        assert app.services.progress.answers.given == []


async def test_r_on_a_prediction_asks_for_it_and_later_runs_its_snippet():
    app, runner = app_of(PREDICTING)
    runner.script = [RunStarted(), ValueTold("x", "int", "4"), OK]
    async with app.run_test(size=SMALL) as pilot:
        prediction = next(place for place in app.screen.page.places if isinstance(place, QuestionBlock))
        app.screen.page.mark(prediction)
        app.screen.page.scroll_end(animate=False)
        await pilot.press("r")
        assert runner.calls == []
        assert any("Predict first" in notification.message for notification in app._notifications)
        await pilot.press("x")
        await settle(pilot)
        assert len(runner.calls) == 1
        app.screen.page.mark(prediction)
        await pilot.press("r")
        await settle(pilot)
        assert len(runner.calls) == 2


@pytest.mark.parametrize(("key", "mark", "more"), [("1", "✓ right", ""), ("2", "✗ not right", "Each step goes down")])
async def test_the_real_curve_is_drawn_over_the_chosen_sketch(key, mark, more):
    app, runner = app_of(PREDICTING)
    values = tuple(0.9**step for step in range(50))
    runner.script = [RunStarted(), MetricsReceived("loss", tuple(range(50)), values), OK]
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "tab")
        assert app.screen.page.marked is block(app, "curve")
        await pilot.press("tab", "r", key, "enter")
        await settle(pilot)
        text = screen_text(app)
        assert mark in text
        assert more in text
        assert "the real loss · ·· your sketch" in text
        assert app.services.progress.answers.given[-1][3] is (key == "1")


async def test_a_run_without_a_curve_says_so():
    app, _ = app_of(PREDICTING)
    async with app.run_test(size=WIDE) as pilot:
        await pilot.press("tab", "tab", "tab", "r", "1", "enter")
        await settle(pilot)
        assert "The run drew no curve to compare with." in screen_text(app)


async def test_a_printed_line_can_be_predicted():
    printed = Prediction(Question("tensors/asking/printed", "What is printed last?", "number"), 1, printed=-1)
    app, runner = app_of(asking(printed, snippet(1, "print(1)\n")))
    runner.script = [RunStarted(), OutputReceived("stdout", "3\n7\n"), OK]
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("tab", "r")
        await typed(pilot, "7")
        assert "You said 7 · The run gives 7" in screen_text(app)


# -- quizzes -----------------------------------------------------------------------------------------------------------


async def test_a_quiz_counts_first_answers_and_marks_what_is_known():
    progress = FakeProgress()
    app, _ = app_of(QUIZ, told=[SHAPE], progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "enter", "n")
        await typed(pilot, "2,3")
        assert progress.reading.known == {
            "tensors/first": "its unit's quiz",
            "tensors/second": "its unit's quiz",
        }
        await pilot.press("n")
        text = screen_text(app)
        assert "2 of 2 right" in text
        assert "Passed: 2 were needed." in text
        assert "Marked as known: First tensors · Second steps" in text
        assert "What you can do now." in text


async def test_a_quiz_that_is_not_passed_names_what_is_weak_and_begins_again():
    progress = FakeProgress()
    app, _ = app_of(QUIZ, told=[SHAPE], progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("1", "enter")
        assert "✗ not right" in screen_text(app)
        assert "Only the optimiser" in screen_text(app)
        await pilot.press("2", "enter", "n", "n")
        text = screen_text(app)
        assert "0 of 2 right" in text
        assert "Still open: question 2." in text
        assert "❯ First tensors" in text
        assert progress.reading.known == {}
        await pilot.press("a")
        await pilot.pause()
        assert "○ open" in screen_text(app)
        assert Sitting.from_text(progress.drafts["tensors/quiz#quiz"]).round == 1
        assert [right for *_, right in progress.answers.given] == [False]


async def test_a_quiz_goes_on_where_it_was_left():
    progress = FakeProgress()
    app, _ = app_of(QUIZ, told=[SHAPE], progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("2", "enter", "n")
        await typed(pilot, "9")
    again, _ = app_of(QUIZ, progress=progress)
    async with again.run_test(size=SMALL) as pilot:
        await again.screen.open_page("tensors/quiz", 1)
        await pilot.pause()
        text = screen_text(again)
        assert "✗ not right" in text
        assert "It is (2, 3)." in text
        await pilot.press("n")
        assert "1 of 2 right" in screen_text(again)


async def test_the_result_opens_a_weak_lesson():
    app, _ = app_of(QUIZ)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("1", "enter", "n", "n", "enter")
        await pilot.pause()
        assert "What a tensor is" in screen_text(app)


async def test_placement_marks_what_was_right_without_passing():
    progress = FakeProgress()
    again = replace(TYPED, id="tensors/quiz/again")
    pages = (QUIZ.pages[0], QUIZ.pages[1], Page("Three", 3, (again,)), QUIZ.pages[2])
    app, _ = app_of(replace(QUIZ, kind="placement", pages=pages), told=[SHAPE], progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press("1", "enter", "n")
        await typed(pilot, "2,3")
        await pilot.press("n")
        await typed(pilot, "2,3")
        assert progress.reading.known == {"tensors/second": "the placement quiz"}
        await pilot.press("n")
        text = screen_text(app)
        assert "Done. Whatever is missing is taught in its lesson." in text
        assert "Worth reading\n" in text
        assert "with other numbers" not in text
        assert "Marked as known: Second steps" in text


async def test_a_placement_quiz_may_leave_questions_out():
    progress = FakeProgress()
    again = replace(TYPED, id="tensors/quiz/again")
    pages = (QUIZ.pages[0], QUIZ.pages[1], Page("Three", 3, (again,)), QUIZ.pages[2])
    app, _ = app_of(replace(QUIZ, kind="placement", pages=pages), told=[SHAPE], progress=progress)
    async with app.run_test(size=SMALL) as pilot:
        for _ in range(2):
            await pilot.press("n")
            await typed(pilot, "2,3")
        assert progress.reading.known == {"tensors/second": "the placement quiz"}
        await pilot.press("n")
        text = screen_text(app)
        assert "Still open: question 1." in text
        assert "Marked as known: Second steps" in text


async def test_whoever_comes_first_meets_a_lesson_and_not_a_quiz():
    app = make_app(library=FakeLibrary((replace(QUIZ, kind="placement"), FIRST)))
    async with app.run_test(size=SMALL):
        assert "What a tensor is" in screen_text(app)

"""Reading, running, checking and answering line by line."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from tests.plain.talk import reader_of, talked
from tests.ui.fakes import (
    CHALLENGE,
    FIRST,
    OK,
    SECOND,
    FakeProgress,
    FakeRunner,
    Place,
    failing,
    good_run,
    training,
)
from tests.ui.test_asking import CHOOSE, CURVE, PREDICTING, QUIZ, SEVERAL, SHAPE, TYPED, asking
from tests.ui.test_challenge_screen import FAILED, PASSED, RUN
from tutor.course.model import Page, Snippet
from tutor.engine.events import MetricsReceived, RunStarted, TensorShown, ValueTold
from tutor.engine.runner import WorkerStatus

AT_CHALLENGE = Place("tensors/first", 1)


def editor_that_writes(text: str):
    def show(command):
        Path(command[-1]).write_text(text, encoding="utf-8")
        return 0

    return show


# -- reading ---------------------------------------------------------------------------------------------------------


async def test_a_newcomer_hears_the_first_page():
    text = await talked("q")
    assert "First tensors. Page 1 of 2: What a tensor is." in text
    assert "Snippet 2:\n    x = torch.ones(2, 3)\n    print(x)\nEnd of snippet 2." in text
    assert "import torch\n" not in text


async def test_the_last_place_is_kept():
    progress = FakeProgress()
    await talked("n", "q", progress=progress)
    assert (progress.where.lesson, progress.where.page) == ("tensors/first", 1)
    assert progress.seen == {("tensors/first", 0), ("tensors/first", 1)}
    assert "Page 2 of 2: Your turn." in await talked("q", progress=progress)


async def test_pages_lead_through_the_course_and_back():
    text = await talked("n", "n", "n", "b", "b", "b", "b")
    assert text.count("Second steps. Page 1 of 1: Only prose.") == 1
    assert "This was the last page of the course." in text
    assert text.count("Page 2 of 2: Your turn.") == 2
    assert "This is the first page." in text


async def test_the_end_of_the_input_ends_it():
    assert (await talked()).endswith("]")


async def test_whole_words_and_capitals_are_commands_too():
    assert "Page 2 of 2" in await talked("Next", "QUIT")


async def test_an_unknown_command_is_told():
    assert "“hello” is no command here. ? says which there are." in await talked("hello")


@pytest.mark.parametrize("typed", ["r ²", "a ²", "d ²", "e " + "9" * 5000, "d 121"])
async def test_what_is_no_number_of_a_thing_is_told(typed):
    reader, talk = reader_of("n", typed, "q")
    await reader.read()
    assert talk.prompts[-1].endswith("? help: ")


async def test_help_says_every_command():
    text = await talked("?")
    assert "r or run: run a snippet: r, or r 3" in text
    assert "q or quit: leave; everything is kept" in text


async def test_the_map_says_lessons_and_o_opens_one():
    text = await talked("m", "o tensors/second")
    assert "tensors/second: Second steps, 3 minutes" in text
    assert "Second steps. Page 1 of 1" in text


async def test_o_alone_asks_which():
    assert "Which lesson?" in await talked("o")


async def test_nothing_said_draws_boxes_or_moves_the_cursor():
    text = await talked("r", "n", "m", "?", runner=FakeRunner(script=training()))
    assert "\x1b" not in text
    assert not set(text) & set("│─╭╮▶✓✗●○⠿")


# -- running ---------------------------------------------------------------------------------------------------------


async def test_a_snippet_runs_and_its_output_is_said():
    runner = FakeRunner(script=good_run("hello\n"))
    text = await talked("r", runner=runner)
    assert "Running snippet 2.\nhello\nSnippet 2 ran in 0.31 s.\n" in text
    assert runner.calls[0][2] == 1


async def test_the_next_r_runs_the_next_snippet():
    runner = FakeRunner(script=good_run())
    await talked("r", "r", "r 2", runner=runner)
    assert [index for _, _, index in runner.calls] == [1, 2, 1]


async def test_colours_and_lines_written_over_are_left_out():
    text = await talked("r", runner=FakeRunner(script=good_run("\x1b[31mred\x1b[0m\n10%\r20%\r30%\n")))
    assert "red\n30%\n" in text


async def test_a_curve_is_said_in_sentences():
    script = [
        RunStarted("snippet 3"),
        MetricsReceived("loss", (0,), (1.0,)),
        MetricsReceived("loss", (100,), (0.31,)),
        OK,
    ]
    text = await talked("r 3", runner=FakeRunner(script=script), clock=[float(n) for n in range(100)])
    assert "step 0: loss 1\n" in text
    assert "step 100: loss 0.31, falling\n" in text
    assert "loss: 1 at step 0, 0.31 at step 100.\n" in text


async def test_what_code_shows_is_described():
    shown = TensorShown((2, 3), "float32", text="tensor (2, 3) float32")
    text = await talked("r", runner=FakeRunner(script=[RunStarted(), shown, OK]))
    assert "tensor (2, 3) float32\n" in text


async def test_an_error_is_explained_and_its_traceback_is_said_on_request():
    text = await talked("r", "t", runner=FakeRunner(script=failing()))
    assert "Snippet 2 failed after 0.10 s." in text
    assert "RuntimeError in line 2: mat1 and mat2 shapes cannot be multiplied" in text
    assert "The inner sizes must be equal." in text
    assert "    Traceback (most recent call last):" in text


async def test_without_an_error_there_is_no_traceback():
    assert "There is no traceback." in await talked("t")


async def test_a_number_that_is_not_on_the_page_is_told():
    assert "There is no snippet “7” on this page: 2, 3." in await talked("r 7")


async def test_a_fault_of_the_tutor_is_one_sentence(monkeypatch, tmp_path):
    monkeypatch.setattr("tutor.session.crash.log_path", lambda: tmp_path / "log")
    text = await talked("r", "n", runner=FakeRunner(fails=OSError("gone")))
    assert "The run broke off through a fault of the tutor's." in text
    assert "Page 2 of 2" in text


async def test_a_weak_sandbox_is_asked_about_once():
    class Consent:
        given = ""

        def question(self, level):
            return "" if self.given else "It is weak. Run lessons all the same?"

        def give(self, level):
            self.given = level

    runner = FakeRunner(script=good_run(), status=WorkerStatus(phase="ready", level="network only"))
    consent = Consent()
    await talked("r", "no", "r", "yes", "r", runner=runner, consent=consent)
    assert consent.given == "network only"
    assert len(runner.calls) == 2


# -- editing ---------------------------------------------------------------------------------------------------------


async def test_a_snippet_is_edited_in_the_own_editor(monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    progress, runner = FakeProgress(), FakeRunner(script=good_run())
    show = editor_that_writes("x = 5\n")
    text = await talked("e 2", "r 2", "u 2", progress=progress, runner=runner, show_editor=show)
    assert "Snippet 2, edited by you" in text
    assert runner.calls[0][1][1].text == "x = 5\n"
    assert progress.drafts == {}


async def test_an_edited_snippet_is_kept(monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    progress = FakeProgress()
    await talked("e 3", progress=progress, show_editor=editor_that_writes("pass\n"))
    assert progress.drafts == {"tensors/first#3": "pass\n"}
    assert "Snippet 3, edited by you" in await talked(progress=progress)


async def test_without_an_editor_a_sentence_says_so(monkeypatch):
    monkeypatch.setenv("EDITOR", "no-such-editor")
    monkeypatch.delenv("VISUAL", raising=False)
    assert "no-such-editor is not installed." in await talked("e 2")


# -- challenges ------------------------------------------------------------------------------------------------------


async def test_a_challenge_is_written_checked_and_kept(monkeypatch):
    monkeypatch.setenv("EDITOR", "true")
    monkeypatch.delenv("VISUAL", raising=False)
    progress, runner = FakeProgress(where=AT_CHALLENGE), FakeRunner(script=list(RUN), judgement=PASSED)
    answer = "def add(a, b):\n    return a + b\n"
    text = await talked("e", "c", progress=progress, runner=runner, show_editor=editor_that_writes(answer))
    assert "Challenge: Add them. Write, 4 minutes, not tried." in text
    assert runner.checked[0].text == answer
    assert "Solved: the check passed.\nPassed: add sums\n" in text
    assert "torch.add does the same." in text
    assert progress.recorded[0][2:4] == (answer, True)


async def test_a_failed_check_is_said_with_what_was_got():
    progress = FakeProgress(where=AT_CHALLENGE)
    text = await talked("c", progress=progress, runner=FakeRunner(script=list(RUN), judgement=FAILED))
    assert "Not yet: 0 of 1 checks passed.\nFailed: add sums\n  Got 1 where 3 belongs.\n  got:\n    1\n" in text
    assert "h gives a hint" in text


async def test_an_answer_may_come_from_a_file(tmp_path):
    file = tmp_path / "answer.py"
    file.write_text("x = 1\n")
    progress, runner = FakeProgress(where=AT_CHALLENGE), FakeRunner(script=list(RUN), judgement=PASSED)
    text = await talked(f"c {file}", f"c {tmp_path / 'none.py'}", progress=progress, runner=runner)
    assert runner.checked[0].text == "x = 1\n"
    assert progress.drafts[CHALLENGE.id] == "x = 1\n"
    assert "none.py is gone" in text


async def test_a_crash_before_the_checks_says_that_they_did_not_run():
    progress = FakeProgress(where=AT_CHALLENGE)
    text = await talked("c", progress=progress, runner=FakeRunner(script=failing()))
    assert "Your code failed after 0.10 s." in text
    assert "The checks did not run." in text
    assert progress.recorded == []


async def test_hints_come_one_by_one_and_all_again():
    progress = FakeProgress(where=AT_CHALLENGE)
    text = await talked("h", "h", "h", progress=progress)
    assert [text.count("Hint 1 of 2:"), text.count("Hint 2 of 2:")] == [2, 2]
    assert progress.hints == {CHALLENGE.id: 2}


async def test_the_solution_has_to_be_earned(tmp_path):
    progress = FakeProgress(where=AT_CHALLENGE)
    runner = FakeRunner(script=list(RUN), judgement=FAILED)
    files = [tmp_path / f"try_{number}.py" for number in range(3)]
    for file in files:
        file.write_text(f"# {file.name}\n")
    text = await talked("s", *(f"c {file}" for file in files), "s", progress=progress, runner=runner)
    assert "3 more checked tries" in text
    assert "One right way:\n    def add(a, b):\n        return a + b\nEnd of the solution." in text


async def test_pages_without_a_challenge_say_so():
    text = await talked("c", "h", "s", "a")
    assert text.count("There is no challenge on this page.") == 3
    assert "There is no question on this page." in text


# -- questions -------------------------------------------------------------------------------------------------------


def asked(question, *answers, told=(), progress=None):
    lesson = asking(question)
    runner = FakeRunner(script=[RunStarted("question"), *told, OK])
    progress = progress or FakeProgress()
    return talked(*answers, start=lesson.id, lessons=(lesson, FIRST, SECOND), runner=runner, progress=progress)


async def test_a_choice_is_answered_by_its_number():
    progress = FakeProgress()
    text = await asked(CHOOSE, "a", "1", "2", progress=progress)
    assert "Question 1:\nWhich line changes w?\n1. backward\n2. step\n3. zero_grad\n" in text
    assert "Not right. It fills .grad alone." in text
    assert "Right.\nOnly the optimiser moves parameters." in text
    assert [given[2:] for given in progress.answers.given] == [("backward", False), ("step", True)]


async def test_a_wrong_answer_may_be_left_or_resolved():
    text = await asked(CHOOSE, "a", "1", "?")
    assert "The right answer: step" in text
    text = await asked(CHOOSE, "a", "1", "")
    assert "The right answer" not in text


async def test_what_is_no_choice_is_asked_again():
    text = await asked(CHOOSE, "a 1", "7", "two", "1 2", "2")
    assert text.count("is not one of the choices") == 3
    assert "Right." in text


async def test_several_choices_go_on_one_line():
    assert "Right." in await asked(SEVERAL, "a", "1, 3")


async def test_a_typed_answer_is_compared_with_a_run():
    text = await asked(TYPED, "a", "(3, 2)", "(2, 3)", told=[SHAPE])
    assert "Not right. Rows come first." in text
    assert "The run gives (2, 3).\nIt is (2, 3)." in text


async def test_what_can_not_be_read_as_an_answer_is_told():
    text = await asked(TYPED, "a", "((", "(2, 3)", told=[SHAPE])
    assert text.count("Type a shape like (64, 10)") >= 2


async def test_a_question_number_that_is_not_there_is_told():
    assert "Questions on this page: 1 to 1." in await asked(CHOOSE, "a 4")


async def test_a_prediction_is_asked_before_its_run_and_judged_after():
    progress = FakeProgress()
    runner = FakeRunner(script=[RunStarted("snippet 1"), ValueTold("x", "int", "4"), OK])
    text = await talked("r 1", "4", start=PREDICTING.id, lessons=(PREDICTING, FIRST), runner=runner, progress=progress)
    assert text.index("What will x be?") < text.index("Running snippet 1.") < text.index("You predicted: 4.")
    assert "Right." in text
    assert [given[3] for given in progress.answers.given] == [True]


async def test_a_prediction_may_be_skipped_and_is_not_asked_again():
    runner = FakeRunner(script=[RunStarted("snippet 1"), OK])
    text = await talked("r 1", "x", "r 1", start=PREDICTING.id, lessons=(PREDICTING, FIRST), runner=runner)
    assert text.count("What do you expect?") == 1
    assert len(runner.calls) == 2


async def test_a_curve_is_predicted_by_its_name():
    lesson = asking(CURVE, replace(Snippet(text="train()\n", line=1, number=1)), Snippet("train()\n", 2, 2))
    values = tuple(1.0 + step for step in range(20))
    script = [RunStarted("snippet 2"), MetricsReceived("loss", tuple(range(20)), values), OK]
    text = await talked("r 2", "1", start=lesson.id, lessons=(lesson, FIRST), runner=FakeRunner(script=script))
    assert "1. falls\n2. rises" in text
    assert "Not this time. It is nearest to: rises." in text


async def test_a_quiz_counts_first_answers_and_says_the_result():
    progress = FakeProgress()
    runner = FakeRunner(script=[RunStarted("question"), SHAPE, OK])
    text = await talked(
        "a",
        "2",
        "n",
        "a",
        "(3, 2)",
        "n",
        start=QUIZ.id,
        lessons=(QUIZ, FIRST, SECOND),
        runner=runner,
        progress=progress,
    )
    assert "Result: 1 of 2 right." in text
    assert "Not passed yet: 2 are needed." in text
    assert "Second steps (o tensors/second)" in text


async def test_a_lesson_that_can_not_be_read_says_where():
    reader, talk = reader_of("q")
    reader.services.library._broken.add("tensors/first")  # type: ignore[attr-defined]
    await reader.read()
    assert "lesson.md:7" in talk.text


async def test_a_course_without_lessons_says_so():
    reader, talk = reader_of("n", "r", "c")
    reader.services.library._lessons.clear()  # type: ignore[attr-defined]
    await reader.read()
    assert "This course has no lessons yet." in talk.text


async def test_an_empty_page_needs_no_commands_of_its_own():
    bare = replace(SECOND, pages=(Page("Bare", 1, ()),))
    reader, talk = reader_of("q", lessons=(bare,))
    await reader.read()
    assert talk.prompts == ["n next, ? help: "]

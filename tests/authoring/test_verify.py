from __future__ import annotations

import asyncio
import json
from pathlib import Path

import pytest
from replaying_runner import ReplayingRunner, ended, raised, ran, verdict
from sample_course import PLAIN_LESSON, SampleCourse

from tutor.authoring.proofs import Proofs
from tutor.authoring.report import Report
from tutor.authoring.verify import Step, verify
from tutor.course.library import Library, NotInCourse
from tutor.engine.events import ChallengeJudged, RunFinished, RunStarted

FIRST = "basics/first-steps"
DOUBLE = f"{FIRST}/double"
LESSON_FILE = "lessons/01-basics/01-first-steps/lesson.md"
FOLDER = "lessons/01-basics/01-first-steps/double"


@pytest.fixture
def runner() -> ReplayingRunner:
    return ReplayingRunner()


async def proven(course: SampleCourse, runner: ReplayingRunner, *only: str) -> Report:
    return await verify(Library(course.root), [runner], only=only)


async def told(course: SampleCourse, runner: ReplayingRunner) -> list[tuple[str, int, str]]:
    report = await proven(course, runner)
    return [(str(fault.path), fault.line, fault.message) for fault in report.faults]


async def test_a_whole_course_passes(course, runner):
    report = await proven(course, runner)
    assert report.faults == ()
    assert report.passed


async def test_the_report_counts_and_maps(course, runner):
    course.lesson("02-more/01-later")
    report = await proven(course, runner)
    assert report.as_dict() == {
        "counts": {
            "units": 2,
            "lessons": 2,
            "pages": 3,
            "snippets": 1,
            "challenges": 1,
            "kinds": {"write": 1, "fix": 0, "predict": 0, "tune": 0, "project": 0},
            "questions": 0,
            "tasks": {"predict": 0, "spot-the-bug": 0, "concept": 0, "numeric": 0},
            "predictions": 0,
            "wrong": 2,
            "also_right": 1,
            "partial": 0,
            "minutes": 15,
        },
        "coverage": {"S1": [FIRST], "S2": [FIRST, DOUBLE], "S3": [DOUBLE]},
        "faults": [],
    }
    assert json.loads(json.dumps(report.as_dict())) == report.as_dict()


async def test_coverage_is_in_order_of_numbers(course, runner):
    course.edit(course.first / "lesson.md", "[S1, S2]", "[S10, S9]")
    report = await proven(course, runner)
    assert list(report.coverage) == ["S2", "S3", "S9", "S10"]


async def test_faults_as_json(course, runner):
    runner.snippets["1"] = ran("2.0\n")
    report = await proven(course, runner)
    assert not report.passed
    assert report.as_dict()["faults"] == [
        {
            "file": LESSON_FILE,
            "line": 18,
            "message": 'The output of snippet 1 differs: the lesson shows "1.0" and the run prints "2.0". '
            "Show what it prints.",
        }
    ]


async def test_every_answer_is_judged_by_the_challenges_own_check(course, runner):
    await proven(course, runner)
    assert [source.name for _, source, _ in runner.judged] == [
        "starter.py",
        "solution.py",
        "times_two.py",
        "adds_two.py",
        "squares.py",
    ]
    challenge = Library(course.root).challenge(DOUBLE)
    assert {(name, check) for name, _, check in runner.judged} == {(DOUBLE, challenge.check)}
    assert [source.text for _, source, _ in runner.judged][:2] == [challenge.starter, challenge.solution]


async def test_limits_of_the_challenge_hold_for_its_answers(course, runner):
    course.edit(course.double / "challenge.md", "kind: write", "kind: write\nthreads: 2\nseconds: 7")
    await proven(course, runner)
    assert {(source.threads, source.seconds) for _, source, _ in runner.judged} == {(2, 7.0)}


async def test_snippets_run_in_order_after_those_before_them(course, runner):
    course.edit(course.first / "lesson.md", "Now you.", "```python run threads=2\ny = x\n```")
    await proven(course, runner)
    texts = ["x = 2\nprint(x * 0.5)\n", "y = x\n"]
    assert [(sources, index) for _, sources, index in runner.lessons] == [(texts, 0), (texts, 1)]
    assert len({session for session, _, _ in runner.lessons}) == 1


async def test_steps_are_announced_as_a_reader_meets_them(course, runner):
    course.lesson("02-more/01-later", PLAIN_LESSON + "\n```python run\nx = 1\n```\n")
    steps: list[Step] = []
    await verify(Library(course.root), [runner], progress=steps.append)
    assert steps == [Step(FIRST, 1, 3), Step(DOUBLE, 2, 3), Step("more/later", 3, 3)]


class WaitingRunner(ReplayingRunner):
    async def start(self) -> None:
        await super().start()
        await asyncio.sleep(0)  # as a real one does; the others get their turn


async def test_runners_share_the_steps(course):
    course.lesson("02-more/01-later", PLAIN_LESSON + "\n```python run\nx = 1\n```\n")
    runners = [WaitingRunner(), WaitingRunner(), WaitingRunner()]
    report = await verify(Library(course.root), runners)
    assert report.passed
    done = [len(one.lessons) + bool(one.judged) for one in runners]
    assert done == [1, 1, 1]


async def test_what_a_runner_finds_is_reported_whoever_found_it(course, runner):
    other = ReplayingRunner()
    for one in (runner, other):
        one.answers["solution.py"] = [*ran(), verdict("double(3) gave 5.")]
    report = await verify(Library(course.root), [other, runner])
    assert len(report.faults) == 1


# -- what was proven before --------------------------------------------------------------------------------------------


async def again(course, path, runner) -> None:
    proofs = Proofs(path)
    await verify(Library(course.root), [runner], proofs=proofs, changed_only=True)
    proofs.save()


async def test_what_was_proven_is_not_run_again_on_request(course, runner, tmp_path):
    await again(course, tmp_path / "new" / "proofs.json", runner)
    assert (len(runner.lessons), bool(runner.judged)) == (1, True)
    second = ReplayingRunner()
    await again(course, tmp_path / "new" / "proofs.json", second)
    assert (second.started, second.lessons, second.judged) == (0, [], [])


async def test_what_changed_is_run_again(course, runner, tmp_path):
    await again(course, tmp_path / "proofs.json", runner)
    course.edit(course.double / "challenge.md", "minutes: 3", "minutes: 4")
    second = ReplayingRunner()
    await again(course, tmp_path / "proofs.json", second)
    assert second.lessons == []
    assert second.judged


async def test_what_failed_is_run_again(course, runner, tmp_path):
    runner.answers["solution.py"] = [*ran(), verdict("double(3) gave 5.")]
    await again(course, tmp_path / "proofs.json", runner)
    second = ReplayingRunner()
    await again(course, tmp_path / "proofs.json", second)
    assert second.judged


async def test_a_torn_file_of_proofs_counts_as_empty(course, runner, tmp_path):
    (tmp_path / "proofs.json").write_text('{"a": ')
    await again(course, tmp_path / "proofs.json", runner)
    assert runner.judged


async def test_a_course_with_nothing_to_run_starts_no_worker(course, runner):
    course.lesson("02-more/01-later")
    report = await proven(course, runner, "more/later")
    assert runner.started == 0
    assert report.counts.lessons == 1


# -- what is chosen ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("only", "lessons", "challenges"),
    [
        ([FIRST], 1, 1),
        (["1.1"], 1, 1),
        (["basics"], 2, 1),
        (["lessons/01-basics/"], 2, 1),
        (["more"], 1, 0),
        (["basics", "more"], 3, 1),
        ([DOUBLE], 0, 1),
        (["double", "more/later"], 1, 1),
        (["double", FIRST], 1, 1),
        ([], 3, 1),
    ],
)
async def test_what_only_names(course, runner, only, lessons, challenges):
    course.lesson("01-basics/02-second")
    course.lesson("02-more/01-later")
    report = await proven(course, runner, *only)
    assert (report.counts.lessons, report.counts.challenges) == (lessons, challenges)


async def test_only_an_unknown_name(course, runner):
    with pytest.raises(NotInCourse, match='no lesson "frist-steps"'):
        await proven(course, runner, "frist-steps")
    assert runner.started == 0


async def test_faults_of_other_lessons_stay_away(course, runner):
    course.lesson("02-more/01-later", "broken")
    assert (await proven(course, runner, FIRST)).passed
    assert not (await proven(course, runner)).passed


# -- what can be read --------------------------------------------------------------------------------------------------


async def test_a_broken_lesson_is_told_and_the_others_are_proven(course, runner):
    course.lesson("02-more/01-later", "broken")
    assert await told(course, runner) == [
        (
            "lessons/02-more/01-later/lesson.md",
            1,
            "The file has no front matter. Begin it with a line ---, the keys, and another line ---.",
        )
    ]
    assert len(runner.lessons) == 1


async def test_a_broken_challenge_alone(course, runner):
    (course.double / "solution.py").unlink()
    report = await proven(course, runner, DOUBLE)
    assert [str(fault.path) for fault in report.faults] == [f"{FOLDER}/solution.py"]


async def test_faults_of_folders(course, runner):
    course.lesson("01-basics/01-other")
    assert [(file, line) for file, line, _ in await told(course, runner)] == [("lessons/01-basics/01-other", 1)]


async def test_paths_are_relative_to_the_current_folder_if_they_lie_in_it(course, runner, monkeypatch):
    monkeypatch.chdir(course.root)
    runner.snippets["1"] = ran("2.0\n")
    ((file, _, _),) = await told(course, runner)
    assert file == "01-basics/01-first-steps/lesson.md"


# -- style -------------------------------------------------------------------------------------------------------------

STYLE = {
    "minutes": (
        "lesson.md",
        "minutes: 10",
        "minutes: 2",
        4,
        "The lesson has 2 minutes, its challenges take 3. Give it more.",
    ),
    "item": (
        "lesson.md",
        "[S1, S2]",
        "[S1, S124]",
        5,
        '"S124" is not a source item. Write S and a number from 1 to 123.',
    ),
    "item in a challenge": (
        "double/challenge.md",
        "[S2, S3]",
        "[s2, S3]",
        6,
        '"s2" is not a source item. Write S and a number from 1 to 123.',
    ),
    "unknown need": (
        "lesson.md",
        "minutes: 10",
        "minutes: 10\nneeds: [more/latter]",
        5,
        'The lesson needs "more/latter", which is no lesson. Did you mean "more/later"? Correct its id.',
    ),
    "later need": (
        "lesson.md",
        "minutes: 10",
        "minutes: 10\nneeds: [more/later]",
        5,
        'The lesson needs "more/later", which comes later. Move one of them or remove the need.',
    ),
    "own need": (
        "lesson.md",
        "minutes: 10",
        f"minutes: 10\nneeds: [{FIRST}]",
        5,
        "The lesson needs itself. Remove that.",
    ),
    "unknown link": (
        "lesson.md",
        "Now you.",
        "Now you.\n\nSee [there](lesson:more/latr).",
        25,
        'The link leads to "more/latr", which is no lesson. Did you mean "more/later"? Correct the link.',
    ),
    "link to a file": (
        "lesson.md",
        "Now you.",
        "[x](../02-more/lesson.md)",
        23,
        'The link to "../02-more/lesson.md" leads nowhere. Write lesson:unit/lesson or a web address.',
    ),
    "link in a hint": (
        "double/challenge.md",
        "Think of addition.",
        "[x](lesson:zzz)",
        1,
        'The link leads to "zzz", which is no lesson. Correct the link.',
    ),
    "long page": (
        "lesson.md",
        "Now you.",
        "Now you.\n\n" * 40,
        21,
        'The page "Double it" has about 83 lines, more than 60. Split it.',
    ),
}


@pytest.mark.parametrize(("file", "old", "new", "line", "sentence"), STYLE.values(), ids=STYLE.keys())
async def test_faults_of_style(course, runner, file, old, new, line, sentence):
    course.lesson("02-more/01-later")
    course.edit(course.first / file, old, new)
    found = [fault for fault in await told(course, runner) if "output" not in fault[2]]
    assert found == [(f"lessons/01-basics/01-first-steps/{file}", line, sentence)]


async def test_links_and_needs_that_lead_somewhere(course, runner):
    course.lesson(
        "02-more/01-later",
        PLAIN_LESSON.replace("minutes: 5", f"minutes: 5\nneeds: [{FIRST}]")
        + f"\n[one](lesson:{FIRST}) [two](https://example.org/x.md) `[three](nowhere)` <https://example.org>\n",
    )
    assert (await proven(course, runner)).passed


# -- snippets ----------------------------------------------------------------------------------------------------------

RUNS = {
    "raises": (
        raised("NameError", "name 'y' is not defined", 2, "snippet 1"),
        14,
        "Snippet 1 raises NameError: name 'y' is not defined. Correct it, or say expect= if that is the point.",
    ),
    "raises in another snippet's function": (
        raised("NameError", "no y", 2, "snippet 7"),
        13,
        "Snippet 1 raises NameError: no y. Correct it, or say expect= if that is the point.",
    ),
    "raises nowhere": (
        raised("KeyboardInterrupt", ""),
        13,
        "Snippet 1 raises KeyboardInterrupt. Correct it, or say expect= if that is the point.",
    ),
    "takes too long": (
        ended("timeout", "It ran for 60 s. Make it shorter."),
        13,
        "Snippet 1 was ended (timeout): It ran for 60 s. Make it shorter.",
    ),
    "exits": (
        [RunStarted(), RunFinished(3, 0.1, "error")],
        13,
        "Snippet 1 ends with exit status 3. Let it run to its end.",
    ),
    "vanishes": ([RunStarted()], 13, "Snippet 1 never ran to its end. Run it alone to see why."),
    "prints nothing": (
        ran(),
        18,
        'The output of snippet 1 differs: the lesson shows "1.0" and the run prints nothing more. Show what it prints.',
    ),
    "prints another number": (
        ran("1.", "2\n"),
        18,
        'The output of snippet 1 differs: the lesson shows "1.0" and the run prints "1.2". Show what it prints.',
    ),
}


@pytest.mark.parametrize(("events", "line", "sentence"), RUNS.values(), ids=RUNS.keys())
async def test_what_a_snippet_can_do_wrong(course, runner, events, line, sentence):
    runner.snippets["1"] = events
    assert await told(course, runner) == [(LESSON_FILE, line, sentence)]


async def test_the_last_shown_digit_may_be_off_by_one(course, runner):
    runner.snippets["1"] = ran("1.1\n")
    assert await told(course, runner) == []


async def test_stderr_is_not_compared(course, runner):
    from tutor.engine.events import OutputReceived

    runner.snippets["1"] = [OutputReceived("stderr", "warning\n"), *ran("1.0\n")]
    assert await told(course, runner) == []


async def test_a_fault_far_below_is_named_in_its_line(course, runner):
    course.edit(course.first / "lesson.md", "```output\n1.0", "```output\na\nb 0.1\nc")
    runner.snippets["1"] = ran("a\n", "b 0.3\nc\n")
    ((_, line, _),) = await told(course, runner)
    assert line == 19


async def expecting(course: SampleCourse, runner: ReplayingRunner, events: list) -> list[tuple[int, str]]:
    course.edit(course.first / "lesson.md", "python run", "python run expect=OutOfMemoryError")
    runner.snippets["1"] = events
    return [(line, message) for _, line, message in await told(course, runner)]


async def test_an_expected_exception(course, runner):
    events = [*ran("1.0\n")[:2], *raised("OutOfMemoryError", "none left")[1:]]
    assert await expecting(course, runner, events) == []


async def test_another_exception_than_expected(course, runner):
    assert await expecting(course, runner, raised("KeyError", "'x'", 2, "snippet 1")) == [
        (
            14,
            "Snippet 1 should raise OutOfMemoryError, but raises KeyError: 'x'. Correct one of the two.",
        )
    ]


async def test_no_exception_though_one_is_expected(course, runner):
    assert await expecting(course, runner, ran("1.0\n")) == [
        (
            13,
            "Snippet 1 should raise OutOfMemoryError, but runs to its end. Correct it or remove expect=.",
        )
    ]


async def test_the_output_before_an_expected_exception_counts(course, runner):
    ((line, message),) = await expecting(course, runner, raised("OutOfMemoryError", "none left"))
    assert line == 18
    assert "prints nothing more" in message


async def test_nothing_runs_after_a_snippet_that_failed(course, runner):
    course.edit(course.first / "lesson.md", "Now you.", "```python run\ny = x\n```")
    runner.snippets["1"] = raised("NameError", "no x")
    assert len(await told(course, runner)) == 1
    assert [index for _, _, index in runner.lessons] == [0]


async def test_a_wrong_output_does_not_end_the_lesson(course, runner):
    course.edit(course.first / "lesson.md", "Now you.", "```python run\ny = x\n```")
    runner.snippets["1"] = ran("9.9\n")
    assert len(await told(course, runner)) == 1
    assert [index for _, _, index in runner.lessons] == [0, 1]


async def test_what_an_earlier_snippet_prints_again_is_not_the_later_ones(course, runner):
    course.edit(course.first / "lesson.md", "Now you.", "```python run\nprint(x)\n```\n\n```output\n2\n```")
    runner.snippets["2"] = [*((0, event) for event in ran("1.0\n")), *((1, event) for event in ran("2\n"))]
    assert await told(course, runner) == []


async def test_a_snippet_that_an_earlier_one_keeps_from_running(course, runner):
    course.edit(course.first / "lesson.md", "Now you.", "```python run\ny = x\n```")
    runner.snippets["2"] = [(0, event) for event in raised("NameError", "no x")]
    assert await told(course, runner) == [
        (LESSON_FILE, 24, "Snippet 2 never ran to its end: snippet 1 stopped it. Run it alone to see why.")
    ]


# -- answers -----------------------------------------------------------------------------------------------------------

NO_CHECKS = ChallengeJudged("double", False, ())

ANSWERS = {
    "starter passes": (
        "starter.py",
        [*ran(), verdict()],
        1,
        "The starter passes every check. Take the answer out of it or ask for more in check.py.",
    ),
    "starter raises": (
        "starter.py",
        [*raised("TypeError", "no", 2), verdict("Your code raised TypeError.")],
        2,
        "The starter raises TypeError: no. It must run without error.",
    ),
    "starter takes too long": (
        "starter.py",
        [*ended("timeout", "It ran for 30 s. Make it shorter."), verdict("Too long.")],
        1,
        "The starter was ended (timeout): It ran for 30 s. Make it shorter. It must run to its end.",
    ),
    "starter exits": (
        "starter.py",
        [RunStarted(), RunFinished(2, 0.1, "ok"), verdict("no")],
        1,
        "The starter was ended (ok): exit status 2. It must run to its end.",
    ),
    "starter vanishes": (
        "starter.py",
        [RunStarted(), verdict("no")],
        1,
        "The starter never ran to its end. Run it with `pytorch-tutor run` to see why.",
    ),
    "no checks": (
        "starter.py",
        [*ran(), NO_CHECKS],
        1,
        "No check ran on this answer. See that check.py has test functions that run.",
    ),
    "no verdict": (
        "solution.py",
        ran(),
        1,
        "There was no verdict on this answer. Run it with `pytorch-tutor check` to see why.",
    ),
    "solution fails": (
        "solution.py",
        [*ran(), verdict("double(3) gave 5")],
        1,
        'This right answer fails "double(3) is 6": double(3) gave 5. Correct one of the two.',
    ),
    "solution raises": (
        "solution.py",
        [*raised("ValueError", "bad", 4), verdict("no")],
        4,
        "This right answer raises ValueError: bad. It must run without error.",
    ),
    "other right answer fails": (
        "also_right/times_two.py",
        [*ran(), verdict("")],
        1,
        'This right answer fails "double(3) is 6": no message. Correct one of the two.',
    ),
    "wrong answer passes": (
        "wrong/squares.py",
        [*ran(), verdict()],
        1,
        "This wrong answer passes every check. Add one that fails it with its docstring.",
    ),
    "wrong answer gets another sentence": (
        "wrong/squares.py",
        [*ran(), verdict("Not twice.", "Nor thrice")],
        1,
        "No failing check says this docstring; the learner reads: Not twice. / Nor thrice. Correct one of the two.",
    ),
    "wrong answer gets no sentence": (
        "wrong/squares.py",
        [*ran(), verdict("")],
        1,
        "No failing check says this docstring; the learner reads: nothing. Correct one of the two.",
    ),
    "another case": (
        "wrong/adds_two.py",
        [*ran(), verdict("Double(3) is 5.")],
        1,
        "No failing check says this docstring; the learner reads: Double(3) is 5. Correct one of the two.",
    ),
    "wrong answer without verdict": (
        "wrong/adds_two.py",
        ran(),
        1,
        "There was no verdict on this answer. Run it with `pytorch-tutor check` to see why.",
    ),
}


@pytest.mark.parametrize(("file", "events", "line", "sentence"), ANSWERS.values(), ids=ANSWERS.keys())
async def test_what_an_answer_can_do_wrong(course, runner, file, events, line, sentence):
    runner.answers[Path(file).name] = events
    assert await told(course, runner) == [(f"{FOLDER}/{file}", line, sentence)]


async def test_a_right_answer_names_each_check_it_fails(course, runner):
    runner.answers["solution.py"] = [*ran(), verdict("One.", "Two.")]
    assert len(await told(course, runner)) == 2


async def test_a_wrong_answer_may_raise_if_the_message_is_right(course, runner):
    runner.answers["adds_two.py"] = [*raised("ValueError", "x"), verdict("Seen: double(3) is 5. Add x.")]
    assert await told(course, runner) == []


async def test_the_sentence_of_a_passing_check_does_not_count(course, runner):
    from tutor.engine.events import CheckResult

    checks = (CheckResult("a", True, 0.0, "double(3) is 5."), CheckResult("b", False, 0.0, "No."))
    runner.answers["adds_two.py"] = [*ran(), ChallengeJudged("double", False, checks)]
    assert len(await told(course, runner)) == 1


async def test_long_messages_are_cut(course, runner):
    runner.answers["solution.py"] = [*ran(), verdict("x" * 1000)]
    ((_, _, message),) = await told(course, runner)
    assert len(message) < 400

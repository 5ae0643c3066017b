"""From facts and text to one finding: the rules, the choice among them, the sentences, the stream."""

from __future__ import annotations

import re
from collections.abc import AsyncIterator, Iterator
from pathlib import Path
from typing import Any

import pytest

from tutor.course.library import Library
from tutor.engine.events import (
    ChallengeJudged,
    CheckResult,
    ErrorRaised,
    OutputReceived,
    RunFinished,
    RunStarted,
    as_json,
)
from tutor.engine.observed import FeedbackGiven, ObservationsReceived
from tutor.engine.runner import Source
from tutor.grading.feedback import rules
from tutor.grading.feedback.catalogue import CATALOGUE, fields, lesson_for, message
from tutor.grading.feedback.choice import choose
from tutor.grading.feedback.facts import Facts
from tutor.grading.feedback.findings import Finding
from tutor.grading.feedback.rules.source import Text
from tutor.grading.feedback.said import is_said
from tutor.grading.feedback.stream import RunWatch, lesson_with_feedback, with_feedback
from tutor.grading.feedback.warnings import findings_in_warnings


def ids(text: str, *facts: dict[str, Any]) -> list[str]:
    found = rules.findings(Text(text), Facts.of(facts, "a.py"))
    return [finding.id for finding in found]


def loop(**values: Any) -> dict[str, Any]:
    return {"kind": "loop", "count": 1, "steps": 5, "backward": 5, "optimisers": 1, **values}


# -- the catalogue -------------------------------------------------------------------------------------------------


def test_the_catalogue_is_whole() -> None:
    assert list(CATALOGUE) == [f"F{number:02}" for number in range(1, 71)]


@pytest.mark.parametrize("entry", CATALOGUE.values(), ids=CATALOGUE)
def test_each_entry_can_be_said(entry: Any) -> None:
    assert entry.priority in (1, 2, 3)
    assert re.fullmatch(r"[a-z-]+/[a-z0-9-]+", entry.lesson)
    assert not fields(entry.question)
    if fields(entry.fact):
        assert entry.question, "a finding that lacks a value needs another sentence"
    said = message(Finding(entry.id, values=dict.fromkeys(fields(entry.fact), "7")))
    assert said.endswith((".", "?"))
    assert message(Finding(entry.id, certain=False)).endswith((".", "?"))


def test_lessons_that_the_course_has_not_yet_are_not_linked() -> None:
    assert lesson_for("F02", ("training/the-five-steps",)) == "training/the-five-steps"
    assert lesson_for("F02", ()) is None
    assert lesson_for("F99", ("training/the-five-steps",)) is None


def test_lessons_of_units_that_stand_are_there() -> None:
    known = Library.default().ids()
    written = {identifier.partition("/")[0] for identifier in known} & {
        "first-contact",
        "autograd",
        "modules",
        "losses",
        "training",
    }
    linked = [entry.id for entry in CATALOGUE.values() if entry.lesson.partition("/")[0] in written]
    assert [identifier for identifier in linked if CATALOGUE[identifier].lesson not in known] == []


def test_a_finding_without_its_values_asks() -> None:
    assert "Step 4" in message(Finding("F02", values={"step": 4}))
    assert message(Finding("F02")) == CATALOGUE["F02"].question
    assert message(Finding("F02", values={"step": 4}, certain=False)) == CATALOGUE["F02"].question
    assert message(Finding("F02", message="Own words.")) == "Own words."


def test_every_rule_fills_its_sentence() -> None:
    """What the rules' code hands over has the names that the sentences want."""
    source = "".join(path.read_text() for path in Path(rules.__file__).parent.glob("*.py"))
    for entry in CATALOGUE.values():
        if f'"{entry.id}"' in source:
            for name in fields(entry.fact):
                assert f'"{name}"' in source, (entry.id, name)


# -- rules ---------------------------------------------------------------------------------------------------------


def test_steps_without_clearing_and_with() -> None:
    uncleared = {"kind": "uncleared", "count": 4, "file": "a.py", "line": 9}
    assert ids("", loop(), uncleared) == ["F02"]
    assert ids("", loop(), uncleared, {"kind": "cleared", "count": 4}) == ["F02"]
    assert ids("", loop(), uncleared, {"kind": "cleared", "count": 5}) == []


def test_a_table_of_differences_has_the_line_of_the_difference() -> None:
    text = "p = model(x)\nloss = ((p - y) ** 2).mean()\nz = a - b\n"
    table = {"kind": "table", "count": 1, "table": [4, 4], "prediction": [4, 1], "file": "a.py", "line": 2}
    found = rules.findings(Text(text), Facts.of([table], "a.py"))
    assert [(finding.id, finding.line) for finding in found] == [("F07", 2)]
    assert "[4, 4]" in message(found[0])


@pytest.mark.parametrize(
    ("prediction", "target", "wanted"),
    [([8, 1], [8], ["F06"]), ([8], [8, 1], ["F06"]), ([8, 1], [8, 1], []), ([8, 1], [1], []), ([], [8], [])],
)
def test_shapes_of_a_loss(prediction: list[int], target: list[int], wanted: list[str]) -> None:
    assert ids("", {"kind": "loss", "function": "mse_loss", "prediction": prediction, "target": target}) == wanted


@pytest.mark.parametrize(
    ("text", "wanted"),
    [
        ("x = torch.rand(2, 5, 5, 3)\ny = x.reshape(2, 3, 5, 5)", ["F42"]),
        ("x = torch.rand(2, 5, 5, 3)\ny = x.view(-1, 3, 5, 5)", ["F42"]),
        ("x = torch.rand(2, 5, 5, 3)\ny = x.reshape(2, 75)", []),
        ("x = torch.arange(6)\ny = x.reshape(3, 2).reshape(2, 3)", []),
        ("y = x.view(x.size(1), x.size(0))", ["F42"]),
        ("y = x.view(x.size(0), x.size(1) * 2)", []),
        ("x = torch.rand(3)\nx.to(device)", ["F34"]),
        ("model.to(device)\nmodel.train()", []),
        ("for x, y in loader:\n    x.cuda()", ["F34"]),
        ("test_accuracy = accuracy(model, x_train)", []),
        ("data = (data - data.mean()) / data.std()\ntrain = data[:9]\ntest = data[9:]", ["F53"]),
        ("def broken(:\n", []),
        ("", []),
    ],
)
def test_what_the_text_alone_suggests(text: str, wanted: list[str]) -> None:
    assert ids(text) == wanted


def test_a_text_of_any_depth_is_read_as_far_as_it_goes() -> None:
    terms = " - ".join(["a"] * 1500)
    text = f"x = data\nm = x.mean()\nx_train = x[:3]\ny = {terms}\nmodel.step\nx = (x - m) / 2\n"
    assert [finding.id for finding in rules.findings(Text(text), Facts())] == ["F53"]


def test_a_rule_that_loses_its_way_leaves_the_others_theirs(monkeypatch: pytest.MonkeyPatch) -> None:
    def lost(text: Text, facts: Facts) -> Iterator[Finding]:
        yield Finding("F02")
        raise RecursionError

    def found(text: Text, facts: Facts) -> Iterator[Finding]:
        yield Finding("F03")

    monkeypatch.setattr(rules, "RULES", (lost, found))
    assert [finding.id for finding in rules.findings(Text(""), Facts())] == ["F02", "F03"]


def test_findings_of_the_text_are_questions() -> None:
    found = rules.findings(Text("x = torch.rand(2, 5, 3)\ny = x.reshape(3, 5, 2)\nx.to(device)"), Facts())
    assert found
    assert not any(finding.certain for finding in found)
    assert all("?" in message(finding) for finding in found)


def test_warnings_have_the_line_they_name() -> None:
    printed = "a.py:4: UserWarning: To copy construct from a tensor, it is ...\n  b = torch.tensor(a)\n"
    assert [(f.id, f.line) for f in findings_in_warnings(printed, "a.py")] == [("F68", 4)]
    assert [(f.id, f.line) for f in findings_in_warnings(printed, "b.py")] == [("F68", None)]
    assert not list(findings_in_warnings("a.py:4: UserWarning: something else\n", "a.py"))


# -- the choice ----------------------------------------------------------------------------------------------------


def test_the_cause_comes_before_what_it_leads_to() -> None:
    found = [Finding("F21"), Finding("F02"), Finding("F29")]
    assert choose(found, None, crashed=False) == Finding("F29")


def test_what_was_seen_comes_before_what_is_suspected() -> None:
    assert choose([Finding("F42", certain=False), Finding("F02")], None, crashed=False) == Finding("F02")


def test_a_crash_is_told_by_its_explanation() -> None:
    explained = Finding("F08", 3)
    assert choose([Finding("F02")], explained, crashed=True) == explained
    assert choose([Finding("F02")], None, crashed=True) is None


def test_a_crash_is_told_by_what_led_to_it() -> None:
    assert choose([Finding("F39", certain=False)], Finding("F38"), crashed=True) == Finding("F39", certain=False)
    assert choose([Finding("F60", certain=False)], Finding("F22"), crashed=True) == Finding("F60", certain=False)


def test_what_only_a_crash_proves_is_not_said_without_one() -> None:
    assert choose([Finding("F20", certain=False)], None, crashed=False) is None


def test_unknown_ids_are_left_out() -> None:
    assert choose([Finding("F99")], None, crashed=False) is None


# -- the stream ----------------------------------------------------------------------------------------------------

SOURCE = Source("x = 1\n", "a.py")
SEEN = ObservationsReceived((loop(), {"kind": "uncleared", "count": 4, "file": "a.py", "line": 1}))
END = RunFinished(0, 0.1, "ok")


async def replay(*events: Any) -> AsyncIterator[Any]:
    for event in events:
        yield event


async def passed(*events: Any, watch: RunWatch | None = None) -> list[Any]:
    return [event async for event in with_feedback(replay(*events), watch or RunWatch(SOURCE))]


async def test_feedback_comes_straight_before_the_end() -> None:
    lessons = ("training/the-five-steps",)
    events = await passed(RunStarted("a.py"), SEEN, END, watch=RunWatch(SOURCE, lessons))
    assert [type(event) for event in events] == [RunStarted, FeedbackGiven, RunFinished]
    assert as_json(events[1])[0].keys() == {"type", "id", "message", "line", "lesson"}
    assert (events[1].id, events[1].line, events[1].lesson) == ("F02", 1, "training/the-five-steps")


async def test_a_run_without_fault_passes_as_it_is() -> None:
    events = [RunStarted("a.py"), OutputReceived("stdout", "1\n"), END]
    assert await passed(*events) == events


async def test_the_courses_own_text_gets_none() -> None:
    assert await passed(SEEN, END, watch=RunWatch(SOURCE, quiet=True)) == [END]


async def test_an_error_that_was_meant_gets_none() -> None:
    error = ErrorRaised("RuntimeError", "Trying to backward through the graph a second time")
    unexpected = await passed(SEEN, error, END, watch=RunWatch(Source("f()", "a.py")))
    assert [type(event) for event in unexpected] == [ErrorRaised, FeedbackGiven, RunFinished]
    watch = RunWatch(Source("f()", "a.py", expect="RuntimeError"))
    assert await passed(SEEN, error, END, watch=watch) == [error, END]


async def test_a_verdict_comes_after_the_feedback_of_its_run() -> None:
    verdict = ChallengeJudged("u/l/c", False, ())
    events = await passed(SEEN, END, verdict)
    assert [type(event) for event in events] == [FeedbackGiven, RunFinished, ChallengeJudged]


async def test_in_a_lesson_only_changed_snippets_get_feedback() -> None:
    sources = [SOURCE, SOURCE]
    events = replay((0, SEEN), (0, END), (1, SEEN), (1, END))
    got = [(place, type(event)) async for place, event in lesson_with_feedback(events, sources, (), untouched=[0])]
    assert got == [(0, RunFinished), (1, FeedbackGiven), (1, RunFinished)]


# -- beside a verdict ----------------------------------------------------------------------------------------------


def verdict(*messages: str) -> ChallengeJudged:
    return ChallengeJudged("u/l/c", not messages, tuple(CheckResult("a", False, 0.0, text) for text in messages))


def test_what_a_check_says_already_is_not_said_again() -> None:
    given = FeedbackGiven("F02", "Nothing clears the old gradients, and backward() adds to what is there.")
    assert is_said(given, verdict("Your gradients grow: nothing clears the old gradients before backward() adds."))
    assert not is_said(given, verdict("The line does not fit."))
    assert not is_said(given, verdict("The gradients are there, but the line does not fit."))


def test_after_a_pass_only_what_is_certain_and_matters_is_said() -> None:
    assert not is_said(FeedbackGiven("F24", "Dropout was on."), verdict())
    assert is_said(FeedbackGiven("F24", "Was dropout on?", certain=False), verdict())
    assert is_said(FeedbackGiven("F26", "Autograd was on."), verdict())

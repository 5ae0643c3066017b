"""What a worker says of a run is read with care."""

from __future__ import annotations

from tutor.engine.observed import MOST_FACTS, observations_of
from tutor.grading.feedback.facts import Facts


def test_malformed_frames_are_refused() -> None:
    assert observations_of({}) is None
    assert observations_of({"facts": "many"}) is None
    received = observations_of(
        {"facts": [{"kind": 3}, "x", {"kind": "loop", "steps": float("inf"), "deep": [[1]], "a": {}}]}
    )
    assert received is not None
    assert received.facts == ({"kind": "loop", "deep": []},)


def test_floods_are_cut() -> None:
    received = observations_of({"facts": [{"kind": "x" * 5000, "shape": list(range(1000))}] * 1000})
    assert received is not None
    assert len(received.facts) == MOST_FACTS
    assert len(received.facts[0]["kind"]) == 200
    assert len(received.facts[0]["shape"]) == 12


def test_values_of_wrong_types_read_as_nothing() -> None:
    fact = Facts.of([{"kind": "loss", "count": "many", "shape": [1, "x", 2], "line": "7", "file": 3}], "a.py").first(
        "loss"
    )
    assert (fact.count, fact.shape("shape"), fact.line, fact.text("file"), fact.true("count")) == (
        0,
        (1, 2),
        None,
        "",
        False,
    )


def test_lines_of_other_files_are_not_the_learners() -> None:
    sent = [{"kind": "loss", "file": "helper.py", "line": 3}, {"kind": "loop", "file": "a.py", "line": 4}]
    facts = Facts.of(sent, "a.py")
    assert (facts.first("loss").line, facts.first("loop").line, facts.first("none").line) == (None, 4, None)

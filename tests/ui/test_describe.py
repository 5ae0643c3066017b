import pytest

from tutor.engine.events import ErrorRaised, MetricsReceived, RunFinished, RunStarted, TensorShown
from tutor.engine.runner import WorkerStatus
from tutor.session.records import RunRecord, duration
from tutor.ui.describe import run_report, run_state, worker_line
from tutor.ui.spans import plain

ERROR = ErrorRaised("RuntimeError", "shapes differ", "Traceback\n  frames", 3, "snippet 2", "Turn one with .T.")


def record_with(*events, expect=""):
    record = RunRecord(expect=expect)
    for event in events:
        record.apply(event, 10.0)
    return record


def test_in_the_editor_no_key_is_named_that_would_be_typed():
    record = record_with(RunStarted())
    running = state_text(record, marked=True, editing=True)
    assert "Ctrl+C stops it" in running
    failed = state_text(
        record_with(RunStarted(), ERROR, RunFinished(1, 0.1, "error")), marked=True, edited=True, editing=True
    )
    for text in (state_text(RunRecord(), marked=True, editing=True), failed):
        assert "Ctrl+R run · Esc back" in text
    assert "lesson's text" not in failed


def state_text(record, **changes):
    settings = {"edited": False, "stale": False, "marked": False, "stopping": False} | changes
    return plain(run_state(record, 12.5, **settings))


@pytest.mark.parametrize(
    ("seconds", "text"),
    [
        (0.306, "0.31 s"),
        (12.44, "12.4 s"),
        (185, "3 min 05 s"),
        (59.99, "60.0 s"),
        (10, "10.0 s"),
        (119.6, "2 min 00 s"),
    ],
)
def test_durations_read_well(seconds, text):
    assert duration(seconds) == text


def test_a_new_snippet_says_its_keys_only_where_it_is_marked():
    assert state_text(RunRecord()) == "▷ not run"
    assert state_text(RunRecord(), marked=True) == "▶ r run · e edit"


def test_a_running_snippet_counts_seconds_and_says_how_to_stop():
    record = record_with(RunStarted())
    assert state_text(record) == "● running 2 s · s stops it"
    assert "s again ends it" in state_text(record, stopping=True)


def test_states_after_the_run():
    assert state_text(record_with(RunStarted(), RunFinished(0, 0.5, "ok"))) == "✓ ran in 0.50 s"
    assert state_text(record_with(RunStarted(), RunFinished(1, 0.5, "error"))) == "✗ failed after 0.50 s"
    assert state_text(record_with(RunStarted(), RunFinished(130, 0.5, "stopped"))) == "■ stopped after 0.50 s"


def test_an_expected_error_is_named_as_such():
    record = record_with(RunStarted(), ERROR, RunFinished(1, 0.5, "error"), expect="RuntimeError")
    assert state_text(record) == "✓ raised RuntimeError, as it should"


def test_edits_are_told():
    assert state_text(RunRecord(), edited=True) == "▷ not run · edited"
    assert "changed since" in state_text(record_with(RunFinished(0, 0.5, "ok")), edited=True, stale=True)
    assert "u lesson's text" in state_text(RunRecord(), edited=True, marked=True)


def test_the_marked_snippet_says_what_can_be_looked_at():
    record = record_with(RunStarted(), RunFinished(0, 0.5, "ok"))
    assert state_text(record, marked=True) == "✓ ran in 0.50 s · v variables"
    assert state_text(record) == "✓ ran in 0.50 s"
    shown = TensorShown((1,), "float32", values=((1.0,),))
    record = record_with(RunStarted(), MetricsReceived("loss", (0,), (1.0,)), shown, RunFinished(0, 0.5, "ok"))
    assert state_text(record, marked=True) == "✓ ran in 0.50 s · f chart · i pictures · v variables"


def report(record, traceback=False, name="snippet 2"):
    return [plain(line) for line in run_report(record, name, 70, traceback=traceback)]


def test_an_error_is_a_line_an_explanation_and_a_key():
    assert report(record_with(ERROR)) == [
        "RuntimeError: shapes differ (line 3)",
        "Turn one with .T.",
        "t shows message and traceback",
    ]


def test_the_traceback_is_shown_on_demand():
    assert report(record_with(ERROR), traceback=True)[-2:] == ["Traceback", "  frames"]


def test_an_error_in_another_snippet_names_it():
    assert report(record_with(ERROR), name="snippet 5")[0] == "RuntimeError: shapes differ (snippet 2, line 3)"


def test_a_sentence_stands_for_what_ended_a_run():
    record = record_with(RunFinished(124, 60.0, "timeout", "It took longer than 60 s. Make it shorter."))
    assert report(record) == ["It took longer than 60 s. Make it shorter."]


def test_a_very_long_message_is_cut_and_says_where_the_rest_is():
    record = record_with(ErrorRaised("ValueError", "word " * 500))
    assert len(report(record)) < 20
    assert "traceback" in report(record)[-1]


@pytest.mark.parametrize(
    ("status", "text"),
    [
        (WorkerStatus(), "◌ off"),
        (WorkerStatus(phase="starting"), "◌ starting torch…"),
        (WorkerStatus(phase="ready", torch="2.15.0+cpu", level="full"), "torch 2.15.0 · CPU · sandbox: full"),
        (WorkerStatus(phase="ready", torch="2.15.0", device="H200"), "torch 2.15.0 · H200"),
        (WorkerStatus(phase="lost", detail="It died. Press r."), "✗ It died. Press r."),
    ],
)
def test_the_worker_line(status, text):
    assert plain(worker_line(status)) == text


def test_the_worker_line_counts_a_run_and_can_be_short():
    status = WorkerStatus(phase="ready", torch="2.15.0", level="good")
    assert plain(worker_line(status, "3 s", short=True)) == "● 3 s · CPU · sandbox: good"

import pytest

from tests.ui.fakes import FIRST, OK
from tutor.engine.events import ErrorRaised, MetricsReceived, OutputReceived, RunFinished, RunStarted
from tutor.session.records import LessonState, RunRecord

ERROR = ErrorRaised("RuntimeError", "shapes", line=2)


def played(*events, expect=""):
    record = RunRecord(expect=expect)
    record.wait("code")
    for second, event in enumerate(events):
        record.apply(event, float(second))
    return record


def test_a_good_run():
    record = played(RunStarted(), OutputReceived("stdout", "hi\n"), OK)
    assert (record.phase, record.seconds, record.output.text) == ("ok", 0.31, "hi")


def test_a_failed_run_keeps_the_error_and_not_the_sentence_that_repeats_it():
    record = played(RunStarted(), ERROR, RunFinished(1, 0.2, "error", "It raised an error."))
    assert (record.phase, record.error, record.sentence) == ("failed", ERROR, "")


@pytest.mark.parametrize("reason", ["timeout", "memory", "disk", "output", "processes"])
def test_a_limit_fails_with_its_sentence(reason):
    record = played(RunStarted(), RunFinished(125, 1.0, reason, "Too much. Use less."))
    assert (record.phase, record.sentence) == ("failed", "Too much. Use less.")


def test_a_stopped_run_is_no_failure():
    record = played(RunStarted(), RunFinished(130, 1.0, "stopped", "You stopped it."))
    assert record.phase == "stopped"


def test_the_expected_exception_is_a_good_run():
    record = played(RunStarted(), ERROR, RunFinished(1, 0.2, "error"), expect="RuntimeError")
    assert record.as_expected
    assert record.phase == "ok"


def test_another_exception_than_expected_fails():
    record = played(RunStarted(), ERROR, RunFinished(1, 0.2, "error"), expect="ValueError")
    assert record.phase == "failed"


def test_a_dotted_name_matches_the_expected_one():
    error = ErrorRaised("torch.OutOfMemoryError", "too large")
    assert played(RunStarted(), error, expect="OutOfMemoryError").as_expected


def test_a_new_run_forgets_the_one_before():
    record = played(RunStarted(), OutputReceived("stdout", "old"), ERROR, RunFinished(1, 0.2, "error"))
    record.wait("new code")
    assert not record.output
    assert record.error is None
    assert record.active


def test_curves_appear_with_the_first_metric():
    record = played(RunStarted())
    assert record.curves is None
    record.apply(MetricsReceived("loss", (0, 1), (1.0, 0.5)), 1.0)
    assert list(record.curves.names()) == ["loss"]


def test_time_runs_while_it_runs_and_then_stands():
    record = played(RunStarted())
    assert record.elapsed(2.5) == 2.5
    record.apply(OK, 3.0)
    assert record.elapsed(99.0) == 0.31


def state(drafts=None):
    return LessonState(FIRST, (drafts or {}).get)


def test_drafts_come_back():
    lesson = state({"tensors/first#2": "mine"})
    assert lesson.text(2) == "mine"
    assert lesson.edited(2)
    assert not lesson.edited(3)


def test_the_lessons_own_text_is_no_edit():
    lesson = state()
    lesson.set_text(2, "mine")
    lesson.set_text(2, FIRST.snippets[1].text)
    assert not lesson.edited(2)


def test_sources_are_all_snippets_as_they_stand():
    lesson = state()
    lesson.set_text(2, "mine")
    sources = lesson.sources()
    assert [source.key for source in sources] == ["1", "2", "3"]
    assert sources[1].text == "mine"
    assert sources[1].name == "snippet 2"


def test_a_change_after_the_run_makes_it_stale():
    lesson = state()
    record = lesson.records[2]
    record.wait(lesson.text(2))
    record.apply(RunStarted(), 0.0)
    record.apply(OK, 1.0)
    assert not lesson.stale(2)
    lesson.set_text(2, "mine")
    assert lesson.stale(2)


def test_an_event_of_a_kind_it_does_not_show_changes_nothing():
    record = played(RunStarted())
    record.apply(object(), 1.0)
    assert record.phase == "running"

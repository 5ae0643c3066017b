from __future__ import annotations

from tests.ui.study_app import StudyApp
from tests.ui.test_lesson_screen import settle
from tutor.session.crash import MAX_LOG_BYTES, fault_sentence, write_fault


def fault():
    try:
        raise ValueError("inner detail")
    except ValueError as error:
        return error


def test_the_traceback_goes_to_the_file(tmp_path):
    path = write_fault(fault(), tmp_path / "deep" / "tutor.log")
    text = path.read_text()
    assert "ValueError: inner detail" in text
    assert "Traceback" in text


def test_faults_are_added_and_the_file_is_bounded(tmp_path):
    path = tmp_path / "tutor.log"
    path.write_text("x" * (MAX_LOG_BYTES + 1))
    write_fault(fault(), path)
    write_fault(fault(), path)
    assert path.read_text().count("ValueError: inner detail") == 2
    assert (tmp_path / "tutor.old").exists()


def test_a_place_that_can_not_be_written_is_no_second_fault(tmp_path):
    blocker = tmp_path / "file"
    blocker.write_text("")
    assert write_fault(fault(), blocker / "tutor.log") is None


def test_the_sentence_has_the_path_and_no_detail(tmp_path):
    sentence = fault_sentence(tmp_path / "tutor.log")
    assert str(tmp_path / "tutor.log") in sentence
    assert "ValueError" not in sentence
    assert "start pytorch-tutor again" in fault_sentence(None)


async def test_what_breaks_off_beside_a_screen_is_told(tmp_path, monkeypatch):
    log = tmp_path / "tutor.log"
    monkeypatch.setattr("tutor.session.crash.log_path", lambda: log)
    study = StudyApp(tmp_path)
    async with study.app.run_test(size=(80, 24)) as pilot:
        await settle(pilot)
        study.app.screen.run_worker(broken(), exit_on_error=False)
        await settle(pilot)
        (told,) = study.app._notifications
        assert told.severity == "error"
        assert "broke off through a fault of the tutor's. Go back and try again." in told.message
        assert str(log) in told.message
    assert "ValueError: inner detail" in log.read_text()


async def broken():
    raise ValueError("inner detail")

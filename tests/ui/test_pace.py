from tests.ui.fakes import FakeLibrary, FakeProgress, FakeRunner
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts
from tutor.session.records import RunRecord
from tutor.session.services import Services
from tutor.ui.pace import Pace


class Busy:
    def text(self, device):
        return f"{device} 98 %"


def services_at(now, progress, load=None):
    runner = FakeRunner()
    return Services(FakeLibrary(), progress, runner, Drafts(progress), RunControl(runner, lambda: now), load=load)


def record(text="x = 1", phase="ok", seconds=5.04):
    return RunRecord(text=text, phase=phase, seconds=seconds, name="first-snippet-2")


def test_a_first_run_tells_its_time():
    assert Pace(services_at(3.2, FakeProgress()), record()).text() == "3 s"


def test_the_next_run_of_the_same_code_tells_what_to_expect():
    progress = FakeProgress()
    Pace(services_at(0, progress), record()).over()
    assert Pace(services_at(3.2, progress), record()).text() == "3 s of about 5 s"
    assert Pace(services_at(3.2, progress), record("x = 2")).text() == "3 s"


def test_what_was_short_or_broke_off_is_not_kept():
    progress = FakeProgress()
    Pace(services_at(0, progress), record(seconds=0.3)).over()
    Pace(services_at(0, progress), record(phase="stopped")).over()
    assert progress.drafts == {}


def test_the_device_is_told_behind_it():
    assert Pace(services_at(1, FakeProgress(), Busy()), record()).text() == "1 s · CPU 98 %"


def test_a_kept_time_that_is_none_is_ignored():
    progress = FakeProgress(drafts={"time:first-snippet-2": "nonsense"})
    assert Pace(services_at(1, progress), record()).text() == "1 s"

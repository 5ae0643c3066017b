"""The worker where Linux's own calls, /proc and /dev/shm are missing, as on a Mac. No Mac was at hand: this shows that
it starts, finds its level by trying, runs, stops and ends there; not that Apple's sandbox takes the profile."""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest
import pytest_asyncio
from living import BARE, ending, gone, lesson, ran, scratch_left, script, text_of, until

from tutor.engine.events import ErrorRaised, OutputReceived, RunEvent
from tutor.engine.runner import Source
from tutor.engine.worker_runner import WorkerRunner
from tutor.study.consent import Consent
from tutor.study.progress import Progress
from tutor.worker import process_table, processes
from tutor.worker.limits import Limits
from tutor.worker.probe import UNTRIED, available_layers

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="makes a Linux look like a Mac")

STANDIN = Path(__file__).resolve().parent / "standins" / "mac.py"
Make = Callable[..., WorkerRunner]
FORKS = "import os, time\nif os.fork() == 0:\n    time.sleep(600)\nprint(os.getpid(), flush=True)\nwhile True: pass"


@pytest_asyncio.fixture
async def make(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Make]:
    """Makes runners whose worker believes to be on a Mac with such a sandbox, and ends them."""
    (tmp_path / "scratch").mkdir()
    (tmp_path / "mac").mkdir()
    monkeypatch.setenv("TMPDIR", str(tmp_path / "scratch"))
    monkeypatch.setenv("PYTHONPATH", str(tmp_path / "mac"))
    runners: list[WorkerRunner] = []

    def make_runner(sandbox: str = "missing", limits: Limits | None = None) -> WorkerRunner:
        (tmp_path / "mac" / "sitecustomize.py").write_text(STANDIN.read_text().replace('"missing"', f'"{sandbox}"'))
        runners.append(WorkerRunner(preload=BARE, limits=limits))
        return runners[-1]

    yield make_runner
    for runner in runners:
        await runner.close()
    assert scratch_left(tmp_path / "scratch") == []


async def test_it_starts_runs_and_goes_on(make: Make) -> None:
    runner = make()
    await runner.surveyed()
    assert runner.hello["system"] == "Darwin"
    assert text_of(await script(runner, "import sys\nprint(sys.platform)")) == "darwin\n"
    assert ran(await lesson(runner, ["x = 1", "print(x + 1)"], 0)) == [0]
    pairs = await lesson(runner, ["x = 1", "print(x + 1)"], 1)
    assert ran(pairs) == [1]
    assert text_of(event for _, event in pairs) == "2\n"
    (error,) = (event for event in await script(runner, "1 / 0") if isinstance(event, ErrorRaised))
    assert (error.name, error.line) == ("ZeroDivisionError", 1)
    assert ending(await script(runner, "raise SystemExit(3)")).exit == 3


@pytest.mark.parametrize(
    ("code", "reason", "status"),
    [
        ("while True: pass", "timeout", 124),
        ("while True: print('x' * 9999)", "output", 125),
        ("held = []\nwhile len(held) < 200: held.append(bytearray(b'x') * (1 << 20))\nwhile True: pass", "memory", 125),
        ("import os, time\nfor _ in range(12):\n    if os.fork() == 0: break\ntime.sleep(60)", "processes", 125),
        ("open('big', 'wb').write(bytes(1 << 25))\nwhile True: pass", "disk", 125),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGKILL)", "error", 137),
    ],
)
async def test_limits_hold_without_proc(make: Make, code: str, reason: str, status: int) -> None:
    if reason in ("memory", "processes") and not Path(process_table.PS).exists():
        pytest.skip("there is no ps on this machine")
    runner = make(limits=Limits(memory=64 << 20, processes=8, disk=16 << 20))
    source = Source(code, "run.py", seconds=0.5 if reason == "timeout" else 60.0)
    events = [event async for event in runner.run_script(source)]
    assert (ending(events).reason, ending(events).exit) == (reason, status)
    assert text_of(await script(runner, "print('next')")) == "next\n"


async def test_stop_interrupts_and_then_kills(make: Make) -> None:
    runner = make()
    deaf = "import signal\nsignal.signal(signal.SIGINT, signal.SIG_IGN)\nprint('begun', flush=True)\nwhile True: pass"
    for code, presses in (("print('begun', flush=True)\nwhile True: pass", 1), (deaf, 2)):
        seen: list[RunEvent] = []
        async for event in runner.run_script(Source(code, "run.py")):
            if isinstance(event, OutputReceived):
                for _ in range(presses):
                    await runner.stop()
            seen.append(event)
        assert ending(seen).reason == "stopped"


@pytest.mark.parametrize("sandbox", ["missing", "refuses", "claims"])
async def test_what_does_not_confine_is_no_sandbox_and_asks_for_consent(make: Make, sandbox: str) -> None:
    runner = make(sandbox)
    await runner.surveyed()
    assert runner.status.level == "none"
    assert "Learner code can read private files, write files" in runner.status.level_why[0]
    assert runner.status.level_why[-1] == UNTRIED
    assert ("seatbelt" in runner.status.layers) == (sandbox == "claims")
    assert "no sandbox" in Consent(Progress.open(), "/a/course/from/elsewhere").refusal(runner.status.level)


@pytest.mark.skipif("landlock" not in available_layers(), reason="the stand-in of the sandbox needs Landlock")
async def test_what_confines_is_found_out_by_trying(make: Make, tmp_path: Path) -> None:
    private = tmp_path / "private.txt"
    private.write_text("mine")
    runner = make("enforces")
    await runner.surveyed()
    assert runner.status.level == "macOS"
    assert set(runner.status.layers) == {"rlimits", "seatbelt"}
    assert runner.status.level_why[-1] == UNTRIED
    code = f"""
import socket
open("made", "w").write("in scratch")
print(open("made").read())
private = {str(private)!r}
connect = lambda: socket.create_connection(("127.0.0.1", 9))
for act in (lambda: open(private), lambda: open(private, "w"), connect):
    try:
        act()
    except PermissionError as error:
        print("refused")
import wave  # not imported before: the standard library can be read
"""
    assert text_of(await script(runner, code)) == "in scratch\nrefused\nrefused\nrefused\n"
    assert Consent(Progress.open(), "/a/course").refusal("macOS") == ""


@pytest.mark.parametrize("victims", [["supervisor"], ["zygote"], ["supervisor", "zygote"]])
async def test_nothing_outlives_a_crash(make: Make, victims: list[str], monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("tutor.worker.ending.find_marked", lambda mark: set())  # a Mac doesn't show environments
    runner = make()
    family: list[int] = []
    async for event in runner.run_script(Source(FORKS, "run.py")):
        if isinstance(event, OutputReceived):
            pids = {"supervisor": runner.hello["pid"], "zygote": runner.report["pid"]}
            family = [*pids.values(), *processes.members(int(event.text))]
            for number in (signal.SIGSTOP, signal.SIGKILL):
                for victim in victims:
                    os.kill(pids[victim], number)
    assert len(family) == 4
    await until(lambda: runner.status.phase == "lost")
    await gone(family)
    assert text_of(await script(runner, "print('back')")) == "back\n"

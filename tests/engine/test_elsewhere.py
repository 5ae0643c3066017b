"""Workers behind a command: shells, a scheduler's stand-in, slow and dead lines, a real OpenSSH server."""

from __future__ import annotations

import asyncio
import json
import os
import shlex
import shutil
import signal
import subprocess
import sys
import venv
from collections.abc import Iterator
from pathlib import Path

import far_machine
import pytest
from living import (
    LEARNER,
    TUTOR,
    JumpingClock,
    Make,
    ending,
    failure,
    gone,
    learner_of,
    lesson,
    ran,
    scratch_left,
    script,
    settle,
    text_of,
    through,
    until,
)

from tutor import cli
from tutor.engine import launch, link, sentences
from tutor.engine.events import OutputReceived, RunEvent
from tutor.engine.patience import Patience
from tutor.engine.runner import Source, WorkerStatus
from tutor.worker import processes
from tutor.worker.bootstrap import BOOTSTRAP

pytestmark = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="looks at processes in /proc")

STANDINS = Path(__file__).resolve().parent / "standins"
SRUN = shlex.join([sys.executable, str(STANDINS / "srun.py"), "--gres=gpu:1"])
RELAY = shlex.join([sys.executable, str(STANDINS / "relay.py")])
TEXTS = ["x = 1\nprint('one')", "x += 1\nprint(x)"]
ENDLESS = "print('begun', flush=True)\nwhile True: pass"
NEXT = "Your next run connects again and runs what it needs."

# -- the shell that becomes the worker -------------------------------------------------------------------------------


@pytest.fixture
def bin_folder(tmp_path: Path) -> Path:
    """A machine's programs: a shell, and what the test puts beside it."""
    folder = tmp_path / "bin"
    folder.mkdir()
    shell = shutil.which("sh")
    assert shell is not None
    (folder / "sh").symlink_to(shell)
    return folder


def put(folder: Path, name: str, line: str) -> None:
    path = folder / name
    path.write_text(f"#!/bin/sh\necho {name} >> {shlex.quote(str(folder))}/log\n{line}\n")
    path.chmod(0o755)


def only(folder: Path) -> str:
    """A command that reaches a machine with these programs and no variables of ours."""
    return f"env -i PATH={shlex.quote(str(folder))} TMPDIR={shlex.quote(str(folder.parent))}"


WITH_SITE = f'exec {shlex.quote(sys.executable)} "$@"'
WITHOUT_SITE = f'exec {shlex.quote(sys.executable)} -S "$@"'
"""A Python that sees nothing installed, torch neither."""


@pytest.mark.parametrize(
    ("programs", "chosen"),
    [
        ({"python3": WITH_SITE, "python": WITH_SITE}, "python3"),
        ({"python3": WITHOUT_SITE, "python": WITH_SITE}, "python"),
        ({"python3": WITHOUT_SITE, "python": WITHOUT_SITE}, "python3"),
        ({"python": WITH_SITE}, "python"),
        ({"python3": "echo too-old 3.8.10", "python": WITHOUT_SITE}, "python"),
        ({"python3": "echo Hello from the profile; " + WITH_SITE}, "python3"),
    ],
)
async def test_the_first_python_with_torch_is_taken(
    make: Make, bin_folder: Path, programs: dict[str, str], chosen: str
) -> None:
    for name, line in programs.items():
        put(bin_folder, name, line)
    runner = make(only(bin_folder), None)
    await runner.surveyed()
    assert (bin_folder / "log").read_text().split()[-1] == chosen
    assert text_of(await script(runner, "print('hi')")) == "hi\n"


@pytest.mark.parametrize(
    ("python", "line", "said"),
    [
        (None, None, "there is no Python called python3 or python. Name one with --python PATH"),
        ("/opt/env's/bin/python", None, "there is no Python called /opt/env's/bin/python."),
        (None, "echo too-old 3.8.10", "Python is 3.8.10; the worker needs 3.10 or later."),
        (None, "exit 3", "there is no Python called python3 or python."),
    ],
)
async def test_a_python_that_will_not_do_is_a_sentence(
    make: Make, bin_folder: Path, python: str | None, line: str | None, said: str
) -> None:
    if line is not None:
        put(bin_folder, "python3", line)
    assert said in await failure(make(only(bin_folder), python))


async def test_a_python_without_torch_is_a_sentence(make: Make, bin_folder: Path) -> None:
    venv.EnvBuilder(symlinks=True).create(bin_folder.parent / "bare")
    put(bin_folder, "python3", f'exec {shlex.quote(str(bin_folder.parent))}/bare/bin/python3 "$@"')
    said = await failure(make(only(bin_folder), None, preload=["torch"]))
    assert "has no torch. Install it there (pip install torch)" in said
    assert only(bin_folder) in said


async def test_the_home_of_python_is_the_one_over_there(make: Make, bin_folder: Path, tmp_path: Path) -> None:
    home = tmp_path / "a home"
    (home / "envs").mkdir(parents=True)
    put(home / "envs", "python", WITH_SITE)
    runner = make(f"{only(bin_folder)} HOME={shlex.quote(str(home))}", "~/envs/python")
    await runner.ready()
    assert (home / "envs" / "log").exists()


def test_a_python_too_old_for_the_bootstrap_says_so() -> None:
    code = f"import sys\nsys.version_info = (3, 9, 2)\nsys.version = '3.9.2 (main)'\nexec({BOOTSTRAP!r})"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, stdin=subprocess.DEVNULL, check=False)
    assert done.stdout == b"\npytorch-tutor-refuses old 3.9.2\n"


async def test_a_terminal_on_the_way_is_a_sentence(make: Make) -> None:
    pty = "import os, pty, sys; sys.exit(os.waitstatus_to_exitcode(pty.spawn(sys.argv[1:])))"
    said = await failure(make(shlex.join([sys.executable, "-c", pty])))
    assert "Leave out -t or --pty." in said


@pytest.mark.parametrize(
    ("command", "said"),
    [
        ("ssh 'far", "is no command (no closing quotation). Check the quotes in --launch."),
        ("  ", "--launch names no command."),
        ("/no/such/srun --gres=gpu:1", "/no/such/srun could not be started: No such file or directory. Check --launch"),
        ("sh -c 'echo Sorry >&2; exit 7'", "ended with status 7 before a worker answered. It said: Sorry. Try that"),
        ("sh -c 'kill -9 $$'", "was killed by signal 9 before a worker answered. Try that command by hand"),
        ("sh -c 'exec \"$@\" </dev/null' -", "Does it pass its input on? docker and kubectl need -i for that."),
        (f"{SRUN} --busy", "Invalid account or account/partition. Add the account and partition"),
        ("sh -c 'while :; do echo yyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyyy; done'", "printed a great deal"),
    ],
)
async def test_a_command_that_can_not_connect_is_a_sentence(make: Make, command: str, said: str) -> None:
    assert said in await failure(make(command))


@pytest.mark.parametrize(
    ("words", "step"),
    [
        ("ssh: Could not resolve hostname far: Name or service not known", "Check the host's name"),
        ("me@far: Permission denied (publickey,password).", "without a password first"),
        ("Host key verification failed.", "Connect once by hand"),
        ("ssh: connect to host far port 22: Connection timed out", "can be reached from here"),
        ("Error response from daemon: No such container: far", "Check the container's name"),
    ],
)
def test_well_known_refusals_have_a_step_of_their_own(words: str, step: str) -> None:
    said = sentences.link_ended("ssh far", 255, words, connected=False)
    assert said.startswith(f"“ssh far” did not connect: {words}")
    assert step in said
    assert ".." not in said


async def test_chatter_before_the_worker_is_skipped(make: Make) -> None:
    chatter = "echo; echo '(base) activated'; printf 'no newline'; echo warning >&2; exec \"$0\" \"$@\""
    runner = make(shlex.join(["sh", "-c", chatter]))
    assert text_of(await script(runner, "print('hi')")) == "hi\n"


async def test_the_source_of_the_worker_is_no_news_from_it(make: Make) -> None:
    """A shell that prints what it reads is not taken for the worker."""
    said = await failure(make("sh -c 'head -c 1500; echo; echo nothing else >&2; exit 1'"))
    assert "It said: nothing else." in said


async def test_the_environment_over_there_is_its_own(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SECRET_OF_MINE", "1")
    monkeypatch.setenv("PYTHONHASHSEED", "7")
    runner = make(f"env FAR_AWAY=1 CUDA_VISIBLE_DEVICES=3 {SRUN} --folder {tmp_path}")
    code = "import json, os\nprint(json.dumps(dict(os.environ)))"
    seen = json.loads(text_of(await script(runner, code)))
    assert seen["CUDA_VISIBLE_DEVICES"] == "5"
    assert seen["PYTHONHASHSEED"] == "7"
    assert seen["OMP_NUM_THREADS"] == "1"
    assert not {"SECRET_OF_MINE", "SECRET_OF_THE_CLUSTER", "FAR_AWAY", "SLURM_JOB_ID"} & set(seen)


def test_paths_of_ours_do_not_travel(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LD_LIBRARY_PATH", "/mine")
    monkeypatch.setenv("MKL_NUM_THREADS", "2")
    assert "LD_LIBRARY_PATH" not in launch.settings(True)
    assert launch.settings(True)["MKL_NUM_THREADS"] == "2"
    assert launch.elsewhere("ssh far").environment is None  # the command's own: ssh needs its agent


# -- waiting, and links that break -----------------------------------------------------------------------------------


async def test_a_queue_is_shown_and_waited_for(make: Make, tmp_path: Path) -> None:
    clock, granted = JumpingClock(), tmp_path / "granted"
    runner = make(f"{SRUN} --until {granted}", clock=clock)
    details: list[str] = []
    runner.watch(lambda status: details.append(status.detail))
    running = asyncio.create_task(script(runner, "print('at last')"))
    await until(lambda: "queued" in runner.status.detail)
    assert runner.status.phase == "starting"
    assert runner.status.detail == (
        f"Waiting for “{SRUN} --until {granted}” to connect… It says: srun: job 1 queued and waiting for resources"
    )
    await clock.jump(3 * 3600)
    assert runner.status.phase == "starting"
    granted.touch()
    assert text_of(await running) == "at last\n"
    assert "Importing torch…" in details


async def test_a_run_that_waits_in_a_queue_can_be_stopped(make: Make, tmp_path: Path) -> None:
    granted = tmp_path / "granted"
    runner = make(f"{SRUN} --until {granted}")
    running = asyncio.create_task(script(runner, "print(1)"))
    await until(lambda: "queued" in runner.status.detail)
    await runner.stop()
    assert "Stopped before the worker was ready." in ending(await running).sentence
    granted.touch()
    assert text_of(await script(runner, "print(2)")) == "2\n"


async def test_a_command_that_never_connects_is_given_up_with_its_last_words(make: Make) -> None:
    clock = JumpingClock()
    runner = make("sh -c 'echo Password: >&2; exec tail -f /dev/null'", clock=clock)
    running = asyncio.create_task(script(runner, "print(1)"))
    await until(lambda: "It says: Password:" in runner.status.detail)
    command = through(runner)
    await clock.jump(61)
    assert ending(await running).sentence == runner.status.detail
    assert "within 60 seconds. Its last words: Password:. Try it by hand" in runner.status.detail
    await runner.close()
    await gone([command])


async def test_who_closes_while_it_queues_leaves_the_queue_at_once(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "END_SECONDS", 3600.0)
    ended = tmp_path / "ended"
    queue = f"trap 'touch {ended}; exit 0' TERM; echo queued >&2; while :; do sleep 0.01; done"
    runner = make(shlex.join(["sh", "-c", queue]))
    await runner.start()
    await until(lambda: "It says: queued" in runner.status.detail)
    await runner.close()
    assert ended.exists()


async def test_a_link_that_drops_in_mid_run_is_told_and_the_lesson_goes_on(make: Make, tmp_path: Path) -> None:
    runner = make(SRUN)
    assert ran(await lesson(runner, TEXTS, 0)) == [0]
    family = processes.tree(through(runner))
    sources = [Source(TEXTS[0], "snippet 1", "1"), Source(ENDLESS, "snippet 2", "2")]
    seen: list[RunEvent] = []
    async for _, event in runner.run_lesson("lesson", sources, 1):
        if isinstance(event, OutputReceived):
            os.kill(through(runner), signal.SIGKILL)
        seen.append(event)
    assert ending(seen).sentence == f"The link through “{SRUN}” broke off (signal 9). {NEXT}"
    await gone(family)
    assert scratch_left(tmp_path) == []
    pairs = await lesson(runner, TEXTS, 1)
    assert ran(pairs) == [0, 1]
    assert text_of(event for _, event in pairs) == "one\n2\n"


async def test_a_slow_line_is_slow_and_nothing_else(make: Make) -> None:
    runner = make(f"{RELAY} 50000 0.05")
    pairs = await lesson(runner, TEXTS, 1)
    assert text_of(event for _, event in pairs) == "one\n2\n"
    assert len(text_of(await script(runner, "print('x' * 20000)"))) == 20001


async def test_a_dead_line_is_noticed_and_the_far_side_ends(
    make: Make, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(link, "END_SECONDS", 0.2)  # what is stopped does not listen
    clock = JumpingClock()
    runner = make(f"{RELAY} 1e6 0", clock=clock)
    await runner.surveyed()
    relay = through(runner)
    family = processes.tree(relay)
    seen: list[RunEvent] = []
    async for event in runner.run_script(Source(ENDLESS, "run.py")):
        if isinstance(event, OutputReceived):
            os.kill(relay, signal.SIGSTOP)
            await clock.jump(60)
            await clock.jump(30)
        seen.append(event)
    assert ending(seen).sentence == sentences.no_longer_answers(f"{RELAY} 1e6 0", 20)
    await runner.close()
    await gone(family)
    assert scratch_left(tmp_path) == []


async def test_a_worker_that_hears_nothing_for_long_ends_by_itself(make: Make, tmp_path: Path) -> None:
    """The far end of a dead line sees no end of its input; here the tutor's clock stands, so it sends nothing."""
    runner = make("env", clock=JumpingClock(), patience=Patience(silence=0.3))
    await runner.ready()
    family = processes.tree(through(runner))
    await until(lambda: runner.status.phase == "lost")
    assert runner.status.detail == f"The link through “env” broke off (status 0). {NEXT}"
    await gone(family)
    assert scratch_left(tmp_path) == []


NOISY = """
import os, subprocess, sys
with subprocess.Popen(sys.argv[1:], stdout=subprocess.PIPE) as process:
    while data := os.read(process.stdout.fileno(), 1 << 16):
        os.write(1, data)
        if b"ready" in data:
            os.write(1, b"x" * 99)
"""


async def test_stray_bytes_after_the_start_are_a_sentence(make: Make) -> None:
    runner = make(shlex.join([sys.executable, "-c", NOISY]))
    await runner.start()
    await until(lambda: runner.status.phase == "lost")
    assert "could not be read" in runner.status.detail


SEVERAL = """
import subprocess, sys
tasks = [subprocess.Popen(sys.argv[1:], stdin=subprocess.PIPE, stdout=subprocess.PIPE) for _ in range(2)]
import os, threading
def collect(task):
    while data := os.read(task.stdout.fileno(), 1 << 16):
        os.write(1, data)
for task in tasks:
    threading.Thread(target=collect, args=(task,), daemon=True).start()
while data := os.read(0, 1 << 16):
    for task in tasks:
        task.stdin.write(data)
        task.stdin.flush()
for task in tasks:
    task.kill()
"""


async def test_a_command_that_starts_several_workers_is_a_sentence(make: Make) -> None:
    runner = make(shlex.join([sys.executable, "-c", SEVERAL]))
    await runner.start()
    await until(lambda: runner.status.phase == "lost")
    assert "started more than one worker. Ask for one" in runner.status.detail


# -- the command line ------------------------------------------------------------------------------------------------


def test_run_launches(tmp_path: Path, capfd: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "work").mkdir()
    file = tmp_path / "work" / "hello.py"
    file.write_text("print('hello from afar')")
    status = cli.main(["run", str(file), "--launch", "ssh 'far", "--json"])
    captured = capfd.readouterr()
    assert status == 1
    assert json.loads(captured.out.splitlines()[-1])["reason"] == "error"
    assert "Check the quotes in --launch." in captured.err


def test_doctor_tells_why_a_launch_fails(capfd: pytest.CaptureFixture[str]) -> None:
    status = cli.main(["doctor", "--launch", "sh -c 'exit 5'", "--json"])
    report = json.loads(capfd.readouterr().out)
    assert status == 1
    assert report["worker"]["launch"] == "sh -c 'exit 5'"
    fault = next(fault for fault in report["faults"] if "status 5" in fault["what"])
    assert fault["mend"].startswith("sh -c 'exit 5' python3 --version")


@pytest.mark.torch
def test_doctor_reports_on_the_far_side(capfd: pytest.CaptureFixture[str]) -> None:
    cli.main(["doctor", "--launch", SRUN, "--python", sys.executable, "--json"])
    report = json.loads(capfd.readouterr().out)
    assert report["worker"]["executable"] == sys.executable
    assert report["torch"]
    assert report["sandbox"]["level"] != "unknown"
    assert report["memory_bytes"] > 0


# -- a real server ---------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def far(tmp_path_factory: pytest.TempPathFactory) -> Iterator[far_machine.FarMachine]:
    if why := far_machine.missing():
        pytest.skip(why)
    machine = far_machine.FarMachine(tmp_path_factory.mktemp("far"))
    yield machine
    machine.close()


async def test_a_lesson_over_ssh(make: Make, far: far_machine.FarMachine) -> None:
    runner = make(far.ssh())
    told: list[WorkerStatus] = []
    runner.watch(told.append)
    await runner.surveyed()
    assert any("All activity is logged." in status.detail for status in told)
    pairs = await lesson(runner, TEXTS, 1)
    assert text_of(event for _, event in pairs) == "one\n2\n"
    pairs = await lesson(runner, [*TEXTS, "x += 1\nprint(x)"], 2)
    assert ran(pairs) == [2]
    seen = text_of(await script(runner, "import os\nprint(*os.environ, os.getcwd())"))
    assert "SECRET_OF_THE_SERVER" not in seen
    family = processes.tree(int(runner.hello["pid"]))
    scratch = Path(seen.split()[-1]).parent
    assert scratch.is_dir()
    await runner.close()
    await gone(family)
    assert not scratch.exists()


async def test_the_far_side_ends_with_a_killed_tutor(far: far_machine.FarMachine) -> None:
    tutor = subprocess.Popen(
        [sys.executable, "-c", TUTOR, "SIGKILL", LEARNER, far.ssh()],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.DEVNULL,
    )
    assert tutor.stdin is not None
    assert tutor.stdout is not None
    shared = f"/dev/shm/torch_{await learner_of(tutor)}_1_0"
    family = processes.tree(far.pid)[1:]
    assert len(family) >= 8  # the connection, the supervisor, the zygote, the learner's process and its four
    assert os.path.exists(shared)
    tutor.stdin.write(b"now\n")
    tutor.stdin.close()
    tutor.stdout.close()
    await asyncio.to_thread(tutor.wait)
    await gone(family)
    assert not os.path.exists(shared)


def sessions_of(server: int) -> list[int]:
    """The server's processes that serve a connection, without what they started."""
    found = []
    for pid in processes.tree(server)[1:]:
        name = Path(f"/proc/{pid}/comm").read_text().strip()
        if name.startswith("sshd"):
            found.append(pid)
    return found


async def test_a_session_killed_by_the_server_in_mid_run(make: Make, far: far_machine.FarMachine) -> None:
    runner = make(far.ssh())
    await runner.surveyed()
    assert ran(await lesson(runner, TEXTS, 0)) == [0]
    family = processes.tree(int(runner.hello["pid"]))
    sources = [Source(TEXTS[0], "snippet 1", "1"), Source(ENDLESS, "snippet 2", "2")]
    seen: list[RunEvent] = []
    async for _, event in runner.run_lesson("lesson", sources, 1):
        if isinstance(event, OutputReceived):
            for pid in sessions_of(far.pid):
                os.kill(pid, signal.SIGKILL)
        seen.append(event)
    assert ending(seen).sentence.startswith(f"The link through “{far.ssh()}” broke off (")
    assert ending(seen).sentence.endswith(NEXT)
    await gone(family)
    pairs = await lesson(runner, TEXTS, 1)
    assert ran(pairs) == [0, 1]
    assert text_of(event for _, event in pairs) == "one\n2\n"


async def test_ssh_killed_at_this_end_ends_the_far_side(make: Make, far: far_machine.FarMachine) -> None:
    runner = make(far.ssh())
    await runner.surveyed()
    family = processes.tree(int(runner.hello["pid"]))
    os.kill(through(runner), signal.SIGKILL)
    await until(lambda: runner.status.phase == "lost")
    await gone(family)
    await settle()
    assert text_of(await script(runner, "print('back')")) == "back\n"


async def test_a_refused_key(make: Make, far: far_machine.FarMachine) -> None:
    said = await failure(make(far.ssh(key="stranger")))
    assert "Permission denied (publickey). Make it work without a password first" in said


async def test_a_port_where_nobody_listens(make: Make, far: far_machine.FarMachine) -> None:
    said = await failure(make(far.ssh(port=far_machine.free_port())))
    assert "Connection refused. Check that the machine is up" in said


async def test_a_host_that_is_not_known(make: Make, far: far_machine.FarMachine) -> None:
    said = await failure(make(far.ssh(known_hosts="none", check="yes")))
    assert "Host key verification failed. Connect once by hand" in said


async def test_a_python_that_the_far_side_does_not_have(make: Make, far: far_machine.FarMachine) -> None:
    assert "there is no Python called /no/such/python." in await failure(make(far.ssh(), "/no/such/python"))


@pytest.mark.torch
async def test_torch_over_ssh(make: Make, far: far_machine.FarMachine) -> None:
    runner = make(far.ssh(), preload=launch.PRELOAD)
    events = await script(runner, "import torch\nprint(torch.arange(4).sum().item())")
    assert text_of(events) == "6\n"
    assert runner.status.torch

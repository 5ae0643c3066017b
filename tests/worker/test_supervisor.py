"""The supervisor with real children, as an ordinary user, without torch: limits, ends, leftovers."""

from __future__ import annotations

import os
import signal
import tempfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from hostile.harness import Unavailable
from supervised import Supervised, gone, group_members

from tutor.worker.child import NICENESS
from tutor.worker.limits import Limits

MEBI = 1 << 20
MEMORY = "held = []\nwhile True: held.append(bytearray(4096) * 256)"
MEMFDS = """
import os
held = []
while True:
    held.append(os.memfd_create("m"))
    os.write(held[-1], bytes(1 << 22))
"""
UNLINKED = """
import os, time
file = open("big", "wb")
os.unlink("big")
while True:
    file.write(bytes(1 << 20))
    time.sleep(0.02)
"""
ORPHANS = """
import os, threading, time
def leave_one():
    if os.fork() == 0:
        time.sleep(60)
while True:
    if os.fork() == 0:
        thread = threading.Thread(target=leave_one)
        thread.start()
        thread.join()
        os._exit(0)
    os.wait()
"""


@pytest.fixture(scope="module")
def worker() -> Iterator[Supervised]:
    with tempfile.TemporaryDirectory(prefix="supervised-") as folder:
        try:
            made = Supervised(Path(folder))
        except Unavailable as reason:
            pytest.skip(str(reason))
        yield made
        made.close()


def test_a_session_keeps_its_names_between_runs(worker: Supervised) -> None:
    first = worker.run("x = 41")
    second = worker.run("print(x + 1)", session=first.session)
    assert second.stdout == "42\n"
    assert (second.finished["exit"], second.reason) == (0, "ok")


def test_a_new_session_knows_nothing_of_another(worker: Supervised) -> None:
    worker.run("secret = 1")
    assert worker.run("secret").events[0]["name"] == "NameError"


def test_output_written_before_the_end_comes_before_the_end(worker: Supervised) -> None:
    run = worker.run("import sys\nprint('a'); print('b', file=sys.stderr); sys.stdout.write('no newline')")
    assert run.stdout == "a\nno newline"
    assert run.output["stderr"] == b"b\n"


def test_an_error_has_no_frame_of_the_tutor(worker: Supervised) -> None:
    event = worker.run("def f():\n    1 / 0\nf()").events[0]
    assert (event["name"], event["line"]) == ("ZeroDivisionError", 2)
    assert "tutor" not in event["traceback"]
    assert event["traceback"].count("File ") == 2


@pytest.mark.parametrize(
    ("code", "limits", "reason", "status"),
    [
        ("while True: pass", {"seconds": 0.3}, "timeout", 124),
        ("import time\ntime.sleep(60)", {"seconds": 0.3}, "timeout", 124),
        ("import re\nre.match('(a+)+$', 'a' * 64 + 'b')", {"seconds": 0.3}, "timeout", 124),
        ("import os, signal\nos.kill(os.getpid(), signal.SIGSTOP)", {"seconds": 0.3}, "timeout", 124),
        ("import signal\nsignal.signal(2, signal.SIG_IGN)\nwhile True: pass", {"seconds": 0.3}, "timeout", 124),
        ("while True: print('x' * 1000)", {"limits": Limits(output=MEBI)}, "output", 125),
        ("import sys\nwhile True: sys.stderr.write('x' * 1000)", {"limits": Limits(output=MEBI)}, "output", 125),
        (MEMORY, {"limits": Limits(memory=64 * MEBI)}, "memory", 125),
        ("bytearray(1 << 40)", {}, "memory", 125),
        ("import mmap\nm = mmap.mmap(-1, 1 << 28)\nfor i in range(0, 1 << 28, 4096): m[i] = 1",
         {"limits": Limits(memory=64 * MEBI, data=False)}, "memory", 125),
        ("import os\nwhile True: os.fork()", {"limits": Limits(processes=16)}, "processes", 125),
        ("import threading, time\nwhile True: threading.Thread(target=time.sleep, args=(60,)).start()",
         {"limits": Limits(threads=40)}, "processes", 125),
        ("open('big', 'wb').write(bytes(1 << 26))", {"limits": Limits(disk=16 * MEBI)}, "disk", 125),
        ("n = 0\nwhile True:\n    open(f'f{n}', 'wb').write(bytes(1 << 20)); n += 1",
         {"limits": Limits(disk=16 * MEBI)}, "disk", 125),
        ("import os\nn = 0\nwhile True:\n    open(f'f{n}', 'w').close(); n += 1", {}, "disk", 125),
        (MEMFDS,
         {"limits": Limits(memory=64 * MEBI)}, "memory", 125),
        (UNLINKED,
         {"limits": Limits(disk=64 * MEBI)}, "disk", 125),
        (ORPHANS,
         {"limits": Limits(processes=16)}, "processes", 125),
        ("raise SystemExit(3)", {}, "error", 3),
        ("import os\nos._exit(0)", {}, "error", 0),
        ("import os\nos.abort()", {}, "error", 128 + signal.SIGABRT),
        ("import ctypes\nctypes.string_at(0)", {}, "error", 128 + signal.SIGSEGV),
    ],
)  # fmt: skip
def test_every_end_has_its_reason(worker: Supervised, code: str, limits: dict, reason: str, status: int) -> None:
    run = worker.run(code, **limits)
    assert (run.reason, run.finished["exit"]) == (reason, status), run.events
    assert worker.run("print('next')").stdout == "next\n"


SHARED = """
import os
n = 0
while True:
    file = open(f"/dev/shm/supervised-{os.getpid()}-{n}", "wb")
    file.write(bytes(1 << 22))
    n += 1
"""


@pytest.mark.skipif(not os.path.isdir("/dev/shm"), reason="shared memory lies elsewhere here")
def test_named_shared_memory_is_memory_too(worker: Supervised) -> None:
    try:
        run = worker.run(SHARED, worker_processes=True, limits=Limits(memory=128 * MEBI))
        assert (run.reason, run.finished["exit"]) == ("memory", 125)
        assert worker.run("print('next')").stdout == "next\n"
    finally:
        for path in Path("/dev/shm").glob("supervised-*"):
            path.unlink()


def test_events_have_a_bound_too(worker: Supervised) -> None:
    flood = "import os, struct\nframe = struct.pack('!II', 20, 0) + b'{\"type\":\"metrics\"}  '\n"
    run = worker.run(flood + "while True: os.write(3, frame * 1000)", seconds=60)
    assert run.reason == "output"


def test_nonsense_on_the_control_channel_ends_that_run_alone(worker: Supervised) -> None:
    run = worker.run("import os, time\nos.write(3, b'\\xff' * 64)\ntime.sleep(30)")
    assert run.reason == "error"
    assert worker.run("print(1)").stdout == "1\n"


def test_a_forged_end_does_not_end_another_run(worker: Supervised) -> None:
    forged = """
import json, os, struct
for run in range(500):
    data = json.dumps({"type": "finished", "run": run, "session": "1", "exit": 0, "reason": "ok"}).encode()
    os.write(3, struct.pack("!II", len(data), 0) + data)
raise ValueError("the true end")
"""
    run = worker.run(forged)
    assert (run.reason, run.finished["exit"]) == ("error", 1)


def test_interrupt_keeps_the_state(worker: Supervised) -> None:
    session = worker.open()
    worker.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 30},
                b"n = 0\nwhile True:\n    n += 1\n    if n == 9: print('go')")  # fmt: skip
    worker.wait_for("output", session=session)
    worker.send({"type": "interrupt", "session": session})
    finished = worker.wait_for("finished", session=session)
    assert (finished["reason"], finished["exit"]) == ("stopped", 130)
    assert int(worker.run("print(n)", session=session).stdout) > 0


def test_an_interrupt_before_the_first_line_counts(worker: Supervised) -> None:
    session = worker.open()
    worker.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 5}, b"while True: pass")
    worker.send({"type": "interrupt", "session": session})
    assert worker.wait_for("finished", session=session)["reason"] == "stopped"
    assert worker.run("print(1)", session=session).stdout == "1\n"


def test_an_interrupt_between_runs_is_no_harm(worker: Supervised) -> None:
    session = worker.run("x = 1").session
    worker.send({"type": "interrupt", "session": session})
    assert worker.run("print(x)", session=session).stdout == "1\n"


def test_kill_reaches_every_descendant(worker: Supervised) -> None:
    code = """
import os, time
for _ in range(3):
    if os.fork() == 0:
        if os.fork() == 0:
            time.sleep(60)
        time.sleep(60)
print("forked", flush=True)
time.sleep(60)
"""
    session = worker.open()
    pid = worker.wait_for("opened", session=session)["pid"]
    worker.send({"type": "run", "session": session, "run": 1, "name": "a", "seconds": 30}, code.encode())
    worker.wait_for("output", session=session)
    members = group_members(pid)
    assert len(members) > 1
    worker.send({"type": "kill", "session": session, "reason": "stopped"})
    assert worker.wait_for("finished", session=session)["reason"] == "stopped"
    worker.wait_for("closed", session=session)
    assert all(gone(member) for member in members)  # the kernel may take a moment


def test_what_a_script_leaves_behind_ends_with_it(worker: Supervised) -> None:
    run = worker.run("import os, time\nif os.fork() == 0:\n    time.sleep(60)\nprint('leader ends')", script=True)
    worker.wait_for("closed", session=run.session)
    assert run.reason == "ok"
    assert all(gone(member) for member in group_members(run.pid))


def test_scratch_is_private_and_removed(worker: Supervised) -> None:
    run = worker.run(
        "import os\nopen('made', 'w').close()\nprint(os.getcwd(), os.environ['HOME'], os.environ['TMPDIR'])"
    )
    scratch, home, temporary = run.stdout.split()
    assert scratch == home == temporary
    assert Path(scratch, "made").exists()
    worker.end(run.session)
    assert not Path(scratch).exists()


def test_a_scratch_folder_that_refuses_to_go_goes(worker: Supervised) -> None:
    deep = "import os\nfor n in range(200):\n    os.mkdir('d')\n    os.chdir('d')\nopen('f', 'w').close()"
    scratch = worker.run("import os\nprint(os.getcwd())\n" + deep)
    worker.end(scratch.session)
    assert not Path(scratch.stdout.strip()).exists()


def test_the_environment_is_clean(worker: Supervised) -> None:
    names = set(worker.run("import os\nprint(*os.environ)").stdout.split())
    allowed = {
        "PATH",
        "PYTHONUTF8",
        "LC_CTYPE",
        "HOME",
        "TMPDIR",
        "TORCH_HOME",
        "TORCHINDUCTOR_CACHE_DIR",
        "MPLBACKEND",
        "PYTORCH_TUTOR_DATA",
        "PYTORCH_TUTOR_WORKER",
    }
    assert {name for name in names if not name.startswith("XDG_")} <= allowed


def test_learner_code_holds_no_descriptor_but_its_own(worker: Supervised) -> None:
    code = "import os\nprint(*(fd for fd in range(256) if os.path.exists(f'/proc/self/fd/{fd}')))"
    assert worker.run(code).stdout.split() == ["0", "1", "2", "3"]


def test_input_ends_at_once(worker: Supervised) -> None:
    assert worker.run("input()").events[0]["name"] == "EOFError"


def test_two_sessions_run_side_by_side(worker: Supervised) -> None:
    slow, quick = worker.open(), worker.open()
    worker.send({"type": "run", "session": slow, "run": 1, "name": "a", "seconds": 30}, b"import time\ntime.sleep(60)")
    assert worker.run("print('quick')", session=quick).stdout == "quick\n"
    worker.end(slow)


POOL_WITH = """
import multiprocessing
with multiprocessing.get_context("fork").Pool(2) as pool:
    print(pool.map(abs, [-1, -2]))
print("left")
"""
TERMINATE = """
import multiprocessing, time
process = multiprocessing.get_context("fork").Process(target=time.sleep, args=(60,))
process.start()
process.terminate()
process.join()
print(process.exitcode)
"""


@pytest.mark.parametrize("cap", [None, 5, 1])
@pytest.mark.parametrize(("code", "printed"), [(POOL_WITH, b"[1, 2]\nleft\n"), (TERMINATE, b"-15\n")])
def test_a_run_ends_its_own_workers_whatever_the_kernel_can_tell(worker, cap, code, printed):
    run = worker.run(code, worker_processes=True, landlock_abi=cap, script=True)
    assert (run.output["stdout"], run.output["stderr"]) == (printed, b"")


FOREIGN_SIGNALS = """
import json, os, socket, struct
from tutor.worker.protocol import encode
control = socket.socket(fileno=os.dup(3))
for pid in ({pid}, os.getpid(), os.getppid(), 1, 0, -1, -{pid}, True, "{pid}", None, 2**70):
    for number in (9, 15, 0, 19, -9, True, "9"):
        control.sendall(encode({{"type": "signal", "pid": pid, "signal": number}}))
print("asked")
"""


@pytest.mark.skipif(not hasattr(os, "pidfd_open"), reason="the supervisor signals by pidfd, which Linux has")
def test_the_supervisor_signals_no_process_of_another_session(worker):
    other = worker.open()
    bystander = worker.run("import os; print(os.getpid())", session=other)
    pid = int(bystander.output["stdout"])
    asking = worker.run(FOREIGN_SIGNALS.format(pid=pid), landlock_abi=5)
    assert asking.output["stdout"] == b"asked\n"
    assert worker.run("print('alive')", session=other).output["stdout"] == b"alive\n"
    assert worker.run("print('alive')", session=asking.session).output["stdout"] == b"alive\n"
    worker.end(other)
    worker.end(asking.session)


def niceness_among_sessions(pid: int) -> str:
    return Path(f"/proc/{pid}/autogroup").read_text().split()[-1]


def test_learner_code_gives_way(worker: Supervised) -> None:
    run = worker.run("pass")
    assert os.getpriority(os.PRIO_PROCESS, run.pid) == NICENESS


@pytest.mark.skipif(not Path("/proc/self/autogroup").exists(), reason="this kernel does not group by session")
def test_learner_code_gives_way_as_a_session_too(worker: Supervised) -> None:
    # The kernel takes ten wishes a second, whoever has them.
    assert any(niceness_among_sessions(worker.run("pass").pid) == str(NICENESS) for _ in range(20))

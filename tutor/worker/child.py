"""A child: one confined process that runs the code of one session.

It starts as a fork of the zygote, closes what it inherited, confines itself, and only then reads the first line of
learner code, over its control channel. Descriptors: 0 ``/dev/null``, 1 and 2 the output pipes, 3 the control channel
(frames, both ways), 4 the peer of a judged pair (learner and checks), if there is one.
"""

from __future__ import annotations

import contextlib
import fcntl
import linecache
import os
import random
import select
import signal
import socket
import sys
import time
import traceback
import types
from typing import Any, NoReturn

from tutor.worker import datasets
from tutor.worker.failures import Failure, describe
from tutor.worker.protocol import FrameReader, encode

CONTROL = 3
PEER = 4
INTERRUPTED = 130
"""Exit status of code that Ctrl+C ended, by shell custom 128 + SIGINT."""
NICENESS = 5
"""Of learner code, beside the tutor and whatever else the machine does."""


def begin(spec: dict[str, Any], descriptors: list[int], parent: int) -> NoReturn:
    """Turn a fresh fork into a session; never returns."""
    status = 97
    try:
        _arrange_descriptors(descriptors)
        _leave_the_zygote(spec, parent)
        _confine(spec, _settle(spec["scratch"]))
        session = Session(spec)
        status = session.serve()
    except BaseException:
        with contextlib.suppress(BaseException):
            traceback.print_exc()
            sys.stderr.flush()
    finally:
        os._exit(status)


def _arrange_descriptors(descriptors: list[int]) -> None:
    high = [fcntl.fcntl(descriptor, fcntl.F_DUPFD, 64) for descriptor in descriptors]
    null = os.open(os.devnull, os.O_RDONLY)
    os.dup2(null, 0)
    control, stdout, stderr, *peer = high
    os.dup2(stdout, 1)
    os.dup2(stderr, 2)
    os.dup2(control, CONTROL, inheritable=False)
    if peer:
        os.dup2(peer[0], PEER, inheritable=False)
    _close_from(PEER + 1 if peer else PEER)


def _close_from(first: int) -> None:
    if sys.platform.startswith("linux"):
        os.closerange(first, os.sysconf("SC_OPEN_MAX"))
    else:  # a range is closed one by one there, and the limit may be two thousand millions
        for name in os.listdir("/dev/fd"):
            if int(name) >= first:
                with contextlib.suppress(OSError):  # the listing's own, which is closed by now
                    os.close(int(name))


def _leave_the_zygote(spec: dict[str, Any], parent: int) -> None:
    signal.set_wakeup_fd(-1)
    for number in (signal.SIGCHLD, signal.SIGTERM, signal.SIGHUP):
        signal.signal(number, signal.SIG_DFL)
    os.setsid()
    if sys.platform.startswith("linux"):
        from tutor.worker import processes

        processes.die_with_parent()
        if os.getppid() != parent:
            os._exit(1)
        # A non-dumpable process may not read its own /proc/self; ptrace is denied by the sandbox instead.
        processes.set_dumpable(True)
        with contextlib.suppress(OSError), open("/proc/self/oom_score_adj", "w") as file:
            file.write("1000")
        processes.end_forks_with_parent()
    _give_way()


def _give_way() -> None:
    """Let the interface go first while every core trains; where a core is free this costs nothing."""
    with contextlib.suppress(OSError):
        os.nice(NICENESS)
    # Linux may share the processor among sessions first, and this process is a session of its own. It takes no more
    # than ten such wishes a second.
    with contextlib.suppress(OSError), open("/proc/self/autogroup", "w") as file:
        file.write(str(NICENESS))


def _settle(scratch: str) -> str:
    """Make the scratch folder home; returns the folder of data sets, which is where it was for the user."""
    data = datasets.default_folder()
    os.chdir(scratch)
    places = (
        "HOME",
        "TMPDIR",
        "TORCH_HOME",
        "XDG_CACHE_HOME",
        "XDG_CONFIG_HOME",
        "XDG_DATA_HOME",
        "XDG_STATE_HOME",
    )
    os.environ.update(dict.fromkeys(places, scratch))
    os.environ.update(TORCHINDUCTOR_CACHE_DIR=os.path.join(scratch, "inductor"), MPLBACKEND="Agg")
    os.environ[datasets.VARIABLE] = data
    return data


def _confine(spec: dict[str, Any], data: str) -> None:
    from tutor.worker.confine import Policy, confine

    confine(Policy.from_dict({**spec["policy"], "data": data}))
    for name, descriptor, mode in (("stdin", 0, "r"), ("stdout", 1, "w"), ("stderr", 2, "w")):
        stream = open(  # noqa: SIM115  # stays open as the process's standard stream
            descriptor, mode, buffering=1, encoding="utf-8", errors="replace", closefd=False
        )
        setattr(sys, name, stream)
        setattr(sys, f"__{name}__", stream)
    import tempfile

    tempfile.tempdir = None
    sys.dont_write_bytecode = True  # nothing but the scratch folder may be written


def seed_everything(seed: int) -> None:
    """Seed every generator that a fork inherits, so that the same code gives the same numbers."""
    random.seed(seed)
    torch = sys.modules.get("torch")
    if torch is not None:
        torch.manual_seed(seed)
    numpy = sys.modules.get("numpy")
    if numpy is not None:
        numpy.random.seed(seed)


class Session:
    """Serves the commands of one child, in order: ``run``, ``serve_peer``, ``check``, ``probe``, ``end``."""

    def __init__(self, spec: dict[str, Any]) -> None:
        self.spec = spec
        self.control = socket.socket(fileno=CONTROL)
        self._reader = FrameReader()
        self._commands: list[tuple[dict[str, Any], bytes]] = []
        self._running = False
        self._waiting = False
        self._interrupted_early = False
        """Whether Ctrl+C came between a run's command and its first line."""
        self._texts: set[str] = set()
        """What the pieces of code were called that ran here: file names of the learner's own lines."""
        self.main = types.ModuleType("__main__")
        self.main.__dict__["__builtins__"] = __builtins__
        sys.modules["__main__"] = self.main
        self.instruments: Any = None

    def serve(self) -> int:
        """Answer commands until told to end or the channel closes; returns the process's exit status."""
        signal.signal(signal.SIGINT, self._interrupted)
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})  # blocked since the fork, lest one be lost
        seed_everything(self.spec.get("seed", 0))
        if "torch" in sys.modules:
            from tutor.worker import instruments

            _pass_tensors_by_value()
            if self.spec["role"] == "learner":
                self.instruments = instruments.install(self.control, ledger=self.spec.get("ledger", False))
        self._arrange_signals()
        if not self._has_command():
            self._warm_up()
        while True:
            command = self._next_command()
            if command is None:
                return 0
            message, body = command
            if message["type"] == "run":
                status = self._run(message, body)
                if message.get("script"):
                    return status
            elif message["type"] == "serve_peer":
                from tutor.worker.remote import answer_peer

                answer_peer(PEER, self.main.__dict__, self.instruments)
            elif message["type"] == "check":
                from tutor.worker.check_driver import run_checks

                run_checks(message, body, PEER, self.send)
                self.send({"type": "done", "run": message["run"], "exit": 0, "reason": "ok", "seconds": 0.0})
            elif message["type"] == "inspect":
                self._inspect(message)
            elif message["type"] == "probe":
                from tutor.worker.survey import survey

                self.send({"type": "survey", **survey(message)})
                self.send({"type": "done", "run": message["run"], "exit": 0, "reason": "ok", "seconds": 0.0})

    def _arrange_signals(self) -> None:
        """Where a run may not end processes of its own, the supervisor does it for it."""
        from tutor.worker.confine import Policy, signals_own_processes

        if self.spec["role"] == "learner" and not signals_own_processes(Policy.from_dict(self.spec["policy"])):
            from tutor.worker.own_workers import ask_for_signals

            ask_for_signals(self.send)

    def send(self, message: dict[str, Any], body: bytes = b"") -> None:
        """One frame to the supervisor."""
        if self.instruments is not None:
            self.instruments.channel.finish()
        self.control.sendall(encode(message, body))

    def _inspect(self, message: dict[str, Any]) -> None:
        """Tell what the variables are, or one of them in full."""
        from tutor.worker import lens

        space = self.main.__dict__
        if message.get("name"):
            for picture, body in lens.pictures(space, message["name"]):
                self.send({**picture, "type": "lens", "of": message["name"]}, body)
        else:
            told, total = lens.variables(space)
            self.send({"type": "lens", "variables": told, "total": total})
        self.send({"type": "done", "run": message["run"], "exit": 0, "reason": "ok", "seconds": 0.0})

    def _has_command(self) -> bool:
        return bool(select.select([self.control], [], [], 0)[0])

    def _warm_up(self) -> None:
        """A process that waits for its first run touches what printing a tensor touches.

        The first write to a page that is shared with the zygote copies it; the next run need not wait for that.
        Nothing a program can see changes: the generators are seeded anew.
        """
        torch = sys.modules.get("torch")
        if torch is not None:
            repr(torch.ones(2, 2))
            seed_everything(self.spec.get("seed", 0))

    def _next_command(self) -> tuple[dict[str, Any], bytes] | None:
        if not self._commands and not self._has_command():
            self._interrupted_early = False  # it was meant for the run before, which ended by itself
        self._waiting = True
        while not self._commands:
            select.select([self.control], [], [])
            self._waiting = False
            data = self.control.recv(1 << 16)
            if not data:
                return None
            self._commands += self._reader.feed(data)
        self._waiting = False
        return self._commands.pop(0)

    def _interrupted(self, number: int, frame: Any) -> None:
        if self._running:
            raise KeyboardInterrupt
        # While nothing is asked for there is nothing to stop.
        self._interrupted_early = not self._waiting or self._has_command()

    def _run(self, message: dict[str, Any], body: bytes) -> int:
        threads = int(message.get("threads", 1))
        torch = sys.modules.get("torch")
        if torch is not None and torch.get_num_threads() != threads:
            torch.set_num_threads(threads)
        name = message["name"]
        source = body.decode("utf-8", errors="replace")
        self._texts.add(name)
        linecache.cache[name] = (len(source), None, source.splitlines(keepends=True), name)
        if message.get("script"):
            sys.argv = [name, *message.get("argv", [])]
            sys.path[:0] = message.get("path", [])
            self.main.__file__ = name
        started = time.perf_counter()
        failure: Failure | None = None
        status = 0
        try:
            self._running = True
            try:
                if self._interrupted_early:
                    raise KeyboardInterrupt
                with self._followed(message, source):
                    exec(compile(source, name, "exec", dont_inherit=True), self.main.__dict__)
                if message.get("script"):
                    _leave_like_a_program()
            finally:
                self._running = self._interrupted_early = False
        except SystemExit as leaving:
            status = _exit_status(leaving)
        except BaseException as error:
            failure = describe(error, name, self._texts)
            status = failure.exit
        seconds = time.perf_counter() - started
        self._finish(message["run"], status, failure, seconds, message.get("wanted", []))
        return status

    def _followed(self, message: dict[str, Any], source: str) -> contextlib.AbstractContextManager[None]:
        """Where a run is asked for what its lines leave: they are noted meanwhile."""
        if not message.get("lines"):
            return contextlib.nullcontext()
        from tutor.worker.line_values import following

        return following(source, message["name"], self.send)

    def _finish(self, run: int, status: int, failure: Failure | None, seconds: float, wanted: list[str]) -> None:
        if self.instruments is not None:
            self.instruments.end_run()
        for stream in (sys.stdout, sys.stderr):
            with contextlib.suppress(Exception):
                stream.flush()
        reason = "ok" if status == 0 else "error"
        if failure is not None:
            reason = failure.reason
            if reason != "stopped":
                self.send({"type": "error", **failure.as_dict()})
        if wanted and reason != "stopped":
            from tutor.worker.told import tell

            for expression in wanted:
                self.send({"type": "value", **tell(expression, self.main.__dict__)})
        self.send({"type": "done", "run": run, "exit": status, "reason": reason, "seconds": seconds})


def _exit_status(leaving: SystemExit) -> int:
    if leaving.code is None:
        return 0
    if isinstance(leaving.code, int):
        return leaving.code & 0xFF
    print(leaving.code, file=sys.stderr)
    return 1


def _leave_like_a_program() -> None:
    """What the interpreter does at the end of a script: join threads, run atexit, end worker processes."""
    import atexit
    import threading

    threading._shutdown()  # type: ignore[attr-defined]
    atexit._run_exitfuncs()


def _pass_tensors_by_value() -> None:
    """Between processes of a run, tensors travel as bytes.

    torch's own reducers hand descriptors over a named socket, and the sandbox denies ``connect``.
    """
    from multiprocessing.reduction import ForkingPickler

    import torch.multiprocessing.reductions  # noqa: F401  # registers the reducers that are removed below

    reducers: dict[type, Any] = ForkingPickler._extra_reducers  # type: ignore[attr-defined]
    for kind in [kind for kind in reducers if kind.__module__.partition(".")[0] == "torch"]:
        del reducers[kind]

"""Sentences for the ways in which a run can end: what happened, and what to do next."""

from __future__ import annotations

import re
import signal

from tutor.engine.events import Reason
from tutor.engine.text import strip_controls

REASONS: tuple[Reason, ...] = ("ok", "error", "timeout", "memory", "disk", "output", "processes", "stopped")

_SIGNALS = {
    signal.SIGSEGV: "The process crashed (segmentation fault). "
    "Run it again; if it crashes again, look at the last native call.",
    signal.SIGABRT: "The process aborted itself. The output above usually says why.",
    signal.SIGKILL: "The process was killed from outside, most often because the machine ran out of memory. "
    "Use smaller tensors and run it again.",
    signal.SIGSYS: "The process was ended by the sandbox: it made a system call of another architecture.",
    signal.SIGXCPU: "The process used up its processor time. Make the loop shorter and run it again.",
    signal.SIGFPE: "The process crashed (arithmetic fault in native code).",
    signal.SIGBUS: "The process crashed (bus error): shared memory or a mapped file ended too early.",
}


def sentence(reason: Reason, *, seconds_limit: float, memory: int, output: int, processes: int, number: int = 0) -> str:
    """One sentence for the learner; empty for a run that ended by itself.

    ``memory`` and ``output`` are limits in bytes, ``number`` is the signal that killed the process, 0 for none.
    """
    if reason == "error" and number:
        try:
            known = signal.Signals(number)
        except ValueError:
            return f"The process was killed by signal {number}."
        return _SIGNALS.get(known, f"The process was killed by {known.name}.")
    return {
        "ok": "",
        "error": "",
        "timeout": f"Stopped after {seconds_limit:g} seconds, its time limit. "
        "Does a loop never end? Make it shorter, or raise the limit.",
        "memory": f"Stopped: it wanted more than {memory >> 20:,} MiB of memory. "
        "Make the tensors or the batch smaller.",
        "disk": "Stopped: it wrote more to disk than its scratch folder may hold. "
        "Write less, or delete files as you go.",
        "output": f"Stopped after {output >> 20} MiB of output. Print less often, for instance every 100 steps.",
        "processes": f"Stopped: it started more than {processes} processes, or more threads than allowed. Start fewer.",
        "stopped": "Stopped by you.",
    }[reason]


# -- looking at variables ----------------------------------------------------------------------------------------------

LENS_RUNNING = "Code is running. Its variables can be looked at once it has ended or was stopped."
LENS_NOTHING = "Nothing is kept of this lesson's code now. Run a snippet, then look again."
GIVEN_UP = "Stopped before the worker was ready. It goes on starting: run again when the status line says so."
LINES_RUNNING = "Code is running. Its shapes can be read once it has ended or was stopped."
LINES_SLOW = "This is what the lines held after 20 seconds, when the second run was stopped."
LINES_TOO_SLOW = "It runs longer than 20 seconds, too long for the shapes. The variables show what the code left."
LINES_BEFORE = "{name} fails, and this needs it. Run {name} first, then ask for the shapes again."
LINES_NOTHING = "No line of it leaves a tensor or a number in a name. The variables show what the code left."
LENS_SLOW = "The variables took longer than 5 seconds to read. Look again, or run the snippet again."


# -- a worker's start and end ----------------------------------------------------------------------------------------

AGAIN = "It starts again with your next run."
WORKER_DIED = f"The worker died (the machine may be out of memory). {AGAIN}"
IMPORTING = "Importing torch…"
MOST_WORDS = 240

_CONNECTING = (
    ("could not resolve hostname", "Check the host's name in --launch."),
    ("permission denied (", "Make it work without a password first (ssh-copy-id, ssh-agent), then run again."),
    ("host key verification failed", "Connect once by hand to accept its key, then run again."),
    ("remote host identification has changed", "Look into that by hand before you connect again."),
    ("no such container", "Check the container's name in --launch, and that it runs."),
    ("is not running", "Start the container, then run again."),
    ("connection refused", "Check that the machine is up and lets you in, then run again."),
    ("timed out", "Check that the machine is up and can be reached from here, then run again."),
    ("no route to host", "Check that the machine is up and can be reached from here, then run again."),
    ("cannot connect to the docker daemon", "Start Docker, then run again."),
    ("error from server (notfound)", "Check the names of pod and namespace (kubectl get pods), then run again."),
    ("did you specify the right host or port", "Check which cluster kubectl asks (kubectl config current-context)."),
    ("unable to connect to the server", "Check which cluster kubectl asks (kubectl config current-context)."),
    ("invalid account", "Add the account and partition you may use to --launch, then run again."),
)
"""What well-known commands say when they can't connect, in lower case, and what mends it."""

_NO_REASONS = ("Defaulted container", "Defaulting container")
"""How lines begin in which kubectl says something that explains no end."""

_QUEUED = ("queued and waiting for resources", "pending job allocation", "job is in held state")
"""What schedulers say while they let one wait."""


def last_line(text: str) -> str:
    """The last line that says something, made safe for a terminal and no longer than a sentence."""
    lines = (re.sub(r"\x1b\[[0-9;:]*m", "", strip_controls(line)).strip() for line in reversed(text.splitlines()))
    last = next((line for line in lines if line), "")
    return last if len(last) <= MOST_WORDS else last[: MOST_WORDS - 1] + "…"


def _closed(words: str) -> str:
    """With the mark that closes a sentence."""
    return words if words.endswith((".", "?", "!", "…")) else f"{words}."


def is_queued(words: str) -> bool:
    """Whether the last words of a command tell that a scheduler lets it wait."""
    return any(known in words.lower() for known in _QUEUED)


def waiting(name: str, words: str) -> str:
    """The state of a command that has not connected yet."""
    return f"Waiting for “{name}” to connect…" + (f" It says: {words}" if words else "")


def not_startable(program: str, why: str, *, launched: bool) -> str:
    """The command itself can't be started on this machine."""
    return f"{program} could not be started: {why}. Check {'--launch' if launched else '--python'}."


def link_ended(name: str, status: int, words: str, *, connected: bool) -> str:
    """The process behind a link ended unasked.

    ``name`` is the ``--launch`` command, empty for a worker here; ``status`` negative for the signal that killed it.
    """
    said = f" It said: {_closed(words)}" if words else ""
    if not name:
        ended = f"was killed by signal {-status}." if status < 0 else f"ended with status {status}.{said}"
        return f"The worker {ended} {AGAIN}"
    if connected:
        how = words.rstrip(".") or (f"signal {-status}" if status < 0 else f"status {status}")
        return f"The link through “{name}” broke off ({how}). Your next run connects again and runs what it needs."
    for known, step in _CONNECTING:
        if known in words.lower():
            return f"“{name}” did not connect: {_closed(words)} {step}"
    if status == 0 and (not words or words.startswith(_NO_REASONS)):
        return (
            f"“{name}” ended before a worker answered. Does it pass its input on? docker and kubectl need -i for that."
        )
    ended = f"was killed by signal {-status}" if status < 0 else f"ended with status {status}"
    return f"“{name}” {ended} before a worker answered.{said} Try that command by hand, then run again."


def never_answered(name: str, seconds: float, words: str) -> str:
    """The command runs, but no worker answers through it."""
    said = f" Its last words: {_closed(words)}" if words else ""
    return f"No worker answered through “{name}” within {seconds:g} seconds.{said} Try it by hand, then run again."


def no_longer_answers(name: str, seconds: float) -> str:
    """The link is open, but nothing comes through it."""
    return (
        f"“{name}” has not answered for {seconds:g} seconds, so the link counts as lost. "
        "Your next run connects again and runs what it needs."
    )


def several_workers(name: str) -> str:
    """The command has started the worker more than once, and all of them speak at the same time."""
    return f"“{name}” started more than one worker. Ask for one: with srun, add -n 1 to --launch."


def refused(name: str, reason: str) -> str:
    """Why the far side (or a Python here, where ``name`` is empty) can't hold a worker; ``reason`` as it told it."""
    kind, _, detail = reason.partition(" ")
    there = f"Behind “{name}”" if name else "Here"
    if kind == "old":
        return f"{there} Python is {detail}; the worker needs 3.10 or later. Name another with --python PATH."
    if kind == "python":
        return f"{there} there is no Python called {detail}. Name one with --python PATH, as it is called over there."
    if kind == "terminal":
        return f"“{name}” gives the worker a terminal, which garbles what it sends. Leave out -t or --pty."
    return f"{there} no worker can start ({reason}). Try it by hand, then run again."


def no_torch(message: str, executable: str, name: str) -> str:
    """torch can't be imported; ``message`` is the exception, ``name`` the ``--launch`` command or empty."""
    where = f"{executable} behind “{name}”" if name else executable
    if "No module named 'torch'" in message:
        return f"{where} has no torch. Install it there (pip install torch), or name another Python with --python."
    return f"torch could not be imported by {where}: {_closed(message)} Run pytorch-tutor doctor."


def rested(seconds: float, *, held: bool) -> str:
    """The worker went away because nobody used it."""
    span = f"{seconds / 60:g} minutes" if seconds < 7200 else f"{seconds / 3600:g} hours"
    lesson = " This lesson's snippets run again first, because their state went with it." if held else ""
    return f"The worker went away after {span} without a run; your next run starts it again.{lesson}"

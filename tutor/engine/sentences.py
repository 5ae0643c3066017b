"""Sentences for the ways in which a run can end: what happened, and what to do next."""

from __future__ import annotations

import signal

from tutor.engine.events import Reason

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

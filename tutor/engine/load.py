"""How busy the device is while code runs: the GPU by NVML where that can be asked, else this machine's processes."""

from __future__ import annotations

import importlib
import os
import time
from collections.abc import Callable, Iterable
from typing import Any

GIB, MIB = 1 << 30, 1 << 20
READ_EVERY = 1.0
"""Seconds: reading more often would cost more than it tells."""


def cpu_seconds(pid: int) -> float:
    """Processor time that a process has used; 0 for one that is gone."""
    try:
        with open(f"/proc/{pid}/stat", encoding="ascii", errors="replace") as file:
            fields = file.read().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")
    except (OSError, ValueError, IndexError):
        return 0.0


def own_children() -> list[int]:
    """Every process that this one has started, and theirs."""
    from tutor.worker.processes import tree  # with the first reading

    return [pid for pid in tree(os.getpid()) if pid != os.getpid()]


def _resident_kb(pid: int) -> int:
    from tutor.worker.processes import resident_kb

    return resident_kb(pid)


def _size(used: int) -> str:
    return f"{used / GIB:.1f} GiB" if used >= GIB else f"{used // MIB} MiB"


class Load:
    """Readings, at most one a second. Where nothing can be read there is nothing to say; it never raises."""

    def __init__(
        self,
        clock: Callable[[], float] = time.monotonic,
        processes: Callable[[], Iterable[int]] = own_children,
        cpu: Callable[[int], float] = cpu_seconds,
        memory_kb: Callable[[int], int] = _resident_kb,
    ) -> None:
        self._clock = clock
        self._processes = processes
        self._cpu = cpu
        self._memory_kb = memory_kb
        self._read_at: float | None = None
        self._used: dict[int, float] = {}
        self._text = ""
        self._nvml: Any = None
        self._asked_for_nvml = False

    def text(self, device: str) -> str:
        """``61 % · 3.2 of 139 GiB`` of the first GPU, ``CPU 98 % · 412 MiB`` where ``device`` is none."""
        now = self._clock()
        if self._read_at is not None and now - self._read_at < READ_EVERY:
            return self._text
        passed = now - self._read_at if self._read_at is not None else 0.0
        self._read_at = now
        self._text = (self._of_gpu() if device != "CPU" else "") or self._of_processes(passed)
        return self._text

    def _of_gpu(self) -> str:
        if not self._asked_for_nvml:
            self._asked_for_nvml = True
            try:
                self._nvml = importlib.import_module("pynvml")
                self._nvml.nvmlInit()
            except Exception:  # not installed, no driver: each raises something of its own
                self._nvml = None
        if self._nvml is None:
            return ""
        try:
            handle = self._nvml.nvmlDeviceGetHandleByIndex(0)
            busy = self._nvml.nvmlDeviceGetUtilizationRates(handle).gpu
            memory = self._nvml.nvmlDeviceGetMemoryInfo(handle)
        except Exception:
            return ""
        return f"{busy} % · {memory.used / GIB:.1f} of {memory.total / GIB:.0f} GiB"

    def _of_processes(self, passed: float) -> str:
        before, self._used = self._used, {pid: self._cpu(pid) for pid in self._processes()}
        # Forked processes share most of their pages: the sum would count torch once for each.
        memory = max(map(self._memory_kb, self._used), default=0) << 10
        if not memory:
            return ""
        if not passed:
            return _size(memory)
        # A process that was not there before has used all it has since then.
        spent = sum(max(used - before.get(pid, 0.0), 0.0) for pid, used in self._used.items())
        return f"CPU {100 * spent / passed:.0f} % · {_size(memory)}"

import os
import sys
from types import SimpleNamespace

import pytest

from tutor.engine.load import GIB, Load, cpu_seconds, own_children


def load(times, used=None, memory=0):
    moments = iter(times)
    seconds = used or {}
    return Load(lambda: next(moments), lambda: list(seconds), lambda pid: seconds[pid].pop(0), lambda pid: memory)


class FakeNvml(SimpleNamespace):
    def __init__(self, fails=""):
        super().__init__(fails=fails, started=0)

    def nvmlInit(self):
        self.started += 1
        if self.fails == "init":
            raise RuntimeError("no driver")

    def nvmlDeviceGetHandleByIndex(self, index):
        return index

    def nvmlDeviceGetUtilizationRates(self, handle):
        if self.fails == "read":
            raise RuntimeError("lost")
        return SimpleNamespace(gpu=61)

    def nvmlDeviceGetMemoryInfo(self, handle):
        return SimpleNamespace(used=int(3.2 * GIB), total=139 * GIB)


def test_a_gpu_tells_its_work_and_memory(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml())
    assert load([0]).text("NVIDIA H200") == "61 % · 3.2 of 139 GiB"


def test_nvml_is_started_once(monkeypatch):
    nvml = FakeNvml()
    monkeypatch.setitem(sys.modules, "pynvml", nvml)
    reading = load([0, 5])
    assert [reading.text("GPU"), reading.text("GPU")] == ["61 % · 3.2 of 139 GiB"] * 2
    assert nvml.started == 1


@pytest.mark.parametrize("fails", ["init", "read"])
def test_without_nvml_the_processes_tell(monkeypatch, fails):
    monkeypatch.setitem(sys.modules, "pynvml", FakeNvml(fails))
    assert load([0], {7: [1.0]}, 412 << 10).text("GPU") == "412 MiB"


def test_where_nvml_is_not_installed_the_processes_tell(monkeypatch):
    monkeypatch.setitem(sys.modules, "pynvml", None)
    assert load([0], {7: [1.0]}, 3 << 20).text("GPU") == "3.0 GiB"


def test_processor_time_counts_between_two_readings():
    reading = load([0, 2], {7: [10.0, 11.5], 8: [0.0, 0.5]}, 1 << 10)
    reading.text("CPU")
    assert reading.text("CPU") == "CPU 100 % · 1 MiB"


def test_it_reads_once_a_second():
    reading = load([0, 0.5, 0.9], {7: [1.0]}, 1 << 10)
    assert {reading.text("CPU") for _ in range(3)} == {"1 MiB"}


def test_without_a_process_there_is_nothing_to_say():
    assert load([0]).text("CPU") == ""


def test_a_process_that_is_gone_used_nothing():
    assert cpu_seconds(2**22 + 1) == 0.0
    assert cpu_seconds(os.getpid()) > 0.0
    assert os.getpid() not in own_children()

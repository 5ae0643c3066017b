"""What ``doctor`` finds wrong: by reports, and by workers on machines that lack something."""

from __future__ import annotations

import copy
import shlex
import sys
from pathlib import Path
from typing import Any

import pytest
from living import BARE

from tutor.engine.doctor import examine
from tutor.engine.faults import faults_of
from tutor.engine.worker_runner import WorkerRunner
from tutor.worker import host
from tutor.worker.probe import available_layers
from tutor.worker.survey import needed_torch

WELL: dict[str, Any] = {
    "worker": {
        "phase": "ready",
        "detail": "",
        "executable": "/env/bin/python",
        "pip": True,
        "system": "Linux",
        "machine": "x86_64",
        "launch": None,
    },
    "torch": "2.15.0+cu121",
    "torchvision": "0.30.0+cu121",
    "torchvision_needs": "2.15.0",
    "torchvision_error": "",
    "numpy_error": "",
    "cuda_build": "12.1",
    "sandbox": {"level": "full", "why": [], "layers": ["landlock", "rlimits", "seccomp"], "landlock_missing": ""},
    "devices": [{"name": "GPU", "kind": "cuda", "memory": 1 << 34}],
    "driver": "550.54",
    "device_files": ["/dev/nvidia0"],
    "cuda_visible": None,
    "shared_memory_bytes": 1 << 30,
    "free_disk_bytes": 1 << 40,
    "terminal": {
        "term": "xterm",
        "tty": True,
        "columns": 80,
        "lines": 24,
        "encoding": "utf-8",
        "unicode": True,
        "lc_all": "",
        "pictures": "blocks",
        "pictures_wish": "",
    },
    "data": {"folder": "/data/sets", "notice": "", "writable": True},
}
TOO_OLD = "The NVIDIA driver on your system is too old (found version 11040)."
REINSTALL = "/env/bin/python -m pip install --force-reinstall torch torchvision"


def changed(**changes: Any) -> dict[str, Any]:
    """A healthy machine's report with changes; those of a part have its name and ``__`` in front."""
    report = copy.deepcopy(WELL)
    for name, value in changes.items():
        part, _, key = name.rpartition("__")
        (report[part] if part else report)[key] = value
    return report


def test_a_healthy_machine_has_no_fault() -> None:
    assert faults_of(WELL) == []
    assert faults_of(changed(torchvision="", torchvision_needs="", devices=[], driver="", cuda_build=None)) == []
    assert faults_of(changed(data={})) == []
    assert faults_of(changed(torch="2.4.0+cu121", torchvision_needs="2.4.0")) == []
    assert faults_of(changed(torchvision_error="ModuleNotFoundError: No module named 'torchvision'")) == []
    assert faults_of(changed(numpy_error="ModuleNotFoundError: No module named 'numpy'")) == []
    assert faults_of(changed(shared_memory_bytes=None, sandbox__level="macOS")) == []


@pytest.mark.parametrize(
    ("changes", "what", "mend"),
    [
        ({"torch": "2.3.1+cu121", "torchvision_needs": "2.3.1"}, "torch 2.3.1+cu121 is older than 2.4",
         "/env/bin/python -m pip install --upgrade 'torch>=2.4'"),
        ({"torch": "1.13.1", "torchvision_needs": ""}, "is older than 2.4", "--upgrade 'torch>=2.4'"),
        ({"torch": "2.15.0+cpu"}, "torchvision 0.30.0+cu121 and torch 2.15.0+cpu are of different builds", REINSTALL),
        ({"torchvision_needs": "2.14.0"}, "torchvision 0.30.0+cu121 was made for torch 2.14.0, and torch is 2.15.0",
         REINSTALL),
        ({"torchvision_error": "RuntimeError: operator torchvision::nms does not exist", "torchvision": ""},
         "torchvision does not match torch 2.15.0+cu121: its build belongs to another torch", REINSTALL),
        ({"torchvision_error": "ImportError: libjpeg.so.8 is missing"}, "can't be imported", "--upgrade torchvision"),
        ({"numpy_error": "ImportError: numpy.core.multiarray failed"}, "NumPy", "--force-reinstall numpy"),
        ({"devices": [{"name": "CPU", "kind": "cpu", "memory": 0, "error": TOO_OLD}]}, TOO_OLD,
         "nvidia-smi    (names the CUDA that the driver can do"),
        ({"devices": [{"name": "CPU", "kind": "cpu", "memory": 0, "error": "CUDA unknown error"}]},
         "The GPU can't be used: CUDA unknown error", "nvidia-smi    (does the driver answer?)"),
        ({"devices": [], "cuda_build": None}, "is built for CPUs", "-m pip install --force-reinstall torch"),
        ({"devices": [], "cuda_visible": ""}, "CUDA_VISIBLE_DEVICES", "unset CUDA_VISIBLE_DEVICES"),
        ({"devices": [], "device_files": []}, "torch sees no GPU", "docker run --gpus all"),
        ({"devices": []}, "torch sees no GPU, though there is a driver (550.54)", "nvidia-smi"),
        ({"sandbox__level": "network only", "sandbox__landlock_missing": "kernel"}, "“network only”", "uname -r"),
        ({"sandbox__level": "network only", "sandbox__landlock_missing": "boot"}, "“network only”",
         "cat /sys/kernel/security/lsm    (put landlock in front of these"),
        ({"sandbox__level": "network only", "sandbox__landlock_missing": "container"}, "“network only”",
         "docker run --security-opt seccomp=unconfined"),
        ({"sandbox__level": "none", "sandbox__layers": ["landlock", "rlimits"]}, "“none”", "grep Seccomp"),
        ({"sandbox__level": "none", "sandbox__layers": ["rlimits"], "worker__machine": "riscv64"}, "“none”",
         "uname -m    (the sandbox knows x86_64 and aarch64)"),
        ({"sandbox__level": "none", "sandbox__layers": ["rlimits"], "worker__system": "Darwin",
          "worker__machine": "arm64"}, "“none”", "doctor --json    (please report what it says on Darwin)"),
        ({"sandbox__level": "none"}, "“none”", "doctor --json    (please report"),
        ({"free_disk_bytes": 5 << 20}, "Only 5 MiB are free", "export TMPDIR=FOLDER"),
        ({"shared_memory_bytes": 1 << 20}, "Only 1 MiB are free in /dev/shm", "remount,size=1G /dev/shm"),
        ({"terminal__term": "dumb"}, "TERM", "export TERM=xterm-256color"),
        ({"terminal__columns": 60}, "60×24 cells", "resize"),
        ({"terminal__pictures_wish": "holograms"}, "PICTURES is holograms", "export PYTORCH_TUTOR_PICTURES=auto"),
        ({"terminal__encoding": "ISO-8859-1", "terminal__unicode": False}, "ISO-8859-1", "export LC_ALL=C.UTF-8"),
        ({"terminal__unicode": False, "terminal__lc_all": "POSIX"}, "LC_ALL is POSIX", "export LC_ALL=C.UTF-8"),
        ({"data__writable": False}, "No data set can be fetched to /data/sets", "export PYTORCH_TUTOR_DATA=FOLDER"),
        ({"data__notice": "It holds your home."}, "can't read the data sets", "export PYTORCH_TUTOR_DATA=FOLDER"),
    ],
)  # fmt: skip
def test_every_fault_has_the_command_that_mends_it(changes: dict[str, Any], what: str, mend: str) -> None:
    (fault,) = faults_of(changed(**changes))
    assert what in fault.what
    assert mend in fault.mend
    assert ".." not in fault.what


@pytest.mark.parametrize(
    ("detail", "worker", "mend"),
    [
        ("/env/bin/python has no torch. Install it there.", {}, "/env/bin/python -m pip install torch"),
        ("/env/bin/python has no torch. Install it there.", {"pip": False},
         "uv pip install --python /env/bin/python torch"),
        ("python has no torch.", {"executable": "/my env/python"}, "'/my env/python' -m pip install torch"),
        ("It has no torch.", {"launch": "ssh gpu1"}, "/env/bin/python -m pip install torch    (behind “ssh gpu1”)"),
        ("torch could not be imported by x: ImportError: libcudart.so.12", {}, "install --force-reinstall torch"),
        ("It said: No usable temporary directory found.", {"executable": ""}, "export TMPDIR=FOLDER"),
        ("/no/such could not be started.", {"executable": ""}, "pytorch-tutor doctor --python PATH"),
        ("Here Python is 3.8; the worker needs 3.10.", {"executable": ""}, "pytorch-tutor doctor --python PATH"),
        ("“ssh far” did not connect.", {"executable": "", "launch": "ssh far"}, "ssh far python3 --version"),
        ("The worker died.", {}, '/env/bin/python -c "import torch"'),
    ],
)  # fmt: skip
def test_a_worker_that_can_not_start_has_a_next_step(detail: str, worker: dict[str, Any], mend: str) -> None:
    report = changed(torch="", torchvision="", devices=[], driver="", sandbox__level="unknown")
    report["worker"].update(phase="lost", detail=detail, **worker)
    (fault,) = faults_of(report)
    assert fault.what == detail
    assert fault.mend.startswith(mend) or mend in fault.mend


FILTERED = """
import errno, os, sys
sys.path.insert(0, {source!r})
from tutor.worker import seccomp
from tutor.worker.bpf import Check, Rule, answer
from tutor.worker.syscalls import PR_SET_SECCOMP, set_no_new_privileges
set_no_new_privileges()
seccomp.apply({rules})
os.execv(sys.executable, [sys.executable, *sys.argv[1:]])
"""
WITHOUT_LANDLOCK = "{{'landlock_create_ruleset': (Rule(answer(errno.{0})),)}}"
WITHOUT_SECCOMP = "{'prctl': (Rule(answer(errno.EINVAL), (Check(0, (PR_SET_SECCOMP,)),)),)}"


@pytest.mark.skipif(not {"landlock", "seccomp"} <= available_layers(), reason="takes away layers that are not here")
@pytest.mark.parametrize(
    ("rules", "level", "mend"),
    [
        (WITHOUT_LANDLOCK.format("ENOSYS"), "network only", "uname -r"),
        (WITHOUT_LANDLOCK.format("EOPNOTSUPP"), "network only", "cat /sys/kernel/security/lsm"),
        (WITHOUT_LANDLOCK.format("EPERM"), "network only", "docker run --security-opt seccomp=unconfined"),
        (WITHOUT_SECCOMP, "none", "grep Seccomp /proc/self/status"),
    ],
)
async def test_a_layer_that_is_missing_is_found_and_has_a_remedy(
    tmp_path: Path, rules: str, level: str, mend: str
) -> None:
    code = FILTERED.format(source=str(Path(__file__).resolve().parents[2]), rules=rules)
    python = tmp_path / "python"
    python.write_text(f'#!/bin/sh\nexec {shlex.join([sys.executable, "-c", code])} "$@"\n')
    python.chmod(0o755)
    runner = WorkerRunner(str(python), preload=BARE)
    await runner.surveyed()
    report = examine(runner, str(tmp_path))
    await runner.close()
    assert report["sandbox"]["level"] == level
    (fault,) = (fault for fault in report["faults"] if "sandbox" in fault["what"])
    assert fault["mend"].startswith(mend)


BROKEN = """
import torch
torch.__version__ = "2.3.1+cpu"
def device_count():
    return 1
def get_device_properties(index):
    raise RuntimeError("The NVIDIA driver on your system is too old (found version 11040).")
torch.cuda.device_count, torch.cuda.get_device_properties = device_count, get_device_properties
raise RuntimeError("operator torchvision::nms does not exist")
"""


@pytest.mark.torch
async def test_a_broken_environment_is_found(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "torchvision").mkdir()
    (tmp_path / "torchvision" / "__init__.py").write_text(BROKEN)
    metadata = tmp_path / "torchvision-0.18.1+cu121.dist-info"
    metadata.mkdir()
    (metadata / "METADATA").write_text(
        "Metadata-Version: 2.1\nName: torchvision\nVersion: 0.18.1+cu121\nRequires-Dist: torch (==2.3.0)\n"
    )
    monkeypatch.setenv("PYTHONPATH", str(tmp_path))
    runner = WorkerRunner(preload=["torch", "torchvision"])
    await runner.surveyed()
    report = examine(runner, str(tmp_path))
    await runner.close()
    assert report["torchvision_needs"] == "2.3.0"
    whats = [fault["what"] for fault in report["faults"]]
    for expected in (
        "torch 2.3.1+cpu is older than 2.4",
        "its build belongs to another torch",
        "driver on your system",
    ):
        assert any(expected in what for what in whats), whats


def test_what_another_package_asks_for_is_no_pin() -> None:
    assert needed_torch("no-such-package-at-all") == ""
    assert needed_torch("pytest") == ""


def test_a_folder_that_can_not_be_written_has_no_space(tmp_path: Path) -> None:
    assert host.free_bytes(str(tmp_path)) > 0
    assert host.free_bytes(str(tmp_path / "missing")) == 0

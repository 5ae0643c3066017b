"""What is wrong by ``doctor``'s report, and for each fault the command that mends it."""

from __future__ import annotations

import re
import shlex
from dataclasses import dataclass
from typing import Any

from tutor.engine.terminal_graphics import VARIABLE, WISHES

LEAST_COLUMNS, LEAST_LINES = 80, 24
LEAST_FREE = 1 << 30
LEAST_SHARED = 32 << 20
"""Bytes of /dev/shm, in which the workers of a DataLoader hand over their batches; Docker gives 64 MiB."""
LEAST_TORCH = (2, 4)

Report = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that is wrong."""

    what: str
    mend: str
    """A command; behind four spaces, in brackets, what is to know of it."""


def faults_of(report: Report) -> list[Fault]:
    """Every fault in a report of ``doctor.examine``, the worst first."""
    return [
        *_of_worker(report),
        *_of_torch(report),
        *_of_torchvision(report),
        *_of_numpy(report),
        *_of_devices(report),
        *_of_sandbox(report),
        *_of_machine(report),
        *_of_terminal(report["terminal"]),
        *_of_data(report["data"]),
    ]


def install(report: Report, arguments: str) -> str:
    """The command that installs something beside the worker's torch; not every environment has a pip of its own."""
    worker = report["worker"]
    python = shlex.quote(worker["executable"] or "python3")
    command = f"{python} -m pip install " if worker["pip"] else f"uv pip install --python {python} "
    where = f"    (behind “{worker['launch']}”)" if worker["launch"] else ""
    return command + arguments + where


def _of_worker(report: Report) -> list[Fault]:
    worker = report["worker"]
    if worker["phase"] != "lost":
        return []
    detail, python = worker["detail"], worker["executable"]
    if "has no torch" in detail:
        mend = install(report, "torch")
    elif "torch could not be imported" in detail:
        mend = install(report, "--force-reinstall torch")
    elif "temporary directory" in detail:
        mend = "export TMPDIR=FOLDER    (one that you can write to)"
    elif worker["launch"] and not python:
        mend = f"{worker['launch']} python3 --version    (this has to work without a question)"
    elif not python:
        mend = "pytorch-tutor doctor --python PATH    (the path of a Python 3.10 or later that has torch)"
    else:
        mend = f'{shlex.quote(python)} -c "import torch"    (what does it say?)'
    return [Fault(detail, mend)]


def _of_torch(report: Report) -> list[Fault]:
    version = re.match(r"(\d+)\.(\d+)", report["torch"])
    if version is None or (int(version[1]), int(version[2])) >= LEAST_TORCH:
        return []
    least = ".".join(map(str, LEAST_TORCH))
    return [
        Fault(
            f"torch {report['torch']} is older than {least}; lessons use what it does not have yet.",
            install(report, f"--upgrade 'torch>={least}'"),
        )
    ]


def _of_torchvision(report: Report) -> list[Fault]:
    torch, vision = report["torch"], report["torchvision"]
    error, needed = report["torchvision_error"], report["torchvision_needs"]
    name = f"torchvision {vision}".strip()
    # Both from one index in one command, or the one that is asked for replaces the other's build.
    together = install(report, "--force-reinstall torch torchvision")
    if "torchvision::nms does not exist" in error or "undefined symbol" in error:
        return [Fault(f"{name} does not match torch {torch}: its build belongs to another torch ({error}).", together)]
    if needed and torch and needed.partition("+")[0] != torch.partition("+")[0]:
        return [Fault(f"{name} was made for torch {needed}, and torch is {torch}.", together)]
    builds = [found.partition("+")[2] for found in (torch, vision)]
    if all(builds) and builds[0] != builds[1]:
        return [Fault(f"{name} and torch {torch} are of different builds.", together)]
    if error and "No module named 'torchvision'" not in error:
        return [Fault(f"torchvision can't be imported: {error}.", install(report, "--upgrade torchvision"))]
    return []


def _of_numpy(report: Report) -> list[Fault]:
    """Its absence is no fault: torch does without."""
    error = report["numpy_error"]
    if not error or "No module named 'numpy'" in error:
        return []
    return [Fault(f"NumPy can't be imported: {error}.", install(report, "--force-reinstall numpy"))]


def _of_devices(report: Report) -> list[Fault]:
    if not report["torch"]:
        return []
    errors = [device["error"] for device in report["devices"] if "error" in device]
    if errors:
        mend = "nvidia-smi    (does the driver answer?)"
        if "too old" in errors[0]:
            mend = "nvidia-smi    (names the CUDA that the driver can do: update it, or install a torch built for that)"
        return [Fault(f"The GPU can't be used: {errors[0]}", mend)]
    if not report["driver"] or any(device["kind"] == "cuda" for device in report["devices"]):
        return []
    if report["cuda_build"] is None:
        sentence = f"There is an NVIDIA GPU (driver {report['driver']}), but torch {report['torch']} is built for CPUs."
        return [Fault(sentence, install(report, "--force-reinstall torch    (from an index with a build for CUDA)"))]
    if report["cuda_visible"] is not None:
        sentence = f"torch sees no GPU; CUDA_VISIBLE_DEVICES is “{report['cuda_visible']}”."
        return [Fault(sentence, "unset CUDA_VISIBLE_DEVICES    (or name a GPU that is there: nvidia-smi -L)")]
    mend = "nvidia-smi    (does the driver answer?)"
    if not any(name.startswith("/dev/nvidia") for name in report["device_files"]):
        mend = "docker run --gpus all …    (or what lets your container, or your job, use the GPU)"
    return [Fault(f"torch sees no GPU, though there is a driver ({report['driver']}).", mend)]


def _of_sandbox(report: Report) -> list[Fault]:
    sandbox = report["sandbox"]
    if sandbox["level"] in ("full", "good", "macOS", "unknown"):
        return []
    what = f"The sandbox is only “{sandbox['level']}”: learner code is not fully confined."
    return [Fault(" ".join((what, *sandbox["why"])), _sandbox_step(sandbox, report["worker"]))]


def _sandbox_step(sandbox: Report, worker: Report) -> str:
    """What tells the next thing to do for a layer that is missing."""
    if worker["system"] != "Linux":
        return f"pytorch-tutor doctor --json    (please report what it says on {worker['system']})"
    in_container = "docker run --security-opt seccomp=unconfined …    (it refuses what the sandbox is made of)"
    if worker["machine"] not in ("x86_64", "aarch64"):
        return "uname -m    (the sandbox knows x86_64 and aarch64)"
    if "seccomp" not in sandbox["layers"]:
        return "grep Seccomp /proc/self/status    (without such a line: a kernel with CONFIG_SECCOMP_FILTER)"
    missing = sandbox["landlock_missing"]
    if missing == "boot":
        return (
            "cat /sys/kernel/security/lsm    (put landlock in front of these, as lsm=landlock,… on the kernel's "
            "command line, and boot anew)"
        )
    if missing == "kernel":
        return "uname -r    (5.13 or later has Landlock; update the kernel, or enable CONFIG_SECURITY_LANDLOCK)"
    return in_container if missing else "pytorch-tutor doctor --json    (please report what it says)"


def _of_machine(report: Report) -> list[Fault]:
    found = []
    if report["free_disk_bytes"] < LEAST_FREE:
        free = f"Only {report['free_disk_bytes'] >> 20} MiB are free where runs keep their files."
        found.append(Fault(free, "export TMPDIR=FOLDER    (on a disk with more space, or free some: df -h)"))
    shared = report["shared_memory_bytes"]
    if shared is not None and shared < LEAST_SHARED:
        found.append(
            Fault(
                f"Only {shared >> 20} MiB are free in /dev/shm; lessons with worker processes need some.",
                "sudo mount -o remount,size=1G /dev/shm    (in a container: docker run --shm-size=1g …)",
            )
        )
    return found


def _of_terminal(terminal: Report) -> list[Fault]:
    found = []
    if terminal["term"] in ("", "dumb"):
        found.append(Fault("TERM names no terminal that can draw.", "export TERM=xterm-256color"))
    if terminal["tty"] and (terminal["columns"] < LEAST_COLUMNS or terminal["lines"] < LEAST_LINES):
        sentence = (
            f"The terminal has {terminal['columns']}×{terminal['lines']} cells; "
            f"lessons are made for {LEAST_COLUMNS}×{LEAST_LINES}."
        )
        found.append(Fault(sentence, "resize    (or make the window larger, or its font smaller)"))
    if not terminal["encoding"].lower().replace("-", "").startswith("utf8"):
        sentence = f"The terminal's encoding is {terminal['encoding'] or 'unknown'}, not UTF-8."
        found.append(Fault(sentence, "export LC_ALL=C.UTF-8"))
    elif not terminal["unicode"]:
        sentence = f"LC_ALL is {terminal['lc_all']}, which asks for ASCII: curves and marks are drawn with it."
        found.append(Fault(sentence, "export LC_ALL=C.UTF-8"))
    wish = terminal["pictures_wish"]
    if wish and wish.strip().lower() not in WISHES:
        sentence = f"{VARIABLE} is {wish}, which is no way to draw pictures; it is one of {', '.join(WISHES)}."
        found.append(Fault(sentence, f"export {VARIABLE}=auto"))
    return found


def _of_data(data: Report) -> list[Fault]:
    if not data:
        return []
    mend = "export PYTORCH_TUTOR_DATA=FOLDER    (a folder for data sets alone, that you can write to)"
    if data["notice"]:
        return [Fault(f"Learner code can't read the data sets in {data['folder']}: {data['notice']}", mend)]
    if not data["writable"]:
        return [Fault(f"No data set can be fetched to {data['folder']}: you can't write there.", mend)]
    return []

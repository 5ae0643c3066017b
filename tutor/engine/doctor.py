"""What is here and what is wrong: each fault with the command that mends it."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import shutil
import sys
from dataclasses import asdict, dataclass
from typing import TYPE_CHECKING, Any

from tutor import __version__

if TYPE_CHECKING:
    from tutor.engine.worker_runner import WorkerRunner

LEAST_COLUMNS, LEAST_LINES = 80, 24
LEAST_FREE = 1 << 30
OWN_PACKAGES = ("textual", "rich", "plotext", "markdown-it-py", "PyYAML", "platformdirs")


@dataclass(frozen=True, slots=True)
class Complaint:
    """One thing that is wrong."""

    what: str
    mend: str
    """A command or a next step."""


def examine(runner: WorkerRunner, scratch_folder: str) -> dict[str, Any]:
    """The whole report, ready for JSON; call it once the runner was surveyed or was lost."""
    status, survey, report = runner.status, runner.survey, runner.report
    # Where the worker runs elsewhere, its machine counts; this one, where none could start.
    memory = runner.hello.get("memory_bytes") or _memory()
    free = runner.hello.get("free_disk_bytes") or shutil.disk_usage(scratch_folder).free
    result: dict[str, Any] = {
        "tutor": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in OWN_PACKAGES},
        "worker": {
            "phase": status.phase,
            "python": status.python,
            "executable": runner.hello.get("executable", ""),
            "host": runner.hello.get("host", ""),
            "launch": runner.elsewhere,
        },
        "torch": status.torch,
        "torchvision": status.torchvision,
        "cuda_build": report.get("cuda_build"),
        "import_seconds": round(float(report.get("seconds", 0.0)), 2),
        "sandbox": {
            "level": status.level or "unknown",
            "why": list(status.level_why),
            "layers": sorted(status.layers),
            "landlock_abi": survey.get("landlock_abi", 0),
            "blocked": survey.get("blocked", {}),
        },
        "devices": survey.get("devices", []),
        "driver": survey.get("driver", ""),
        "data": survey.get("data", {}),
        "cores": runner.hello.get("cores") or os.cpu_count(),
        "memory_bytes": memory,
        "free_disk_bytes": free,
        "terminal": _terminal(),
        "locale": locale.setlocale(locale.LC_CTYPE, None),
    }
    complaints = [
        *_of_torch(runner),
        *_of_sandbox(status.level, status.level_why),
        *_of_terminal(result["terminal"]),
        *_of_data(result["data"]),
    ]
    if free < LEAST_FREE:
        complaints.append(
            Complaint(
                f"Only {free >> 20} MiB are free where runs keep their files.",
                "Free some disk space, or set TMPDIR.",
            )
        )
    result["faults"] = [asdict(complaint) for complaint in complaints]
    return result


def _of_torch(runner: WorkerRunner) -> list[Complaint]:
    status, report = runner.status, runner.report
    complaints = []
    if status.phase == "lost":
        mend = "Start that Python by hand and try: import torch"
        if "has no torch" in status.detail:
            mend = "pip install torch"
        elif runner.elsewhere and not runner.hello:
            mend = f"{runner.elsewhere} python3 --version    (this has to work without a question)"
        complaints.append(Complaint(status.detail, mend))
    vision = str(report.get("errors", {}).get("torchvision", ""))
    if "torchvision::nms does not exist" in vision or "undefined symbol" in vision:
        complaints.append(
            Complaint(
                f"torchvision does not match torch {status.torch}: its build belongs to another torch ({vision}).",
                "pip install --force-reinstall torch torchvision    (both from one index, in one command)",
            )
        )
    elif vision and "No module named" not in vision:
        complaints.append(Complaint(f"torchvision can't be imported: {vision}.", "pip install --upgrade torchvision"))
    for device in runner.survey.get("devices", []):
        if "error" in device:
            complaints.append(
                Complaint(f"The GPU can't be used: {device['error']}", "nvidia-smi    (does the driver answer?)")
            )
    return complaints


def _of_sandbox(level: str, why: tuple[str, ...]) -> list[Complaint]:
    if level in ("full", "good", "macOS", ""):
        return []
    return [Complaint(f"The sandbox is only “{level}”: learner code is not fully confined.", " ".join(why))]


def _of_terminal(terminal: dict[str, Any]) -> list[Complaint]:
    complaints = []
    if terminal["term"] in ("", "dumb"):
        complaints.append(Complaint("TERM names no terminal that can draw.", "export TERM=xterm-256color"))
    if terminal["tty"] and (terminal["columns"] < LEAST_COLUMNS or terminal["lines"] < LEAST_LINES):
        complaints.append(
            Complaint(
                f"The terminal has {terminal['columns']}×{terminal['lines']} cells; "
                f"lessons are made for {LEAST_COLUMNS}×{LEAST_LINES}.",
                "Make the window larger, or its font smaller.",
            )
        )
    if not terminal["encoding"].lower().replace("-", "").startswith("utf8"):
        complaints.append(
            Complaint(f"The terminal's encoding is {terminal['encoding']}, not UTF-8.", "export LC_ALL=C.UTF-8")
        )
    return complaints


def _of_data(data: dict[str, Any]) -> list[Complaint]:
    if not data.get("notice"):
        return []
    return [
        Complaint(
            f"Learner code can't read the data sets in {data['folder']}: {data['notice']}",
            "export PYTORCH_TUTOR_DATA=FOLDER    (a folder for data sets alone)",
        )
    ]


def _terminal() -> dict[str, Any]:
    size = shutil.get_terminal_size()
    return {
        "term": os.environ.get("TERM", ""),
        "colorterm": os.environ.get("COLORTERM", ""),
        "no_color": "NO_COLOR" in os.environ,
        "tty": sys.stdout.isatty(),
        "columns": size.columns,
        "lines": size.lines,
        "encoding": sys.stdout.encoding or "",
    }


def _memory() -> int:
    """Physical memory in bytes; 0 where it can't be told."""
    try:
        return os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    except (ValueError, OSError):
        return 0


def _version(package: str) -> str:
    try:
        return importlib.metadata.version(package)
    except importlib.metadata.PackageNotFoundError:
        return ""

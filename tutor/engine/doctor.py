"""What is here and what is wrong: each fault with the command that mends it."""

from __future__ import annotations

import importlib.metadata
import locale
import os
import platform
import shutil
import sys
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor import __version__
from tutor.engine.faults import faults_of
from tutor.engine.terminal_graphics import VARIABLE, means, read_wish

if TYPE_CHECKING:
    from tutor.engine.worker_runner import WorkerRunner

OWN_PACKAGES = ("textual", "rich", "plotext", "markdown-it-py", "PyYAML", "platformdirs", "pillow")


def examine(runner: WorkerRunner, scratch_folder: str, *, unicode: bool = True) -> dict[str, Any]:
    """The whole report, ready for JSON; call it once the runner was surveyed or was lost.

    ``unicode`` says whether the tutor draws with more than ASCII in this terminal.
    """
    status, survey, report, hello = runner.status, runner.survey, runner.report, runner.hello
    errors = report.get("errors", {})
    # Where the worker runs elsewhere, its machine counts; this one, where none could start.
    memory = hello.get("memory_bytes") or _memory()
    free = hello.get("free_disk_bytes", shutil.disk_usage(scratch_folder).free)
    result: dict[str, Any] = {
        "tutor": __version__,
        "python": platform.python_version(),
        "packages": {name: _version(name) for name in OWN_PACKAGES},
        "worker": {
            "phase": status.phase,
            "detail": status.detail,
            "python": status.python,
            "executable": hello.get("executable", ""),
            "pip": hello.get("pip", True),
            "system": hello.get("system", platform.system()),
            "machine": hello.get("machine", platform.machine()),
            "host": hello.get("host", ""),
            "launch": runner.elsewhere,
        },
        "torch": status.torch,
        "torchvision": status.torchvision,
        "torchvision_needs": survey.get("torchvision_needs", ""),
        "torchvision_error": str(errors.get("torchvision", "")),
        "numpy_error": str(errors.get("numpy", "")),
        "cuda_build": report.get("cuda_build"),
        "import_seconds": round(float(report.get("seconds", 0.0)), 2),
        "sandbox": {
            "level": status.level or "unknown",
            "why": list(status.level_why),
            "layers": sorted(status.layers),
            "landlock_abi": survey.get("landlock_abi", 0),
            "landlock_missing": hello.get("landlock_missing", ""),
            "blocked": survey.get("blocked", {}),
        },
        "devices": survey.get("devices", []),
        "driver": survey.get("driver", ""),
        "device_files": survey.get("device_files", []),
        "cuda_visible": survey.get("cuda_visible"),
        "data": _data(survey.get("data", {}), launched=runner.elsewhere is not None),
        "cores": hello.get("cores") or os.cpu_count(),
        "memory_bytes": memory,
        "shared_memory_bytes": hello.get("shared_memory_bytes"),
        "free_disk_bytes": free,
        "terminal": {**_terminal(), "unicode": unicode},
        "locale": locale.setlocale(locale.LC_CTYPE, None),
    }
    result["faults"] = [asdict(fault) for fault in faults_of(result)]
    return result


def _data(data: dict[str, Any], *, launched: bool) -> dict[str, Any]:
    """What the survey told of the data sets, and whether one can be fetched to them: only here can that be told."""
    if not data:
        return {}
    return {**data, "writable": launched or os.access(nearest(Path(data["folder"])), os.W_OK)}


def nearest(folder: Path) -> Path:
    """The folder, or the one above it that is there."""
    return next(path for path in (folder, *folder.parents) if os.access(path, os.F_OK))


def _terminal() -> dict[str, Any]:
    size = shutil.get_terminal_size()
    return {
        "term": os.environ.get("TERM", ""),
        "colorterm": os.environ.get("COLORTERM", ""),
        "lc_all": os.environ.get("LC_ALL", ""),
        "no_color": "NO_COLOR" in os.environ,
        "tty": sys.stdout.isatty(),
        "columns": size.columns,
        "lines": size.lines,
        "encoding": sys.stdout.encoding or "",
        "pictures": means(read_wish(os.environ), os.environ),
        "pictures_wish": os.environ.get(VARIABLE, ""),
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

"""The machine a worker runs on, told once, for ``doctor``."""

from __future__ import annotations

import importlib.util
import os
import platform
import shutil
import sys
from typing import Any

from tutor.worker import landlock, probe

SHARED_MEMORY = "/dev/shm"


def facts(folder: str) -> dict[str, Any]:
    """What this interpreter and its machine are; ``folder`` is where runs keep their files.

    ``shared_memory_bytes`` are those free in /dev/shm, None where the system has no such folder to itself;
    ``landlock_missing`` says why there is no Landlock (see ``landlock.why_missing``).
    """
    linux = sys.platform.startswith("linux")
    return {
        "python": platform.python_version(),
        "executable": sys.executable,
        "pip": importlib.util.find_spec("pip") is not None,
        "machine": platform.machine(),
        "system": platform.system(),
        "host": platform.node(),
        "layers": sorted(probe.available_layers()),
        "landlock_missing": landlock.why_missing() if linux else "",
        "cores": os.cpu_count(),
        "memory_bytes": os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES"),
        "shared_memory_bytes": free_bytes(SHARED_MEMORY) if linux else None,
        "free_disk_bytes": free_bytes(folder),
    }


def free_bytes(folder: str) -> int:
    """Bytes that may still be written there, 0 where nothing may."""
    try:
        return shutil.disk_usage(folder).free if os.access(folder, os.W_OK) else 0
    except OSError:
        return 0

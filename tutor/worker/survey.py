"""What a confined probe child finds out: which forbidden acts are blocked, and which devices torch sees.

Both are asked in a child and never in the zygote: acts could harm it, and CUDA does not survive a fork.
"""

from __future__ import annotations

import contextlib
import importlib.metadata
import os
import platform
import re
import shutil
import sys
import warnings
from typing import Any

from tutor.worker import datasets, paths, probe
from tutor.worker.confine import usable_abi


def survey(message: dict[str, Any]) -> dict[str, Any]:
    """Try the acts on the ``bait`` (a private file outside the scratch folder) and list the devices."""
    blocked = probe.attempt_all(os.getcwd(), message["bait"])
    abi = usable_abi(None) if sys.platform.startswith("linux") else 0
    level, why = probe.level_of(blocked, platform.system(), abi)
    found = devices()
    return {
        "level": level,
        "why": list(why),
        "blocked": blocked,
        "landlock_abi": abi,
        "devices": found,
        "driver": nvidia_driver(),
        "device_files": list(paths.gpu_devices()),
        "cuda_visible": os.environ.get("CUDA_VISIBLE_DEVICES"),
        "torchvision_needs": needed_torch("torchvision"),
        "data": data_sets(datasets.default_folder()),
        "device": found[0]["name"] if found else "CPU",
    }


def data_sets(folder: str) -> dict[str, Any]:
    """The data sets that learner code finds: ``folder``, the names of those that are whole in it, ``free_bytes`` on its
    disk (0 where unknown), and a ``notice`` why the folder is not opened (empty where it is)."""
    existing = folder
    while not os.path.isdir(existing) and existing != os.path.dirname(existing):
        existing = os.path.dirname(existing)
    free = 0
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(existing).free
    return {
        "folder": folder,
        "sets": [name for name in datasets.FILES if datasets.is_here(name, folder)],
        "free_bytes": free,
        "notice": paths.refusal(folder, paths.homes(os.getcwd())),
    }


def needed_torch(package: str) -> str:
    """The one version of torch that an installed package asks for; empty where it is content with several."""
    try:
        requirements = importlib.metadata.requires(package) or []
    except importlib.metadata.PackageNotFoundError:
        return ""
    pins = (re.match(r"torch\s*\(?\s*==\s*([\w.+]+)", requirement) for requirement in requirements)
    return next((pin[1] for pin in pins if pin), "")


def nvidia_driver(path: str = "/proc/driver/nvidia/version") -> str:
    """The version of NVIDIA's kernel driver, empty where there is none."""
    try:
        with open(path) as file:
            words = file.readline().split()
    except OSError:
        return ""
    return next((word for word in words if word[0].isdigit() and "." in word), "")


def devices() -> list[dict[str, Any]]:
    """The accelerators torch can use, each with ``name``, ``kind`` and ``memory`` in bytes (0 where unknown).

    One that is there and can't be used is the CPU with an ``error``, as torch raised it or warned of it.
    """
    torch = sys.modules.get("torch")
    if torch is None:
        return []
    found: list[dict[str, Any]] = []
    problem = ""
    with warnings.catch_warnings(record=True) as warned:
        warnings.simplefilter("always")
        try:
            for index in range(torch.cuda.device_count()):
                properties = torch.cuda.get_device_properties(index)
                found.append({"name": properties.name, "kind": "cuda", "memory": properties.total_memory})
        except RuntimeError as error:
            problem = str(error)
    if not (found or problem):
        told = (str(warning.message).partition("CUDA initialization: ")[2] for warning in warned)
        problem = next((text for text in told if text and "might not have a CUDA gpu" not in text), "")
    if problem:
        found.append({"name": "CPU", "kind": "cpu", "memory": 0, "error": problem.partition(" (Triggered")[0][:400]})
    if not found and torch.backends.mps.is_available():
        found.append({"name": "Apple GPU", "kind": "mps", "memory": 0})
    return found

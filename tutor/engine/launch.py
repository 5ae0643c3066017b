"""How a worker is started: the interpreter, its environment, and the source it is sent."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import tutor
from tutor.worker.bootstrap import BOOTSTRAP, pack

PRELOAD = ("torch", "torch._dynamo", "torch.utils.data", "numpy", "torchvision")
"""What the zygote imports before it serves: ``torch.optim`` would import ``torch._dynamo`` in the first training run
(seconds), and numpy must be there to be seeded. Only the first is required."""

ALLOWED_ENVIRONMENT = frozenset(
    [
        "PATH",
        "LANG",
        "LC_ALL",
        "LC_CTYPE",
        "TZ",
        "TERM",
        "LD_LIBRARY_PATH",
        "DYLD_LIBRARY_PATH",
        "LD_PRELOAD",
        "PYTHONPATH",
        "PYTHONHASHSEED",
        "VIRTUAL_ENV",
        "CONDA_PREFIX",
        "CUDA_VISIBLE_DEVICES",
        "CUDA_HOME",
        "CUDA_PATH",
        "CUDA_DEVICE_ORDER",
        "NVIDIA_VISIBLE_DEVICES",
        "ROCM_PATH",
        "HIP_VISIBLE_DEVICES",
        "ROCR_VISIBLE_DEVICES",
        "MKL_NUM_THREADS",
        "CC",
        "CXX",
        "TMPDIR",
        "TMP",
        "TEMP",
        "HOME",
    ]
)
"""Variables a worker inherits. Everything else may hold secrets, and learner code inherits the zygote's memory."""


def command(python: str | None = None) -> list[str]:
    """The command that starts the supervisor under an interpreter (default: the tutor's own)."""
    return [python or sys.executable, "-c", BOOTSTRAP]


def environment() -> dict[str, str]:
    """The worker's environment: the allowed part of ours, and settings of our own."""
    kept = {name: value for name, value in os.environ.items() if name in ALLOWED_ENVIRONMENT}
    kept.update(
        OMP_NUM_THREADS="1",
        PYTORCH_NVML_BASED_CUDA_CHECK="1",
        PYTHONUTF8="1",
        PYTHONWARNINGS="ignore:Failed to initialize NumPy:UserWarning",
    )
    return kept


def bundle() -> bytes:
    """The worker's source and what learner code imports of the tutor, ready to send."""
    package = Path(tutor.__file__).parent
    modules = {
        "tutor": package / "__init__.py",
        "tutor.data": package / "data.py",
        "tutor.check": package / "check.py",
    }
    for path in sorted((package / "worker").glob("*.py")):
        modules["tutor.worker" if path.stem == "__init__" else f"tutor.worker.{path.stem}"] = path
    sources = {name: path.read_text(encoding="utf-8") for name, path in modules.items()}
    return pack("tutor.worker.supervisor", sources)

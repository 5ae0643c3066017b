"""How a worker is started, here or behind a command: the interpreter, its environment, the source it is sent."""

from __future__ import annotations

import base64
import contextlib
import os
import shlex
import sys
from dataclasses import dataclass
from pathlib import Path

import tutor
from tutor.engine.datasets.folder import data_folder
from tutor.worker import datasets
from tutor.worker.bootstrap import ANNOUNCE, BOOTSTRAP, pack

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
        "XDG_DATA_HOME",
        datasets.VARIABLE,
    ]
)
"""Variables a worker inherits. Everything else may hold secrets, and learner code inherits the zygote's memory."""


SETTINGS = {
    "OMP_NUM_THREADS": "1",
    "PYTORCH_NVML_BASED_CUDA_CHECK": "1",
    "PYTHONUTF8": "1",
    "PYTHONWARNINGS": "ignore:Failed to initialize NumPy:UserWarning",
}
"""Variables that every worker gets."""

TRAVELLING = ("PYTHONHASHSEED", "MKL_NUM_THREADS")
"""Variables of ours that mean the same on another machine. Paths don't, and which GPU to take a scheduler decides."""

PROBE = """\
import sys
sys.path = [entry for entry in sys.path if entry]
if sys.version_info < (3, 10):
    sys.stdout.write("too-old " + sys.version.split()[0])
else:
    import importlib.util
    found = importlib.util.find_spec("torch")
    sys.stdout.write("has-torch" if found and found.origin else "no-torch")
"""
"""Asks a Python elsewhere, of whatever version, whether it will do; importing torch to know would take seconds."""

CHOOSE = """\
found= old=
for python in {candidates}; do
answer=$("$python" -c {probe} </dev/null 2>/dev/null)
case $answer in
*has-torch) found=$python; break;;
*no-torch) found=${{found:-$python}};;
*too-old*) old=${{answer##*too-old }};;
esac
done
if [ -t 0 ]; then why=terminal
elif [ -n "$found" ]; then exec "$found" -c {bootstrap}
elif [ -n "$old" ]; then why="old $old"
else why="python {names}"
fi
printf '\\npytorch-tutor-%s\\n' "refuses $why"
exit 1
"""
"""What the shell elsewhere is told: become the first Python that has torch, else the first that is recent enough."""


@dataclass(frozen=True, slots=True)
class Launch:
    """How one worker is started."""

    command: tuple[str, ...]
    environment: dict[str, str] | None
    """The command's; None for the tutor's own (``ssh`` needs its agent, ``kubectl`` its configuration)."""
    bundle: bytes
    """The worker's source, for ``BOOTSTRAP``."""
    opening: bytes = b""
    """What is written first, for a shell; the bundle then waits until an interpreter says that it listens."""
    name: str = ""
    """The ``--launch`` command as it was given; empty for a worker here."""


def here(python: str | None = None) -> Launch:
    """A worker on this machine, under an interpreter (default: the tutor's own).

    The folder of data sets is made, for only what exists when a process is confined can be opened to it.
    """
    with contextlib.suppress(OSError):
        data_folder().mkdir(parents=True, exist_ok=True)
    return Launch((python or sys.executable, "-c", BOOTSTRAP), environment(), bundle())


def elsewhere(command: str, python: str | None = None) -> Launch:
    """A worker behind a command that connects standard input and output, such as ``ssh host``.

    ``ssh`` joins its arguments and has a shell take them apart again, ``srun`` and ``docker exec`` hand them over as
    they are. So the only argument is ``sh``, and what it shall do comes over its input. Many shells read ahead, so
    nothing more may be sent before the interpreter that they become asks for it.

    Raises:
        ValueError: with a sentence, if ``command`` can't be taken apart.
    """
    try:
        words = shlex.split(command)
    except ValueError as error:
        raise ValueError(f"“{command}” is no command ({str(error).lower()}). Check the quotes in --launch.") from None
    if not words:
        raise ValueError("--launch names no command. Give one that connects input and output, for instance “ssh host”.")
    candidates = [python] if python else ["python3", "python"]
    opening = CHOOSE.format(
        candidates=" ".join(map(_shell_word, candidates)),
        probe=shlex.quote(PROBE),
        bootstrap=shlex.quote(ANNOUNCE + BOOTSTRAP),
        names=" or ".join(candidates).translate(_UNQUOTABLE),
    )
    return Launch((*words, "sh"), None, bundle(travels=True), opening.encode(), command)


_UNQUOTABLE = str.maketrans("", "", '"\\`$\n')


def _shell_word(path: str) -> str:
    """The path for a shell; ``~/`` is the home over there."""
    return f'"$HOME"/{shlex.quote(path[2:])}' if path.startswith("~/") else shlex.quote(path)


def settings(launched: bool) -> dict[str, str]:
    """Variables that the worker's own processes get beside what they inherit.

    Data sets lie on the machine where code runs: here in our folder, elsewhere in that machine's own.
    """
    if launched:
        return {**{name: os.environ[name] for name in TRAVELLING if name in os.environ}, **SETTINGS}
    return {datasets.VARIABLE: str(data_folder()), **SETTINGS}


def environment() -> dict[str, str]:
    """The environment of a worker here: the allowed part of ours, and settings of our own."""
    return {name: value for name, value in os.environ.items() if name in ALLOWED_ENVIRONMENT} | SETTINGS


def bundle(*, travels: bool = False) -> bytes:
    """The worker's source and what learner code imports of the tutor, ready to send."""
    package = Path(tutor.__file__).parent
    modules = {
        "tutor": package / "__init__.py",
        "tutor.data": package / "data.py",
    }
    for room in ("check", "worker", "worker.sentinels", "datasets"):
        for path in sorted(package.joinpath(*room.split(".")).glob("*.py")):
            modules[f"tutor.{room}" if path.stem == "__init__" else f"tutor.{room}.{path.stem}"] = path
    sources = {name: path.read_text(encoding="utf-8") for name, path in modules.items()}
    for path in (package / "datasets").glob("*.gz"):
        sources[path.name] = base64.b64encode(path.read_bytes()).decode("ascii")
    return pack("tutor.worker.supervisor", sources, travels=travels)

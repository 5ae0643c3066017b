"""Where downloaded data sets lie and which files each one has, in the layout that torchvision reads."""

from __future__ import annotations

import os
import sys

VARIABLE = "PYTORCH_TUTOR_DATA"
"""The environment variable that names the data folder."""

_IDX = tuple(f"{part}-{kind}" for part in ("train", "t10k") for kind in ("images-idx3-ubyte", "labels-idx1-ubyte"))

FILES: dict[str, tuple[str, ...]] = {
    "mnist": tuple(f"MNIST/raw/{name}" for name in _IDX),
    "fashionmnist": tuple(f"FashionMNIST/raw/{name}" for name in _IDX),
    "cifar10": tuple(
        f"cifar-10-batches-py/{name}"
        for name in (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch", "batches.meta")
    ),
}
"""The files of each set, below the data folder."""


def default_folder() -> str:
    """The data folder by this process's environment: ``PYTORCH_TUTOR_DATA``, else one below the user's data folder.

    It need not exist. Where the tutor runs itself it says which folder counts; this is for a machine that has
    nothing of the tutor's installed.
    """
    named = os.environ.get(VARIABLE, "")
    if named:
        return os.path.abspath(os.path.expanduser(named))
    home = os.environ.get("XDG_DATA_HOME", "")
    if not os.path.isabs(home):
        home = os.path.expanduser("~/Library/Application Support" if sys.platform == "darwin" else "~/.local/share")
    return os.path.join(home, "pytorch-tutor", "datasets")


def is_here(name: str, folder: str) -> bool:
    """Whether every file of the set lies in the folder and can be opened."""
    return all(os.access(os.path.join(folder, path), os.R_OK) for path in FILES[name])

"""Where downloaded data sets lie on this machine."""

from __future__ import annotations

import os
from pathlib import Path

from tutor.worker.datasets import VARIABLE, default_folder


def data_folder() -> Path:
    """The folder that ``PYTORCH_TUTOR_DATA`` names, else ``datasets`` in the tutor's part of the user's data folder.

    It need not exist.
    """
    if os.environ.get(VARIABLE):
        return Path(default_folder())
    from platformdirs import user_data_path  # late: the app's start should not wait for it

    return user_data_path("pytorch-tutor", appauthor=False) / "datasets"

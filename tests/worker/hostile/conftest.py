"""One laboratory for all hostile tests; they are skipped, with the reason, where there is nothing to test."""

from __future__ import annotations

import sys
from collections.abc import Iterator

import pytest

from hostile.harness import Laboratory, Unavailable
from tutor.worker.landlock import abi_version
from tutor.worker.probe import available_layers


@pytest.fixture(scope="session")
def laboratory() -> Iterator[Laboratory]:
    if not sys.platform.startswith("linux"):
        pytest.skip("the layers under test are Linux's")
    missing = {"landlock", "seccomp"} - available_layers()
    if missing:
        pytest.skip(f"this machine has no {' and no '.join(sorted(missing))}")
    try:
        opened = Laboratory()
    except Unavailable as reason:
        pytest.skip(str(reason))
    yield opened
    opened.close()


@pytest.fixture(scope="session")
def abi() -> int:
    return abi_version()

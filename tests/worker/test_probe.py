"""How the level follows from what was blocked."""

from __future__ import annotations

import re
import sys

import pytest

from tutor.worker.probe import ACTS, MACOS, UNTRIED, available_layers, level_of

EVERYTHING = dict.fromkeys(ACTS, True)
FILES_OPEN = {**EVERYTHING, "read": False, "write": False}


@pytest.mark.parametrize("abi", [6, 7, 9])
def test_full_has_nothing_to_say(abi: int) -> None:
    assert level_of(EVERYTHING, "linux", abi) == ("full", ())


def test_good_says_what_is_weaker_and_what_mends_it() -> None:
    counts = []
    for abi in (5, 4, 3, 2, 1):
        level, why = level_of(EVERYTHING, "linux", abi)
        assert level == "good"
        assert all(re.search(r"Linux \d\.\d+ or later", sentence) for sentence in why)
        counts.append(len(why))
    assert counts == [1, 2, 3, 4, 5]


def test_without_landlock_files_are_open() -> None:
    level, why = level_of(FILES_OPEN, "linux", 0)
    assert level == "network only"
    assert "read private files" in why[0]
    assert "lsm=landlock" in why[0]


@pytest.mark.parametrize("act", ["chmod", "network", "unix", "signal", "ptrace", "namespaces"])
def test_one_open_door_beside_files_is_none(act: str) -> None:
    level, why = level_of({**EVERYTHING, act: False}, "linux", 7)
    assert level == "none"
    assert ACTS[act] in why[0]


def test_nothing_found_is_none() -> None:
    assert level_of({}, "linux", 7)[0] == "none"


@pytest.mark.parametrize("platform", ["darwin", "Darwin"])
def test_macos_has_a_level_of_its_own(platform: str) -> None:
    tried = {act: True for act in ACTS if act not in ("ptrace", "namespaces")}
    assert level_of(tried, platform, 0) == ("macOS", (MACOS, UNTRIED))
    level, why = level_of({**tried, "signal": False}, platform, 0)
    assert (level, why[0]) == ("macOS", "Learner code can send signals to other programs.")
    for act in ("read", "write", "truncate", "chmod", "network", "unix"):
        level, why = level_of({**tried, act: False}, platform, 0)
        assert (level, why[0]) == ("none", f"Learner code can {ACTS[act]}.")
    assert level_of({}, platform, 0)[0] == "none"


def test_layers_are_found_without_confining_this_process() -> None:
    found = available_layers()
    assert "rlimits" in found
    if sys.platform.startswith("linux"):
        with open("/proc/self/status") as status:
            assert "NoNewPrivs:\t0" in status.read()
    assert available_layers() == found

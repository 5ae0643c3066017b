"""The folder of data sets: learner code reads it and can do nothing else to it, however it is named."""

from __future__ import annotations

from typing import Any

import pytest

from hostile.harness import SECRET, Laboratory
from hostile.test_forbidden_acts import REFUSALS

READING: list[tuple[str, dict[str, Any], Any]] = [
    ("read", {"place": "data/set/images"}, "pictures"),
    ("list_folder", {"place": "data/set"}, 2),
    ("read_through_link", {"place": "data/set/images"}, "pictures"),
]

HARMING: list[tuple[str, dict[str, Any]]] = [
    ("write", {"place": "data/set/images"}),
    ("truncate", {"place": "data/set/images"}),
    ("create", {"folder": "{data}"}),
    ("create", {"folder": "{data}/set"}),
    ("rename", {"source": "{data}/set/images", "target": "{data}/set/pictures"}),
    ("rename", {"source": "{data}/set/images", "target": "{scratch}/images"}),
    ("link", {"source": "{data}/set/images", "target": "{scratch}/images"}),
    ("symlink_in", {"folder": "{data}/set"}),
    ("make_and_remove_folder", {"folder": "{data}"}),
    ("make_fifo", {"folder": "{data}"}),
    ("change_mode", {"place": "data/set/images"}),
    ("change_times", {"place": "data/set/images"}),
    ("execute", {"path": "{data}/set/program"}),
]


@pytest.fixture
def policy(laboratory: Laboratory) -> dict[str, Any]:
    return {"data": laboratory.data}


@pytest.mark.parametrize(("act", "arguments", "result"), READING, ids=[act for act, _, _ in READING])
def test_it_is_read(laboratory: Laboratory, policy: dict[str, Any], act: str, arguments: Any, result: Any) -> None:
    assert laboratory.run(act, policy, **arguments).result == result
    assert laboratory.run(act, {}, **arguments).errno in REFUSALS, "it is readable without the rule, too"


@pytest.mark.parametrize(("act", "arguments"), HARMING, ids=[f"{act} {list(given.values())}" for act, given in HARMING])
def test_it_stays_as_it_is(laboratory: Laboratory, policy: dict[str, Any], act: str, arguments: Any) -> None:
    assert laboratory.run(act, None, **arguments).succeeded
    confined = laboratory.run(act, policy, **arguments)
    assert confined.errno in REFUSALS, confined


def test_it_opens_nothing_beside_it(laboratory: Laboratory, policy: dict[str, Any]) -> None:
    for place in ("home/notes.txt", "home/.local/share/pytorch-tutor/progress.db"):
        assert laboratory.run("read", None, place=place).result == SECRET
        assert laboratory.run("read", policy, place=place).errno in REFUSALS


@pytest.mark.parametrize("folder", ["{home}", "/", "{home}/.local/../../home"])
def test_a_folder_that_holds_the_home_is_refused(laboratory: Laboratory, folder: str) -> None:
    policy = {"data": folder.format(home=laboratory.home)}
    assert laboratory.run("read", policy, place="home/notes.txt").errno in REFUSALS

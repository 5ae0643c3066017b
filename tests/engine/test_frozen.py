"""The quick dataclasses beside the standard library's: nobody can tell which is which."""

from __future__ import annotations

import copy
import dataclasses
import pickle
from collections.abc import Mapping
from typing import Any

import pytest

from tutor.engine.frozen import dataclass


@dataclass(frozen=True, slots=True)
class Quick:
    """A value."""

    name: str
    count: int = 1
    """How many."""
    tags: Mapping[str, int] = dataclasses.field(default_factory=dict)
    line: int = dataclasses.field(default=0, compare=False, repr=False)

    @property
    def twice(self) -> int:
        return 2 * self.count


@dataclasses.dataclass(frozen=True, slots=True)
class Usual:
    """A value."""

    name: str
    count: int = 1
    tags: Mapping[str, int] = dataclasses.field(default_factory=dict)
    line: int = dataclasses.field(default=0, compare=False, repr=False)


GIVEN: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    (("a",), {}),
    (("a", 2), {}),
    (("a", 2, {"x": 1}, 7), {}),
    ((), {"name": "a"}),
    (("a",), {"line": 3}),
    (("a",), {"tags": {"y": 2}, "count": 5}),
]
WRONG: list[tuple[tuple[Any, ...], dict[str, Any]]] = [
    ((), {}),
    ((), {"count": 1}),
    (("a", 1, {}, 0, "more"), {}),
    (("a",), {"name": "b"}),
    (("a",), {"other": 1}),
    (("a", 1), {"count": 1}),
]


@pytest.mark.parametrize(("values", "named"), GIVEN)
def test_both_are_made_alike(values, named):
    quick, usual = Quick(*values, **named), Usual(*values, **named)
    assert dataclasses.asdict(quick) == dataclasses.asdict(usual)
    assert repr(quick).partition("(")[2] == repr(usual).partition("(")[2]
    assert repr(quick).startswith("Quick(")


@pytest.mark.parametrize(("values", "named"), WRONG)
@pytest.mark.parametrize("kind", [Quick, Usual])
def test_both_refuse_alike(kind, values, named):
    with pytest.raises(TypeError):
        kind(*values, **named)


@pytest.mark.parametrize("kind", [Quick, Usual])
def test_both_compare_alike(kind):
    assert kind("a", line=1) == kind("a", line=2)
    assert kind("a") != kind("b")
    assert kind("a") != ("a", 1, {}, 0)
    assert kind("a") != object()
    assert hash(kind("a", tags=(), line=1)) == hash(kind("a", tags=(), line=2))
    assert len({kind("a", tags=()), kind("a", tags=()), kind("b", tags=())}) == 2
    with pytest.raises(TypeError):
        hash(kind("a"))  # a dict can't be hashed


def test_one_kind_is_never_another():
    assert Quick("a") != Usual("a")


@pytest.mark.parametrize("kind", [Quick, Usual])
def test_both_are_frozen(kind):
    value = kind("a")
    with pytest.raises(dataclasses.FrozenInstanceError):
        value.count = 2
    with pytest.raises(dataclasses.FrozenInstanceError):
        del value.count
    assert value == kind("a")


@pytest.mark.parametrize("kind", [Quick, Usual])
def test_both_are_replaced_and_copied_alike(kind):
    value = kind("a", 3, {"x": 1}, 9)
    assert dataclasses.replace(value, name="b") == kind("b", 3, {"x": 1})
    assert dataclasses.replace(value, name="b").line == 9
    assert copy.copy(value) == value
    assert copy.deepcopy(value) == value
    assert copy.deepcopy(value).tags is not value.tags
    assert pickle.loads(pickle.dumps(value)) == value
    with pytest.raises(TypeError):
        dataclasses.replace(value, other=1)


@pytest.mark.parametrize("kind", [Quick, Usual])
def test_each_gets_its_own_default(kind):
    assert kind("a").tags is not kind("a").tags


def test_a_quick_one_is_a_dataclass():
    assert dataclasses.is_dataclass(Quick)
    assert [field.name for field in dataclasses.fields(Quick)] == [field.name for field in dataclasses.fields(Usual)]
    assert Quick("a", 4).twice == 8
    match Quick("a", 4):
        case Quick(name, count):
            assert (name, count) == ("a", 4)


def test_the_standard_librarys_may_inherit_from_a_quick_one():
    @dataclasses.dataclass(frozen=True, slots=True)
    class More(Quick):
        more: int = 0

    @dataclass(frozen=True, slots=True)
    class Most(Quick):
        most: int = 0

    assert dataclasses.astuple(More("a", more=2)) == ("a", 1, {}, 0, 2)
    assert More("a", more=2) == More("a", more=2) != More("a", more=3)
    assert Most("a", 2, {}, 0, 5).most == 5
    assert Most("a", most=5) != Most("a", most=6)
    assert repr(Most("a")).endswith("Most(name='a', count=1, tags={}, most=0)")

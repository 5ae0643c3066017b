"""The facts that sentinels gathered, read with care: learner code could have written them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True, slots=True)
class Fact:
    """One fact; what is missing or of the wrong type reads as nothing."""

    values: Mapping[str, Any]
    name: str = ""
    """What the learner's text is called."""

    @property
    def kind(self) -> str:
        """What it is about."""
        return self.text("kind")

    @property
    def count(self) -> int:
        """How often it was seen."""
        return int(self.number("count"))

    @property
    def line(self) -> int | None:
        """Line in the learner's text; None where it happened elsewhere."""
        line = self.values.get("line")
        return line if isinstance(line, int) and self.text("file") == self.name else None

    def number(self, name: str) -> float:
        """A number; 0 where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, (int, float)) else 0

    def text(self, name: str) -> str:
        """A text; empty where there is none."""
        value = self.values.get(name)
        return value if isinstance(value, str) else ""

    def true(self, name: str) -> bool:
        """Whether it holds."""
        return self.values.get(name) is True

    def shape(self, name: str) -> tuple[int, ...]:
        """A shape; empty where there is none."""
        value = self.values.get(name)
        return tuple(size for size in value if isinstance(size, int)) if isinstance(value, list) else ()

    def texts(self, name: str) -> list[str]:
        """A list of texts."""
        value = self.values.get(name)
        return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


@dataclass(frozen=True, slots=True)
class Facts:
    """All facts of one run."""

    facts: Sequence[Fact] = field(default=())

    @classmethod
    def of(cls, sent: Sequence[Mapping[str, Any]], name: str = "") -> Facts:
        """The facts that arrived of a run of the text called ``name``."""
        return cls(tuple(Fact(values, name) for values in sent))

    def all(self, kind: str) -> Iterator[Fact]:
        """Those of one kind."""
        return (fact for fact in self.facts if fact.kind == kind)

    def first(self, kind: str) -> Fact:
        """The first of one kind; an empty one where there is none."""
        return next(self.all(kind), Fact({}))

    def count(self, kind: str) -> int:
        """How often one kind was seen in all."""
        return sum(fact.count for fact in self.all(kind))

    @property
    def steps(self) -> int:
        """Optimiser steps that were watched."""
        return int(self.first("loop").number("steps"))

    @property
    def backward(self) -> int:
        """Backward passes that were watched."""
        return int(self.first("loop").number("backward"))


def counted(fact: Fact, things: str, name: str = "") -> str:
    """``3 layers``, ``1 layer``: the number that goes by ``name``, or by the name of the things."""
    number = int(fact.number(name or things))
    return f"{number} {things if number != 1 else things[:-1]}"

"""A runner that runs nothing and replays what tests prepared."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence

from tutor.engine.events import (
    ChallengeJudged,
    CheckResult,
    ErrorRaised,
    OutputReceived,
    RunEvent,
    RunFinished,
    RunStarted,
    ValueTold,
)
from tutor.engine.runner import Source


def ran(*printed: str) -> list[RunEvent]:
    """A run that went well."""
    return [RunStarted(), *(OutputReceived("stdout", text) for text in printed), RunFinished(0, 0.1, "ok")]


def raised(name: str, message: str, line: int | None = None, source: str = "") -> list[RunEvent]:
    """A run that an exception ended."""
    error = ErrorRaised(name, message, line=line, source=source)
    return [RunStarted(), error, RunFinished(1, 0.1, "error")]


def ended(reason: str, sentence: str) -> list[RunEvent]:
    """A run that a limit ended."""
    return [RunStarted(), RunFinished(124, 60.0, reason, sentence)]  # type: ignore[arg-type]


def verdict(*failing: str, name: str = "double(3) is 6") -> ChallengeJudged:
    """A verdict with one passing check and a failing one for each message."""
    checks = [CheckResult(name, False, 0.0, message) for message in failing]
    return ChallengeJudged("double", not failing, (CheckResult("It is a function", True, 0.0), *checks))


Answer = list["RunEvent | ChallengeJudged"]


class ReplayingRunner:
    """By default all goes as the sample course says."""

    def __init__(self) -> None:
        self.snippets: dict[str, list[tuple[int, RunEvent]] | list[RunEvent]] = {"1": ran("1.0\n")}
        """Events of a snippet by its number; pairs where earlier snippets run again."""
        self.answers: dict[str, Answer] = {
            "starter.py": [*ran(), verdict("double(3) gave 3.")],
            "squares.py": [*ran(), verdict("Look: double(3) is 9: that is\nthe square. Add instead.")],
            "adds_two.py": [*ran(), verdict("double(3) is 5.")],
        }
        self.values: dict[str, str] = {}
        """What scripts leave: the value of each expression that is asked for, as Python writes it."""
        self.scripts: list[Source] = []
        self.started = 0
        self.lessons: list[tuple[str, list[str], int]] = []
        self.judged: list[tuple[str, Source, str]] = []

    async def start(self) -> None:
        self.started += 1

    async def run_lesson(
        self, session: str, sources: Sequence[Source], index: int
    ) -> AsyncIterator[tuple[int, RunEvent]]:
        assert self.started
        self.lessons.append((session, [source.text for source in sources], index))
        for event in self.snippets.get(sources[index].key, ran()):
            yield event if isinstance(event, tuple) else (index, event)

    async def run_script(self, source: Source) -> AsyncIterator[RunEvent]:
        assert self.started
        self.scripts.append(source)
        yield RunStarted()
        for expression in source.wanted:
            yield self.told(expression)
        yield RunFinished(0, 0.1, "ok")

    def told(self, expression: str) -> ValueTold:
        text = self.values.get(expression)
        error = "" if text is not None else f"NameError: name '{expression}' is not defined"
        return ValueTold(expression, "" if error else "int", text or "", error=error)

    async def judge(self, challenge: str, source: Source, check: str) -> AsyncIterator[RunEvent | ChallengeJudged]:
        assert self.started
        self.judged.append((challenge, source, check))
        for event in self.answers.get(source.name, [*ran(), verdict()]):
            yield event

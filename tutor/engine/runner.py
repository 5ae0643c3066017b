"""The one interface through which everything else runs code.

``Runner`` is a protocol: the app, the commands and the judge take one, tests give them a fake that replays events.
"""

from __future__ import annotations

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from dataclasses import field
from typing import TYPE_CHECKING, Literal, Protocol

from tutor.engine.frozen import dataclass

if TYPE_CHECKING:
    from tutor.engine.events import ChallengeJudged, RunEvent
    from tutor.engine.lens import Inspection
    from tutor.engine.line_values import LineValues

WorkerPhase = Literal["off", "starting", "ready", "lost"]


@dataclass(frozen=True, slots=True)
class WorkerStatus:
    """What is known of the worker now."""

    phase: WorkerPhase = "off"
    detail: str = ""
    """One sentence for the status line: what it is doing, or why it is lost and what to do."""
    python: str = ""
    torch: str = ""
    torchvision: str = ""
    level: str = ""
    """Sandbox level: ``full``, ``good``, ``network only``, ``macOS``, ``none``; empty while unknown."""
    level_why: tuple[str, ...] = ()
    """What is weaker than ``full`` and why, a sentence each."""
    device: str = "CPU"
    layers: dict[str, bool] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Source:
    """One piece of code to run.

    ``name`` is what tracebacks call it, ``key`` tells it from its neighbours (a snippet's number on its lesson).
    """

    text: str
    name: str = "snippet"
    key: str = ""
    threads: int = 1
    seconds: float = 60.0
    """Wall clock limit."""
    expect: str = ""
    """Name of the exception it is meant to raise; what comes after it then runs all the same."""
    capabilities: tuple[str, ...] = ()
    """What it may do beyond the ordinary: ``worker_processes``, ``loopback``."""
    wanted: tuple[str, ...] = ()
    """Expressions that are evaluated in its namespace after it ran, each told as a ``ValueTold``."""
    of_course: bool = False
    """For a script: whether it comes from a course and not from the learner, so that it needs an agreed sandbox."""


class SnippetLike(Protocol):
    """What a lesson's snippet must tell to be run."""

    @property
    def text(self) -> str:
        """The code."""

    @property
    def key(self) -> str:
        """Its number on the lesson."""

    @property
    def threads(self) -> int:
        """Threads for one operation."""

    @property
    def seconds(self) -> float:
        """Wall clock limit."""

    @property
    def expect(self) -> str:
        """Name of the exception it must raise, or nothing."""


def lesson_sources(
    snippets: Sequence[SnippetLike],
    seconds: float | None = None,
    texts: Mapping[str, str] | None = None,
    capabilities: tuple[str, ...] = (),
    wanted: Mapping[str, tuple[str, ...]] | None = None,
) -> list[Source]:
    """A lesson's snippets as sources; ``seconds`` overrides their limits, ``texts`` (by key) their text.

    ``wanted`` names the expressions to be evaluated after each, by key.
    """
    return [
        Source(
            text=(texts or {}).get(snippet.key, snippet.text),
            name=f"snippet {snippet.key}",
            key=snippet.key,
            threads=snippet.threads,
            seconds=snippet.seconds if seconds is None else seconds,
            expect=snippet.expect,
            capabilities=capabilities,
            wanted=(wanted or {}).get(snippet.key, ()),
        )
        for snippet in snippets
    ]


class Runner(Protocol):
    """Runs code in confined processes of a warm worker."""

    @property
    def status(self) -> WorkerStatus:
        """The worker's state now."""

    def watch(self, changed: Callable[[WorkerStatus], None]) -> Callable[[], None]:
        """Call ``changed`` on every new status, on the event loop's thread; returns a function that ends that."""

    async def start(self) -> None:
        """Start the worker and return once it is asked to import torch; idempotent. Runs wait until it is ready."""

    def run_lesson(self, session: str, sources: Sequence[Source], index: int) -> AsyncIterator[tuple[int, RunEvent]]:
        """Run ``sources[index]`` of a lesson, whose earlier sources it needs exactly as they stand.

        If exactly ``sources[:index]`` ran in the live process of ``session`` it continues there, otherwise a fresh
        process runs ``sources[:index + 1]``. Yields ``(position in sources, event)``.
        """

    def run_script(
        self, source: Source, argv: Sequence[str] = (), readable: Sequence[str] = ()
    ) -> AsyncIterator[RunEvent]:
        """Run one script in a fresh process as ``__main__``."""

    def judge(self, challenge: str, source: Source, check: str) -> AsyncIterator[RunEvent | ChallengeJudged]:
        """Run a submission in a fresh process, then the checks against it from another; the verdict comes last.

        ``check`` is the text of the challenge's ``check.py``; it never enters the learner's process.
        """

    async def inspect(self, session: str, name: str = "") -> Inspection:
        """The variables that the last run of a lesson left, or the one called ``name`` in full.

        Runs none of the learner's code and returns within seconds, with a sentence where there is nothing to see.
        """

    async def line_values(self, sources: Sequence[Source], index: int) -> LineValues:
        """Run ``sources[:index + 1]`` once more, in a process of their own, and note what each line of the last leaves.

        Nothing that ran before changes. It is stopped after 20 seconds; a sentence says where something is missing.
        """

    async def stop(self) -> None:
        """Stop the current run: the first call interrupts and keeps the state, a second call kills."""

    async def close(self) -> None:
        """End the worker and everything it started; idempotent."""

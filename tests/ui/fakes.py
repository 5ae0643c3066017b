"""Collaborators without a worker, a database or files: they replay what a test gives them."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from types import SimpleNamespace

from tutor.course.model import (
    Challenge,
    ChallengePlace,
    CourseError,
    CourseInfo,
    Fault,
    Lesson,
    LessonEntry,
    Page,
    Prose,
    Snippet,
    Unit,
)
from tutor.engine.events import (
    ChallengeJudged,
    ErrorRaised,
    MetricsReceived,
    OutputReceived,
    RunEvent,
    RunFinished,
    RunStarted,
)
from tutor.engine.lens import Inspection
from tutor.engine.line_values import LineValues
from tutor.engine.runner import Source, WorkerStatus
from tutor.study.reviews import Due
from tutor.ui.app import TutorApp

READY = WorkerStatus(phase="ready", python="3.11", torch="2.15.0", level="full")
WAIT = object()
"""In a script of events: wait until the test calls ``FakeRunner.go_on``, or the run is stopped."""

PROSE = """\
A tensor is a grid of numbers with a **shape**, a `dtype` and a device. See [the docs](https://pytorch.org/docs).

- a vector has one axis
- a matrix has two
  1. rows
  2. columns

> Shapes explain most errors.

| name | shape |
|---|---:|
| `x` | (2, 3) |
"""


def snippet(number: int, text: str, **changes: object) -> Snippet:
    return replace(Snippet(text=text, line=1, number=number), **changes)  # type: ignore[arg-type]


CHALLENGE = Challenge(
    id="tensors/first/add-them",
    title="Add them",
    kind="write",
    minutes=4,
    task="Write `add(a, b)` that returns the sum of two tensors.",
    hints=("Tensors add with an operator.", "It is the operator of numbers, too."),
    afterwards="`torch.add` does the same.",
    starter="def add(a, b):\n    return a\n",
    solution="def add(a, b):\n    return a + b\n",
    check="",
    path=Path("challenge"),
    content_hash="c1",
)

FIRST = Lesson(
    id="tensors/first",
    title="First tensors",
    goal="Make a tensor.",
    minutes=5,
    pages=(
        Page(
            "What a tensor is",
            1,
            (
                Prose(PROSE, 2),
                snippet(1, "import torch\n", hide=True),
                snippet(2, "x = torch.ones(2, 3)\nprint(x)\n"),
                Prose("Then a loop:", 9),
                snippet(3, 'for step in range(100):\n    loss = step  # comment\nprint("done")\n'),
            ),
        ),
        Page("Your turn", 20, (Prose("Try it.", 21), ChallengePlace("add-them", 22))),
    ),
    challenges=(CHALLENGE,),
    path=Path("first"),
)

SECOND = Lesson(
    id="tensors/second",
    title="Second steps",
    goal="Go on.",
    minutes=3,
    pages=(Page("Only prose", 1, (Prose("Nothing runs here.", 2),)),),
    challenges=(),
    path=Path("second"),
)


class FakeLibrary:
    def __init__(self, lessons: Sequence[Lesson] = (FIRST, SECOND), broken: Sequence[str] = ()) -> None:
        self._lessons = {lesson.id: lesson for lesson in lessons}
        self._broken = set(broken)
        self.info = CourseInfo("Course", 1, Path())
        self.kept: list[str] = []

    def keep(self, lesson_id: str) -> None:
        self.kept.append(lesson_id)

    def ids(self) -> tuple[str, ...]:
        return tuple(self._lessons)

    def units(self) -> tuple[Unit, ...]:
        units: dict[str, list[LessonEntry]] = {}
        for lesson in self._lessons.values():
            entry = LessonEntry(lesson.id, lesson.title, lesson.minutes, lesson.path, lesson.kind)
            units.setdefault(lesson.id.split("/")[0], []).append(entry)
        return tuple(Unit(id_, id_.capitalize(), tuple(entries)) for id_, entries in units.items())

    def lesson(self, lesson_id: str) -> Lesson:
        if lesson_id in self._broken:
            raise CourseError([Fault(Path("lesson.md"), 7, "The front matter has no title: add a line title: …")])
        return self._lessons[lesson_id]

    def challenge_ids(self, lesson_id: str) -> tuple[str, ...]:
        return tuple(challenge.id for challenge in self._lessons[lesson_id].challenges)

    def drawn(self, challenge_id: str, draw: int) -> Challenge:
        lesson_id, _, name = challenge_id.rpartition("/")
        return self._lessons[lesson_id].challenge(name)

    def next(self, lesson_id: str) -> str | None:
        ids = self.ids()
        position = ids.index(lesson_id) + 1
        return ids[position] if position < len(ids) else None

    def previous(self, lesson_id: str) -> str | None:
        position = self.ids().index(lesson_id) - 1
        return self.ids()[position] if position >= 0 else None


@dataclass
class Place:
    lesson: str
    page: int


@dataclass
class FakeReading:
    stretches: list[tuple[str, float]] = field(default_factory=list)
    known: dict[str, str] = field(default_factory=dict)

    def mark_known(self, lesson_id: str, how: str) -> None:
        self.known[lesson_id] = how

    def add_time(self, lesson_id: str, seconds: float) -> None:
        self.stretches.append((lesson_id, seconds))


@dataclass
class FakeReviews:
    waiting: tuple[Due, ...] = ()

    def due(self) -> tuple[Due, ...]:
        return self.waiting


@dataclass
class FakeAnswers:
    given: list[tuple[str, str, str, bool]] = field(default_factory=list)
    """Question, hash, answer, whether it was right."""

    def record_answer(self, question_id: str, content_hash: str, given: str, right: bool, seconds: float) -> None:
        self.given.append((question_id, content_hash, given, right))

    def answer_state(self, question_id: str, content_hash: str) -> str:
        mine = [right for question, _, _, right in self.given if question == question_id]
        return "right" if any(mine) else "wrong" if mine else "new"


@dataclass
class FakeProgress:
    where: Place | None = None
    drafts: dict[str, str] = field(default_factory=dict)
    notice: str = ""
    seen: set[tuple[str, int]] = field(default_factory=set)
    recorded: list[tuple[str, str, str, bool, float]] = field(default_factory=list)
    hints: dict[str, int] = field(default_factory=dict)
    reading: FakeReading = field(default_factory=FakeReading)
    answers: FakeAnswers = field(default_factory=FakeAnswers)
    reviews: FakeReviews = field(default_factory=FakeReviews)
    database: SimpleNamespace = field(default_factory=SimpleNamespace)

    def place(self) -> Place | None:
        return self.where

    def set_place(self, lesson_id: str, page: int) -> None:
        self.where = Place(lesson_id, page)

    def draft(self, key: str) -> str | None:
        return self.drafts.get(key)

    def save_draft(self, key: str, text: str) -> None:
        self.drafts[key] = text

    def clear_draft(self, key: str) -> None:
        self.drafts.pop(key, None)

    def page_seen(self, lesson_id: str, page: int) -> None:
        self.seen.add((lesson_id, page))

    def record_attempt(self, challenge_id: str, content_hash: str, code: str, passed: bool, seconds: float) -> None:
        self.recorded.append((challenge_id, content_hash, code, passed, seconds))

    def challenge_state(self, challenge_id: str, content_hash: str) -> str:
        mine = [attempt for attempt in self.recorded if attempt[0] == challenge_id]
        if any(attempt[3] for attempt in mine):
            return "passed" if any(a[3] and a[1] == content_hash for a in mine) else "changed"
        return "tried" if mine else "new"

    def lesson_state(self, lesson_id: str, challenges: Sequence[tuple[str, str]], pages: int) -> str:
        seen = {page for lesson, page in self.seen if lesson == lesson_id}
        if len(seen) == pages and all(self.challenge_state(*c) == "passed" for c in challenges):
            return "done"
        return "started" if seen else "new"

    def hints_shown(self, challenge_id: str) -> int:
        return self.hints.get(challenge_id, 0)

    def show_hint(self, challenge_id: str) -> int:
        self.hints[challenge_id] = self.hints.get(challenge_id, 0) + 1
        return self.hints[challenge_id]

    def attempts(self, challenge_id: str) -> int:
        return len([attempt for attempt in self.recorded if attempt[0] == challenge_id])

    def real_tries(self, challenge_id: str, starter: str) -> int:
        codes = {"".join(attempt[2].split()) for attempt in self.recorded if attempt[0] == challenge_id}
        return len(codes - {"".join(starter.split())})


@dataclass
class FakeRunner:
    """Replays ``script`` for every run; ``judgement`` comes last of a check."""

    script: list[object] = field(default_factory=list)
    judgement: ChallengeJudged | None = None
    status: WorkerStatus = READY
    calls: list[tuple[str, list[Source], int]] = field(default_factory=list)
    checked: list[Source] = field(default_factory=list)
    scripts: list[Source] = field(default_factory=list)
    stops: int = 0
    closed: bool = False
    fails: Exception | None = None
    """What a run raises."""
    fails_to_start: Exception | None = None
    stops_needed: int = 1
    """How often it must be asked before a waiting run ends."""
    watchers: list[Callable[[WorkerStatus], None]] = field(default_factory=list)
    gate: asyncio.Event = field(default_factory=asyncio.Event)
    inspections: dict[str, Inspection] = field(default_factory=dict)
    """What is seen of the variables under the empty name, and of one under its own."""
    inspected: list[tuple[str, str]] = field(default_factory=list)
    lines: LineValues | Exception = field(default_factory=LineValues)
    """What the lines of a snippet leave, or what asking for it raises."""
    lines_gate: asyncio.Event | None = None
    """What a run for the values of lines waits for."""
    lines_asked: list[tuple[list[Source], int]] = field(default_factory=list)

    def watch(self, changed: Callable[[WorkerStatus], None]) -> Callable[[], None]:
        self.watchers.append(changed)
        return lambda: self.watchers.remove(changed)

    async def start(self) -> None:
        if self.fails_to_start is not None:
            raise self.fails_to_start

    def go_on(self) -> None:
        self.gate.set()

    async def _replay(self) -> AsyncIterator[RunEvent]:
        if self.fails is not None:
            raise self.fails
        for event in self.script:
            if event is WAIT:
                await self.gate.wait()
                self.gate.clear()
                if self.stops:
                    yield RunFinished(130, 0.5, "stopped", "You stopped it. r runs it again.")
                    return
                continue
            yield event  # type: ignore[misc]

    async def run_lesson(
        self, session: str, sources: Sequence[Source], index: int
    ) -> AsyncIterator[tuple[int, RunEvent]]:
        self.calls.append((session, list(sources), index))
        async for event in self._replay():
            yield index, event

    async def run_script(
        self, source: Source, argv: Sequence[str] = (), readable: Sequence[str] = ()
    ) -> AsyncIterator[RunEvent]:
        self.scripts.append(source)
        async for event in self._replay():
            yield event

    async def judge(self, challenge: str, source: Source, check: str) -> AsyncIterator[RunEvent | ChallengeJudged]:
        self.checked.append(source)
        async for event in self._replay():
            yield event
        if self.judgement is not None:
            yield self.judgement

    async def inspect(self, session: str, name: str = "") -> Inspection:
        self.inspected.append((session, name))
        return self.inspections.get(name, Inspection(sentence="There is nothing."))

    async def line_values(self, sources: Sequence[Source], index: int) -> LineValues:
        self.lines_asked.append((list(sources), index))
        if self.lines_gate is not None:
            await self.lines_gate.wait()
        if isinstance(self.lines, Exception):
            raise self.lines
        return self.lines

    async def stop(self) -> None:
        self.stops += 1
        if self.stops >= self.stops_needed:
            self.gate.set()

    async def close(self) -> None:
        self.closed = True


OK = RunFinished(0, 0.31, "ok")


def good_run(text: str = "hello\n") -> list[object]:
    return [RunStarted("snippet 2"), OutputReceived("stdout", text), OK]


def training(points: int = 20) -> list[object]:
    steps = tuple(range(points))
    values = tuple(1.0 / (step + 1) for step in steps)
    return [RunStarted("snippet 3"), MetricsReceived("loss", steps, values), OK]


def failing() -> list[object]:
    error = ErrorRaised(
        name="RuntimeError",
        message="mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)",
        traceback="Traceback (most recent call last):\n  line two\nRuntimeError: mat1",
        line=2,
        source="snippet 2",
        explanation="The inner sizes must be equal. Turn one of them with .T and run again.",
    )
    return [RunStarted("snippet 2"), error, RunFinished(1, 0.1, "error", "It raised an error.")]


def make_app(
    runner: FakeRunner | None = None,
    progress: FakeProgress | None = None,
    library: FakeLibrary | None = None,
    start: str | None = None,
) -> TutorApp:
    return TutorApp(
        library or FakeLibrary(),  # type: ignore[arg-type]
        progress or FakeProgress(),  # type: ignore[arg-type]
        runner or FakeRunner(script=good_run()),
        start,
    )

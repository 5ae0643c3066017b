"""The course as frozen values: what the parser makes and everyone else reads."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import field
from pathlib import Path
from types import MappingProxyType
from typing import Literal

from tutor.course.questions import Prediction, Question, QuizResult
from tutor.engine.frozen import dataclass

CAPABILITIES = ("worker_processes", "loopback")
"""What a lesson or a challenge can declare that it needs of the sandbox: processes that share memory, as a DataLoader
with workers does, and TCP on this machine, as ``torch.distributed`` needs. Nothing else is granted."""

ChallengeKind = Literal["write", "fix", "predict", "tune", "project"]
LessonKind = Literal["lesson", "project", "quiz", "placement"]
QUIZ_KINDS: tuple[LessonKind, ...] = ("quiz", "placement")
MilestoneKind = Literal["correctness", "result", "analysis", "clean code"]

RUBRIC: Mapping[MilestoneKind, int] = MappingProxyType(
    {"correctness": 50, "result": 25, "analysis": 15, "clean code": 10}
)
"""The points that the milestones of each kind share, in every project alike."""


@dataclass(frozen=True, slots=True)
class Prose:
    """Markdown between fences (headings of level 3 and below, paragraphs, lists, tables, shown-only code)."""

    markdown: str
    line: int
    """First line in the file, from 1."""


@dataclass(frozen=True, slots=True)
class Snippet:
    """Runnable Python (```` ```python run ````)."""

    text: str
    line: int
    """Line of the first line of code in the file, from 1."""
    number: int
    """Position among the lesson's snippets, from 1."""
    threads: int = 1
    seconds: float = 60.0
    expect: str = ""
    """Name of the exception it must raise; empty where it must succeed."""
    hide: bool = False
    """Set-up that runs with the rest but is not shown."""
    output: str | None = None
    """The ```` ```output ```` fence behind it: what ``verify`` must see on stdout; None without one."""
    output_line: int = 0
    """Line of the first line of that output in the file, from 1; 0 where there is none."""

    @property
    def key(self) -> str:
        """The number as text: what a run of it is called."""
        return str(self.number)


@dataclass(frozen=True, slots=True)
class ChallengePlace:
    """A ```` ```challenge ```` fence: the place in a page where a challenge stands."""

    name: str
    """Folder name inside the lesson's folder, which is also the last part of the challenge's id."""
    line: int


Block = Prose | Snippet | ChallengePlace | Question | Prediction | QuizResult


@dataclass(frozen=True, slots=True)
class Page:
    """What stands under one ``## `` heading."""

    title: str
    line: int
    blocks: tuple[Block, ...]


@dataclass(frozen=True, slots=True)
class Variant:
    """A file of ``wrong/``, ``also_right/`` or ``partial/``."""

    name: str
    path: Path
    source: str
    feedback: str = ""
    """For a wrong answer: its docstring, the sentence the learner must get (white space normalised)."""
    reached: tuple[int, ...] = ()
    """For a partial answer: the numbers of the milestones that it reaches, from 1."""


@dataclass(frozen=True, slots=True)
class Milestone:
    """A part of a project that is built in one sitting and judged by itself."""

    title: str
    kind: MilestoneKind
    points: int
    """Given whole once every check passes; all milestones of a project together have 100."""
    minutes: int
    code: tuple[str, ...]
    """Global names that belong to it; it is begun when one of them is no longer as in the starter."""
    checks: tuple[str, ...]
    """What its checks are called in a verdict: the docstrings of its test functions, in the order they stand."""
    functions: tuple[str, ...]
    """The names of these functions in ``check.py``."""


@dataclass(frozen=True, slots=True)
class Challenge:
    """A task with starter, solution, checks and known answers."""

    id: str
    """``unit/lesson/challenge``, stable."""
    title: str
    kind: ChallengeKind
    minutes: int
    task: str
    """Markdown."""
    hints: tuple[str, ...]
    """Markdown, in the order they are given."""
    afterwards: str
    """Markdown shown after a pass; may be empty."""
    starter: str
    solution: str
    check: str
    path: Path
    """The challenge's folder."""
    wrong: tuple[Variant, ...] = ()
    also_right: tuple[Variant, ...] = ()
    skills: tuple[str, ...] = ()
    covers: tuple[str, ...] = ()
    threads: int = 1
    seconds: float = 30.0
    capabilities: tuple[str, ...] = ()
    milestones: tuple[Milestone, ...] = ()
    """Of a project, in the order they are built; no other kind has any."""
    partial: tuple[Variant, ...] = ()
    """Of a project: answers that have come part of the way."""
    exam: bool = False
    """Whether an exam may ask it."""
    vary: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    """Parameters drawn anew in practice and exams, each with its values; the texts here hold one draw."""
    content_hash: str = ""
    """SHA-256 over task, starter and check, hexadecimal; tells whether it changed since it was solved."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each front matter key in ``challenge.md``, from 1."""


@dataclass(frozen=True, slots=True)
class Lesson:
    """One lesson with its pages and challenges."""

    id: str
    """``unit/lesson``, stable."""
    title: str
    goal: str
    minutes: int
    pages: tuple[Page, ...]
    challenges: tuple[Challenge, ...]
    """In the order their places stand in the pages."""
    path: Path
    """The lesson's folder."""
    kind: LessonKind = "lesson"
    teaches: tuple[str, ...] = ()
    """Source items, ``S1`` … ``S123``."""
    needs: tuple[str, ...] = ()
    """Ids of lessons it builds on."""
    data: tuple[str, ...] = ()
    capabilities: tuple[str, ...] = ()
    """What its snippets may do beyond the ordinary; names out of ``CAPABILITIES``."""
    content_hash: str = ""
    """SHA-256 over the text of ``lesson.md``, hexadecimal."""
    lines: Mapping[str, int] = field(default_factory=dict, compare=False, repr=False)
    """Line of each front matter key in ``lesson.md``, from 1."""

    @property
    def snippets(self) -> tuple[Snippet, ...]:
        """All runnable snippets in page order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Snippet))

    @property
    def questions(self) -> tuple[Question, ...]:
        """All quiz questions in page order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Question))

    @property
    def predictions(self) -> tuple[Prediction, ...]:
        """All predictions in page order."""
        return tuple(block for page in self.pages for block in page.blocks if isinstance(block, Prediction))

    @property
    def wanted(self) -> dict[str, tuple[str, ...]]:
        """What its predictions need evaluated after each snippet, by the snippet's key."""
        found: dict[str, tuple[str, ...]] = {}
        for prediction in self.predictions:
            key = str(prediction.snippet)
            found[key] = tuple(dict.fromkeys((*found.get(key, ()), *prediction.expressions)))
        return found

    @property
    def is_quiz(self) -> bool:
        """Whether it asks and scores instead of teaching: the quiz of a unit, or the one for placement."""
        return self.kind in QUIZ_KINDS

    def challenge(self, name: str) -> Challenge:
        """The challenge whose id ends in ``name``.

        Raises:
            KeyError: if there is none.
        """
        for challenge in self.challenges:
            if challenge.id.rsplit("/", 1)[1] == name:
                return challenge
        raise KeyError(name)

    def challenge_pages(self, name: str) -> tuple[int, ...]:
        """Indices of the pages, from 0, on which a challenge stands; a project may stand on several."""
        return tuple(
            index
            for index, page in enumerate(self.pages)
            if any(isinstance(block, ChallengePlace) and block.name == name for block in page.blocks)
        )


@dataclass(frozen=True, slots=True)
class LessonEntry:
    """What listing a lesson needs, without its pages: read from the front matter alone."""

    id: str
    title: str
    minutes: int
    path: Path
    kind: LessonKind = "lesson"


@dataclass(frozen=True, slots=True)
class Unit:
    """A group of lessons."""

    id: str
    title: str
    lessons: tuple[LessonEntry, ...]


@dataclass(frozen=True, slots=True)
class Fault:
    """Something wrong in a course, with its place."""

    path: Path
    line: int
    message: str
    """One sentence with a next step."""

    def __str__(self) -> str:
        return f"{self.path}:{self.line}: {self.message}"


class CourseError(Exception):
    """A course or lesson that can't be read; carries every fault found."""

    def __init__(self, faults: list[Fault]) -> None:
        super().__init__("\n".join(str(fault) for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class ExamTopic:
    """A topic of the exam's blueprint."""

    title: str
    weight: float
    """Its part of the points, against the other topics' weights."""
    lessons: tuple[str, ...]
    """Ids of units and lessons; a lesson named here belongs to this topic, whatever topic its unit is in."""


@dataclass(frozen=True, slots=True)
class CourseInfo:
    """``course.toml``."""

    title: str
    format: int
    root: Path
    units: tuple[tuple[str, str], ...] = field(default=())
    """``(id, title)`` in order."""
    exam: tuple[ExamTopic, ...] = ()
    practised: tuple[str, ...] = ()
    """Source items that a lesson must teach and a challenge or a question must practise."""
    taught: tuple[str, ...] = ()
    """Source items that a lesson must teach, and that leave nothing to practise."""

"""From a lesson's folder to a ``Lesson``, with every fault and its place."""

from __future__ import annotations

from pathlib import Path
from typing import cast, get_args

from tutor.course.challenge import collect_challenge, content_hash
from tutor.course.files import FaultLog, did_you_mean, in_order, read_text
from tutor.course.folders import LESSON_FILE, can_be_id, challenge_folders
from tutor.course.front_matter import Fields, FrontMatter, read_front_matter
from tutor.course.model import (
    QUIZ_KINDS,
    Challenge,
    ChallengePlace,
    CourseError,
    Fault,
    Lesson,
    LessonEntry,
    LessonKind,
    Page,
)
from tutor.course.pages import read_pages
from tutor.course.questions import Prediction, Question, QuizResult

LESSON_KINDS: tuple[str, ...] = get_args(LessonKind)


def read_entry(folder: Path, lesson_id: str) -> LessonEntry:
    """What a listing shows of the lesson in ``folder``, from its front matter alone.

    Never raises for a broken lesson: it is listed by its folder's name, and ``read_lesson`` tells why.
    """
    log = FaultLog(folder / LESSON_FILE, [])
    text = read_text(log)
    front = read_front_matter(log, text) if text is not None else None
    fields = Fields(log, front or FrontMatter())
    title = fields.text("title") or lesson_id.rpartition("/")[2].replace("-", " ").capitalize()
    kind = fields.choice("kind", LESSON_KINDS, default="lesson") or "lesson"
    return LessonEntry(lesson_id, title, fields.whole("minutes"), folder, cast(LessonKind, kind))


def read_lesson(folder: Path, lesson_id: str) -> Lesson:
    """The lesson in ``folder`` with its challenges.

    Raises:
        CourseError: with every fault found in its files, ordered by file and line.
    """
    faults: list[Fault] = []
    lesson = None
    try:
        lesson = _collect_lesson(folder, lesson_id, faults)
    except OSError as error:
        FaultLog(folder, faults).unreadable(error)
    if faults or lesson is None:
        raise CourseError(in_order(faults))
    return lesson


def _collect_lesson(folder: Path, lesson_id: str, faults: list[Fault]) -> Lesson | None:
    log = FaultLog(folder / LESSON_FILE, faults)
    text = read_text(log)
    if text is None:
        return None
    front = read_front_matter(log, text)
    if front is None:
        return None
    fields = Fields(log, front)
    title, goal, minutes = fields.text("title"), fields.text("goal"), fields.whole("minutes")
    teaches, needs, data = fields.names("teaches"), fields.names("needs"), fields.names("data")
    capabilities = fields.capabilities()
    kind = fields.choice("kind", LESSON_KINDS, default="lesson")
    fields.finish()
    pages = read_pages(log, text, front.body_line, lesson_id)
    _check_quiz(log, pages, quiz=kind in QUIZ_KINDS)
    return Lesson(
        id=lesson_id,
        title=title,
        goal=goal,
        minutes=minutes,
        pages=pages,
        challenges=_read_challenges(log, pages, folder, lesson_id),
        path=folder,
        kind=cast(LessonKind, kind or "lesson"),
        teaches=teaches,
        needs=needs,
        data=data,
        capabilities=capabilities,
        content_hash=content_hash(text),
        lines=dict(front.lines),
    )


def _check_quiz(log: FaultLog, pages: tuple[Page, ...], *, quiz: bool) -> None:
    """A quiz has questions and one place for its result, behind them; no other lesson has such a place."""
    blocks = [block for page in pages for block in page.blocks]
    results = [block for block in blocks if isinstance(block, QuizResult)]
    if not quiz:
        for result in results:
            log.add(
                result.line, "Only a quiz has a result. Write `kind: quiz` in the front matter or remove this fence."
            )
        return
    questions = [number for number, block in enumerate(blocks) if isinstance(block, Question)]
    if not questions:
        log.add(1, "This quiz asks nothing. Write its questions in quiz fences.")
    if not results:
        log.add(1, "This quiz has no place for its result. Put an empty result fence on its last page.")
    elif len(results) > 1:
        log.add(results[1].line, f"The result stands in line {results[0].line} already. Keep one of the two.")
    elif questions and questions[-1] > blocks.index(results[0]):
        log.add(results[0].line, "A question comes after the result. Move the result behind the last question.")


def _read_challenges(log: FaultLog, pages: tuple[Page, ...], folder: Path, lesson_id: str) -> tuple[Challenge, ...]:
    folders = {path.name: path for path in challenge_folders(folder)}
    asked = {block.id: block for page in pages for block in page.blocks if isinstance(block, Question | Prediction)}
    placed: dict[str, int] = {}
    on_page: set[tuple[int, str]] = set()
    challenges: list[Challenge] = []
    places = ((page.line, block) for page in pages for block in page.blocks if isinstance(block, ChallengePlace))
    for page_line, place in places:
        if place.name not in folders:
            hint = did_you_mean(place.name, folders)
            log.add(
                place.line,
                f'There is no challenge folder "{place.name}" here.{hint} Correct the name.',
            )
            continue
        here = (page_line, place.name)
        again, twice_here = place.name in placed, here in on_page
        on_page.add(here)
        if again and not twice_here and _is_project(challenges, f"{lesson_id}/{place.name}"):
            continue  # it may stand on the page of each milestone
        if again:
            log.add(
                place.line,
                f'"{place.name}" is placed twice (first in line {placed[place.name]}). Keep one place.',
            )
            continue
        placed[place.name] = place.line
        namesake = asked.get(f"{lesson_id}/{place.name}")
        if namesake is not None:
            log.add(namesake.line, f'A challenge of this lesson is called "{place.name}" too. Rename the question.')
        challenge = collect_challenge(folders[place.name], f"{lesson_id}/{place.name}", log.faults)
        if challenge is not None:
            challenges.append(challenge)
    for name, path in folders.items():
        if not can_be_id(name):
            log.at(path).add(1, f'"{name}" can\'t be an id. Name the folder in lower-case words with hyphens.')
        if name not in placed:
            log.at(path).add(
                1, f'No page places the challenge "{name}". Put a challenge fence that names it in a page.'
            )
            collect_challenge(path, f"{lesson_id}/{name}", log.faults)
    return tuple(challenges)


def _is_project(challenges: list[Challenge], challenge_id: str) -> bool:
    return any(challenge.id == challenge_id and challenge.kind == "project" for challenge in challenges)

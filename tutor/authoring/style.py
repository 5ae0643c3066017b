"""What can be said of a lesson without running it, beyond whether it can be read."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from pathlib import Path

from tutor.authoring.layout import page_lines
from tutor.course.files import did_you_mean
from tutor.course.folders import CHALLENGE_FILE, LESSON_FILE
from tutor.course.keys import PLACEHOLDER, USUAL
from tutor.course.markdown import LESSON_LINK, tokens_of
from tutor.course.model import Challenge, Fault, Lesson, Prose
from tutor.course.questions import Choice, KnownWrong, Prediction, Question
from tutor.grading.feedback.catalogue import CATALOGUE

MOST_LINES = 60
ITEMS = 123
"""Source items are numbered S1 to S123."""


def lesson_faults(lesson: Lesson, ids: Sequence[str]) -> Iterator[Fault]:
    """Pages that are too long, minutes that can't be, items, needs and links that lead nowhere.

    ``ids`` are those of all lessons of the course, in order. The lesson's challenges are not looked at.
    """
    path = lesson.path / LESSON_FILE
    for page in lesson.pages:
        lines = page_lines(page)
        if lines > MOST_LINES:
            yield Fault(
                path,
                page.line,
                f'The page "{page.title}" has about {lines} lines, more than {MOST_LINES}. Split it.',
            )
        for block in page.blocks:
            if isinstance(block, Prose):
                yield from link_faults(path, block.markdown, block.line, ids)
                yield from key_faults(path, block.markdown, block.line)
            elif isinstance(block, Question | Prediction):
                yield from _question_faults(path, block if isinstance(block, Question) else block.question, ids)
    minutes = sum(challenge.minutes for challenge in lesson.challenges)
    if lesson.minutes < minutes:
        yield Fault(
            path,
            lesson.lines.get("minutes", 1),
            f"The lesson has {lesson.minutes} minutes, its challenges take {minutes}. Give it more.",
        )
    projects = sum(challenge.kind == "project" for challenge in lesson.challenges)
    if projects != (lesson.kind == "project"):
        yield Fault(
            path,
            lesson.lines.get("kind", 1),
            f"A {lesson.kind} that places {projects} projects: kind project places one, the others none. Correct it.",
        )
    yield from _item_faults(path, lesson.lines.get("teaches", 1), lesson.teaches)
    yield from _needs_faults(path, lesson, ids)


def challenge_faults(challenge: Challenge, ids: Sequence[str]) -> Iterator[Fault]:
    """Items and links that lead nowhere, minutes that don't add up; ``ids`` are those of all lessons."""
    path = challenge.path / CHALLENGE_FILE
    minutes = sum(milestone.minutes for milestone in challenge.milestones)
    if challenge.milestones and minutes != challenge.minutes:
        yield Fault(
            path,
            challenge.lines.get("minutes", 1),
            f"The project has {challenge.minutes} minutes, its milestones take {minutes}. Make both alike.",
        )
    yield from _item_faults(path, challenge.lines.get("covers", 1), challenge.covers)
    for text in (challenge.task, *challenge.hints, challenge.afterwards):
        # The model does not say where a section stands in the file, so its faults point at the head.
        for fault in (*link_faults(path, text, 1, ids), *key_faults(path, text, 1)):
            yield Fault(path, 1, fault.message)


def key_faults(path: Path, markdown: str, line: int) -> Iterator[Fault]:
    """Places for keys that there are not; ``markdown`` starts in ``line`` of the file."""
    for number, text in enumerate(markdown.split("\n"), start=line):
        for found in PLACEHOLDER.finditer(text):
            if found[1] not in USUAL:
                hint = did_you_mean(found[1], USUAL)
                yield Fault(path, number, f'"{found[0]}" names no key that a text may name.{hint} Correct it.')


def link_faults(path: Path, markdown: str, line: int, ids: Sequence[str]) -> Iterator[Fault]:
    """Links that lead nowhere; ``markdown`` starts in ``line`` of the file."""
    for token in tokens_of(markdown):
        if token.type != "inline":
            continue
        at = line + (token.map or (0, 0))[0]
        for child in token.children or []:
            target = str(child.attrGet("href") or "")
            if child.type != "link_open" or re.match(r"(https?|mailto):", target):
                continue
            if not target.startswith(LESSON_LINK):
                yield Fault(
                    path,
                    at,
                    f'The link to "{target}" leads nowhere. Write {LESSON_LINK}unit/lesson or a web address.',
                )
            elif target.removeprefix(LESSON_LINK) not in ids:
                name = target.removeprefix(LESSON_LINK)
                hint = did_you_mean(name, ids)
                yield Fault(path, at, f'The link leads to "{name}", which is no lesson.{hint} Correct the link.')


def _question_faults(path: Path, question: Question, ids: Sequence[str]) -> Iterator[Fault]:
    """Items, lessons and links of a question that lead nowhere; a fault in a text stands at the key that holds it."""

    def line(key: str) -> int:
        return question.lines.get(key, question.line)

    answers: list[Choice | KnownWrong] = [*question.choices, *question.wrong]
    texts = [("ask", question.ask), ("explain", question.explain)]
    texts += [(_key_of(choice, question), choice.text) for choice in question.choices]
    texts += [(_key_of(answer, question), answer.why) for answer in answers]
    for key, text in texts:
        for fault in (*link_faults(path, text, 1, ids), *key_faults(path, text, 1)):
            yield Fault(path, line(key), fault.message)
    for key, lesson in [
        ("lesson", question.lesson),
        *((_key_of(answer, question), answer.lesson) for answer in answers),
    ]:
        if lesson and lesson not in ids:
            hint = did_you_mean(lesson, ids)
            yield Fault(path, line(key), f'"{lesson}" is no lesson.{hint} Correct its id.')
    for answer in answers:
        if answer.mistake and answer.mistake not in CATALOGUE:
            known = f"{min(CATALOGUE)} to {max(CATALOGUE)}"
            yield Fault(
                path, line(_key_of(answer, question)), f'"{answer.mistake}" is no known mistake. They go from {known}.'
            )
    yield from _item_faults(path, line("covers"), question.covers)


def _key_of(answer: Choice | KnownWrong, question: Question) -> str:
    if isinstance(answer, KnownWrong):
        return "wrong"
    return "curves" if "curves" in question.lines else "choices"


def _item_faults(path: Path, line: int, items: Sequence[str]) -> Iterator[Fault]:
    for item in items:
        match = re.fullmatch(r"S([1-9][0-9]{0,3})", item)
        if match is None or int(match[1]) > ITEMS:
            yield Fault(path, line, f'"{item}" is not a source item. Write S and a number from 1 to {ITEMS}.')


def _needs_faults(path: Path, lesson: Lesson, ids: Sequence[str]) -> Iterator[Fault]:
    line = lesson.lines.get("needs", 1)
    for need in lesson.needs:
        if need not in ids:
            hint = did_you_mean(need, ids)
            yield Fault(path, line, f'The lesson needs "{need}", which is no lesson.{hint} Correct its id.')
        elif need == lesson.id:
            yield Fault(path, line, "The lesson needs itself. Remove that.")
        elif lesson.id in ids and ids.index(need) > ids.index(lesson.id):
            yield Fault(
                path,
                line,
                f'The lesson needs "{need}", which comes later. Move one of them or remove the need.',
            )

"""Looks for words in the whole course: titles, text, code, tasks."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from tutor.course.keys import USUAL
from tutor.course.markdown import links_as_text
from tutor.course.model import ChallengePlace, Lesson, Prose, Snippet
from tutor.course.questions import Prediction, Question

_PHRASE, _TITLE, _PAGE_TITLE, _CODE_NAME, _TEXT = 60, 40, 20, 4, 1
"""What a word is worth where it stands; a lesson that is named so comes before one that only says so, and a title
that holds all the words as they were typed before both."""
_INSIDE = 4
"""How much less a title counts where the word only stands inside a longer one, as ``two`` in ``network``."""
EXCERPT = 90
"""Characters of an excerpt, at most."""


@dataclass(frozen=True, slots=True)
class Found:
    """A page that holds every word that was looked for."""

    lesson: str
    """The lesson's id."""
    page: int
    """The page's index, from 0."""
    title: str
    """The lesson's title."""
    page_title: str
    excerpt: str
    """The line that says most of it."""


@dataclass(frozen=True, slots=True)
class _Entry:
    lesson: str
    page: int
    title: str
    page_title: str
    lines: tuple[tuple[str, bool], ...]
    """Each line, and whether it is code."""


class Index:
    """The words of a course. Capitals make no difference; a word is also found inside a longer one."""

    def __init__(self, lessons: Iterable[Lesson]) -> None:
        self._entries = [entry for lesson in lessons for entry in _entries(lesson)]

    def find(self, query: str, most: int = 50) -> list[Found]:
        """The pages with every word of ``query``, best first, else in the order of the course."""
        words = query.lower().split()
        if not words:
            return []
        scored: list[tuple[int, int, Found]] = []
        for place, entry in enumerate(self._entries):
            scores = [_score(entry, word) for word in words]
            if all(scores):
                found = Found(entry.lesson, entry.page, entry.title, entry.page_title, _excerpt(entry, words))
                scored.append((-sum(scores) - _phrase_score(entry, words), place, found))
        scored.sort(key=lambda item: item[:2])
        return [found for _, _, found in scored[:most]]


def _entries(lesson: Lesson) -> Iterator[_Entry]:
    for number, page in enumerate(lesson.pages):
        lines: list[tuple[str, bool]] = []
        for block in page.blocks:
            if isinstance(block, Prose):
                lines += _prose_lines(block.markdown)
            elif isinstance(block, Snippet) and not block.hide:
                lines += [(line, True) for line in block.text.splitlines()]
            elif isinstance(block, ChallengePlace):
                challenge = lesson.challenge(block.name)
                lines += [(challenge.title, False), *_prose_lines(challenge.task)]
            elif isinstance(block, Question):
                lines += _prose_lines(block.ask)
            elif isinstance(block, Prediction):
                lines += _prose_lines(block.question.ask)
        kept = tuple((" ".join(line.split()), code) for line, code in lines if line.strip())
        yield _Entry(lesson.id, number, lesson.title, page.title, kept)


def _prose_lines(markdown: str) -> list[tuple[str, bool]]:
    """Paragraphs as one line each, free of marks."""
    lines: list[tuple[str, bool]] = []
    in_code = False
    for part in re.split(r"(```[^\n]*\n.*?```)", markdown, flags=re.DOTALL):
        in_code = part.startswith("```")
        if in_code:
            lines += [(line, True) for line in part.splitlines()[1:-1]]
            continue
        text = USUAL.fill(links_as_text(part))
        lines += [(re.sub(r"[*`#>|]", "", block), False) for block in re.split(r"\n\s*\n", text)]
    return lines


def _score(entry: _Entry, word: str) -> int:
    score = _title_score(entry.title, word, _TITLE) + _title_score(entry.page_title, word, _PAGE_TITLE)
    for line, code in entry.lines:
        if word in line.lower():
            score += _CODE_NAME if code and re.search(rf"\b{re.escape(word)}\b", line.lower()) else _TEXT
    return score


def _title_score(title: str, word: str, worth: int) -> int:
    if word not in title.lower():
        return 0
    return worth if re.search(rf"(?<!\w){re.escape(word)}", title.lower()) else worth // _INSIDE


def _phrase_score(entry: _Entry, words: list[str]) -> int:
    phrase = " ".join(words)
    titles = (entry.title.lower(), entry.page_title.lower())
    return _PHRASE if len(words) > 1 and any(phrase in title for title in titles) else 0


def _excerpt(entry: _Entry, words: list[str]) -> str:
    """The line with the most of the words, cut around the first of them."""
    if not entry.lines:
        return ""
    best = max((line for line, _ in entry.lines), key=lambda line: sum(word in line.lower() for word in words))
    places = [place for word in words if (place := best.lower().find(word)) >= 0]
    if len(best) <= EXCERPT:
        return best
    start = max(0, min(places, default=0) - EXCERPT // 3)
    piece = best[start : start + EXCERPT - 2]
    return ("…" if start else "") + piece.strip() + ("…" if start + EXCERPT - 2 < len(best) else "")

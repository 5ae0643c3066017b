"""Search over the whole course."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget
from textual.widgets import Input

from tutor.course.model import CourseError
from tutor.course.search import Found, Index
from tutor.session.services import Services
from tutor.ui.screens.base import TutorScreen
from tutor.ui.spans import Line, Span
from tutor.ui.widgets.line_input import LineInput
from tutor.ui.widgets.rows import Row, RowChosen, RowList

Target = tuple[str, int]
"""A lesson's id and a page's index."""


def marked(text: str, words: Iterable[str], role: str) -> Line:
    """``text`` with every place of the words in another colour."""
    lowered = text.lower()
    hits = [False] * len(text)
    for word in words:
        place = lowered.find(word)
        while place >= 0:
            hits[place : place + len(word)] = [True] * len(word)
            place = lowered.find(word, place + 1)
    spans: list[Span] = []
    for character, hit in zip(text, hits, strict=True):
        wanted = "accent_strong" if hit else role
        if spans and spans[-1].role == wanted:
            spans[-1] = spans[-1]._replace(text=spans[-1].text + character)
        else:
            spans.append(Span(character, wanted))
    return tuple(spans)


def result_rows(found: Iterable[Found], query: str) -> list[Row]:
    """A heading for each lesson; for each page its title and the line that says most."""
    words = query.lower().split()
    rows: list[Row] = []
    by_lesson: dict[str, list[Found]] = {}
    for page in found:
        by_lesson.setdefault(page.lesson, []).append(page)
    for pages in by_lesson.values():
        rows.append(Row(marked(pages[0].title, words, "heading")))
        for page in pages:
            place = (Span(f"page {page.page + 1} ", "faint"),)
            rows.append(Row((Span("  "), *marked(page.page_title, words, "text")), place, (page.lesson, page.page)))
            if page.excerpt:
                rows.append(Row((Span("      "), *marked(page.excerpt, words, "muted"))))
    return rows


class SearchScreen(TutorScreen["Target | None"]):
    """Ends with the page that was chosen, or None."""

    HELP_TEXT: ClassVar[str] = (
        "Words of titles, text, code and tasks; a page is found if it has all of them. "
        "Enter opens the best one, `{key:search.down}` goes to the list."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("search.down", "rows.choose", "search.back")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "back", "Back", id="search.back", tooltip="Back to the page you came from", priority=True),
        Binding("down", "down", "To the list", id="search.down", tooltip="To what was found"),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._index: Index | None = None
        self.words = LineInput(placeholder="Search the course: words of titles, text, code", id="words", compact=True)
        self.rows = RowList(id="found")

    def place(self) -> str:
        """What this is."""
        return "Search"

    def body(self) -> Iterable[Widget]:
        """The words and what was found."""
        return (self.words, self.rows)

    def on_mount(self) -> None:
        """Ready to type; the course is read meanwhile."""
        self.words.focus()
        self.run_worker(self._read_course(), exit_on_error=False)

    async def _read_course(self) -> None:
        library = self.services.library
        lessons = []
        for lesson_id in library.ids():
            try:
                lessons.append(library.lesson(lesson_id))
            except CourseError:
                continue  # the map tells of it
            await asyncio.sleep(0)
        self._index = Index(lessons)
        self._show()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Look again."""
        event.stop()
        self._show()

    def _show(self) -> None:
        if self._index is None:
            return
        query = self.words.value
        found = self._index.find(query)
        nothing = [Row((Span("No page has all of these words. Try fewer.", "muted"),))] if query.split() else []
        self.rows.show(result_rows(found, query) or nothing)
        self.refresh_bindings()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """The list, once there is one."""
        if action == "down":
            return self.words.has_focus and self.rows.cursor_key is not None
        return True

    def action_down(self) -> None:
        """To the list."""
        self.rows.focus()

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Enter opens the best page at once."""
        event.stop()
        if self.rows.cursor_key is not None:
            self.rows.action_choose()

    def on_row_chosen(self, event: RowChosen) -> None:
        """Open it."""
        if isinstance(event.key, tuple):
            lesson, page = event.key
            self.dismiss((str(lesson), int(page)))

    def action_back(self) -> None:
        """Back: from the list to the words, from the words to the page."""
        if self.words.has_focus:
            self.dismiss(None)
        else:
            self.words.focus()

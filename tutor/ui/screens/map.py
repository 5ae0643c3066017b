"""The course map: units, lessons and challenges with what became of them."""

from __future__ import annotations

import asyncio
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tutor.course.model import CourseError, Lesson, LessonEntry, Unit
from tutor.session.services import Services
from tutor.study.items import items_of_lesson
from tutor.study.practice import due_ids
from tutor.study.testing_out import mark_tested_out
from tutor.ui.screens.base import TutorScreen
from tutor.ui.spans import Line, Span, with_keys
from tutor.ui.widgets.challenge_card import state_words
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.rows import Row, RowChosen, RowList

LESSON_MARKS = {"new": ("○", "muted"), "started": ("◐", "warn"), "known": ("◉", "ok"), "done": ("●", "ok")}

DONE = ("done", "known")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to open: a lesson, or one of its challenges by the name of its folder."""

    lesson_id: str
    challenge: str | None = None


Loaded = dict[str, Lesson | None]
"""Lessons read so far; None for one that can't be read."""


def map_rows(units: Iterable[Unit], loaded: Loaded, services: Services) -> list[Row]:
    """The map as rows; lessons not read yet have neither mark nor challenges."""
    rows: list[Row] = []
    for unit in units:
        lessons = [loaded.get(entry.id) for entry in unit.lessons]
        done = sum(1 for lesson in lessons if lesson is not None and services.lesson_state(lesson) in DONE)
        if rows:
            rows.append(Row(()))
        rows.append(Row((Span(unit.title, "heading"),), (Span(f"{done} of {len(unit.lessons)} done ", "muted"),)))
        for entry in unit.lessons:
            rows.extend(_lesson_rows(entry, loaded, services))
    return rows


def _lesson_rows(entry: LessonEntry, loaded: Loaded, services: Services) -> Iterable[Row]:
    lesson = loaded.get(entry.id)
    mark, role = LESSON_MARKS[services.lesson_state(lesson)] if lesson is not None else ("·", "faint")
    if entry.id in loaded and lesson is None:
        mark, role = "✗", "fail"
    minutes = (Span(f"{entry.minutes} min ", "muted"),) if entry.minutes else ()
    yield Row((Span(f"  {mark} ", role), Span(entry.title)), minutes, Choice(entry.id))
    for challenge in lesson.challenges if lesson is not None else ():
        mark, role, _ = state_words(services.challenge_state(challenge))
        name = challenge.id.rsplit("/", 1)[1]
        left = (Span(f"      {mark} ", role), Span(challenge.title, "muted"))
        yield Row(left, (Span(f"{challenge.minutes} min ", "faint"),), Choice(entry.id, name))


class DueLine(LinesWidget):
    """How much is due for practice; takes no room where nothing is."""

    def __init__(self) -> None:
        super().__init__(id="due")
        self._due = 0

    def show(self, due: int) -> None:
        """Say another number."""
        self._due = due
        self.display = due > 0
        self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """One line."""
        return [(Span(f"{self._due} due", "warn"), *with_keys(" · {key:app.practice} practises", self.keys))]


class MapScreen(TutorScreen["Choice | None"]):
    """Ends with what was chosen, or None."""

    HELP_TEXT: ClassVar[str] = (
        "The whole course. `○` new, `◐` begun, `●` done, `◉` known already (`·` while it is read); challenges stand "
        "under their lesson. "
        "`{key:rows.choose}` opens a lesson at its first page, or a challenge."
    )
    LEADS_ON = True
    KEYS: ClassVar[tuple[str, ...]] = (
        "rows.choose",
        "app.practice",
        "app.progress",
        "map.back",
        "app.exam",
        "app.theme",
        "app.quit",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,m", "back", "Back", id="map.back", tooltip="Back to the page you came from"),
    ]

    def __init__(self, services: Services, lesson_id: str | None) -> None:
        super().__init__(services)
        self._loaded: Loaded = {}
        start = Choice(lesson_id) if lesson_id else None
        self.due = DueLine()
        self.rows = RowList(map_rows(services.library.units(), {}, services), start, id="map")

    def place(self) -> str:
        """The course."""
        return self.services.library.info.title

    def body(self) -> Iterable[Widget]:
        """What is due, and the list."""
        return (self.due, self.rows)

    def on_mount(self) -> None:
        """Read the lessons one by one while the list is already there."""
        self.rows.focus()
        self.run_worker(self._read_lessons(), exit_on_error=False)

    def on_screen_resume(self) -> None:
        """What is due may have changed in a sitting."""
        self._show_due()
        if self._loaded:
            self._show_rows()

    def _show_due(self) -> None:
        lessons = [lesson for lesson in self._loaded.values() if lesson is not None]
        items = [item for lesson in lessons for item in items_of_lesson(lesson)]
        self.due.show(len(due_ids(self.services.progress, items)))

    def _show_rows(self) -> None:
        self.rows.show(map_rows(self.services.library.units(), self._loaded, self.services))

    async def _read_lessons(self) -> None:
        units = self.services.library.units()
        progress = self.services.progress
        for unit in units:
            ids = [entry.id for entry in unit.lessons]
            for entry in unit.lessons:
                try:
                    self._loaded[entry.id] = self.services.library.lesson(entry.id)
                except CourseError:
                    self._loaded[entry.id] = None
                await asyncio.sleep(0)
            mark_tested_out([lesson for lesson in map(self._loaded.get, ids) if lesson is not None], progress)
            self._show_rows()
        self._show_due()

    def on_row_chosen(self, event: RowChosen) -> None:
        """Open it."""
        if isinstance(event.key, Choice):
            self.dismiss(event.key)

    def action_back(self) -> None:
        """Back to where one was."""
        self.dismiss(None)

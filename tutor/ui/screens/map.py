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
from tutor.session.standing import BROKEN, LessonStanding, Standings, keep, kept, standing
from tutor.study.items import items_of_lesson
from tutor.study.practice import due_ids
from tutor.study.testing_out import mark_tested_out
from tutor.ui.screens.base import TutorScreen
from tutor.ui.spans import Line, Span, with_keys
from tutor.ui.widgets.challenge_card import state_words
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.rows import Row, RowChosen, RowList

LESSON_MARKS = {
    "new": ("○", "muted"),
    "started": ("◐", "warn"),
    "known": ("◉", "ok"),
    "done": ("●", "ok"),
    BROKEN: ("✗", "fail"),
}
UNKNOWN = ("·", "faint")
DONE = ("done", "known")


@dataclass(frozen=True, slots=True)
class Choice:
    """What to open: a lesson, or one of its challenges by the name of its folder."""

    lesson_id: str
    challenge: str | None = None


def map_rows(units: Iterable[Unit], standings: Standings) -> list[Row]:
    """The map as rows; a lesson of which nothing is known yet has neither mark nor challenges."""
    rows: list[Row] = []
    for unit in units:
        known = [standings[entry.id] for entry in unit.lessons if entry.id in standings]
        done = sum(lesson.state in DONE for lesson in known)
        if rows:
            rows.append(Row(()))
        rows.append(Row((Span(unit.title, "heading"),), (Span(f"{done} of {len(unit.lessons)} done ", "muted"),)))
        for entry in unit.lessons:
            rows.extend(_lesson_rows(entry, standings.get(entry.id)))
    return rows


def _lesson_rows(entry: LessonEntry, lesson: LessonStanding | None) -> Iterable[Row]:
    mark, role = LESSON_MARKS.get(lesson.state, UNKNOWN) if lesson is not None else UNKNOWN
    minutes = (Span(f"{entry.minutes} min ", "muted"),) if entry.minutes else ()
    yield Row((Span(f"  {mark} ", role), Span(entry.title)), minutes, Choice(entry.id))
    for challenge in lesson.challenges if lesson is not None else ():
        mark, role, _ = state_words(challenge.state)
        left = (Span(f"      {mark} ", role), Span(challenge.title, "muted"))
        yield Row(left, (Span(f"{challenge.minutes} min ", "faint"),), Choice(entry.id, challenge.name))


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
        self._lessons: dict[str, Lesson | None] = {}
        """Those read so far; None for one that can't be read."""
        # What stood there last stands there at once; reading the whole course takes a second.
        self._standings = kept(services)
        start = Choice(lesson_id) if lesson_id else None
        self.due = DueLine()
        self.rows = RowList(map_rows(services.library.units(), self._standings), start, id="map")

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
        """What is due, and what is solved, may have changed in a sitting."""
        self._show_due()
        self._show_rows(*self._lessons)

    def _show_due(self) -> None:
        lessons = [lesson for lesson in self._lessons.values() if lesson is not None]
        items = [item for lesson in lessons for item in items_of_lesson(lesson)]
        self.due.show(len(due_ids(self.services.progress, items)))

    def _show_rows(self, *changed: str) -> None:
        """Show the map, some of whose lessons stand otherwise than before."""
        for id_ in changed:
            self._standings[id_] = standing(self._lessons[id_], self.services)
        self.rows.show(map_rows(self.services.library.units(), self._standings))

    async def _read_lessons(self) -> None:
        for unit in self.services.library.units():
            ids = [entry.id for entry in unit.lessons]
            for id_ in ids:
                try:
                    self._lessons[id_] = self.services.library.lesson(id_)
                except CourseError:
                    self._lessons[id_] = None
                await asyncio.sleep(0)
            read = [lesson for lesson in map(self._lessons.get, ids) if lesson is not None]
            mark_tested_out(read, self.services.progress)
            self._show_rows(*ids)
        self._show_due()
        keep({id_: self._standings[id_] for id_ in self._lessons}, self.services)

    def on_row_chosen(self, event: RowChosen) -> None:
        """Open it."""
        if isinstance(event.key, Choice):
            self.dismiss(event.key)

    def action_back(self) -> None:
        """Back to where one was."""
        self.dismiss(None)

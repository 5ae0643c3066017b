"""Going about in the course line by line: which page is said, and how one comes to another."""

from __future__ import annotations

from tutor.course.model import QUIZ_KINDS, CourseError
from tutor.plain.console import Console
from tutor.plain.looking import find, found_lines, map_lines, number_of
from tutor.plain.pages import PageParts, head, page_lines, parts_of
from tutor.plain.text import number_in
from tutor.session.reading_time import ReadingTime
from tutor.session.records import LessonState
from tutor.session.services import Services


class Reading:
    """The place in the course. A method for each command, which gets what was typed behind it."""

    def __init__(self, services: Services, console: Console) -> None:
        self.services = services
        self.console = console
        self.state: LessonState | None = None
        self.page = 0
        """The page's index, from 0."""
        self.time = ReadingTime(services.progress.reading, services.control.clock)

    def first_place(self, start: str | None) -> tuple[str | None, int]:
        """Where to begin: ``start``, the last place, or the first lesson."""
        library, place = self.services.library, self.services.progress.place()
        if start is not None:
            return start, place.page if place is not None and place.lesson == start else 0
        if place is not None and place.lesson in library.ids():
            return place.lesson, place.page
        entries = [entry for unit in library.units() for entry in unit.lessons]
        return next((entry.id for entry in entries if entry.kind not in QUIZ_KINDS), None), 0

    def show(self, lesson_id: str | None, page: int = 0) -> None:
        """Open a lesson at a page (from 0, -1 the last) and say it."""
        if lesson_id is None:
            self.console.say("This course has no lessons yet. pytorch-tutor verify says what is missing.")
            return
        if self.state is None or self.state.lesson.id != lesson_id:
            try:
                lesson = self.services.library.lesson(lesson_id)
            except CourseError as error:
                self.console.say(f"The lesson {lesson_id} can't be read:", *map(str, error.faults))
                self.console.say("o opens another lesson, m says which there are.")
                return
            self.state = LessonState(lesson, self.services.drafts.get)
        last = len(self.state.lesson.pages) - 1
        self.page = last if page < 0 else min(page, last)
        self.services.progress.set_place(lesson_id, self.page)
        self.services.progress.page_seen(lesson_id, self.page)
        self.time.begin(lesson_id)
        self.console.say(*page_lines(self.state, self.page, self.services))

    @property
    def parts(self) -> PageParts:
        """What the page holds besides prose."""
        return parts_of(self.state, self.page) if self.state is not None else PageParts()

    async def next(self, _rest: str = "") -> None:
        """To the next page, or the next lesson."""
        if self.state is None:
            return
        if self.page + 1 < len(self.state.lesson.pages):
            self.show(self.state.lesson.id, self.page + 1)
            return
        following = self.services.library.next(self.state.lesson.id)
        if following is None:
            self.console.say("This was the last page of the course. m says all lessons.")
        else:
            self.show(following)

    async def back(self, _rest: str = "") -> None:
        """To the page before."""
        if self.state is None:
            return
        before = self.services.library.previous(self.state.lesson.id)
        if self.page > 0:
            self.show(self.state.lesson.id, self.page - 1)
        elif before is not None:
            self.show(before, -1)
        else:
            self.console.say("This is the first page. n goes on.")

    async def say_page(self, _rest: str = "") -> None:
        """The page again."""
        if self.state is not None:
            self.console.say(*page_lines(self.state, self.page, self.services))

    async def map(self, _rest: str = "") -> None:
        """Every lesson with its number and state."""
        self.console.say(*await map_lines(self.services))
        if self.state is not None:
            self.console.say("", f"You are at {head(self.state.lesson, self.page)} o and a number opens another.")

    async def open(self, rest: str) -> None:
        """Open a lesson by number or name."""
        entries = {number_of(entry): entry.id for unit in self.services.library.units() for entry in unit.lessons}
        if not rest:
            self.console.say("Which lesson? For instance o 1.3. m says them all.")
            return
        try:
            found = entries[rest] if rest in entries else self.services.library.find(rest)
        except LookupError as error:
            self.console.say(str(error))
        else:
            self.show(found)

    async def find(self, words: str) -> None:
        """Find words, and open a page of those that have them."""
        if not words:
            self.console.say("Which words? For instance f gradient.")
            return
        found = await find(self.services, words)
        if not found:
            self.console.say("No page has all of these words. Try fewer.")
            return
        self.console.say(*found_lines(found))
        answer = await self.console.ask("A number opens it; Enter alone stays here: ")
        number = number_in(answer or "", len(found))
        if number is not None:
            self.show(found[number - 1].lesson, found[number - 1].page)

    async def again(self, _rest: str = "") -> None:
        """Another round of a quiz, from its first page."""
        if self.state is None or not self.state.lesson.is_quiz:
            self.console.say("This is no quiz.")
            return
        asked = self.state.asked
        asked.begin_again()
        self.services.drafts.put(asked.sitting_key, asked.sitting.as_text())
        self.services.drafts.flush()
        self.show(self.state.lesson.id, 0)

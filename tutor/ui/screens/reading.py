"""Reading a lesson: which page is shown, and the keys that scroll and leaf."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tutor.course.model import CourseError
from tutor.session.reading_time import ReadingTime
from tutor.session.records import LessonState
from tutor.session.services import Services
from tutor.ui.screens.looking import LookingScreen
from tutor.ui.trail import Stop, Trail
from tutor.ui.widgets.page import PageView, fault_text, page_widgets
from tutor.ui.widgets.place import Place
from tutor.ui.widgets.prose import ProseBlock

NO_LESSONS = (
    "This course has no lessons yet. `pytorch-tutor verify` says what is missing; "
    "`pytorch-tutor` without `--course` opens the course that came with the tutor."
)


class ReadingScreen(LookingScreen[None]):
    """A lesson's pages."""

    LEADS_ON = True

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("space", "onward", "Next", id="page.onward", tooltip="Scroll on, then to the next page"),
        Binding("n,right", "next_page", "Next page", id="page.next", tooltip="To the next page"),
        Binding("b,p,left", "previous_page", "Back", id="page.back", tooltip="To the page before"),
        Binding("tab", "mark(1)", "Mark", id="page.mark", tooltip="Mark the next snippet, question, challenge or link"),
        Binding("shift+tab", "mark(-1)", "Mark back", id="page.mark_back", tooltip="Mark the one before"),
        Binding("backspace", "return", "Return", id="page.return", tooltip="Back to the place you were led away from"),
        Binding("j,down", "scroll_page(1)", "Down", id="page.down", tooltip="Scroll a line down"),
        Binding("k,up", "scroll_page(-1)", "Up", id="page.up", tooltip="Scroll a line up"),
        Binding(
            "pagedown",
            "scroll_screen(1)",
            "Screen down",
            id="page.screen_down",
            tooltip="Scroll a screen down",
        ),
        Binding("pageup", "scroll_screen(-1)", "Screen up", id="page.screen_up", tooltip="Scroll a screen up"),
        Binding("g,home", "scroll_top", "Top", id="page.top", tooltip="To the top of the page"),
        Binding("G,end", "scroll_bottom", "End", id="page.end", tooltip="To the end of the page"),
    ]

    def __init__(self, services: Services, lesson_id: str | None, page: int = 0) -> None:
        super().__init__(services)
        self.lesson_id = lesson_id
        self.page_index: int = 0
        self.state: LessonState | None = None
        self._fault = ""
        self._trail = Trail()
        self._time = ReadingTime(services.progress.reading, services.control.clock)
        self._load(lesson_id, page)
        self.page = PageView(*self._widgets())

    def _load(self, lesson_id: str | None, page: int) -> None:
        """Read a lesson; one that can't be read becomes a page that says so."""
        self.lesson_id, self.state, self._fault = lesson_id, None, ""
        if lesson_id is None:
            self._fault = NO_LESSONS
            return
        try:
            lesson = self.services.library.lesson(lesson_id)
        except CourseError as error:
            self._fault = fault_text(lesson_id, error.faults)
            return
        kept = self._trail.take_state(lesson_id, lesson.content_hash)
        self.state = kept or LessonState(lesson, self.services.drafts.get)
        last = len(lesson.pages) - 1
        self.page_index = min(max(page if page >= 0 else last, 0), last)

    def _widgets(self) -> Iterable[Widget]:
        if self.state is None:
            return [ProseBlock(self._fault)]
        return page_widgets(self.state, self.page_index, self.services, self._after())

    def _after(self) -> str:
        """What follows this page, for its foot."""
        assert self.state is not None
        pages = self.state.lesson.pages
        if self.page_index + 1 < len(pages):
            return f"goes on: {pages[self.page_index + 1].title}"
        following = self.services.library.next(self.state.lesson.id)
        if following is None:
            return "leads to the course map: this was the last page of the course"
        titles = {entry.id: entry.title for unit in self.services.library.units() for entry in unit.lessons}
        return f"goes on to the next lesson: {titles.get(following, following)}"

    def place(self) -> str:
        """Lesson and page."""
        if self.state is None:
            return self.lesson_id or self.services.library.info.title
        return f"{self.state.lesson.title} · {self.page_index + 1}/{len(self.state.lesson.pages)}"

    def body(self) -> Iterable[Widget]:
        """The page, the chart that appears with the first curve, and tips for who is new."""
        if not self.services.tour:
            return (self.page, self.chart)
        from tutor.ui.widgets.tour import Tour

        return (self.page, self.chart, Tour(self.services.progress))

    def page_shown(self) -> None:
        """A page is on the screen: remember it."""
        if self.state is None:
            return
        self.services.progress.set_place(self.state.lesson.id, self.page_index)
        self.services.progress.page_seen(self.state.lesson.id, self.page_index)
        self._time.begin(self.state.lesson.id)
        if self.services.runner.status.phase == "off" and self.services.runner.status.detail:
            # It rested while nobody read; whoever turns a page may soon run something.
            self.run_worker(self.services.runner.start(), exit_on_error=False)

    def on_screen_suspend(self) -> None:
        """Another screen is on top: nobody reads."""
        self._time.end()

    def on_screen_resume(self) -> None:
        """Back on the page."""
        self._time.begin(self.state.lesson.id if self.state is not None else None)

    def on_unmount(self) -> None:
        """The app is left."""
        self._time.end()

    async def open_page(self, lesson_id: str | None, page: int = 0) -> None:
        """Show another page; ``page`` counts from 0, -1 is the last one."""
        self.services.drafts.flush()
        if self.state is not None and lesson_id == self.lesson_id:
            self.page_index = min(max(page, 0), len(self.state.lesson.pages) - 1)
            if not self.has_class("-wide") and not self.services.control.running:
                self.put_chart_away()
        else:
            await self.services.control.end()
            self.show_chart_of(None)
            self._load(lesson_id, page)
        await self.page.show(*self._widgets())
        self.status_line.show_place(self.place())
        self.page_shown()
        self.refresh_bindings()

    async def jump(self, lesson_id: str, page: int = 0) -> None:
        """Show a page from where one may come back to this one."""
        self._trail.leave(Stop(self.lesson_id, self.page_index, int(self.page.scroll_y)), self.state)
        await self.open_page(lesson_id, page)

    async def action_return(self) -> None:
        """Back to where the last jump began."""
        stop = self._trail.back()
        self._trail.keep(self.state)
        await self.open_page(stop.lesson_id, stop.page)
        self.page.call_after_refresh(self.page.scroll_to, y=stop.row, animate=False, immediate=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        if action == "return":
            return bool(self._trail)
        if action == "mark":
            return self.page.has_other_stops
        return super().check_action(action, parameters)

    async def action_next_page(self) -> None:
        """To the next page, or the next lesson, or up to the map."""
        if self.state is not None and self.page_index + 1 < len(self.state.lesson.pages):
            await self.open_page(self.lesson_id, self.page_index + 1)
            return
        following = self.services.library.next(self.lesson_id) if self.lesson_id else None
        if following is not None:
            await self.open_page(following)
        else:
            await self.run_action("map")

    async def action_previous_page(self) -> None:
        """To the page before, or the end of the lesson before."""
        if self.state is not None and self.page_index > 0:
            await self.open_page(self.lesson_id, self.page_index - 1)
            return
        before = self.services.library.previous(self.lesson_id) if self.lesson_id else None
        if before is not None:
            await self.open_page(before, -1)
        else:
            self.notify("This is the first page. {key:page.onward} goes on.", timeout=3)

    async def action_onward(self) -> None:
        """Scroll a screen if there is more below, else to the next page."""
        if self.page.at_end:
            await self.action_next_page()
        else:
            self.action_scroll_screen(1)

    def action_mark(self, step: int) -> None:
        """Mark another snippet or challenge."""
        self.page.mark_next(step)

    def action_scroll_page(self, lines: int) -> None:
        """Scroll some lines."""
        self.page.scroll_by(lines)

    def action_scroll_screen(self, screens: int) -> None:
        """Scroll by screens; two lines stay in sight."""
        self.page.scroll_relative(y=screens * max(self.page.size.height - 2, 1), animate=False, immediate=True)

    def action_scroll_top(self) -> None:
        """To the top of the page."""
        self.page.scroll_home(animate=False, immediate=True)

    def action_scroll_bottom(self) -> None:
        """To the end of the page."""
        self.page.scroll_end(animate=False, immediate=True)

    @property
    def marked(self) -> Place | None:
        """The place that keys mean."""
        return self.page.marked

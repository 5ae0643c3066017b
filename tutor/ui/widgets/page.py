"""One page of a lesson: prose, snippets, questions and challenges, one of them marked."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, NamedTuple

from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.widget import Widget

from tutor.course.model import ChallengePlace, Fault, Prose, Snippet
from tutor.course.questions import Prediction, Question, QuizResult
from tutor.session.records import LessonState
from tutor.session.services import Services
from tutor.ui.messages import PlaceMarked
from tutor.ui.widgets.challenge_card import ChallengeCard
from tutor.ui.widgets.place import Place
from tutor.ui.widgets.prose import PageFoot, PageHead, ProseBlock
from tutor.ui.widgets.snippet import SnippetBlock

if TYPE_CHECKING:
    from tutor.ui.widgets.question import QuestionBlock


def page_widgets(state: LessonState, index: int, services: Services, after: str) -> Iterator[Widget]:
    """The widgets of page ``index`` (from 0); ``after`` says what follows the page."""
    lesson = state.lesson
    page = lesson.pages[index]
    yield PageHead(page.title, index + 1, len(lesson.pages))
    for block in page.blocks:
        if isinstance(block, Prose):
            yield ProseBlock(block.markdown)
        elif isinstance(block, Snippet):
            if not block.hide:
                yield SnippetBlock(state, block.number, services.control)
        elif isinstance(block, ChallengePlace):
            challenge = lesson.challenge(block.name)
            yield ChallengeCard(challenge, block.name, services.challenge_state(challenge))
        elif isinstance(block, Question | Prediction):
            from tutor.ui.widgets.question import QuestionBlock  # with the first page that asks

            asked = state.asked[block.id]
            before = "new" if asked.in_quiz else services.answer_state(asked.question)
            yield QuestionBlock(asked, before, services.title_of, unicode=services.unicode)
        elif isinstance(block, QuizResult):
            from tutor.ui.widgets.quiz_result import QuizResultBlock

            yield QuizResultBlock(lambda: state.asked.score, services.title_of, placement=lesson.kind == "placement")
    yield PageFoot(after)


def fault_text(lesson_id: str, faults: list[Fault]) -> str:
    """A lesson that can't be read, as Markdown for the learner."""
    listed = "\n".join(f"- `{fault.path}`, line {fault.line}: {fault.message}" for fault in faults[:20])
    return (
        f"The lesson `{lesson_id}` can't be read:\n\n{listed}\n\n"
        "If this is your own course, mend these places and open the lesson again; "
        "otherwise go on with another lesson: `{{key:lesson.map}}` opens the course map."
    )


class LinkStop(NamedTuple):
    """A link of the page as a stop of ``Tab``."""

    block: ProseBlock
    number: int
    """Its number in the block, from 0."""
    address: str


class PageView(VerticalScroll, can_focus=False, inherit_bindings=False):
    """Scrolls a page and knows which of its places is marked."""

    DEFAULT_CSS = """
    PageView { width: 1fr; height: 1fr; padding: 0 2; scrollbar-size-vertical: 1; }
    """

    def __init__(self, *widgets: Widget) -> None:
        super().__init__(*widgets, id="page")
        self._marked: Place | None = None
        self._link: LinkStop | None = None
        self._following: Place | None = None

    @property
    def places(self) -> list[Place]:
        """Snippets, questions and challenges, in page order."""
        return [child for child in self.children if isinstance(child, Place)]

    @property
    def snippets(self) -> list[SnippetBlock]:
        """The page's snippets."""
        return [place for place in self.places if isinstance(place, SnippetBlock)]

    @property
    def questions(self) -> list[QuestionBlock]:
        """The page's questions and predictions."""
        from tutor.ui.widgets.question import QuestionBlock

        return [place for place in self.places if isinstance(place, QuestionBlock)]

    @property
    def marked(self) -> Place | None:
        """The place that keys mean."""
        return self._marked if self._marked is not None and self._marked.is_attached else None

    @property
    def link(self) -> str:
        """Where the link leads that stands out; empty for none. The marked place stays marked meanwhile."""
        return self._link.address if self._link is not None else ""

    @property
    def _stops(self) -> list[Place | LinkStop]:
        """All that ``Tab`` comes to, in page order."""
        stops: list[Place | LinkStop] = []
        for child in self.children:
            if isinstance(child, Place):
                stops.append(child)
            elif isinstance(child, ProseBlock):
                stops += [LinkStop(child, number, address) for number, address in enumerate(child.links)]
        return stops

    @property
    def has_other_stops(self) -> bool:
        """Whether there is another place or link to go to."""
        stops = self._stops
        return len(stops) > 1 or (bool(stops) and self._link is None and self.marked is None)

    def on_mount(self) -> None:
        """Mark the first place."""
        self.mark_first()

    def mark_first(self) -> None:
        """Mark the page's first place, if there is one, without scrolling to it."""
        self._marked = self._link = None
        places = self.places
        if places:
            self.mark(places[0], scroll=False)

    def mark(self, place: Place, *, scroll: bool = True) -> None:
        """Mark one place and only this one."""
        self._show_link(None)
        if self._marked is not None and self._marked is not place:
            self._marked.set_marked(False)
        self._marked = place
        place.set_marked(True)
        place.focus(scroll_visible=False)
        if scroll:
            # The top of a snippet that is higher than the screen matters more than its end.
            place.scroll_visible(animate=False, top=place.outer_size.height > self.size.height)
        self.post_message(PlaceMarked())

    def mark_next(self, step: int) -> None:
        """Mark the place or let the link stand out that is ``step`` stops on, going round at the ends."""
        stops = self._stops
        if not stops:
            return
        current = self._link or self.marked
        position = stops.index(current) + step if current in stops else 0
        target = stops[position % len(stops)]
        if isinstance(target, Place):
            self.mark(target)
            return
        self._show_link(target)
        # Enter shall mean the link, and no key of a question goes to it.
        self.screen.set_focus(None)
        row = target.block.virtual_region.y + target.block.row_of_marked_link()
        self.scroll_to_region(Region(0, row - 1, 1, 3), animate=False, immediate=True, x_axis=False)
        self.post_message(PlaceMarked())

    def _show_link(self, stop: LinkStop | None) -> None:
        if self._link is not None:
            self._link.block.mark_link(-1)
        self._link = stop
        if stop is not None:
            stop.block.mark_link(stop.number)

    def scroll_by(self, lines: int) -> None:
        """Scroll as the reader asks; a run's output no longer pulls the page along."""
        self._following = None
        self.scroll_relative(y=lines, animate=False, immediate=True)

    def on_mouse_scroll_up(self) -> None:
        """The reader looks elsewhere with the mouse."""
        self._following = None

    def on_mouse_scroll_down(self) -> None:
        """The reader looks elsewhere with the mouse."""
        self._following = None

    def follow_run(self) -> None:
        """Keep the end of the marked place in sight while its run brings more, until the reader scrolls."""
        self._following = self.marked

    def reveal_run(self) -> None:
        """Bring the end of the place that is followed into sight."""
        if self._following is not None:
            self.call_after_refresh(self._reveal)

    def reveal_top(self, place: Place) -> None:
        """Bring a place into sight, its top before its end; a run's output no longer pulls the page along."""
        self._following = None
        self.call_after_refresh(place.scroll_visible, animate=False, top=True)

    def watch_virtual_size(self) -> None:
        """The page grew or shrank: what is followed stays in sight."""
        self.reveal_run()

    def _reveal(self) -> None:
        place = self._following
        if place is None or not place.is_attached:
            return
        bottom = place.virtual_region.bottom
        if bottom > self.scroll_offset.y + self.size.height:
            self.scroll_to(y=bottom - self.size.height, animate=False, immediate=True)

    @property
    def at_end(self) -> bool:
        """Whether the end of the page is in sight."""
        return self.scroll_offset.y >= self.max_scroll_y

    async def show(self, *widgets: Widget) -> None:
        """Show another page from its top."""
        with self.app.batch_update():
            self._following = None
            await self.remove_children()
            self.scroll_to(y=0, animate=False, immediate=True)
            await self.mount_all(widgets)
        self.mark_first()

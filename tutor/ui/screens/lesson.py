"""A lesson, one page at a time: read, run, edit, go on."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType

from tutor.session.records import LessonState, RunRecord
from tutor.ui.messages import (
    ChallengeRequested,
    EditorLeft,
    PlaceMarked,
    SnippetEdited,
    SnippetRequested,
)
from tutor.ui.screens.noting import NotingScreen
from tutor.ui.widgets.challenge_card import ChallengeCard

if TYPE_CHECKING:
    from tutor.engine.events import RunEvent
    from tutor.ui.screens.map import Choice

WHILE_EDITING = frozenset({"stop", "run_now"})


class LessonScreen(NotingScreen):
    """A lesson whose snippets run."""

    HELP_TEXT: ClassVar[str] = (
        "Read the page, run its snippets with `{key:lesson.run}`, change them with `{key:lesson.edit}` and run them "
        "again. "
        "The snippets of a lesson build on each other: those before the one you run have run first. "
        "`{key:lesson.shapes}` runs a snippet once more and shows beside each line what it left. "
        "To a question choose with a digit, or with `{key:question.down}` and `{key:question.up}`, and answer with "
        "`{key:question.answer}`."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "lesson.run_now",
        "editor.leave",
        "editor.undo",
        "question.leave",
        "lesson.stop",
        "lesson.run",
        "lesson.edit",
        "challenge.open",
        "question.answer",
        "question.skip",
        "question.reveal",
        "question.lesson",
        "result.open",
        "result.again",
        "lesson.open",
        "page.onward",
        "page.back",
        "page.return",
        "page.mark",
        "lesson.traceback",
        "lesson.restore",
        "lesson.chart",
        "look.chart",
        "lesson.output",
        "look.pictures",
        "look.lens",
        "lesson.shapes",
        "lesson.map",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("r", "run", "Run", id="lesson.run", tooltip="Run the marked snippet"),
        Binding(
            "enter",
            "activate",
            "Open",
            id="lesson.open",
            tooltip="Open what is marked, or run it",
        ),
        Binding("ctrl+r,f5", "run_now", "Run", id="lesson.run_now", priority=True, tooltip="Run while editing"),
        Binding("s", "stop", "Stop", id="lesson.stop", tooltip="Interrupt the run; a second time end it"),
        Binding("e", "edit", "Edit", id="lesson.edit", tooltip="Edit the marked snippet in its place"),
        Binding("u", "restore", "Lesson's text", id="lesson.restore", tooltip="Drop your edits of the snippet"),
        Binding("t", "traceback", "Traceback", id="lesson.traceback", tooltip="Show or hide the traceback"),
        Binding("o", "output", "Output", id="lesson.output", tooltip="Show the whole output on its own"),
        Binding("c", "toggle_chart", "Chart", id="lesson.chart", tooltip="Chart beside the page, large, or hidden"),
        Binding("m,escape", "map", "Map", id="lesson.map", tooltip="Up to the course map"),
    ]

    def on_mount(self) -> None:
        """The first page is on the screen."""
        self.page_shown()

    @property
    def meant(self) -> int | None:
        """Number of the snippet that a run means: the marked one, or the one that the marked prediction is about."""
        return self.marked.meant if self.marked is not None else None

    @property
    def looked_at(self) -> RunRecord | None:
        """The marked snippet's run."""
        return self.snippet.record if self.snippet is not None else None

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        snippet = self.snippet
        if snippet is not None and snippet.editing and snippet.has_focus_within:
            if action not in WHILE_EDITING:
                return False
        elif action == "run_now" or (self.typing and action not in WHILE_EDITING):
            return False
        if action in {"run", "run_now"}:
            return self.meant is not None and not self.services.control.running
        if action == "edit":
            return snippet is not None
        if action == "activate":
            opens = bool(self.page.link) or isinstance(self.marked, ChallengeCard)
            return opens or (snippet is not None and not self.services.control.running)
        if action == "restore":
            return snippet is not None and self.state is not None and self.state.edited(snippet.number)
        if action == "traceback":
            return snippet is not None and snippet.record.error is not None
        if action == "output":
            return snippet is not None and bool(snippet.record.output)
        if action == "toggle_chart":
            return self.chart.filled
        return super().check_action(action, parameters)

    def start_run(self, number: int) -> None:
        """Run a snippet and, where needed, those before it."""
        state, control = self.state, self.services.control
        if state is None:
            return
        if control.running:
            self.notify("Code is running. Stop it with {key:lesson.stop}, or wait for its end.", timeout=3)
            return
        if self.ask_first(number):
            return
        from tutor.grading.feedback.stream import lesson_with_feedback

        self.services.drafts.flush()
        self.forget_shapes()
        sources = state.sources()
        index = [snippet.number for snippet in state.lesson.snippets].index(number)
        record = state.records[number]
        record.wait(sources[index].text)

        def take(arrival: tuple[int, RunEvent]) -> None:
            self._take(state, sources[arrival[0]].text, *arrival)

        untouched = [place for place, snippet in enumerate(state.lesson.snippets) if not state.edited(snippet.number)]
        events = self.services.runner.run_lesson(state.lesson.id, sources, index)
        lessons = self.services.library.ids()
        self.follow(lesson_with_feedback(events, sources, lessons, untouched), take, record)
        self.page.follow_run()
        self.draw_run()
        self.refresh_bindings()

    def _take(self, state: LessonState, text: str, position: int, event: RunEvent) -> None:
        """Put one event where it belongs; the pulse draws it."""
        from tutor.engine.events import MetricsReceived, RunStarted

        record = state.records[state.lesson.snippets[position].number]
        record.apply(event, self.services.control.clock())
        if isinstance(event, RunStarted):
            record.text = text
        elif isinstance(event, MetricsReceived) and state is self.state:
            self.chart_record = record

    def draw_run(self) -> None:
        """Show every snippet's run as it stands."""
        for block in self.page.snippets:
            block.sync()
        self.page.reveal_run()

    def run_over(self) -> None:
        """The run ended: now predictions meet what came."""
        self.judge_predictions()

    def open_lesson(self, lesson_id: str) -> None:
        """Open another lesson."""
        if lesson_id in self.services.library.ids():
            self.run_worker(self.jump(lesson_id))

    def action_run(self) -> None:
        """Run the marked snippet, or ask for the marked prediction about it."""
        if self.meant is not None:
            self.start_run(self.meant)

    def action_run_now(self) -> None:
        """Run from within the editor."""
        if self.snippet is not None:
            self.snippet.submit()

    def action_activate(self) -> None:
        """Follow the link that stands out, open the marked challenge, or run the marked snippet."""
        if self.page.link:
            self.app.call_later(self.app.run_action, f"app.follow_link({self.page.link!r})")
        elif isinstance(self.marked, ChallengeCard):
            self.open_challenge(self.marked.challenge_name)
        else:
            self.action_run()

    def action_edit(self) -> None:
        """Edit the marked snippet."""
        if self.snippet is not None:
            self.snippet.edit()
            self.refresh_bindings()

    def action_restore(self) -> None:
        """Back to the lesson's text."""
        if self.snippet is not None and self.state is not None:
            number = self.snippet.number
            self.state.set_text(number, self.state.snippets[number].text)
            self.services.drafts.put(self.state.draft_key(number), None)
            self.services.drafts.flush()
            self.snippet.show_text()
            self.refresh_bindings()

    def action_traceback(self) -> None:
        """Show or hide the traceback of the marked snippet's error."""
        if self.snippet is not None:
            self.snippet.toggle_traceback()
            self.page.follow_run()
            self.page.reveal_run()

    def action_output(self) -> None:
        """Show the whole output."""
        if self.snippet is not None:
            from tutor.ui.screens.viewer import OutputScreen

            self.app.push_screen(OutputScreen(self.services, self.snippet.record))

    def action_map(self) -> None:
        """Up to the course map."""
        from tutor.ui.screens.map import MapScreen

        self.services.drafts.flush()
        self.app.push_screen(MapScreen(self.services, self.lesson_id), self._chosen)

    async def _chosen(self, choice: Choice | None) -> None:
        """The map was left: open what was chosen there."""
        if choice is None:
            return
        if choice.lesson_id != self.lesson_id or choice.challenge is None:
            await self.jump(choice.lesson_id)
        if choice.challenge is not None and self.state is not None:
            pages = self.state.lesson.challenge_pages(choice.challenge)
            if pages and self.page_index not in pages:
                await self.open_page(self.lesson_id, pages[0])  # so that leaving the challenge leads there
            self.open_challenge(choice.challenge)

    def open_challenge(self, name: str) -> None:
        """Open one of the lesson's challenges."""
        if self.state is None:
            return
        if self.services.control.running:
            self.notify("Code is running. Stop it with {key:lesson.stop} first.", timeout=3)
            return
        from tutor.ui.screens.challenge import ChallengeScreen

        screen = ChallengeScreen(self.services, self.state.lesson, self.state.lesson.challenge(name))
        self.app.push_screen(screen, self._challenge_left)

    def _challenge_left(self, _result: None) -> None:
        for place in self.page.places:
            if isinstance(place, ChallengeCard):
                place.show_state(self.services.challenge_state(place.challenge))

    def on_snippet_requested(self, event: SnippetRequested) -> None:
        """The mouse pointed at a snippet."""
        for block in self.page.snippets:
            if block.number == event.number and not (block.editing and block is self.marked):
                self.page.mark(block, scroll=False)
        if event.run:
            self.start_run(event.number)

    def on_challenge_requested(self, event: ChallengeRequested) -> None:
        """The mouse pointed at a challenge."""
        self.open_challenge(event.name)

    def on_place_marked(self, _event: PlaceMarked) -> None:
        """Another place is marked: its curves, its keys; editors elsewhere close."""
        for block in self.page.snippets:
            if block.editing and block is not self.marked:
                block.end_edit()
        if self.snippet is not None and self.snippet.record.curves is not None:
            self.show_chart_of(self.snippet.record)
        self.refresh_bindings()

    def on_snippet_edited(self, event: SnippetEdited) -> None:
        """Keep what was typed."""
        if self.state is None:
            return
        self.state.set_text(event.number, event.text)
        edited = self.state.edited(event.number)
        self.services.drafts.put(self.state.draft_key(event.number), event.text if edited else None)
        self.save_soon()
        self.draw_run()

    def on_editor_left(self, _event: EditorLeft) -> None:
        """Escape in the editor: back to the page, drafts kept."""
        self.services.drafts.flush()
        if self.snippet is not None:
            self.snippet.end_edit()
            self.snippet.focus(scroll_visible=False)
            if self.snippet.record.phase != "new":
                # The code takes more room than the editor did; what came of it stays in sight.
                self.page.follow_run()
                self.page.reveal_run()
        self.refresh_bindings()

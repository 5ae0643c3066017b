"""A runnable snippet in the text: code, its state, its output, and an editor in its place."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click

from tutor.session.control import RunControl
from tutor.session.records import LessonState, RunRecord
from tutor.ui.describe import run_report, run_state
from tutor.ui.messages import EditorSubmitted, SnippetEdited, SnippetRequested, TextEdited
from tutor.ui.spans import Line, truncate
from tutor.ui.widgets.lines import LinesWidget, key_names
from tutor.ui.widgets.place import Place
from tutor.ui.widgets.prose import CodeView

if TYPE_CHECKING:
    from tutor.ui.widgets.editor import CodeEditor
    from tutor.ui.widgets.output_pane import OutputPane


class StateLine(LinesWidget):
    """One line: what became of the run."""

    ALLOW_SELECT = False  # whoever takes code and output along has no use for it
    DEFAULT_CSS = "StateLine { height: 1; }"

    def __init__(self) -> None:
        super().__init__()
        self._line: Line = ()

    def show(self, line: Line) -> None:
        """Show another line."""
        if line != self._line:
            self._line = line
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """The line."""
        return [truncate(self._line, width)]

    def on_click(self, event: Click) -> None:
        """A click on the state runs the snippet."""
        event.stop()
        if isinstance(self.parent, SnippetBlock):
            self.post_message(SnippetRequested(self.parent.number, run=True))


class RunReport(LinesWidget):
    """The error of a run, its explanation, the traceback on demand."""

    def __init__(self, record: RunRecord, name: str, *, key: str = "lesson.traceback") -> None:
        super().__init__()
        self._record = record
        self._code_name = name
        self._traceback_id = key
        self._shown: tuple[object, ...] = ()
        self._editing = False
        self.traceback = False

    def show(self, record: RunRecord, *, traceback: bool, editing: bool = False) -> None:
        """Show a run's end as it stands now; from the editor (``editing``) one key leads to the others."""
        shown = (record, record.error, record.sentence, record.feedback, traceback, editing)
        self._editing = editing
        if shown != self._shown:
            self._shown, self._record, self.traceback = shown, record, traceback
            self.content_changed()

    def lines(self, width: int) -> Sequence[Line]:
        """The report."""
        key = self.keys[self._traceback_id]
        if self._editing:
            key = f"{self.keys['editor.leave']}, then {key}"
        return run_report(self._record, self._code_name, width, traceback=self.traceback, key=key)


class SnippetBlock(Place):
    """One snippet of the page, over the lesson's state."""

    DEFAULT_CSS = """
    SnippetBlock {
        layout: vertical; height: auto; margin: 0 0 1 0; padding: 0 1; background: $surface;
        border-left: outer $border-blurred;
    }
    SnippetBlock.-marked { border-left: outer $accent; }
    SnippetBlock OutputPane { margin: 0 0 0 2; background: $surface; }
    SnippetBlock RunReport { margin: 0 0 0 2; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.run", "Run", id="snippet.run", tooltip="Run this snippet"),
        Binding("escape", "end_tour", "No tips", id="tour.end", show=False, tooltip="No more tips"),
    ]

    def __init__(self, state: LessonState, number: int, control: RunControl) -> None:
        super().__init__(id=f"snippet-{number}")
        self.number = number
        self._state = state
        self._control = control
        self._code = CodeView(state.text(number))
        self._state_line = StateLine()
        self._output: OutputPane | None = None
        self._report: RunReport | None = None
        self._editor: CodeEditor | None = None
        self._traceback = False

    @property
    def meant(self) -> int | None:
        """Its own number."""
        return self.number

    @property
    def record(self) -> RunRecord:
        """The snippet's latest run."""
        return self._state.records[self.number]

    @property
    def text(self) -> str:
        """The code as it stands."""
        return self._state.text(self.number)

    @property
    def editing(self) -> bool:
        """Whether the editor is open."""
        return self._editor is not None

    def compose(self) -> ComposeResult:
        """Code and state; the rest comes when there is something to show."""
        yield self._code
        yield self._state_line

    def on_mount(self) -> None:
        """Show what an earlier visit to the page left."""
        self.sync()

    def sync(self) -> None:
        """Show the snippet's text and run as they are now."""
        record, number = self.record, self.number
        values = None if self._state.stale(number) else record.line_values
        self._code.show(self._state.text(number), values)
        self._state_line.show(
            run_state(
                record,
                self._control.clock(),
                edited=self._state.edited(number),
                stale=self._state.stale(number),
                marked=self.marked,
                stopping=self._control.stopping,
                editing=self.editing,
                keys=key_names(self),
            )
        )
        self._sync_output(record)
        self._sync_report(record)

    def _sync_output(self, record: RunRecord) -> None:
        if self._output is None:
            if not record.output:
                return
            from tutor.ui.widgets.output_pane import OutputPane

            self._output = OutputPane(record.output)
            self.mount(self._output, after=self._state_line)
        self._output.display = bool(record.output)
        self._output.show(record.output)

    def _sync_report(self, record: RunRecord) -> None:
        wanted = record.reports
        if self._report is None:
            if not wanted:
                return
            self._report = RunReport(record, f"snippet {self.number}")
            self.mount(self._report)
        self._report.display = wanted
        self._report.show(record, traceback=self._traceback, editing=self.editing)

    def toggle_traceback(self) -> bool:
        """Show or hide the traceback; False where there is none."""
        if self.record.error is None or not self.record.error.traceback:
            return False
        self._traceback = not self._traceback
        self.sync()
        return True

    def edit(self) -> None:
        """Put an editor in the place of the code, its cursor where the code begins to be seen."""
        if self._editor is None:
            from tutor.ui.widgets.editor import CodeEditor

            self._editor = editor = CodeEditor(self._state.text(self.number))
            first = self.container_viewport.y - self._code.region.y
            if 0 < first < editor.document.line_count:
                editor.move_cursor((first, 0))
            self._code.display = False
            self.mount(editor, before=self._code)
        self._editor.focus()
        self.sync()
        self.call_after_refresh(self._editor.bring_into_sight)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Tips can be sent away while there are some."""
        return action != "end_tour" or bool(self.screen.query("#tour"))

    def action_end_tour(self) -> None:
        """No more tips."""
        from tutor.ui.widgets.tour import Tour

        self.screen.query_one(Tour).end()

    def submit(self) -> None:
        """Run it, with everything that was typed before."""
        if self._editor is not None:
            self._editor.submit()
        else:
            self.post_message(SnippetRequested(self.number, run=True))

    def end_edit(self) -> None:
        """Show the code again, as the learner left it."""
        if self._editor is not None:
            self._editor.remove()
            self._editor = None
            self._code.display = True
        self.sync()

    def on_editor_submitted(self, event: EditorSubmitted) -> None:
        """Run what stands in the editor."""
        event.stop()
        self.post_message(SnippetEdited(self.number, event.text))
        self.post_message(SnippetRequested(self.number, run=True))

    def on_text_edited(self, event: TextEdited) -> None:
        """Tell the screen whose text it is."""
        event.stop()
        if event.text != self._state.text(self.number):
            self.post_message(SnippetEdited(self.number, event.text))

    def show_text(self) -> None:
        """The text was changed from outside: an open editor gets it too."""
        if self._editor is not None:
            self._editor.load_text(self._state.text(self.number))
        self.sync()

    def on_click(self, _event: Click) -> None:
        """A click marks the snippet."""
        self.post_message(SnippetRequested(self.number, run=False))

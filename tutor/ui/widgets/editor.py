"""An editor for a few lines of Python: colours, indents, undo."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.events import Blur, Key
from textual.geometry import Size
from textual.widgets import TextArea

from tutor.ui.messages import EditorLeft, EditorSubmitted, TextEdited
from tutor.ui.sight import bring_row_into_sight
from tutor.ui.widgets.code_rows import CodeRows

INDENT = 4


def _actions(bindings: Iterable[BindingType]) -> dict[str, str]:
    """The action of each key."""
    return {
        key.strip(): binding.action
        for binding in bindings
        if isinstance(binding, Binding)
        for key in binding.key.split(",")
    }


EDITING = _actions(TextArea.BINDINGS)
"""What moves the cursor and deletes. A binding is looked up only after its key has bubbled through every parent; a
character typed right behind it, in one packet of a slow line, would overtake it."""


def next_indent(line: str) -> str:
    """White space a new line starts with, after a line up to the cursor."""
    indent = line[: len(line) - len(line.lstrip())]
    code = line.split("#")[0].rstrip()
    if code.endswith((":", "(", "[", "{")):
        return indent + " " * INDENT
    if code.strip().split(" ")[0] in {"return", "break", "continue", "pass", "raise"}:
        return indent[:-INDENT] if len(indent) >= INDENT else ""
    return indent


OWN = frozenset({"escape", "shift+tab", "ctrl+z", "ctrl+f", "f6", "f7"})
"""Keys that mean something else here than in a plain TextArea."""


class CodeEditor(CodeRows):
    """A TextArea for Python."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape", "leave", "Back", id="editor.leave", tooltip="Keep the text and go back", priority=True),
        Binding(
            "shift+tab",
            "dedent",
            "Indent less",
            id="editor.dedent",
            show=False,
            tooltip="Take one indent away",
        ),
        Binding("ctrl+z", "undo", "Undo", id="editor.undo", tooltip="Undo the last change"),
        Binding("ctrl+f", "find", "Find", id="editor.find", tooltip="Look for a text in this code"),
        Binding("ctrl+o", "external", "$EDITOR", id="editor.external", tooltip="Edit in your own editor"),
    ]

    DEFAULT_CSS = """
    CodeEditor {
        border: none; padding: 0; height: auto; scrollbar-size: 1 1;
    }
    CodeEditor, CodeEditor:focus { background: $background; border: none; }
    """

    def __init__(self, text: str, *, id: str | None = None, line_numbers: bool = False) -> None:
        super().__init__(text, tab_behavior="indent", show_line_numbers=line_numbers, id=id, compact=True)
        self.indent_width = INDENT
        # A blinking one wakes program and line twice a second.
        self.cursor_blink = False
        # Its colour would lie over Python's.
        self.highlight_cursor_line = False

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """As high as its text, and never so high that the screen shows nothing else.

        Textual would leave a ``max-height`` in parts of the screen out of the height of what stands around it.
        """
        return min(super().get_content_height(container, viewport, width), max(viewport.height * 3 // 4, 1))

    def bring_into_sight(self) -> None:
        """Scroll what stands around it so that the line of the cursor is seen."""
        bring_row_into_sight(self, self.cursor_screen_offset.y)

    def on_text_area_selection_changed(self, event: TextArea.SelectionChanged) -> None:
        """The cursor moved."""
        event.stop()
        self.call_after_refresh(self.bring_into_sight)

    def on_text_area_changed(self, event: TextArea.Changed) -> None:
        """Tell the text."""
        event.stop()
        self.post_message(TextEdited(self.text))

    async def on_key(self, event: Key) -> None:
        """Keys act in the order they were typed; a new line keeps the indent, and gets one more after a colon."""
        if event.key == "enter" and not self.read_only:
            event.stop()
            event.prevent_default()
            start, end = sorted(self.selection)
            before = self.document.get_line(start[0])[: start[1]]
            self.replace("\n" + next_indent(before), start, end)
            self.move_cursor(self.cursor_location)
        elif event.key in EDITING and event.key not in OWN:
            event.stop()
            event.prevent_default()
            await self.app.run_action(EDITING[event.key], default_namespace=self)

    def on_blur(self, _event: Blur) -> None:
        """What was typed is kept by whoever listens, also when the mouse went elsewhere."""
        self.post_message(TextEdited(self.text))

    def submit(self) -> None:
        """Say that the text shall run, once every key that was typed before is in it."""
        self.call_later(lambda: self.post_message(EditorSubmitted(self.text)))

    def action_find(self) -> None:
        """Open a line to look for a text."""
        from tutor.ui.widgets.find_bar import FindBar

        bar = FindBar(self)
        self.screen.mount(bar, before="#keys")
        bar.focus()

    def action_external(self) -> None:
        """Hand the text to the learner's own editor and take it back; undo brings the old one."""
        from tutor.session.own_editor import NoEditor
        from tutor.ui.external import edit

        try:
            edited = edit(self.app, self.text, self.name or "code")
        except NoEditor as error:
            self.notify(str(error), severity="warning", timeout=10)
            return
        if edited != self.text:
            self.replace(edited, self.document.start, self.document.end)

    def action_leave(self) -> None:
        """Say that the learner is done."""
        self.post_message(EditorLeft())

    def action_dedent(self) -> None:
        """Take one indent from the selected lines."""
        first, last = sorted((self.selection.start[0], self.selection.end[0]))
        row, column = self.cursor_location
        for index in range(first, last + 1):
            line = self.document.get_line(index)
            spaces = min(len(line) - len(line.lstrip(" ")), INDENT)
            if spaces:
                self.delete((index, 0), (index, spaces), maintain_selection_offset=True)
                if index == row:
                    column = max(column - spaces, 0)
        self.move_cursor((row, column))

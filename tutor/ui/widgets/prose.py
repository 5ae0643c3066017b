"""Prose and code that is only read."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from tutor.ui.markdown import MARKED, layout, links
from tutor.ui.python_tokens import highlight
from tutor.ui.spans import Line, Span, fold_code, truncate, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget

if TYPE_CHECKING:
    from tutor.engine.line_values import LineValues

READING_WIDTH = 92
"""Lines longer than this are hard to read, however wide the terminal is."""


class ProseBlock(LinesWidget):
    """Markdown."""

    DEFAULT_CSS = "ProseBlock { margin: 0 0 1 0; }"

    def __init__(self, markdown: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self.markdown = markdown
        self._marked_link = -1

    def show(self, markdown: str) -> None:
        """Show another text."""
        if markdown != self.markdown:
            self.markdown = markdown
            self.content_changed()

    def lines(self, width: int) -> Sequence[Line]:
        """The text laid out."""
        return layout(self.markdown, min(width, READING_WIDTH), self.keys, self._marked_link)

    @property
    def links(self) -> list[str]:
        """Where its links lead, in order."""
        if "](" not in self.markdown and "<http" not in self.markdown:
            return []
        return [address for _, address in links(self.markdown)]

    def mark_link(self, number: int) -> None:
        """Let a link stand out, by its number from 0; -1 for none."""
        if number != self._marked_link:
            self._marked_link = number
            self.content_changed()

    def row_of_marked_link(self) -> int:
        """The row, from 0, in which the marked link begins."""
        rows = enumerate(self.lines(self.content_size.width))
        return next((row for row, line in rows if any(span.role == MARKED for span in line)), 0)


class CodeView(LinesWidget):
    """Python with colours."""

    def __init__(self, text: str, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._text = text
        self._values: LineValues | None = None

    def show(self, text: str, values: LineValues | None = None) -> None:
        """Show other code, or what its lines left beside it."""
        if text != self._text or values is not self._values:
            self._text, self._values = text, values
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """The code; a line longer than the width goes on in the next row."""
        width = max(width, 1)
        code = highlight(self._text.rstrip("\n"))
        if self._values is None:
            return [piece for line in code for piece in fold_code(line, width)]
        from tutor.ui.line_notes import with_notes

        rows = with_notes(code, self._values.notes, width)
        return (
            [*rows, *wrap([Span(self.keys.fill(self._values.sentence), "muted")], width)]
            if self._values.sentence
            else rows
        )


class PageHead(LinesWidget):
    """A page's title, and which page of the lesson it is."""

    DEFAULT_CSS = "PageHead { margin: 0 0 1 0; }"

    def __init__(self, title: str, number: int, count: int) -> None:
        super().__init__()
        self._title = title
        self._place = f"page {number} of {count}"

    def lines(self, width: int) -> list[Line]:
        """The title, and the place at the right where there is room."""
        width = min(width, READING_WIDTH)
        title = wrap([Span(self._title, "title")], max(width - len(self._place) - 2, 10))
        first = truncate(title[0], width)
        gap = width - sum(len(span.text) for span in first) - len(self._place)
        head: Line = (*first, Span(" " * max(gap, 1)), Span(self._place, "faint"))
        return [truncate(head, width), *title[1:], (Span("─" * width, "rule"),)]


class PageFoot(LinesWidget):
    """What comes after this page."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "PageFoot { margin: 1 0 1 0; }"

    def __init__(self, text: str) -> None:
        super().__init__()
        self._text = text

    def lines(self, width: int) -> list[Line]:
        """The key and where it leads."""
        return wrap(with_keys(f"{{key:page.onward}} {self._text}", self.keys), min(width, READING_WIDTH))

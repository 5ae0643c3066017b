"""The base of everything that shows text: lines laid out once for a width and kept as strips."""

from __future__ import annotations

from collections.abc import Sequence

from rich.segment import Segment
from rich.style import Style
from textual._context import NoActiveAppError
from textual.app import App
from textual.geometry import Size
from textual.selection import Selection
from textual.strip import Strip
from textual.widget import Widget

from tutor.course.keys import USUAL, KeyNames
from tutor.ui.copying import selected_rows, with_selection
from tutor.ui.spans import Line, plain
from tutor.ui.theme import style_of


def strip_of(line: Line, width: int, dark: bool, base: Style) -> Strip:
    """A line as a strip of exactly ``width`` cells on a base style."""
    segments = [Segment(span.text, base + style_of(span.role, dark, span.link)) for span in line]
    return Strip(segments).adjust_cell_length(width, base)


def is_dark(app: App[object]) -> bool:
    """Whether the app's theme is dark."""
    return app.current_theme.dark


def key_names(widget: Widget) -> KeyNames:
    """What sentences call the learner's keys; a widget outside the tutor's app knows the usual ones."""
    try:
        services = getattr(widget.app, "services", None)
    except NoActiveAppError:
        services = None
    return services.keys if services is not None else USUAL


class LinesWidget(Widget):
    """A widget as high as its lines; a subclass says in ``lines`` what they are."""

    DEFAULT_CSS = "LinesWidget { height: auto; width: 1fr; }"

    def __init__(self, *, id: str | None = None, classes: str | None = None) -> None:
        super().__init__(id=id, classes=classes)
        self._lines: tuple[int, Sequence[Line]] | None = None
        self._strips: dict[int, Strip] = {}

    @property
    def keys(self) -> KeyNames:
        """What sentences call the learner's keys."""
        return key_names(self)

    def lines(self, width: int) -> Sequence[Line]:
        """The content for a width in cells."""
        raise NotImplementedError

    def content_changed(self) -> None:
        """Lay out again: the values behind the lines changed."""
        width = self.content_size.width
        before = None if self._lines is None else len(self._lines[1])
        self._lines = None
        self._strips.clear()
        if not self.is_attached or not self.display:
            return  # what is not there takes no room; a change of that brings a layout of its own
        # A layout of the whole page only where the height really changes.
        same_height = width > 0 and before == len(self._laid_out(width))
        self.refresh(layout=not same_height)

    @property
    def row_count(self) -> int:
        """How many rows of text it shows."""
        return len(self._laid_out(self.content_size.width))

    def _laid_out(self, width: int) -> Sequence[Line]:
        if self._lines is None or self._lines[0] != width:
            self._lines = (width, self.lines(width))
            self._strips.clear()
        return self._lines[1]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """One row for each line."""
        return len(self._laid_out(width))

    def notify_style_update(self) -> None:
        """Colours changed: strips are made again."""
        self._strips.clear()
        super().notify_style_update()

    def render_line(self, y: int) -> Strip:
        """Draw row ``y`` of the content."""
        width = self.content_size.width
        lines = self._laid_out(width)
        if y >= len(lines):
            return Strip.blank(width, self.rich_style)
        strip = self._strips.get(y)
        if strip is None:
            strip = strip_of(lines[y], width, is_dark(self.app), self.rich_style)
            # By these offsets the mouse finds what it selects.
            strip = self._strips[y] = strip.apply_offsets(0, y) if self.ALLOW_SELECT else strip
        return strip if self.text_selection is None else with_selection(strip, self, y)

    def get_selection(self, selection: Selection) -> tuple[str, str] | None:
        """The selected text, and what ends it."""
        rows = [plain(line) for line in self._laid_out(self.content_size.width)]
        return selected_rows(rows, selection), "\n"

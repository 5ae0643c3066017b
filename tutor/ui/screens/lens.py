"""The variables that a run left: a list, and the one under the cursor in full."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.message import Message
from textual.strip import Strip
from textual.widget import Widget

from tutor.engine.autograd_graph import Graph, graph_rows
from tutor.engine.axes import short
from tutor.engine.drawing import Picture, draw
from tutor.engine.events import TensorShown
from tutor.engine.heat import histogram_rows, is_real, whole
from tutor.engine.lens import Inspection, Variable
from tutor.engine.mosaic import Look, MosaicRow
from tutor.engine.spans import clean
from tutor.session.services import Services
from tutor.ui.screens.base import TutorScreen
from tutor.ui.spans import Line, Span
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.picture import look_of, tile_strip
from tutor.ui.widgets.rows import Row, RowList

HISTOGRAM_HEIGHT = 5
LEAST_FOR_HISTOGRAM = 8
"""Elements below which the values themselves say more."""
TALLEST, TALLEST_GRAPH = 40, 210
GRADIENTS = {
    "none": ("no gradient yet", "muted"),
    "zero": ("gradient all zeros", "warn"),
    "nan": ("gradient has NaN", "fail"),
    "some": ("has a gradient", "muted"),
    "": ("", "muted"),
}


def variable_row(variable: Variable, name_width: int) -> Row:
    """One variable: name, what it is, and at the right its range or its value."""
    name = Span(f"{variable.name:<{name_width}}  ", "strong")
    if variable.kind == "module":
        note, role = GRADIENTS[variable.gradient]
        left = (name, Span(variable.class_name, "builtin"))
        return Row(left, (Span(note, role), Span(f"  {variable.parameters:,} parameters", "muted")), variable.name)
    if variable.shape is None:
        return Row((name, Span(variable.class_name, "builtin")), (Span(variable.text, "number"),), variable.name)
    shape = f"({', '.join(map(str, variable.shape))}{',' if len(variable.shape) == 1 else ''})"
    what = [Span(shape, "number"), Span(f" {variable.dtype}", "builtin")]
    if variable.device not in ("", "cpu"):
        what.append(Span(f" {variable.device}", "muted"))
    if variable.requires_grad:
        what.append(Span(" grad", "accent"))
    return Row((name, *what), tuple(_range(variable)), variable.name)


def _range(variable: Variable) -> list[Span]:
    spans: list[Span] = []
    if variable.gradient in ("zero", "nan"):
        text, role = GRADIENTS[variable.gradient]
        spans.append(Span(f"{text}  ", role))
    if variable.nan_count:
        spans.append(Span(f"{variable.nan_count} NaN  ", "fail"))
    if variable.minimum is None or variable.maximum is None:
        return spans
    about = "~" if variable.sampled else ""
    bound = short if is_real(variable.dtype) else whole
    if variable.shape == ():
        return [*spans, Span(bound(variable.minimum), "text")]
    numbers = (("min", bound(variable.minimum)), ("mean", short(variable.mean)), ("max", bound(variable.maximum)))
    for name, value in numbers:
        spans += [Span(f"{name} ", "muted"), Span(f"{about + value:<9} ", "text")]
    return spans


def detail_rows(
    pictures: Iterable[Picture], width: int, height: int, look: Look, graph: Graph | None = None
) -> list[MosaicRow]:
    """A variable in full: its picture, how its values are spread, then its gradient likewise, then its graph."""
    rows: list[MosaicRow] = []
    for picture in pictures:
        if rows:
            rows.append([])
        rows += draw(picture, width, height, look)
        if isinstance(picture, TensorShown) and sum(picture.histogram) >= LEAST_FOR_HISTOGRAM:
            low, high = picture.minimum, picture.maximum
            if low is not None and high is not None and 2 * len(picture.histogram) <= width:
                rows += histogram_rows(picture.histogram, low, high, HISTOGRAM_HEIGHT, look)
    if graph is not None:
        rows += [*([[]] if rows else []), *graph_rows(graph, width, TALLEST_GRAPH, look)]
    return rows


class VariableChosen(Message):
    """The cursor is on another variable."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class VariableList(RowList):
    """The variables; tells where the cursor is."""

    def action_move(self, rows: int) -> None:
        """Move the cursor and tell."""
        super().action_move(rows)
        self.tell()

    def action_choose(self) -> None:
        """What a click or Enter means: this one."""
        self.tell()

    def tell(self) -> None:
        """Tell where the cursor is."""
        if isinstance(self.cursor_key, str):
            self.post_message(VariableChosen(self.cursor_key))


class Detail(Widget):
    """One variable in full."""

    DEFAULT_CSS = "Detail { width: 1fr; height: auto; }"

    def __init__(self) -> None:
        super().__init__()
        self._pictures: tuple[Picture, ...] = ()
        self._graph: Graph | None = None
        self._rows: list[MosaicRow] = []

    def show(self, pictures: tuple[Picture, ...], graph: Graph | None = None) -> None:
        """Show another variable."""
        self._pictures, self._graph = pictures, graph
        self.draw()

    def draw(self) -> None:
        """Draw for the size and the theme there is now."""
        width = self.content_size.width or self.app.size.width // 2
        self._rows = detail_rows(self._pictures, width, TALLEST, look_of(self.app), self._graph)
        self.styles.height = max(len(self._rows), 1)
        self.refresh(layout=True)

    def on_resize(self) -> None:
        """Draw for the new width."""
        self.draw()

    def notify_style_update(self) -> None:
        """Colours changed."""
        super().notify_style_update()
        if self.is_attached:
            self.call_later(self.draw)

    def render_line(self, y: int) -> Strip:
        """One row."""
        row = self._rows[y] if y < len(self._rows) else []
        return tile_strip(row, self.content_size.width, self.rich_style)


class Remark(LinesWidget):
    """A sentence in the place of the list."""

    def __init__(self) -> None:
        super().__init__(id="lens-remark")
        self._text = "Looking…"

    def show(self, text: str) -> None:
        """Show another sentence; none hides it."""
        self._text = text
        self.display = bool(text)
        self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """The sentence, wrapped."""
        from tutor.ui.spans import wrap

        return wrap([Span(self._text, "muted")], max(width, 1))


class LensScreen(TutorScreen[None]):
    """Looks at the variables of a lesson's live process."""

    HELP_TEXT: ClassVar[str] = (
        "Every variable that the code left, tensors and modules first: shape, dtype, device, and the lowest, mean and "
        "highest value (`~` where a large tensor was sampled). Move with the arrow keys; the one under the cursor is "
        "shown in full, a module as a tree, a tensor with its gradient and the operations that it was computed by. "
        "Below each operation stand its inputs; every branch ends with a leaf, whose gradient `backward()` fills. "
        "Looking runs none of your code."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("lens.back", "rows.down", "rows.up", "lens.scroll", "lens.again")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,v,q", "back", "Back", id="lens.back", tooltip="Back to the page"),
        Binding("right_square_bracket", "scroll_detail(8)", "Scroll", id="lens.scroll", tooltip="Scroll it down"),
        Binding("left_square_bracket", "scroll_detail(-8)", "Scroll up", id="lens.scroll_up", tooltip="Scroll it up"),
        Binding("r", "again", "Look again", id="lens.again", tooltip="Read the variables again"),
    ]

    def __init__(self, services: Services, session: str) -> None:
        super().__init__(services)
        self._session = session
        self._remark = Remark()
        self._list = VariableList(id="lens-list")
        self._detail = Detail()
        self._scroll = VerticalScroll(self._detail, id="lens-detail", can_focus=False)
        self._variables: dict[str, Variable] = {}

    def place(self) -> str:
        """What this is."""
        return f"Variables of {self._session.rpartition('/')[2]}"

    def body(self) -> Iterable[Widget]:
        """List and detail."""
        return (self._remark, self._list, self._scroll)

    def on_mount(self) -> None:
        """Look."""
        self._list.focus()
        self.action_again()

    def action_again(self) -> None:
        """Read the variables again."""
        self.run_worker(self._look(), group="lens", exclusive=True, exit_on_error=False)

    async def _look(self) -> None:
        self._show(await self.services.runner.inspect(self._session))

    def _show(self, seen: Inspection) -> None:
        unicode = self.services.unicode
        self._variables = {variable.name: variable for variable in seen.variables}
        width = min(20, max((len(name) for name in self._variables), default=0))
        rows = [variable_row(variable, width) for variable in seen.variables]
        if seen.total > len(rows):
            rows.append(Row((Span(f"and {seen.total - len(rows)} more", "muted"),)))
        nothing = "" if rows else "The code left no variables: it only made functions, classes or imports."
        self._remark.show(clean(seen.sentence or nothing, unicode))
        self._list.show(rows)
        self._list.display = bool(rows)
        self._list.tell()

    def on_variable_chosen(self, event: VariableChosen) -> None:
        """Another variable is under the cursor: read it in full."""
        variable = self._variables.get(event.name)
        if variable is not None and variable.kind in ("tensor", "module"):
            self.run_worker(self._look_at(event.name), group="lens", exclusive=True, exit_on_error=False)
        else:
            self._detail.show(())

    async def _look_at(self, name: str) -> None:
        seen = await self.services.runner.inspect(self._session, name)
        self._detail.show(seen.pictures, seen.graph)
        self._scroll.scroll_home(animate=False, immediate=True)
        if seen.sentence:
            self._remark.show(seen.sentence)

    def action_scroll_detail(self, rows: int) -> None:
        """Scroll what is shown in full."""
        self._scroll.scroll_relative(y=rows, animate=False, immediate=True)

    def action_back(self) -> None:
        """Back to the page."""
        self.dismiss(None)

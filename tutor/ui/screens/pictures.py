"""What a run has shown, one at a time on the whole screen."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.widget import Widget

from tutor.engine.events import ImageReceived
from tutor.session.exhibits import Exhibit
from tutor.session.services import Services
from tutor.ui.files import write_new
from tutor.ui.screens.base import TutorScreen
from tutor.ui.widgets.pixel_picture import PixelPictureView


class PicturesScreen(TutorScreen[None]):
    """Leafs through pictures, tensors and modules."""

    HELP_TEXT: ClassVar[str] = (
        "What the code has shown: figures of matplotlib, and what it gave to `show` and its neighbours. Figures and "
        "grids of pictures are drawn in pixels where the terminal is known to; Ctrl+P, `Pictures` has other ways."
    )
    KEYS: ClassVar[tuple[str, ...]] = ("pictures.back", "pictures.next", "pictures.previous", "pictures.save")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,i,q", "back", "Back", id="pictures.back", tooltip="Back to the page"),
        Binding("right,n,space,j,down", "turn(1)", "Next", id="pictures.next", tooltip="The next one"),
        Binding("left,b,p,k,up", "turn(-1)", "Previous", id="pictures.previous", tooltip="The one before"),
        Binding("w", "save", "Write PNG", id="pictures.save", tooltip="Write the figure to a PNG file here"),
    ]

    def __init__(self, services: Services, exhibits: list[Exhibit], name: str) -> None:
        super().__init__(services)
        self._exhibits = exhibits
        self._name = name
        self._index = len(exhibits) - 1
        self._view = PixelPictureView(self.exhibit)

    @property
    def exhibit(self) -> Exhibit:
        """The one on the screen."""
        return self._exhibits[self._index]

    def place(self) -> str:
        """What it is, and which of how many."""
        return f"{self._index + 1} of {len(self._exhibits)} · {self.exhibit.title}"

    def body(self) -> Iterable[Widget]:
        """The picture."""
        return (self._view,)

    def draw_anew(self) -> None:
        """Draw it in the way in which pictures are drawn now."""
        self._view.prepare()

    def on_screen_suspend(self) -> None:
        """Another screen lies above: pictures in pixels would shine through."""
        self._view.look_again()

    def on_screen_resume(self) -> None:
        """Nothing lies above any more."""
        self._view.look_again()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        if action == "turn":
            return len(self._exhibits) > 1
        if action == "save":
            return isinstance(self.exhibit.shown, ImageReceived)
        return True

    def action_turn(self, step: int) -> None:
        """Show another one, going round at the ends."""
        self._index = (self._index + step) % len(self._exhibits)
        self._view.show(self.exhibit)
        self.status_line.show_place(self.place())
        self.refresh_bindings()

    def action_save(self) -> None:
        """Write the figure's own file."""
        shown = self.exhibit.shown
        if isinstance(shown, ImageReceived):
            self.notify(write_new(f"{self._name}-figure-{self._index + 1}", ".png", shown.data), timeout=8)

    def action_back(self) -> None:
        """Back."""
        self.dismiss(None)

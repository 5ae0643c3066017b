"""Pictures in pixels over the cells: sent after the frame that left their place blank, taken away before it is used."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from textual.geometry import Offset, Region

from tutor.engine.pixels import Encoded, kitty_removal
from tutor.engine.terminal_graphics import Protocol
from tutor.ui.cells import TerminalCells


@dataclass(frozen=True, slots=True)
class Painting:
    """Pictures on the screen, placed from ``corner``, together within ``region``; ``first_id`` as they were encoded."""

    corner: Offset
    region: Region
    pictures: tuple[Encoded, ...]
    protocol: Protocol
    first_id: int


class PixelLayer:
    """At most one painting, sent by ``write``.

    ``place`` also says who is to be asked when something was drawn in the region since: a notice that stands there,
    or the whole screen drawn anew.
    """

    def __init__(self, write: Callable[[str], None], cells: TerminalCells) -> None:
        self._write = write
        self._cells = cells
        self._painting: Painting | None = None
        self._disturbed: Callable[[], None] | None = None
        self._screen: object = None
        self._closed = False

    def close(self) -> None:
        """Take the painting away, for good."""
        self.unwatch()
        self._closed = True

    @property
    def shows(self) -> bool:
        """Whether there is a painting on the screen."""
        return self._painting is not None

    def watch(self, region: Region, screen: object, disturbed: Callable[[], None]) -> None:
        """Call ``disturbed`` after each frame that draws in a region; on ``screen`` alone the painting is shown."""
        self._cells.watch(region)
        self._screen, self._disturbed = screen, disturbed

    def unwatch(self) -> None:
        """Take the painting away; nobody is called any more."""
        self.remove()
        self._cells.watch(None)
        self._screen = self._disturbed = None

    def place(self, painting: Painting) -> None:
        """Send a painting, in place of another one."""
        if self._closed:
            return
        if self._painting != painting:
            self.remove()
        self._painting = painting
        self._write("\x1b7" + "".join(_at(painting.corner, one) for one in painting.pictures) + "\x1b8")

    def remove(self) -> None:
        """Take the painting away; the cells of its region count as unknown where it may have covered them."""
        painting, self._painting = self._painting, None
        if painting is None:
            return
        if painting.protocol == "kitty":
            self._write(kitty_removal(range(painting.first_id, painting.first_id + len(painting.pictures))))
            return
        self._write(f"\x1b7\x1b[m{''.join(_blanks(painting.region))}\x1b8")
        self._cells.forget(painting.region)

    def before_frame(self, screen: object) -> None:
        """Take the painting away before another screen is drawn, so that its frame fills the place."""
        if screen is not self._screen:
            self.remove()

    def after_frame(self) -> None:
        """Ask whoever is to be asked, if the last frame drew in the region."""
        if self._cells.disturbed and self._disturbed is not None:
            self._cells.disturbed = False
            self._disturbed()


def _at(corner: Offset, picture: Encoded) -> str:
    return f"\x1b[{corner.y + picture.row + 1};{corner.x + picture.column + 1}H{picture.sequence}"


def _blanks(region: Region) -> Sequence[str]:
    return [f"\x1b[{y + 1};{region.x + 1}H{' ' * region.width}" for y in range(region.y, region.bottom)]

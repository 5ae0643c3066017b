"""One shown thing, its pictures in pixels on terminals that draw such."""

from __future__ import annotations

import os
import sys
from typing import Literal

from textual.geometry import Region

from tutor.engine.mosaic import Look, MosaicRow
from tutor.engine.pixels import FAR_BYTES, NEAR_BYTES
from tutor.engine.terminal_graphics import cell_size, is_far, protocol
from tutor.session.exhibits import Exhibit, InPixels, PixelDrawing
from tutor.ui.frugal import FrugalApp
from tutor.ui.pixel_layer import Painting
from tutor.ui.widgets.picture import PictureView, look_of

LATER_SECONDS = 0.05
BEFORE_IT = "Toast, Tooltip"
"""What Textual draws over a screen's own widgets."""


class PixelPictureView(PictureView):
    """Leaves blank where its pictures are, and sends them once that is drawn.

    While anything stands before them they are made of cells, which the compositor knows how to cover.
    """

    def __init__(self, exhibit: Exhibit) -> None:
        super().__init__(exhibit)
        self._drawing: PixelDrawing | None = None
        self._look: Look | None = None
        """What the drawing was made for."""
        self._drawn_in: Literal["nothing", "pixels", "cells"] = "nothing"

    def prepare(self) -> None:
        """Draw it once it can be drawn; the same for another size or other colours."""
        app, how = self._app, self._how()
        app.pixels.unwatch()
        self._drawing, self._drawn_in, self._look = None, "cells", look_of(self.app)
        if how is None or not self._exhibit.has_pixels:
            super().prepare()
        elif self.content_size:
            self._drawn_in = "nothing"
            self.run_worker(self._encode(self._exhibit, how), group="exhibits", exclusive=True, exit_on_error=False)
        self.refresh()

    def on_resize(self) -> None:
        """Another size takes another drawing."""
        self.prepare()

    def notify_style_update(self) -> None:
        """So do other colours."""
        super().notify_style_update()
        if self._look is not None and self._look != look_of(self.app):
            self.prepare()

    def on_unmount(self) -> None:
        """Leave nothing behind."""
        self._app.pixels.unwatch()

    @property
    def _app(self) -> FrugalApp:
        assert isinstance(self.app, FrugalApp)
        return self.app

    def _how(self) -> InPixels | None:
        """How pictures are sent to this terminal; None where they are made of cells."""
        cell = cell_size(sys.__stdout__)
        spoken = protocol(self._app.pictures, cell)
        most = FAR_BYTES if is_far(os.environ) else NEAR_BYTES
        return None if spoken is None else InPixels(spoken, cell, first_id(os.getpid()), most)

    async def _encode(self, exhibit: Exhibit, how: InPixels) -> None:
        size = self.content_size
        drawing = await exhibit.in_pixels(size.width, size.height, look_of(self.app), how)
        if drawing.pictures:
            self._drawing = drawing
            self.look_again()
        else:
            self._drawn_in = "cells"
            await self._prepare(exhibit)

    def look_again(self) -> None:
        """Draw it as it has to be now: what stands before it, or on its place, may have changed."""
        drawing = self._drawing
        if drawing is None:
            return
        if self._is_covered(drawing):
            self._draw_in_cells()
        elif self._drawn_in != "pixels":
            self._drawn_in = "pixels"
            self._app.pixels.watch(self._painting(drawing).region, self.screen, self.look_again)
            self.refresh()
            # The frame that draws blanks asks for the pictures. If they are blank already, there is no such frame.
            self.set_timer(LATER_SECONDS, self._send_if_missing)
        elif self._app.behind:
            self._app.pixels.remove()
            self.set_timer(LATER_SECONDS, self._send_if_missing)
        else:
            self._app.pixels.place(self._painting(drawing))

    def _draw_in_cells(self) -> None:
        self._app.pixels.remove()
        if self._drawn_in == "cells":
            return
        self._drawn_in = "cells"
        if self._exhibit.ready:
            self.refresh()
        else:
            self.run_worker(self._prepare(self._exhibit), group="exhibits", exclusive=True, exit_on_error=False)

    def _send_if_missing(self) -> None:
        if self._drawn_in == "pixels" and not self._app.pixels.shows:
            self.look_again()

    def _painting(self, drawing: PixelDrawing) -> Painting:
        place = self.content_region
        parts = [Region(place.x + one.column, place.y + one.row, one.columns, one.rows) for one in drawing.pictures]
        return Painting(
            place.offset, Region.from_union(parts), drawing.pictures, drawing.how.protocol, drawing.how.first_id
        )

    def _is_covered(self, drawing: PixelDrawing) -> bool:
        if self.app.screen is not self.screen:
            return True
        region = self._painting(drawing).region
        return any(one.display and one.region.overlaps(region) for one in self.screen.query(BEFORE_IT))

    def _rows(self) -> list[MosaicRow]:
        if self._drawn_in == "pixels" and self._drawing is not None:
            return self._drawing.rows
        return super()._rows() if self._drawn_in == "cells" else []


def first_id(process: int) -> int:
    """The first of 256 ids for pictures; two tutors on one terminal seldom have the same."""
    return ((process & 0xFFFF) << 8) + 1

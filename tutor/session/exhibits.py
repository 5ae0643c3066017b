"""Something that code has shown, on its way to the screen: kept, made ready to be drawn, drawn once for a size."""

from __future__ import annotations

import asyncio
from dataclasses import dataclass, replace

from tutor.engine.drawing import MOST_FOR_PIXELS, Picture, bitmap_of, caption, draw
from tutor.engine.events import ImageReceived
from tutor.engine.mosaic import Look, MosaicRow
from tutor.engine.pixels import Encoded, Placed, encode
from tutor.engine.png import Bitmap
from tutor.engine.shown import ImagesShown
from tutor.engine.terminal_graphics import Cell, Protocol, ratio_of


@dataclass(frozen=True, slots=True)
class InPixels:
    """How pictures are to be sent in pixels: see ``tutor.engine.pixels.encode``."""

    protocol: Protocol
    cell: Cell | None
    first_id: int
    most_bytes: int


@dataclass(frozen=True, slots=True)
class PixelDrawing:
    """Rows with blanks in the places of pictures, and the pictures."""

    rows: list[MosaicRow]
    pictures: tuple[Encoded, ...]
    how: InPixels


class Exhibit:
    """One shown thing. A figure takes a tenth of a second to decode, which ``prepare`` does beside the event loop."""

    def __init__(self, shown: Picture) -> None:
        self.shown = shown
        self.fault = ""
        self._bitmap: Bitmap | None = None
        self._task: asyncio.Task[None] | None = None
        self._ready = not isinstance(shown, ImageReceived)
        self._drawn: tuple[int, int, Look, bool] | None = None
        self._rows: list[MosaicRow] = []

    @property
    def ready(self) -> bool:
        """Whether it can be drawn as well as it ever will be."""
        return self._ready

    @property
    def size(self) -> int:
        """Bytes it holds."""
        return len(self.shown.data) if isinstance(self.shown, ImageReceived) else 0

    @property
    def title(self) -> str:
        """What it is, in one line."""
        return caption(self.shown)

    async def prepare(self) -> None:
        """Return once it is ready; however many ask, the work is done once."""
        if self._task is None and not self._ready:
            self._task = asyncio.create_task(self._decode())
        if self._task is not None:
            await asyncio.shield(self._task)

    async def _decode(self) -> None:
        assert isinstance(self.shown, ImageReceived)
        self._bitmap, self.fault = await asyncio.to_thread(bitmap_of, self.shown)
        self._ready = True

    def rows(self, width: int, height: int, look: Look) -> list[MosaicRow]:
        """It drawn in at most ``width`` × ``height`` cells."""
        wanted = (width, height, look, self._ready)
        if wanted != self._drawn:
            self._drawn = wanted
            self._rows = draw(self.shown, width, height, look, self._bitmap, self.fault)
        return self._rows

    @property
    def has_pixels(self) -> bool:
        """Whether it holds pictures, which are more in pixels than in cells."""
        return isinstance(self.shown, (ImageReceived, ImagesShown))

    async def in_pixels(self, width: int, height: int, look: Look, how: InPixels) -> PixelDrawing:
        """It laid out in at most ``width`` × ``height`` cells, its pictures in pixels; none where that can't be.

        Takes some tenths of a second, beside the event loop; nothing of it is kept.
        """
        return await asyncio.to_thread(self._encoded, width, height, look, how)

    def _encoded(self, width: int, height: int, look: Look, how: InPixels) -> PixelDrawing:
        bitmap, fault = None, ""
        if isinstance(self.shown, ImageReceived):
            bitmap, fault = bitmap_of(self.shown, MOST_FOR_PIXELS)
        look = replace(look, cell_ratio=ratio_of(how.cell))
        places: list[Placed] = []
        rows = draw(self.shown, width, height, look, bitmap, fault, places)
        made = encode(places, how.protocol, how.cell, first_id=how.first_id, most_bytes=how.most_bytes)
        return PixelDrawing(rows, tuple(made), how)

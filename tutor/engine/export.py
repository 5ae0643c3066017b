"""Curves as files: CSV for a spreadsheet or pandas, SVG and PNG for a document."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterator, Sequence
from functools import lru_cache
from typing import TYPE_CHECKING
from unicodedata import normalize
from xml.sax.saxutils import escape

from tutor.engine.history import PastRun
from tutor.engine.plot import Plot, Stroke
from tutor.engine.series import Curves

if TYPE_CHECKING:
    from PIL.ImageFont import FreeTypeFont, ImageFont

PNG_SCALE, FINER = 2, 2
"""Pixels of the PNG file for a point, and how much finer it is drawn, so that its lines are smooth."""
BEYOND_ASCII = ("DejaVuSans.ttf", "NotoSans-Regular.ttf", "Arial Unicode.ttf", "Arial.ttf")
"""Fonts looked for where a text needs more than the one that comes with Pillow has."""


def curves_as_csv(curves: Curves, label: str, earlier: Sequence[PastRun] = ()) -> bytes:
    """``run,metric,step,value``, a line for each point kept (every point of up to 2048 of a metric), as UTF-8."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(("run", "metric", "step", "value"))
    for name, run in ((label, curves), *((past.label, past.curves) for past in earlier)):
        for series in run:
            for step, value in sorted(series.points(), key=lambda point: point[0]):
                writer.writerow((name, series.name, step, repr(value)))
    return text.getvalue().encode()


def as_svg(plot: Plot) -> bytes:
    """The picture as an SVG file."""
    return ("\n".join(_svg(plot)) + "\n</svg>\n").encode()


def _svg(plot: Plot) -> Iterator[str]:
    yield (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {plot.width} {plot.height}" font-family="sans-serif">'
        f'<rect width="{plot.width}" height="{plot.height}" fill="{plot.ground}"/>'
    )
    yield from map(_path, plot.below)
    for curve in plot.curves:
        listed = " ".join(f"{x:.1f},{y:.1f}" for x, y in curve.points)
        yield f'<polyline {_pen(curve)} stroke-linejoin="round" stroke-linecap="round" points="{listed}"/>'
    yield from map(_path, plot.above)
    for words in plot.words:
        yield (
            f'<text x="{words.x:.1f}" y="{words.y:.1f}" font-size="{words.size}" text-anchor="{words.anchor}" '
            f'fill="{words.colour}">{escape(words.text)}</text>'
        )


def _path(stroke: Stroke) -> str:
    return f'<path {_pen(stroke)} d="M{" ".join(f"{x:.1f} {y:.1f}" for x, y in stroke.points)}"/>'


def _pen(stroke: Stroke) -> str:
    return f'fill="none" stroke="{stroke.colour}" stroke-width="{stroke.width:g}"'


def as_png(plot: Plot) -> bytes:
    """The picture as a PNG file, two pixels to a point. Takes some tenths of a second."""
    from PIL import Image, ImageDraw

    scale = PNG_SCALE * FINER
    picture = Image.new("RGB", (plot.width * scale, plot.height * scale), plot.ground)
    draw = ImageDraw.Draw(picture)
    for stroke in (*plot.below, *plot.curves, *plot.above):
        places = [(x * scale, y * scale) for x, y in stroke.points]
        draw.line(places, stroke.colour, max(1, round(stroke.width * scale)), joint="curve")
        radius = stroke.width * scale / 2
        for x, y in {places[0], places[-1]} if stroke in plot.curves else ():
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), stroke.colour)
    picture = picture.reduce(FINER)
    draw = ImageDraw.Draw(picture)
    for words in plot.words:
        font, text = _font(words.text, words.size * PNG_SCALE)
        anchor = {"start": "ls", "middle": "ms", "end": "rs"}[words.anchor]
        draw.text((words.x * PNG_SCALE, words.y * PNG_SCALE), text, words.colour, font, anchor)
    file = io.BytesIO()
    picture.save(file, "PNG", optimize=True)
    return file.getvalue()


def _font(text: str, size: int) -> tuple[FreeTypeFont | ImageFont, str]:
    """A font that has the letters of a text, and the text, without what no font at hand has."""
    own, other = _fonts(size)
    if text.translate(_OF_THE_OWN_FONT).isascii():
        return own, text
    if other is not None:
        return other, text
    return own, normalize("NFKD", text.replace("×", "x")).encode("ascii", "replace").decode()


_OF_THE_OWN_FONT = str.maketrans(dict.fromkeys("·…", "."))


@lru_cache(maxsize=4)
def _fonts(size: int) -> tuple[FreeTypeFont | ImageFont, FreeTypeFont | None]:
    """Pillow's own font, and one with more letters where the machine has one."""
    from PIL import ImageFont

    for name in BEYOND_ASCII:
        try:
            return ImageFont.load_default(size), ImageFont.truetype(name, size)
        except OSError:
            continue
    return ImageFont.load_default(size), None

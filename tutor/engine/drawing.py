"""Whatever learner code has shown, drawn in terminal cells."""

from __future__ import annotations

import math
from collections.abc import Iterable

from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.heat import tensor_rows
from tutor.engine.legend import DARK, LIGHT, Palette
from tutor.engine.mosaic import Look, MosaicRow, Tile, fit_tiles, picture_rows, size_in_cells, text_row, tiles_width
from tutor.engine.pixels import Placed
from tutor.engine.png import Bitmap, decode
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleShown, Shown
from tutor.engine.spans import cell_width, clean, clip

Picture = ImageReceived | TensorShown | Shown

MOST_FOR_CELLS, MOST_FOR_PIXELS = (320, 240), (1600, 1200)
"""Pixels across and down of a figure that is drawn in cells, and of one in pixels."""
MARKS, HOLLOW_MARKS = "●▲■◆▼◀▶◉◤◥", "○△□◇▽◁▷◎◸◹"
"""Of the classes 0 to 9, for right and for wrong answers: neither is told by colour alone."""
ASCII_MARKS = "oxsd*vnz+="
_GROUNDS = (
    ("#1d3a52", "#4a3410", "#123f33", "#48293c", "#46431a", "#4a2410", "#2a3350", "#3b3b3b", "#30204a", "#204a4a"),
    ("#cfe6f7", "#f8dfb4", "#c5ebdc", "#f0d5e4", "#f3efbf", "#f5cfb8", "#d5dbf0", "#dedede", "#dfd2f2", "#cfeded"),
)
"""Behind the points of each class, on dark and on light ground."""
_RIGHT, _WRONG = ("#63e0bd", "#0e7250"), ("#ff7d86", "#c1093d")


def draw(
    shown: Picture,
    width: int,
    height: int,
    look: Look,
    bitmap: Bitmap | None = None,
    fault: str = "",
    places: list[Placed] | None = None,
) -> list[MosaicRow]:
    """At most ``height`` rows of at most ``width`` cells.

    A figure is drawn from ``bitmap``, which is what ``decode`` made of its bytes; without one only its caption
    is, with ``fault`` saying why. With ``places`` pictures are left blank, and are put there to be drawn in pixels.
    Never raises, whatever was shown and however small the size.
    """
    width, height = max(1, width), max(1, height)
    if isinstance(shown, ImageReceived):
        rows = _figure(shown, width, height, look, bitmap, fault, places)
    elif isinstance(shown, TensorShown):
        rows = tensor_rows(shown, width, height, look)
    elif isinstance(shown, ImagesShown):
        rows = _images(shown, width, height, look, places)
    elif isinstance(shown, ModuleShown):
        rows = _module(shown, width, height, look)
    else:
        rows = _boundary(shown, width, height, look)
    if places is not None:
        places[:] = [one for one in places if one.row + one.rows <= height and one.column + one.columns <= width]
    return [_cut(row, width) for row in rows[:height]]


def _cut(row: MosaicRow, width: int) -> MosaicRow:
    return row if tiles_width(row) <= width else fit_tiles(row, width)


def caption(shown: Picture, unicode: bool = True) -> str:
    """One line for a place without pictures: ``figure 640×480, loss by epoch``."""
    times = "×" if unicode else "x"
    if isinstance(shown, ImageReceived):
        what = f"figure {shown.width}{times}{shown.height}"
    elif isinstance(shown, TensorShown):
        what = f"tensor {tuple(shown.shape)} {shown.dtype}"
    elif isinstance(shown, ImagesShown):
        what = f"{shown.total} pictures {shown.width}{times}{shown.height}"
    elif isinstance(shown, ModuleShown):
        what = f"module with {shown.rows[0].parameters:,} parameters" if shown.rows else "module"
    else:
        what = "decision boundary"
    return clean(f"{what}, {shown.title}" if shown.title else what, unicode)


def bitmap_of(shown: ImageReceived, most: tuple[int, int] = MOST_FOR_CELLS) -> tuple[Bitmap | None, str]:
    """The picture of a figure within so many pixels, or why there is none."""
    try:
        return decode(shown.data, *most), ""
    except ValueError as error:
        return None, str(error)


def _palette(look: Look) -> Palette:
    return DARK if look.dark else LIGHT


def _figure(
    shown: ImageReceived,
    width: int,
    height: int,
    look: Look,
    bitmap: Bitmap | None,
    fault: str,
    places: list[Placed] | None,
) -> list[MosaicRow]:
    head = text_row(caption(shown, look.unicode), _palette(look).axes)
    if bitmap is None:
        return [head, text_row(fault)] if fault else [head]
    if height < 4 or not look.pictures:
        return [head]
    if places is not None:
        ratio = look.cell_ratio
        scale = min(width / shown.width, ratio * (height - 1) / shown.height)
        columns = max(1, int(shown.width * scale))
        rows = max(1, min(height - 1, math.ceil(shown.height * scale / ratio)))
        places.append(Placed(0, 0, columns, rows, bitmap))
        return [*([] for _ in range(rows)), head]
    return [*picture_rows(bitmap, width, height - 1, look), head]


# -- a batch of pictures -----------------------------------------------------------------------------------------------


def _images(shown: ImagesShown, width: int, height: int, look: Look, places: list[Placed] | None) -> list[MosaicRow]:
    """A grid, each with its truth and its prediction below it."""
    if not look.pictures:
        return [text_row(caption(shown, look.unicode), _palette(look).axes)]
    gap, captions = 2, _captions(shown, look)
    lines = max((len(lines) for lines in captions), default=0)
    widest = max((cell_width(text) for lines in captions for text, _, _ in lines), default=0)
    across, down = _tile_size(shown, width, height, look, min(widest, 16), lines)
    cell = max(across, min(widest, max(across, 16)))
    columns = max(1, (width + gap) // (cell + gap))
    rows: list[MosaicRow] = [text_row(clean(shown.title, look.unicode))] if shown.title else []
    size = 3 * shown.width * shown.height
    left = shown.count
    for start in range(0, shown.count, columns):
        if rows and len(rows) + down + lines > height - (1 if left > columns else 0):
            break
        numbers = range(start, min(start + columns, shown.count))
        bitmaps = [
            Bitmap(shown.width, shown.height, shown.pixels[number * size : (number + 1) * size]) for number in numbers
        ]
        if places is None:
            tiles = [picture_rows(bitmap, across, down, look, enlarge=True) for bitmap in bitmaps]
        else:
            tiles = []
            for place, bitmap in enumerate(bitmaps):
                places.append(Placed(place * (cell + gap), len(rows), across, down, bitmap, enlarge=True))
        for line in range(down):
            rows.append(_beside([tile[line] if line < len(tile) else [] for tile in tiles], cell, gap) if tiles else [])
        for line in range(lines):
            rows.append(_beside([captions[number][line : line + 1] for number in numbers], cell, gap))
        left -= len(numbers)
    hidden = left + shown.total - shown.count
    if hidden > 0:
        rows.append(text_row(f"and {hidden} more", _palette(look).axes))
    return rows


def _tile_size(shown: ImagesShown, width: int, height: int, look: Look, widest: int, lines: int) -> tuple[int, int]:
    """Cells across and down of one picture: as large as lets all of them be seen, but not below ten cells."""
    best = (min(width, 10), 5)
    for across in range(min(width, 2 * shown.width, 48), 9, -1):
        pixels = size_in_cells(shown.width, shown.height, across, height, enlarge=across >= 2 * shown.width)
        cells = (pixels[0], -(-pixels[1] // 2))
        columns = max(1, (width + 2) // (max(cells[0], widest) + 2))
        if -(-shown.count // columns) * (cells[1] + lines) + bool(shown.title) <= height:
            return cells
        best = cells
    return best


def _captions(shown: ImagesShown, look: Look) -> list[list[Tile]]:
    """The lines below each picture: what it is, and what was predicted, right or wrong."""
    side = 0 if look.dark else 1
    captions: list[list[Tile]] = []
    for number in range(shown.count):
        label = clean(shown.labels[number], look.unicode) if number < len(shown.labels) else ""
        guess = clean(shown.predictions[number], look.unicode) if number < len(shown.predictions) else ""
        sure = f" {shown.confidence[number]:.0%}" if number < len(shown.confidence) else ""
        lines: list[Tile] = []
        if shown.labels:
            lines.append((label, None, None))
        if shown.predictions:
            if not shown.labels:
                lines.append((guess + sure, None, None))
            elif guess == label:
                lines.append((f"{'✓' if look.unicode else 'ok'} {guess}{sure}", _RIGHT[side], None))
            else:
                lines.append((f"{'✗' if look.unicode else 'NO'} {guess}{sure}", _WRONG[side], None))
        elif sure:
            lines.append((sure.strip(), None, None))
        captions.append(lines)
    return captions


def _beside(parts: Iterable[Iterable[Tile]], cell: int, gap: int) -> MosaicRow:
    row: MosaicRow = []
    for part in parts:
        row += [*fit_tiles(part, cell), (" " * gap, None, None)]
    return row[:-1]


# -- a module ----------------------------------------------------------------------------------------------------------

_GRADIENTS = {"none": "no gradient yet", "zero": "gradient is all zeros", "nan": "gradient has NaN", "some": "", "": ""}


def _module(shown: ModuleShown, width: int, height: int, look: Look) -> list[MosaicRow]:
    """A tree: name, class, parameters; where gradients are missing it says so."""
    palette = _palette(look)
    rows: list[MosaicRow] = [text_row(clean(shown.title, look.unicode))] if shown.title else []
    counts = [f"{row.parameters:,}" for row in shown.rows]
    margin = max(map(len, counts), default=0)
    told = {row.gradient for row in shown.rows if row.parameters} - {"", "none"}
    for row, count in zip(shown.rows, counts, strict=True):
        head = "  " * min(row.depth, 12) + (f"{clean(row.name, look.unicode)}: " if row.name else "")
        note = _GRADIENTS[row.gradient] if row.trainable and (told or row.gradient != "none") else ""
        if row.parameters and row.trainable < row.parameters:
            frozen = "frozen" if not row.trainable else f"{row.parameters - row.trainable:,} frozen"
            note = f"{frozen}{', ' if note else ''}{note}"
        kind = clean(row.kind, look.unicode)
        room = max(8, width - margin - 2 - cell_width(head) - (len(note) + 2 if note else 0))
        tiles: MosaicRow = [
            (f"{count if row.parameters else '':>{margin}}  ", palette.axes, None),
            (head, palette.curves[0], None),
            (kind if cell_width(kind) <= room else clip(kind, room - 1) + ("…" if look.unicode else "~"), None, None),
        ]
        if note:
            tiles.append((f"  {note}", palette.warning, None))
        rows.append(tiles)
        if len(rows) >= height - 1 and len(shown.rows) > len(rows):
            break
    hidden = max(shown.total, len(shown.rows)) - (len(rows) - bool(shown.title))
    if hidden > 0:
        rows.append(text_row(f"and {hidden} more parts", palette.axes))
    return rows


# -- a decision boundary -----------------------------------------------------------------------------------------------


def _boundary(shown: BoundaryShown, width: int, height: int, look: Look) -> list[MosaicRow]:
    """The plane in the colours of the answers, and the points with the marks of their classes."""
    palette = _palette(look)
    columns = min(width, shown.columns)
    rows = max(1, min(height - 2 - bool(shown.title), shown.rows, -(-columns // 2)))
    marks = MARKS if look.unicode else ASCII_MARKS
    cells = [
        [
            shown.classes[(row * shown.rows // rows) * shown.columns + column * shown.columns // columns] % 10
            for column in range(columns)
        ]
        for row in range(rows)
    ]
    points: dict[tuple[int, int], tuple[int, int]] = {}
    left, right, bottom, top = shown.bounds
    for x, y, truth, answer in shown.points:
        x, y = min(max(x, left), right), min(max(y, bottom), top)
        column = min(columns - 1, int((x - left) / (right - left) * columns))
        row = min(rows - 1, int((top - y) / (top - bottom) * rows))
        before = points.get((row, column))
        if before is None or before[0] == before[1]:  # a wrong point is never hidden by a right one
            points[row, column] = (truth % 10, answer % 10)
    drawn: list[MosaicRow] = [text_row(clean(shown.title, look.unicode))] if shown.title else []
    drawn += [_plane_row(cells[row], points, row, marks, look) for row in range(rows)]
    classes = sorted({truth % 10 for _, _, truth, _ in shown.points} | {value for line in cells for value in line})
    legend = "  ".join(f"{marks[number]} class {number}" for number in classes)
    wrong = sum(truth != answer for _, _, truth, answer in shown.points)
    drawn.append(text_row(legend, palette.axes))
    if shown.points:
        drawn[-1].append((f"   {len(shown.points) - wrong} of {len(shown.points)} right", None, None))
    if wrong:
        how = "hollow" if look.unicode else "!"
        drawn[-1].append((f", {wrong} wrong ({how})", _WRONG[0 if look.dark else 1], None))
    return drawn


def _plane_row(
    classes: list[int], points: dict[tuple[int, int], tuple[int, int]], row: int, marks: str, look: Look
) -> MosaicRow:
    side = 0 if look.dark else 1
    tiles: MosaicRow = []
    for column, answer in enumerate(classes):
        point = points.get((row, column))
        ground = _GROUNDS[side][answer] if look.colour else None
        if point is not None:
            right = point[0] == point[1]
            mark = marks[point[0]] if right else HOLLOW_MARKS[point[0]] if look.unicode else "!"
            tiles.append((mark, ("#ffffff" if look.dark else "#000000") if right else _WRONG[side], ground))
        else:
            tiles.append((" " if look.colour or answer == 0 else ".:-=+*%&$"[answer - 1], None, ground))
    return tiles if look.colour else [(text, None, None) for text, _, _ in tiles]

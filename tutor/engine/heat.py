"""A tensor in terminal cells: what it is, its range, its values as numbers or as a grid of colours."""

from __future__ import annotations

import math
from collections.abc import Sequence

from tutor.engine.axes import short
from tutor.engine.events import TensorShown
from tutor.engine.legend import ASCII_SPARKS, DARK, LIGHT, SPARKS
from tutor.engine.mosaic import RGB, Look, MosaicRow, cells_of, hexadecimal, ink, mix, text_row, weight
from tutor.engine.spans import cell_width, clean, clip

MOST_NUMBER_ROWS = 16
LONGEST_NAME = 10
NAN_COLOUR: RGB = (208, 60, 140)
_VIRIDIS: tuple[RGB, ...] = ((68, 1, 84), (59, 82, 139), (33, 145, 140), (94, 201, 98), (253, 231, 37))
"""Five colours of matplotlib's viridis: even in brightness, told apart with every kind of colour blindness."""
_BELOW, _ABOVE = ((64, 152, 214), (232, 140, 36)), ((20, 92, 160), (190, 88, 0))
"""Colours of the lowest and the highest value around zero, on dark and on light ground: blue and orange."""
_ZERO: tuple[RGB, RGB] = ((38, 43, 52), (244, 242, 238))


def heat_colour(value: float, low: float, high: float, dark: bool) -> RGB:
    """The colour of a value on a scale: from blue over the ground to orange where the scale crosses zero."""
    if math.isnan(value):
        return NAN_COLOUR
    if low < 0 < high:
        below, above = _BELOW if dark else _ABOVE
        zero = _ZERO[0 if dark else 1]
        reach = max(-low, high)
        fraction = max(-1.0, min(1.0, value / reach))
        return mix(zero, above if fraction > 0 else below, abs(fraction))
    place = _fraction(value, low, high) * (len(_VIRIDIS) - 1)
    index = min(len(_VIRIDIS) - 2, int(place))
    return mix(_VIRIDIS[index], _VIRIDIS[index + 1], place - index)


def _fraction(value: float, low: float, high: float) -> float:
    """Where a value lies between two others, 0 to 1; safe for infinities."""
    if high <= low:
        return 0.5
    if value <= low or value >= high:
        return 0.0 if value <= low else 1.0
    return (value / 2 - low / 2) / (high / 2 - low / 2 or 5e-324)


def tensor_rows(shown: TensorShown, width: int, height: int, look: Look) -> list[MosaicRow]:
    """At most ``height`` rows of at most ``width`` cells: facts, then the values if there are any."""
    rows = [_head(shown, look)]
    room = max(2, height - 2)
    if shown.values and shown.values[0]:
        low, high = _scale(shown)
        numbers = _numbers(shown, low, high, width, min(room, MOST_NUMBER_ROWS), look)
        rows += numbers if numbers is not None else _heat(shown, low, high, width, room, look)
    rows += _range(shown, look)
    if shown.histogram and not shown.whole and height > len(rows):
        rows.append([("values ", _muted(look), None), (sparks(shown.histogram, look.unicode), None, None)])
    return rows[: max(1, height)]


def _muted(look: Look) -> str:
    return (DARK if look.dark else LIGHT).axes


def _scale(shown: TensorShown) -> tuple[float, float]:
    """The lowest and the highest finite value shown."""
    finite = [value for row in shown.values for value in row if math.isfinite(value)]
    low, high = min(finite, default=0.0), max(finite, default=0.0)
    if shown.minimum is not None and math.isfinite(shown.minimum):
        low = min(low, shown.minimum)
    if shown.maximum is not None and math.isfinite(shown.maximum):
        high = max(high, shown.maximum)
    return low, high


def facts(shown: TensorShown) -> str:
    """Shape, dtype and what else is not ordinary: ``(2, 3) float32 · cuda:0 · requires grad``."""
    shape = f"({shown.shape[0]},)" if len(shown.shape) == 1 else f"({', '.join(map(str, shown.shape))})"
    parts = [f"{shape} {shown.dtype}"]
    if shown.device not in ("", "cpu"):
        parts.append(shown.device)
    if shown.requires_grad:
        parts.append("requires grad")
    return " · ".join(parts)


def _head(shown: TensorShown, look: Look) -> MosaicRow:
    title = clean(shown.title, look.unicode)
    separator = " · " if look.unicode else ", "
    text = clean(facts(shown).replace(" · ", separator), look.unicode)
    if not title:
        return text_row(text)
    return [(title, None, None), (f"  {text}", _muted(look), None)]


def _range(shown: TensorShown, look: Look) -> list[MosaicRow]:
    if shown.minimum is None and not shown.nan_count:
        return [] if shown.values else [text_row("no values to show", _muted(look))]
    separator = " · " if look.unicode else ", "
    row: MosaicRow = []
    if shown.minimum is not None and shown.shape != ():
        bound = short if is_real(shown.dtype) else whole
        low, high = bound(shown.minimum), bound(shown.maximum or 0.0)
        text = f"min {low}  mean {short(shown.mean)}  max {high}"
        row.append((text, _muted(look), None))
    if shown.nan_count:
        row.append(((separator if row else "") + f"{shown.nan_count} NaN", hexadecimal(NAN_COLOUR), None))
    if not shown.whole and shown.values:
        times = "×" if look.unicode else "x"
        sample = f"{len(shown.values)} {times} {len(shown.values[0])} of its values"
        row.append(((separator if row else "") + sample, _muted(look), None))
    return [row] if row else []


def number_texts(values: Sequence[Sequence[float]], dtype: str) -> list[list[str]]:
    """Values as texts with one number of decimals for all, as few as tell them apart."""
    if dtype == "bool":
        return [["True" if value else "False" for value in row] for row in values]
    finite = [value for row in values for value in row if math.isfinite(value)]
    if not is_real(dtype):
        return [[whole(value) for value in row] for row in values]
    largest = max(map(abs, finite), default=0.0)
    smallest = min((abs(value) for value in finite if value), default=0.0)
    if largest >= 1e5 or (smallest and smallest < 1e-3 and largest < 1):
        return [[short(value) for value in row] for row in values]
    if all(value == int(value) for value in finite):
        decimals = 0
    else:
        decimals = max(1, min(4, 3 - math.floor(math.log10(largest))))
    return [[f"{value:.{decimals}f}" if math.isfinite(value) else short(value) for value in row] for row in values]


def is_real(dtype: str) -> bool:
    """Whether a dtype's numbers need decimals."""
    return dtype.startswith(("float", "bfloat", "complex"))


def whole(value: float) -> str:
    """A whole number as a text; NaN and infinities by name."""
    return str(int(value)) if math.isfinite(value) else short(value)


def _numbers(
    shown: TensorShown, low: float, high: float, width: int, height: int, look: Look
) -> list[MosaicRow] | None:
    """The values in full, each on its colour; None where there is no room for them."""
    if not shown.whole or len(shown.values) > height:
        return None
    texts = number_texts(shown.values, shown.dtype)
    columns = len(texts[0])
    cell = max(len(text) for row in texts for text in row) + 2
    labels = _row_labels(shown, len(texts), columns, look)
    margin = max(map(cell_width, labels)) + 1 if labels else 0
    if shown.names:
        cell = max(cell, min(LONGEST_NAME, margin - 1, (width - margin) // columns - 1) + 1)
    if cell * columns + margin > width:
        return None
    rows: list[MosaicRow] = []
    if labels and height > len(texts):
        heads = labels if shown.names else [str(number) for number in range(columns)]
        rows.append(text_row(" " * margin + "".join(_right(head, cell - 1) + " " for head in heads), _muted(look)))
    for number, (values, line) in enumerate(zip(shown.values, texts, strict=True)):
        row: MosaicRow = [(_right(labels[number], margin - 1) + " ", _muted(look), None)] if labels else []
        for value, text in zip(values, line, strict=True):
            padded = f"{text:>{cell - 1}} "
            if look.colour:
                ground = heat_colour(value, low, high, look.dark)
                row.append((padded, ink(ground), hexadecimal(ground)))
            else:
                row.append((padded, None, None))
        rows.append(row)
    return rows


def _row_labels(shown: TensorShown, rows: int, columns: int, look: Look) -> list[str]:
    """What stands before the rows: names, or numbers where there are enough rows to lose count; else nothing."""
    if shown.names and len(shown.names) == rows == columns:
        return [clip(clean(name, look.unicode), LONGEST_NAME) for name in shown.names]
    if rows >= 5 and columns >= 5 and len(shown.shape) == 2:
        return [str(number) for number in range(rows)]
    return []


def _right(text: str, width: int) -> str:
    """A text at the right of so many cells."""
    text = clip(text, width)
    return " " * (width - cell_width(text)) + text


def _heat(shown: TensorShown, low: float, high: float, width: int, height: int, look: Look) -> list[MosaicRow]:
    """The values as colours, or as characters of different weight."""
    columns = min(len(shown.values[0]), width)
    wide = 2 * columns <= width
    values = [row[:columns] for row in shown.values]
    if not look.blocks:
        picked = _spread(values, height)
        return [
            text_row("".join(_glyph(value, low, high, look) * (2 if wide else 1) for value in row)) for row in picked
        ]
    factor = 2 if wide and len(values) <= height else 1
    grid = [
        [heat_colour(value, low, high, look.dark) for value in row for _ in range(factor)]
        for row in _spread(values, 2 * height)
        for _ in range(factor)
    ]
    return cells_of(grid, look)


def _glyph(value: float, low: float, high: float, look: Look) -> str:
    if math.isnan(value):
        return "?"
    fraction = _fraction(value, low, high)
    return weight(fraction)


def _spread(values: Sequence[Sequence[float]], most: int) -> Sequence[Sequence[float]]:
    """At most so many rows, evenly spread."""
    if len(values) <= most:
        return values
    return [values[number * (len(values) - 1) // max(1, most - 1)] for number in range(most)]


def sparks(counts: Sequence[int], unicode: bool) -> str:
    """Counts as one line of bars."""
    glyphs = SPARKS if unicode else ASCII_SPARKS
    highest = max(counts, default=0)
    if not highest:
        return ""
    return "".join(" " if not count else glyphs[round(count / highest * (len(glyphs) - 1))] for count in counts)


def histogram_rows(counts: Sequence[int], low: float, high: float, height: int, look: Look) -> list[MosaicRow]:
    """Counts of equal parts of a range as bars, two cells each, with the range below them."""
    highest = max(counts, default=0)
    if not highest or height < 2:
        return []
    colour = (DARK if look.dark else LIGHT).curves[0]
    rows: list[MosaicRow] = []
    levels = height - 1
    for level in range(levels - 1, -1, -1):
        line = ""
        for count in counts:
            filled = max(0.0, min(1.0, count / highest * levels - level))
            if not look.unicode:
                line += "##" if filled >= 0.5 or (count and not level) else "  "
            else:
                step = round(filled * 8)
                line += (" " + SPARKS)[max(step, 1) if count and not level else step] * 2
        rows.append(text_row(line.rstrip(), colour))
    left, right = short(low), short(high)
    gap = max(1, 2 * len(counts) - len(left) - len(right))
    rows.append(text_row(left + " " * gap + right, _muted(look)))
    return rows

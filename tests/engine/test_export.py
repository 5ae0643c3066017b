from __future__ import annotations

import csv
import io
import itertools
import math
import struct
from collections.abc import Sequence
from xml.etree import ElementTree

import pytest

from tests.engine.test_series import metrics
from tutor.engine.export import PNG_SCALE, _font, as_png, as_svg, curves_as_csv
from tutor.engine.history import PastRun, RunHistory
from tutor.engine.plot import HEIGHT, TITLE_AT, TITLE_SIZE, WIDTH, plot
from tutor.engine.png import SIGNATURE, Bitmap, decode
from tutor.engine.series import Curves
from tutor.engine.view import View

SVG = "{http://www.w3.org/2000/svg}"


def curves(**values: tuple[float, ...]) -> Curves:
    made = Curves()
    for name, points in values.items():
        made.add(metrics(name, points))
    return made


def earlier() -> RunHistory:
    history = RunHistory("lr=1")
    history.add("lr=1", curves(loss=(5.0, 4.0)))
    return history


def test_csv_has_every_point_of_every_run() -> None:
    data = curves_as_csv(curves(loss=(0.1, math.nan, 1 / 3), **{'od"d, name': (1.0,)}), "run 2", earlier().runs)
    rows = list(csv.reader(io.StringIO(data.decode())))
    assert rows == [
        ["run", "metric", "step", "value"],
        ["run 2", "loss", "0", "0.1"],
        ["run 2", "loss", "1", "nan"],
        ["run 2", "loss", "2", repr(1 / 3)],
        ["run 2", 'od"d, name', "0", "1.0"],
        ["run 1", "loss", "0", "5.0"],
        ["run 1", "loss", "1", "4.0"],
    ]


def svg(made: Curves, title: str = "", view: View | None = None, earlier: Sequence[PastRun] = ()) -> bytes:
    return as_svg(plot(made, title, view, earlier))


def lines_of(data: bytes) -> list[list[tuple[float, float]]]:
    found = ElementTree.fromstring(data).findall(f"{SVG}polyline")
    return [[tuple(map(float, p.split(","))) for p in line.attrib["points"].split()] for line in found]  # type: ignore[misc]


def test_svg_draws_every_line_inside_its_frame() -> None:
    drawn = lines_of(svg(curves(loss=(3.0, 1.0, 2.0)), "a < b & c", earlier=earlier().runs))
    assert [len(line) for line in drawn] == [2, 3]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for line in drawn for x, y in line)
    (_, high), (_, low), _ = drawn[1]
    assert high < low


def test_svg_names_runs_and_escapes_what_the_code_said() -> None:
    text = svg(curves(**{"<script>": (1.0, 2.0)}), "a < b").decode()
    assert "&lt;script&gt;: 2.000" in text
    assert "a &lt; b" in text
    assert "<script>" not in text


def test_svg_shows_the_view() -> None:
    made = curves(loss=tuple(10.0**-n for n in range(10)))
    (straight,) = lines_of(svg(made, view=View(log=True)))
    falls = [b[1] - a[1] for a, b in itertools.pairwise(straight)]
    assert max(falls) - min(falls) < 1
    (part,) = lines_of(svg(made, view=View(span=(2, 5))))
    assert len(part) == 4
    raw, smooth = lines_of(svg(made, view=View(smoothing=0.9)))
    assert [x for x, _ in raw] == [x for x, _ in lines_of(svg(made))[0]]
    assert raw != smooth


ODD = [
    Curves(),
    curves(loss=(math.nan,)),
    curves(loss=(1e308, -1e308)),
    curves(loss=(2.0,)),
    curves(loss=(0.0, 5e-324)),
]


@pytest.mark.parametrize("made", ODD)
@pytest.mark.parametrize("view", [View(log=True), View(smoothing=0.9), View(span=(0, 3), cursor=1)])
def test_odd_data_is_still_a_picture(made: Curves, view: View) -> None:
    assert ElementTree.fromstring(svg(made, "\x1b[2J", view)).tag == f"{SVG}svg"


@pytest.mark.parametrize("made", ODD)
def test_odd_data_is_still_a_png(made: Curves) -> None:
    assert as_png(plot(made, "\x1b[2J", View(log=True))).startswith(SIGNATURE)


def pixel(bitmap: Bitmap, x: float, y: float) -> str:
    start = 3 * (round(y * PNG_SCALE) * bitmap.width + round(x * PNG_SCALE))
    return "#" + bitmap.rgb[start : start + 3].hex()


@pytest.mark.parametrize("dark", [False, True])
def test_png_shows_the_strokes_of_the_plot_in_their_colours(dark: bool) -> None:
    made = plot(curves(loss=(0.0, 10.0), val_loss=(10.0, 10.0, math.nan)), "two", dark=dark)
    data = as_png(made)
    assert struct.unpack("!II", data[16:24]) == (PNG_SCALE * WIDTH, PNG_SCALE * HEIGHT)
    bitmap = decode(data, PNG_SCALE * WIDTH, PNG_SCALE * HEIGHT)
    assert pixel(bitmap, 2, 2) == made.ground
    for curve in made.curves:
        (x0, y0), (x1, y1) = curve.points[:2]
        assert pixel(bitmap, (x0 + x1) / 2, (y0 + y1) / 2) == curve.colour
    (x0, y0), (x1, y1) = made.above[0].points
    assert pixel(bitmap, (x0 + x1) / 2, (y0 + y1) / 2) == made.above[0].colour


def test_png_writes_the_words() -> None:
    """With and without a title the pictures differ where the title stands, and only there."""
    made = curves(loss=(1.0, 2.0))
    with_title, without = (decode(as_png(plot(made, title)), 2000, 2000) for title in ("Loss by epoch", ""))
    differing = {number for number in range(with_title.height) if with_title.row(number) != without.row(number)}
    assert differing
    assert differing <= set(range((TITLE_AT - TITLE_SIZE) * PNG_SCALE, (TITLE_AT + 6) * PNG_SCALE))


def test_letters_that_no_font_has_become_plain_ones(monkeypatch: pytest.MonkeyPatch) -> None:
    own = object()
    monkeypatch.setattr("tutor.engine.export._fonts", lambda size: (own, None))
    assert _font("Verlust α é × 2 · …", 10) == (own, "Verlust ? e? x 2 ? ...")
    assert _font("loss · …", 10) == (own, "loss · …")
    other = object()
    monkeypatch.setattr("tutor.engine.export._fonts", lambda size: (own, other))
    assert _font("é", 10) == (other, "é")

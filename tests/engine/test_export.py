from __future__ import annotations

import csv
import io
import itertools
import math
from xml.etree import ElementTree

import pytest

from tests.engine.test_series import metrics
from tutor.engine.export import HEIGHT, WIDTH, curves_as_csv, curves_as_svg
from tutor.engine.history import RunHistory
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


def lines_of(data: bytes) -> list[list[tuple[float, float]]]:
    found = ElementTree.fromstring(data).findall(f"{SVG}polyline")
    return [[tuple(map(float, p.split(","))) for p in line.attrib["points"].split()] for line in found]  # type: ignore[misc]


def test_svg_draws_every_line_inside_its_frame() -> None:
    drawn = lines_of(curves_as_svg(curves(loss=(3.0, 1.0, 2.0)), "a < b & c", View(), earlier().runs))
    assert [len(line) for line in drawn] == [3, 2]
    assert all(0 < x < WIDTH and 0 < y < HEIGHT for line in drawn for x, y in line)
    (_, high), (_, low), _ = drawn[0]
    assert high < low


def test_svg_names_runs_and_escapes_what_the_code_said() -> None:
    text = curves_as_svg(curves(**{"<script>": (1.0, 2.0)}), "a < b", View()).decode()
    assert "&lt;script&gt; 2.000" in text
    assert "a &lt; b" in text
    assert "<script>" not in text


def test_svg_shows_the_view() -> None:
    made = curves(loss=tuple(10.0**-n for n in range(10)))
    (straight,) = lines_of(curves_as_svg(made, "", View(log=True)))
    falls = [b[1] - a[1] for a, b in itertools.pairwise(straight)]
    assert max(falls) - min(falls) < 1
    (part,) = lines_of(curves_as_svg(made, "", View(span=(2, 5))))
    assert len(part) == 4
    (smooth,) = lines_of(curves_as_svg(made, "", View(smoothing=0.9)))
    assert smooth != lines_of(curves_as_svg(made, "", View()))[0]


@pytest.mark.parametrize("made", [Curves(), curves(loss=(math.nan,)), curves(loss=(1e308, -1e308))])
def test_svg_of_odd_data_is_still_a_picture(made: Curves) -> None:
    assert ElementTree.fromstring(curves_as_svg(made, "\x1b[2J", View(log=True))).tag == f"{SVG}svg"

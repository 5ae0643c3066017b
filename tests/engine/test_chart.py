from __future__ import annotations

import itertools
import math
import os
import random
import subprocess
import sys
from collections.abc import Callable

import pytest

from tutor.engine import chart
from tutor.engine.axes import log_axis, step_axis, value_axis
from tutor.engine.chart import (
    ASCII_FRAME,
    Frame,
    draw_with_plotext,
    frame_rows,
    one_line,
    pixels,
    render,
    render_ansi,
    step_at,
)
from tutor.engine.events import MetricsReceived
from tutor.engine.history import RunHistory
from tutor.engine.legend import DARK, LIGHT, MAX_SHOWN, faint
from tutor.engine.raster import Canvas, Pixel
from tutor.engine.series import Curves, Series
from tutor.engine.spans import Row, parse, row_width
from tutor.engine.view import View

NAN, INF = math.nan, math.inf
SIZES = [(w, h) for w in (1, 2, 3, 7, 8, 9, 15, 23, 24, 25, 40, 60, 100) for h in (1, 2, 3, 4, 6, 7, 8, 15, 30)]


def curves_of(**values: list[float]) -> Curves:
    curves = Curves()
    for name, points in values.items():
        curves.add(MetricsReceived(name, tuple(range(len(points))), tuple(points)))
    return curves


def falling(points: int = 200) -> list[float]:
    rng = random.Random(0)
    return [2.3 * math.exp(-4 * step / points) + 0.1 + 0.2 * rng.random() for step in range(points)]


def text_of(rows: list[Row]) -> list[str]:
    return ["".join(text for text, _ in row) for row in rows]


def braille(text: str) -> bool:
    return any(0x2800 < ord(character) <= 0x28FF for character in text)


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize(("width", "height"), SIZES)
def test_a_picture_has_exactly_its_size(width: int, height: int, unicode: bool) -> None:
    for curves in (
        curves_of(loss=falling(), val_loss=[1.0, 0.5]),
        curves_of(loss=[0.5]),
        curves_of(loss=[NAN, INF]),
        Curves(),
    ):
        rows = render(curves, width, height, title="first run", unicode=unicode)
        assert [row_width(row) for row in rows] == [width] * height


def test_no_size_at_all() -> None:
    assert render(curves_of(loss=[1.0]), 0, 0) == []
    assert render(curves_of(loss=[1.0]), -3, 2) == [[], []]
    assert one_line(curves_of(loss=[1.0]), 0) == ""


ODD_VALUES = (0.0, -0.0, 1e-320, -1e-300, 1e-7, 1.0, -1.0, 1e30, 1e300, 1.79e308, -1.79e308, NAN, INF, -INF)
ODD_NAMES = ("loss", "", "损失", "\x1b[2J", "a" * 300, "two\nlines", "e\u0301", "‮")


def test_odd_data_never_raises_and_keeps_the_size() -> None:
    rng = random.Random(5)
    for _ in range(400):
        curves = Curves()
        for name in rng.sample(ODD_NAMES, rng.randint(1, 4)):
            count = rng.randint(1, 40)
            first = rng.choice([0, 1, -50, 10**9, 10**18, -(10**400)])
            steps = tuple(first + rng.randint(0, 50) for _ in range(count))
            values = tuple(rng.choice(ODD_VALUES) * rng.choice([1.0, rng.random()]) for _ in range(count))
            curves.add(MetricsReceived(name, steps, values))
        width, height = rng.randint(1, 90), rng.randint(1, 25)
        unicode = rng.random() < 0.5
        history = RunHistory("a = 1")
        history.add(rng.choice(ODD_NAMES), curves)
        view = View(
            log=rng.random() < 0.5,
            smoothing=rng.choice([0.0, 0.9]),
            span=rng.choice([None, None, (0, 20), (10**9, 10**9 + 7)]),
            cursor=rng.choice([None, 3, 10**9]),
            hidden=frozenset(rng.choice([[], ["loss"], list(ODD_NAMES)])),
        )
        earlier = history.runs if rng.random() < 0.5 else ()
        rows = render(curves, width, height, title=rng.choice(ODD_NAMES), unicode=unicode, view=view, earlier=earlier)
        assert [row_width(row) for row in rows] == [width] * height
        assert all(character.isprintable() for line in text_of(rows) for character in line)
        assert unicode or all(line.isascii() for line in text_of(rows))
        line = one_line(curves, width, unicode=unicode)
        assert row_width([(line, None)]) <= width


def test_unicode_draws_with_braille_and_ascii_with_ascii() -> None:
    curves = curves_of(loss=falling())
    assert braille(render_ansi(curves, 60, 15, colour=False))
    assert render_ansi(curves, 60, 15, colour=False, unicode=False).isascii()


def test_without_colour_no_escapes() -> None:
    curves = curves_of(loss=falling())
    assert "\x1b" not in render_ansi(curves, 60, 15, colour=False)
    assert "\x1b[38;2;86;180;233m" in render_ansi(curves, 60, 15, colour=True)


def test_every_curve_has_its_name_its_value_and_its_own_colour() -> None:
    rows = render(curves_of(loss=[2.0, 0.5], val_loss=[3.0, 0.75]), 60, 15)
    assert "loss 0.5000" in text_of(rows)[0]
    assert "val_loss 0.7500" in text_of(rows)[0]
    colours = {colour for row in rows[1:] for text, colour in row if braille(text)}
    assert colours == set(DARK.curves[:2])


def test_a_light_ground_has_darker_colours() -> None:
    colours = {colour for row in render(curves_of(loss=falling()), 60, 15, dark=False) for _, colour in row}
    assert colours <= {LIGHT.curves[0], LIGHT.axes, None}


def test_more_curves_than_colours_are_counted() -> None:
    rows = render(curves_of(**{f"w{number}": [1.0, 2.0] for number in range(MAX_SHOWN + 3)}), 100, 15)
    assert "+3 more" in text_of(rows)[0]


def test_a_legend_too_long_for_its_row_says_how_many_are_missing() -> None:
    rows = render(curves_of(**{f"a_long_name_{number}": [1.0, 2.0] for number in range(5)}), 44, 15)
    assert "+3 more" in text_of(rows)[0]


def test_the_title_gives_way_to_the_legend() -> None:
    curves = curves_of(loss=[2.0, 0.5])
    assert text_of(render(curves, 60, 15, title="run 3"))[0].startswith("run 3")
    assert "run" not in text_of(render(curves, 14, 15, title="run 3"))[0]


@pytest.mark.parametrize(("value", "name"), [(NAN, "NaN"), (INF, "inf"), (-INF, "-inf")])
@pytest.mark.parametrize("size", [(60, 15), (30, 8), (24, 4)])
def test_a_nonfinite_value_is_named_with_its_step(value: float, name: str, size: tuple[int, int]) -> None:
    rows = render(curves_of(loss=[1.0] * 12 + [value] + [1.0] * 5), *size)
    assert f"{name} at step 12" in text_of(rows)[0]


def test_nan_is_said_once() -> None:
    assert text_of(render(curves_of(loss=[1.0, NAN]), 60, 15))[0].strip() == "━ loss  NaN at step 1"


def test_nan_is_said_before_the_names_where_there_is_no_room() -> None:
    values = [1.0] * 12 + [NAN] * 3
    assert text_of(render(curves_of(loss=values, validation_loss=values), 30, 10))[0].startswith(
        "loss NaN at step 12 (+5)"
    )


def test_nothing_but_nan() -> None:
    lines = text_of(render(curves_of(loss=[NAN] * 4), 60, 15))
    assert "NaN at step 0 (+3)" in lines[0]
    assert any("Every value is NaN or infinite." in line for line in lines)


def test_no_curve_yet() -> None:
    assert any("No curve yet." in line for line in text_of(render(Curves(), 40, 9)))


def test_a_logarithmic_axis_only_where_every_value_is_above_zero() -> None:
    assert text_of(render(curves_of(loss=[100.0, 0.001]), 60, 15, log=True))[0].rstrip().endswith("log")
    lines = text_of(render(curves_of(loss=[100.0, 0.0]), 60, 15, log=True))
    assert "linear (log needs values above 0)" in lines[0]


def test_a_logarithmic_axis_makes_a_line_of_a_decay() -> None:
    curves = curves_of(loss=[10.0**-step for step in range(9)])
    lines = text_of(render(curves, 60, 12, log=True))[1:10]
    starts = [min(i for i, c in enumerate(line) if braille(c)) for line in lines]
    steps = [b - a for a, b in itertools.pairwise(starts)]
    assert max(steps) - min(steps) <= 2


def test_labels_stand_at_the_axes() -> None:
    lines = text_of(render(curves_of(loss=[3.0] + [1.0] * 100), 60, 15))
    assert lines[-1].split() == ["step", "0", "20", "40", "60", "80", "100"]
    assert [line.split("┤")[0].strip() for line in lines if "┤" in line] == [
        "3.0",
        "2.5",
        "2.0",
        "1.5",
        "1.0",
    ]


@pytest.mark.parametrize("values", [[0.5], [0.5] * 50, [0.0], [-3.0] * 2])
def test_a_single_point_and_a_constant_are_drawn(values: list[float]) -> None:
    lines = text_of(render(curves_of(loss=values), 60, 15))
    assert sum(braille(line) for line in lines) == 1


def test_a_spike_reaches_the_drawn_cells() -> None:
    values = [1.0] * 50_000
    for spike in (3, 24_999, 49_990):
        pointed = [*values]
        pointed[spike] = 100.0
        lines = text_of(render(curves_of(loss=pointed), 60, 15))
        columns = [index for index, character in enumerate(lines[1]) if braille(character)]
        assert len(columns) == 1
        assert columns[0] == pytest.approx(6 + spike / 50_000 * 54, abs=1.5)


def test_tiny_pictures_show_the_value() -> None:
    curves = curves_of(loss=[2.0, 0.5])
    assert text_of(render(curves, 6, 1)) == ["0.5000"]
    assert text_of(render(curves, 1, 1)) == [" "]
    assert text_of(render(curves, 12, 1)) == ["loss 0.5000 "]


def test_a_low_picture_has_no_axes_but_a_curve() -> None:
    lines = text_of(render(curves_of(loss=falling()), 40, 4))
    assert "loss" in lines[0]
    assert all(braille(line) for line in lines[1:])


def test_one_line() -> None:
    assert one_line(curves_of(loss=[4.0, 3.0, 2.0, 1.0]), 60) == "loss 1.000 █▆▃▁ step 3"
    assert one_line(curves_of(loss=[4.0, 3.0, 2.0, 1.0]), 60, unicode=False).isascii()
    assert one_line(curves_of(loss=[1.0, NAN]), 60).startswith("loss NaN")
    assert one_line(Curves(), 60) == ""


def test_one_line_names_several_curves() -> None:
    line = one_line(curves_of(loss=falling(), accuracy=[0.1, 0.9]), 80)
    assert "loss" in line
    assert "accuracy 0.9000" in line
    assert line.endswith("step 199")


def test_the_terminal_has_no_say(monkeypatch: pytest.MonkeyPatch) -> None:
    curves = curves_of(loss=falling(100))
    monkeypatch.setenv("COLUMNS", "20")
    monkeypatch.setenv("LINES", "5")
    assert [row_width(row) for row in render(curves, 173, 41)] == [173] * 41


def test_pictures_do_not_leak_into_each_other() -> None:
    one, two = curves_of(loss=falling()), curves_of(accuracy=[0.1, 0.2, 0.9])
    fresh = render_ansi(one, 61, 16, colour=True)
    render(two, 61, 16, dark=False, unicode=False, log=True)
    assert render_ansi(one, 61, 16, colour=True) == fresh


def curve_rows(rows: list[Row]) -> list[str]:
    return [line.partition("┤")[2] or line.partition("│")[2] for line in text_of(rows)[1:-2]]


def test_a_part_of_the_steps_fills_the_width() -> None:
    values = [float(step % 10) for step in range(1000)]
    rows = render(curves_of(loss=values), 60, 15, view=View(span=(500, 509)))
    steps = [int(label) for label in text_of(rows)[-1].split()[1:]]
    assert len(steps) > 2
    assert all(500 <= step <= 510 for step in steps)
    assert [line for line in curve_rows(rows) if braille(line)]
    assert all(braille(line) for line in curve_rows(rows)[1:-1])


def test_the_values_in_sight_decide_the_height() -> None:
    rows = render(curves_of(loss=[1000.0, *[1.0, 2.0] * 50]), 60, 15, view=View(span=(10, 60)))
    assert "1000" not in "".join(text_of(rows)[1:])


def test_a_sparse_curve_goes_on_to_the_edges() -> None:
    curves = Curves()
    curves.add(MetricsReceived("val_loss", (0, 100, 200), (2.0, 1.0, 0.0)))
    rows = render(curves, 60, 15, view=View(span=(120, 160)))
    lines = curve_rows(rows)
    assert braille(lines[0][:8])
    assert any(braille(line[-8:]) for line in lines)
    assert any("No point" in line for line in text_of(render(curves, 60, 15, view=View(span=(300, 320)))))


def test_smoothing_draws_the_raw_curve_faint_behind() -> None:
    rng = random.Random(0)
    curves = curves_of(loss=[rng.gauss(0, 1) for _ in range(300)])
    rows = render(curves, 60, 15, view=View(smoothing=0.97))
    glyphs = {colour: sum(map(braille, text)) for row in rows[1:] for text, colour in [("".join(t), c) for t, c in row]}
    assert set(glyphs) >= {DARK.curves[0], faint(DARK.curves[0], True)}
    smooth_rows = [number for number, row in enumerate(rows) if any(c == DARK.curves[0] for t, c in row if braille(t))]
    raw_rows = [number for number, row in enumerate(rows) if any(c == faint(DARK.curves[0], True) for _, c in row)]
    assert len(smooth_rows) < len(raw_rows)


def test_the_cursor_is_a_line_and_the_legend_reads_the_values_there() -> None:
    curves = curves_of(loss=[float(step) for step in range(100)], accuracy=[0.5] * 100)
    rows = render(curves, 60, 15, view=View(cursor=50))
    assert "loss 50.00" in text_of(rows)[0]
    assert sum("│" in line for line in curve_rows(rows)) >= 9
    assert "|" in "".join(text_of(render(curves, 60, 15, unicode=False, view=View(cursor=50)))[2])


def test_a_column_means_the_step_whose_cursor_stands_there() -> None:
    curves = curves_of(loss=[float(step) for step in range(100)])
    for view in (View(), View(span=(20, 60)), View(log=True)):
        found = 0
        for column in range(60):
            step = step_at(curves, 60, 15, column, view=view)
            if step is not None:
                rows = text_of(render(curves, 60, 15, view=View(log=view.log, span=view.span, cursor=step)))
                found += any("│" in row[column - 1 : column + 2] for row in rows)
        assert found >= 50
    assert step_at(curves, 60, 15, 0, view=View()) is None
    assert step_at(Curves(), 60, 15, 30, view=View()) is None


def test_a_hidden_curve_is_gone_and_the_others_keep_their_colours() -> None:
    curves = curves_of(loss=[2.0, 0.5], val_loss=[3.0, 0.75])
    rows = render(curves, 60, 15, view=View(hidden=frozenset({"loss"})))
    assert text_of(rows)[0].rstrip() == "━ val_loss 0.7500  +1 more"
    assert {colour for row in rows[1:] for text, colour in row if braille(text)} == {DARK.curves[1]}
    both = render(curves, 60, 15, view=View(hidden=frozenset({"loss", "val_loss"})))
    assert any("Every curve is hidden." in line for line in text_of(both))


def test_a_pinned_curve_is_drawn_however_many_there_are() -> None:
    curves = curves_of(**{f"w{number}": [1.0, 2.0] for number in range(MAX_SHOWN + 3)})
    last = f"w{MAX_SHOWN + 2}"
    assert last not in text_of(render(curves, 120, 15))[0]
    rows = render(curves, 120, 15, view=View(pinned=(last,)))
    assert text_of(rows)[0].startswith(f"━ {last}")
    colours = [colour for text, colour in rows[0] if text.strip().startswith("━")]
    assert len(set(colours)) == MAX_SHOWN


def test_learning_rate_and_gradient_norm_have_a_picture_of_their_own() -> None:
    curves = curves_of(loss=[2.0, 0.5], lr=[0.1, 0.01], grad_norm=[9.0, 8.0], epoch=[0.0, 1.0])
    assert text_of(render(curves, 60, 15))[0].rstrip() == "━ loss 0.5000  +2 more"
    assert "━ lr 0.01000  ━ grad_norm 8.000" in text_of(render(curves, 60, 15, view=View(part="extras")))[0]
    assert "━ lr 0.01000" in text_of(render(curves_of(lr=[0.1, 0.01]), 60, 15))[0]


def test_earlier_runs_are_drawn_behind_with_their_names() -> None:
    history = RunHistory("lr=0.1")
    history.add("lr=0.1", curves_of(loss=[5.0, 4.0]))
    history.add("lr=0.5", curves_of(loss=[6.0, 1.0]))
    history.add("lr=0.7", curves_of(accuracy=[6.0, 1.0]))
    rows = render(curves_of(loss=[5.0, 2.0]), 80, 15, earlier=history.runs)
    assert text_of(rows)[0].rstrip() == "━ loss 2.000  ━ run 2, lr=0.5 1.000  ━ run 1 4.000"
    assert {colour for row in rows[1:] for text, colour in row if braille(text)} == set(DARK.curves[:3])


@pytest.mark.parametrize(("unicode", "glyph"), [(True, "×"), (False, "!")])
def test_nan_is_marked_where_it_was(unicode: bool, glyph: str) -> None:
    rows = render(curves_of(loss=[1.0] * 50 + [NAN] + [1.0] * 49), 60, 15, unicode=unicode)
    marked = [(text, colour) for text, colour in rows[1] if glyph in text]
    assert marked == [(glyph, DARK.warning)]
    assert text_of(rows)[1].index(glyph) == pytest.approx(33, abs=2)


SCRIPT = """
import sys
from tests.engine.test_chart import curves_of, falling
from tutor.engine.chart import render_ansi
curves = curves_of(loss=falling(), val_loss=[1.0, float("nan"), 0.5], accuracy=[0.1, 0.9])
for size in ((24, 7), (40, 10), (60, 15), (100, 30)):
    for log in (True, False):
        print(render_ansi(curves, *size, colour=True, log=log))
"""


def test_the_hash_seed_changes_nothing() -> None:
    pictures = {
        subprocess.run(
            [sys.executable, "-c", SCRIPT],
            env={
                **os.environ,
                "PYTHONHASHSEED": seed,
                "PYTHONPATH": os.getcwd(),
                "PYTHONIOENCODING": "utf-8",
            },
            capture_output=True,
            check=True,
        ).stdout
        for seed in ("0", "1", "2", "3")
    }
    assert len(pictures) == 1


def noisy_curve(rng: random.Random, canvas: Canvas) -> list[Pixel]:
    series = Series("loss")
    count = rng.randint(1, 300)
    series.append(range(count), [rng.gauss(0, 1) * rng.random() ** 3 for _ in range(count)])
    assert series.minimum is not None
    assert series.maximum is not None
    x_axis, y_axis = step_axis(0, count - 1, canvas.columns), value_axis(series.minimum, series.maximum, 4)
    return pixels(series, x_axis, y_axis, canvas)


def log_curve(rng: random.Random, canvas: Canvas) -> list[Pixel]:
    series = Series("loss")
    count = rng.randint(1, 300)
    series.append(range(count), [math.exp(rng.gauss(0, 4) - 5 * step / count) for step in range(count)])
    assert series.minimum is not None
    assert series.maximum is not None
    x_axis, y_axis = step_axis(0, count - 1, canvas.columns), log_axis(series.minimum, series.maximum, 4)
    return pixels(series, x_axis, y_axis, canvas)


def zoomed_curve(rng: random.Random, canvas: Canvas) -> list[Pixel]:
    series = Series("loss")
    series.append(range(300), [rng.gauss(0, 1) for _ in range(300)])
    first = rng.randrange(250)
    span = (first, first + rng.randint(4, 49))
    return pixels(series, step_axis(*span, canvas.columns), value_axis(-4, 4, 4), canvas, span)


def any_line(rng: random.Random, canvas: Canvas) -> list[Pixel]:
    reach = rng.choice([2, 5, canvas.width])
    line = [(rng.randrange(canvas.width), rng.randrange(canvas.height))]
    for _ in range(rng.randint(0, 30)):
        x = line[-1][0] + rng.randint(-reach, reach)
        line.append((max(0, min(canvas.width - 1, x)), rng.randrange(canvas.height)))
    return line


@pytest.mark.parametrize("unicode", [True, False])
@pytest.mark.parametrize("make_line", [noisy_curve, log_curve, zoomed_curve, any_line])
def test_the_curve_is_cell_by_cell_what_plotext_draws(
    make_line: Callable[[random.Random, Canvas], list[Pixel]], unicode: bool
) -> None:
    rng = random.Random(7)
    for _ in range(15):
        columns, rows = rng.randint(2, 70), rng.randint(2, 20)
        frame = Frame(columns + 6, rows + 2, columns, rows, unicode, DARK.axes, (0,), ("0",), (0,), ("    0",))
        canvas = Canvas(columns, rows, unicode)
        lines = []
        for owner in (1, 2):
            line = make_line(rng, canvas)
            canvas.draw(line, owner, "*")
            lines.append((line, "braille" if unicode else "*", DARK.curves[owner - 1]))
        drawn = parse(draw_with_plotext(frame, lines))
        theirs = [
            (character, colour if character != " " else None)
            for row in drawn[:rows]
            for character, colour in [(c, colour) for text, colour in row for c in text][6:]
        ]
        ours = [
            (glyph, DARK.curves[owner - 1] if owner else None)
            for glyph, owner in zip(canvas.glyphs, canvas.owners, strict=True)
        ]
        assert theirs == ours


def test_the_frame_drawn_in_two_parts_is_the_one_plotext_draws_at_once(monkeypatch: pytest.MonkeyPatch) -> None:
    rng = random.Random(3)
    frames: list[Frame] = []
    monkeypatch.setattr(chart, "frame_rows", lambda frame: frames.append(frame) or frame_rows(frame))
    for _ in range(60):
        low = rng.choice([0.0, -3.5, 1e-7, 1e5, -1e9, 0.25])
        high = low + rng.choice([1e-6, 0.3, 2.0, 1e3, 1e12])
        first = rng.choice([0, 5, 123_456])
        curves = Curves()
        curves.add(MetricsReceived("loss", (first, first + rng.randint(1, rng.choice([10, 500, 10**9]))), (low, high)))
        render(curves, rng.randint(24, 130), rng.randint(9, 40), unicode=rng.random() < 0.8, log=rng.random() < 0.5)
    assert len(set(frames)) > 50
    for frame in frames:
        margin = frame.width - frame.columns
        theirs, ours = text_of(parse(draw_with_plotext(frame))), text_of(frame_rows(frame))
        if not frame.unicode:
            theirs = [row.translate(ASCII_FRAME) for row in theirs]
        assert ours[: frame.rows] == [row[:margin] for row in theirs[: frame.rows]]
        assert ours[frame.rows] == theirs[frame.rows]
        assert ours[-1].removeprefix("step".rjust(margin - 1)).strip() == theirs[-1].strip()


def test_drawing_a_picture_imports_neither_torch_nor_numpy() -> None:
    script = (
        "import sys; from tutor.engine import chart, series\n"
        "assert 'plotext' not in sys.modules\n"
        "from tutor.engine.events import MetricsReceived\n"
        "curves = series.Curves(); curves.add(MetricsReceived('loss', (0, 1), (1.0, 0.5)))\n"
        "chart.render(curves, 60, 15)\n"
        "assert 'plotext' in sys.modules\n"
        "print([name for name in ('torch', 'numpy', 'textual') if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

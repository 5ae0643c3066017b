"""A large terminal is used, and no line becomes too long for the eye."""

from __future__ import annotations

from tests.ui.fakes import FakeRunner, make_app, training
from tests.ui.test_lesson_screen import settle
from tutor.ui.widgets.chart_panel import ChartPanel
from tutor.ui.widgets.prose import READING_WIDTH, ProseBlock
from tutor.ui.widgets.rows import RowList

LARGE = (200, 60)


async def test_what_stands_at_the_right_of_a_row_stays_near_its_left() -> None:
    app = make_app()
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("m")
        await pilot.pause()
        assert 80 <= app.screen.query_one(RowList).size.width <= 110


async def test_prose_keeps_a_width_that_can_be_read_and_the_chart_takes_the_room() -> None:
    app = make_app(FakeRunner(script=training()))
    async with app.run_test(size=LARGE) as pilot:
        await pilot.press("r")
        await settle(pilot)
        block = app.screen.query(ProseBlock).first()
        assert max(len(block.render_line(row).text.rstrip()) for row in range(block.size.height)) <= READING_WIDTH
        chart = app.screen.query_one(ChartPanel)
        assert chart.size.width >= 60
        assert chart.size.height >= 30

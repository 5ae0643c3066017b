"""No line to type in blinks: each blink is a frame that travels."""

from __future__ import annotations

import pytest
from textual.widgets import Input

from tests.ui.fakes import make_app
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.ui.known_keys import _classes
from tutor.ui.widgets.line_input import LineInput


def test_every_line_to_type_in_is_a_quiet_one() -> None:
    inputs = [one for one in _classes() if issubclass(one, Input)]
    assert len(inputs) >= 3
    assert [one.__name__ for one in inputs if not issubclass(one, LineInput)] == []


@pytest.mark.parametrize("key", ["slash", "ctrl+p"])
async def test_no_cursor_blinks(key: str) -> None:
    app = make_app()
    async with app.run_test(size=SMALL) as pilot:
        await pilot.press(key)
        await settle(pilot)
        found = list(app.screen.query(Input))
        assert found
        assert not any(line.cursor_blink for line in found)

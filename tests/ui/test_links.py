"""Links of a page by keys: which one stands out, where Enter leads, and the way back."""

from __future__ import annotations

from dataclasses import replace

import pytest

from tests.ui.fakes import FIRST, SECOND, FakeLibrary, FakeRunner, good_run, make_app, snippet
from tests.ui.test_lesson_screen import SMALL, settle
from tutor.course.model import Page, Prose
from tutor.session.records import LessonState
from tutor.ui.markdown import MARKED, layout
from tutor.ui.navigation import has_browser
from tutor.ui.screens.search import SearchScreen
from tutor.ui.spans import Span
from tutor.ui.trail import LONGEST, MOST_STATES, Stop, Trail
from tutor.ui.widgets.keys import KeyBar
from tutor.ui.widgets.prose import ProseBlock

TEXT = """Read [Second steps](lesson:tensors/second) and *then*

- [the docs of `ones`](https://pytorch.org/docs), which go over more than one row where the room is small,
- [Second steps](lesson:tensors/second) again.
"""
LINKED = replace(
    FIRST,
    pages=(
        Page("Links", 1, (Prose("Before.", 2), snippet(1, "x = 1\n"), Prose(TEXT, 5), Prose("After.\n\n" * 40, 9))),
    ),
)


def app_with_links(**changes: object):
    return make_app(library=FakeLibrary((LINKED, SECOND)), runner=FakeRunner(script=good_run()), **changes)


def standing_out(app) -> str:
    blocks = app.screen.query(ProseBlock)
    spans = (span for block in blocks for line in block.lines(70) for span in line)
    return "".join(span.text for span in spans if span.role == MARKED)


def keys(app) -> dict[str, str]:
    return {what: key for key, _, what in app.screen.query_one(KeyBar).hints()}


# -- marking ---------------------------------------------------------------------------------------------------------


def test_one_link_of_a_text_stands_out() -> None:
    def marked(number: int) -> list[Span]:
        return [span for line in layout(TEXT, 40, marked_link=number) for span in line if span.role == MARKED]

    assert marked(-1) == []
    assert [span.text for span in marked(0)] == ["Second steps"]
    assert "".join(span.text for span in marked(1)).split() == ["the", "docs", "of", "ones"]
    assert {span.link for span in marked(2)} == {"lesson:tensors/second"}
    assert marked(3) == []


async def test_tab_goes_over_places_and_links_and_round() -> None:
    app = app_with_links()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert standing_out(app) == ""
        seen = []
        for _ in range(4):
            await pilot.press("tab")
            seen.append(standing_out(app))
        assert seen == ["Second steps", "the docs of ones", "Second steps", ""]
        await pilot.press("shift+tab")
        assert standing_out(app) == "Second steps"


async def test_the_marked_snippet_stays_what_keys_mean_while_a_link_stands_out() -> None:
    runner = FakeRunner(script=good_run())
    app = make_app(library=FakeLibrary((LINKED, SECOND)), runner=runner)
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        assert "Open" not in keys(app)
        await pilot.press("tab")
        assert {"Open", "Run"} <= keys(app).keys()
        await pilot.press("r")
        await settle(pilot)
        assert len(runner.calls) == 1


# -- following -------------------------------------------------------------------------------------------------------


async def test_enter_follows_to_a_lesson_and_backspace_returns_with_all_that_stood_there() -> None:
    app = app_with_links()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        screen = app.screen
        assert "Return" not in keys(app)
        await pilot.press("r")
        await settle(pilot)
        before = screen.state
        await pilot.press("tab", "G")
        await settle(pilot)
        row = screen.page.scroll_y
        assert row > 0
        await pilot.press("enter")
        await settle(pilot)
        assert screen.lesson_id == "tensors/second"
        assert "Return" in keys(app)
        await pilot.press("backspace")
        await settle(pilot)
        assert (screen.lesson_id, screen.page.scroll_y) == ("tensors/first", row)
        assert screen.state is before
        assert screen.state.records[1].phase == "ok"
        assert "Return" not in keys(app)


async def test_what_search_opens_leads_back_too() -> None:
    app = app_with_links()
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("slash")
        assert isinstance(app.screen, SearchScreen)
        await settle(pilot)
        await pilot.press(*"nothing", "enter")
        await settle(pilot)
        assert app.screen.lesson_id == "tensors/second"
        await pilot.press("backspace")
        await settle(pilot)
        assert app.screen.lesson_id == "tensors/first"


async def test_a_web_address_is_copied_where_no_browser_would_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("SSH_CONNECTION", "1 2 3 4")
    app = app_with_links()
    opened: list[str] = []
    app.open_url = opened.append
    async with app.run_test(size=SMALL) as pilot:
        await settle(pilot)
        await pilot.press("tab", "tab", "enter")
        await settle(pilot)
        assert opened == []
        assert app.clipboard == "https://pytorch.org/docs"
        assert any(note.message == "https://pytorch.org/docs" for note in app._notifications)


@pytest.mark.parametrize(
    ("environment", "opens"),
    [
        ({"DISPLAY": ":0"}, True),
        ({"WAYLAND_DISPLAY": "w"}, True),
        ({}, False),
        ({"DISPLAY": ":0", "SSH_TTY": "/x"}, False),
    ],
)
def test_a_browser_opens_only_before_the_learners_eyes(environment: dict[str, str], opens: bool, monkeypatch) -> None:
    monkeypatch.setattr("sys.platform", "linux")
    assert has_browser(environment) is opens


# -- the trail -------------------------------------------------------------------------------------------------------


def state_of(name: str) -> LessonState:
    return LessonState(replace(FIRST, id=name, content_hash=name), lambda key: None)


def test_the_trail_forgets_its_oldest_stops_and_states() -> None:
    trail = Trail()
    for number in range(LONGEST + 5):
        trail.leave(Stop(f"a/{number}", 0, 0), state_of(f"a/{number}"))
    last = LONGEST + 4
    kept = [n for n in range(last + 1) if trail.take_state(f"a/{n}", f"a/{n}") is not None]
    assert kept == list(range(last - MOST_STATES + 1, last + 1))
    stops = []
    while trail:
        stops.append(trail.back().lesson_id)
    assert stops == [f"a/{number}" for number in range(last, last - LONGEST, -1)]


def test_a_lesson_that_was_changed_meanwhile_begins_anew() -> None:
    trail = Trail()
    trail.keep(state_of("a/b"))
    assert trail.take_state("a/b", "another") is None

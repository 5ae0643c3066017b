import random

import pytest
from textual._compositor import Compositor
from textual.app import App
from textual.containers import VerticalScroll
from textual.geometry import Region
from textual.screen import Screen
from textual.widgets import Static

from tutor.ui.cells import placed_strips
from tutor.ui.compositor import FrugalCompositor


class Counted(Static):
    """Counts the rows that it is asked for."""

    asked = 0

    def render_lines(self, crop):
        self.asked += crop.height
        return super().render_lines(crop)


class Layers(Screen):
    """A head, a page that scrolls, a panel beside it, and a note in front of both."""

    def __init__(self):
        super().__init__()
        self._compositor = FrugalCompositor()

    def compose(self):
        yield Counted("head " * 9, id="head")
        with VerticalScroll(id="page"):
            for number in range(9):
                yield Counted(f"paragraph {number} " * 12, classes="paragraph")
        yield Counted("panel " * 40, id="panel")
        yield Counted("in front", id="note")


class LayersApp(App):
    CSS = """
    Layers { layers: below above; layout: horizontal; }
    #head { dock: top; height: 1; }
    #page { width: 1fr; }
    #panel { width: 17; border: round red; padding: 0 1; }
    #note { layer: above; width: 20; height: 3; offset: 12 4; background: blue; }
    """

    def get_default_screen(self):
        return Layers()


def cells_of(update):
    return [(y, x, list(strip)) for y, x, strip in placed_strips(update) if strip.cell_length]


def both(compositor, regions):
    """What Textual's own and ours draw of the same regions."""
    updates = []
    for render in (Compositor.render_partial_update, FrugalCompositor.render_partial_update):
        compositor._dirty_regions = set(regions)
        updates.append(render(compositor))
    return updates


@pytest.mark.parametrize("seed", range(4))
async def test_it_draws_what_textual_draws(seed):
    chooser = random.Random(seed)
    app = LayersApp()
    async with app.run_test(size=(60, 20)) as pilot:
        app.screen.query_one("#page").scroll_to(y=seed * 3, animate=False)
        await pilot.pause()
        for _ in range(40):
            regions = [
                Region(chooser.randrange(60), chooser.randrange(20), chooser.randint(1, 30), chooser.randint(1, 8))
                for _ in range(chooser.randint(1, 4))
            ]
            inside = [region.intersection(Region(0, 0, 60, 20)) for region in regions]
            theirs, ours = both(app.screen._compositor, inside)
            assert cells_of(ours) == cells_of(theirs)


async def test_only_what_changed_is_asked_for_its_rows():
    app = LayersApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        for widget in app.screen.query(Counted):
            widget.asked = 0
        app.screen.query_one("#head").update("other " * 9)
        await pilot.pause()
        assert app.screen.query_one("#head").asked > 0
        assert sum(widget.asked for widget in app.screen.query(".paragraph")) == 0
        assert app.screen.query_one("#panel").asked == 0


async def test_a_widget_behind_another_is_not_asked_for_rows_that_do_not_show():
    app = LayersApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        for widget in app.screen.query(Counted):
            widget.asked = 0
        compositor._dirty_regions = {Region(13, 5, 4, 1)}
        assert "".join(strip.text for _, _, strip in placed_strips(compositor.render_partial_update()))
        assert sum(widget.asked for widget in app.screen.query(".paragraph")) == 0


async def test_what_lies_beyond_the_screen_is_no_change():
    app = LayersApp()
    async with app.run_test(size=(60, 20)) as pilot:
        await pilot.pause()
        compositor = app.screen._compositor
        compositor._dirty_regions = {Region(70, 3, 5, 5), Region(0, 25, 60, 2)}
        assert compositor.render_partial_update() is None

import random
import re

import pyte
import pytest
from rich.console import Console
from rich.segment import Segment
from rich.style import Style
from textual._compositor import ChopsUpdate, InlineUpdate, LayoutUpdate
from textual.geometry import Region
from textual.strip import Strip

from tutor.ui.cells import Difference, TerminalCells, erases_in_colour

WIDTH, HEIGHT = 30, 8
CONSOLE = Console(color_system="truecolor", force_terminal=True)
STYLES = [
    None,
    Style(color="#ff0000"),
    Style(color="#00ff00", bgcolor="#101010", bold=True),
    Style(bgcolor="#202020"),
    Style(underline=True),
    Style(color="#808080", bgcolor="#202020", reverse=True),
    Style(reverse=True, bold=True),
    Style(color="red", dim=True, italic=True, strike=True),
    Style(color="bright_blue", bgcolor="bright_black", underline2=True),
]


class Terminal:
    def __init__(self):
        self.screen = pyte.Screen(WIDTH, HEIGHT)
        self.stream = pyte.Stream(self.screen)

    def cells(self):
        return [[as_seen(self.screen.buffer[y][x]) for x in range(WIDTH)] for y in range(HEIGHT)]


def as_seen(cell):
    """A cell without what can't be seen of it: of a blank that has no lines, all but its ground."""
    if cell.data != " " or cell.underscore or cell.strikethrough:
        return cell
    if cell.reverse and "default" in (cell.fg, cell.bg):
        return cell._replace(bold=False, italics=False)
    return pyte.screens.Char(" ", bg=cell.fg if cell.reverse else cell.bg)


def layout(rows, y=0, x=0):
    strips = [[Strip(segments)] for segments in rows]
    return LayoutUpdate(strips, Region(x, y, WIDTH, len(rows)))


def text_row(text, style=None):
    return [Segment(text.ljust(WIDTH)[:WIDTH], style)]


def random_row(chooser, width, alphabet):
    segments = []
    while width:
        length = min(chooser.randint(1, 9), width)
        segments.append(Segment("".join(chooser.choice(alphabet) for _ in range(length)), chooser.choice(STYLES)))
        width -= length
    return segments


def both(updates, forget_at=()):
    """The screens that Textual's own sequences and ours lead to, and how many characters each sent."""
    return [compare(updates, forget_at, erases) for erases in (False, True)][1]


def compare(updates, forget_at, erases):
    stock, ours, cells = Terminal(), Terminal(), TerminalCells(erases=erases)
    sent = [0, 0]
    for number, update in enumerate(updates):
        if number in forget_at:
            cells.forget()
        one, two = update.render_segments(CONSOLE), Difference(update, cells).render_segments(CONSOLE)
        stock.stream.feed(one)
        ours.stream.feed(two)
        sent[0] += len(one)
        sent[1] += len(two)
        assert ours.cells() == stock.cells(), f"after update {number}"
    return sent


@pytest.mark.parametrize("seed", range(8))
def test_random_updates_lead_to_the_same_screen(seed):
    chooser = random.Random(seed)
    alphabet = "ab  ─│⣿é▌✓…" + ("日🙂" if seed % 2 else "")
    rows = [random_row(chooser, WIDTH, "ab ") for _ in range(HEIGHT)]
    updates = [layout(rows)]
    for _ in range(60):
        y = chooser.randrange(HEIGHT)
        row = random_row(chooser, 12, alphabet)
        x = chooser.randrange(WIDTH - 24)
        updates.append(layout([row], y, x))
    both(updates, forget_at=(20,))


@pytest.mark.parametrize("seed", range(4))
def test_random_chops_lead_to_the_same_screen(seed):
    chooser = random.Random(seed)
    updates = [layout([random_row(chooser, WIDTH, "ab ") for _ in range(HEIGHT)])]
    for _ in range(60):
        chops = [{0: Strip(random_row(chooser, 10, "abc ⣿")), 10: Strip(random_row(chooser, 20, "abc "))}] * HEIGHT
        first = chooser.randrange(WIDTH - 2)
        spans = [(chooser.randrange(HEIGHT), first, chooser.randint(first + 1, WIDTH))]
        updates.append(ChopsUpdate(chops, spans, [[10, 30]] * HEIGHT))
    both(updates)


def test_what_did_not_change_costs_nothing():
    cells = TerminalCells()
    update = layout([text_row("hello", STYLES[1])] * 3)
    assert Difference(update, cells).render_segments(CONSOLE)
    assert Difference(update, cells).render_segments(CONSOLE) == ""


def test_one_changed_character_costs_few_bytes():
    cells = TerminalCells()
    Difference(layout([text_row("loss 0.31")]), cells).render_segments(CONSOLE)
    sequence = Difference(layout([text_row("loss 0.32")]), cells).render_segments(CONSOLE)
    assert sequence == "\x1b[m\x1b[1;9H2"


def test_a_changed_style_alone_is_sent():
    before, after = layout([text_row("x", STYLES[1])]), layout([text_row("x", STYLES[2])])
    both([before, after])


def test_after_forgetting_all_is_sent_again():
    cells = TerminalCells()
    update = layout([text_row("hello")])
    first = Difference(update, cells).render_segments(CONSOLE)
    cells.forget()
    assert Difference(update, cells).render_segments(CONSOLE) == first


def test_an_update_of_another_kind_is_sent_as_it_is():
    update = InlineUpdate([Strip([Segment("x")])])
    assert Difference(update, TerminalCells()).render_segments(CONSOLE) == update.render_segments(CONSOLE)


def test_links_are_sent_as_textual_sends_them():
    update = layout([[Segment("docs".ljust(WIDTH), Style(link="https://pytorch.org"))]])
    assert "pytorch.org" in Difference(update, TerminalCells()).render_segments(CONSOLE)


def test_a_colour_is_named_once_a_frame():
    cells = TerminalCells()
    words = [Segment("a", STYLES[1]), Segment("b", STYLES[2]), Segment("c", STYLES[1]), Segment("d", STYLES[2])]
    sequence = Difference(layout([words] * 3), cells).render_segments(CONSOLE)
    assert sequence.count("38;2;255;0;0") == 1
    assert sequence.count("38;2;0;255;0") == 1


def test_many_blanks_are_erased_where_the_terminal_erases_in_colour():
    update = layout([text_row("x", STYLES[3])])
    assert f"x\x1b[{WIDTH - 1}X" in Difference(update, TerminalCells(erases=True)).render_segments(CONSOLE)
    assert "x" + " " * (WIDTH - 1) in Difference(update, TerminalCells()).render_segments(CONSOLE)
    both([update, layout([text_row("yy", STYLES[3])])])


@pytest.mark.parametrize(
    ("term", "erases"),
    [("xterm-256color", True), ("tmux-256color", True), ("screen-256color", False), ("vt100", False)],
)
def test_gnu_screen_does_not_erase_in_colour(term, erases):
    assert erases_in_colour(term) is erases


def test_a_difference_asked_twice_is_the_same():
    difference = Difference(layout([text_row("hello")]), TerminalCells())
    assert difference.render_segments(CONSOLE) == difference.render_segments(CONSOLE) != ""


@pytest.mark.parametrize(
    ("text", "row", "disturbs"),
    [
        ("0x23456789", 1, False),
        ("01x3456789", 1, True),
        ("0123x56789", 2, True),
        ("01234x6789", 2, False),
        ("012x456789", 0, False),
        ("012x456789", 3, False),
        ("日23456789", 1, True),  # text that is sent whole, whatever of it changed
        ("0123456789", 1, False),
    ],
)
def test_a_region_that_is_watched_tells_when_something_is_drawn_in_it(text, row, disturbs):
    cells = TerminalCells()
    rows = [text_row("0123456789")] * 4
    Difference(layout(rows), cells).render_segments(CONSOLE)
    cells.watch(Region(2, 1, 3, 2))
    rows[row] = text_row(text)
    Difference(layout(rows), cells).render_segments(CONSOLE)
    assert cells.disturbed is disturbs


def test_after_forgetting_a_region_that_alone_is_sent_again():
    cells = TerminalCells()
    update = layout([text_row("0123456789")] * 4)
    Difference(update, cells).render_segments(CONSOLE)
    cells.forget(Region(2, 1, 3, 2))
    sequence = Difference(update, cells).render_segments(CONSOLE)
    assert re.sub(r"\x1b\[\d+;(\d+)H", r"@\1:", sequence) == "\x1b[m@3:234@3:234"

import pytest
from rich.color import Color as RichColor
from rich.color import ColorSystem
from textual.color import Color

from tests.ui.test_challenge_screen import app_at_challenge, opened
from tutor.ui.terminal import STANDS_OUT
from tutor.ui.theme import CONTRAST, DECORATIONS, roles, style_of, themes
from tutor.ui.widgets.editor import CodeEditor
from tutor.ui.widgets.find_bar import FindBar

SMALLEST_CONTRAST = 4.5
HIGH_CONTRAST = 7.0
SURFACES = ["background", "surface", "panel"]


def luminance(colour):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b)


def contrast(one, other):
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


def spread(colour):
    """How far a colour is from grey, from 0 to 1."""
    return (max(colour.rgb) - min(colour.rgb)) / 255


def on_terminal(colour, system):
    """A colour as a terminal of that depth shows it."""
    return RichColor.parse(colour).downgrade(system).get_truecolor().hex


def worst(theme, surface, system=ColorSystem.TRUECOLOR):
    """The smallest contrast of all that one reads on a surface, and its role."""
    ground = on_terminal(getattr(theme, surface), system)
    return min(
        (contrast(on_terminal(colour or theme.foreground, system), ground), role)
        for role, (colour, _) in roles(theme.dark).items()
        if role not in DECORATIONS
    )


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=lambda system: system.name)
@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("surface", SURFACES)
def test_everything_one_reads_has_contrast(theme, surface, system):
    assert worst(theme, surface, system) >= (SMALLEST_CONTRAST, "")


@pytest.mark.parametrize("surface", SURFACES)
def test_high_contrast_is_high_and_survives_sixteen_colours(surface):
    theme = next(theme for theme in themes() if theme.name == CONTRAST)
    assert worst(theme, surface) >= (HIGH_CONTRAST, "")
    assert worst(theme, surface, ColorSystem.STANDARD) >= (SMALLEST_CONTRAST, "")


@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
def test_what_theme_colours_say_can_be_read(theme):
    for colour in (theme.primary, theme.secondary, theme.accent, theme.success, theme.warning, theme.error):
        assert contrast(colour, theme.background) >= SMALLEST_CONTRAST


@pytest.mark.parametrize("system", [ColorSystem.TRUECOLOR, ColorSystem.EIGHT_BIT], ids=lambda system: system.name)
@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
def test_what_is_selected_is_read_and_seen_to_be_selected(theme, system):
    for where in ("screen", "input"):
        ground = on_terminal(theme.variables[f"{where}-selection-background"], system)
        assert (
            contrast(on_terminal(theme.variables[f"{where}-selection-foreground"], system), ground) >= SMALLEST_CONTRAST
        )
        for surface in SURFACES:
            around = Color.parse(getattr(theme, surface))
            assert abs(Color.parse(ground).brightness - around.brightness) >= STANDS_OUT


@pytest.mark.parametrize("theme", [theme for theme in themes() if theme.name != CONTRAST], ids=lambda theme: theme.name)
def test_grounds_stay_grey_and_differ_in_256_colours(theme):
    grounds = [Color.parse(on_terminal(getattr(theme, surface), ColorSystem.EIGHT_BIT)) for surface in SURFACES]
    assert len(set(grounds)) == len(SURFACES)
    assert all(ground.r == ground.g == ground.b for ground in grounds)


@pytest.mark.parametrize("dark", [True, False], ids=["dark", "light"])
def test_what_is_nearly_grey_gets_no_colour_in_256(dark):
    for role, (colour, _) in roles(dark).items():
        if colour is None or spread(Color.parse(colour)) > 0.12:
            continue
        assert spread(Color.parse(on_terminal(colour, ColorSystem.EIGHT_BIT))) < 0.16, role


def test_both_themes_know_the_same_roles():
    assert roles(True).keys() == roles(False).keys()


def test_a_colour_is_its_own_role():
    assert style_of("#ff0000", True).color.triplet.hex == "#ff0000"


def test_a_link_can_be_clicked():
    assert style_of("link", True, "lesson:a/b").meta == {"@click": "app.follow_link('lesson:a/b')"}


@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
async def test_line_numbers_and_what_fields_ask_for_can_be_read(theme):
    app, _ = app_at_challenge()
    async with app.run_test(size=(80, 30)) as pilot:
        await opened(pilot)
        app.theme = theme.name
        await pilot.press("ctrl+f")
        await pilot.pause()
        least = HIGH_CONTRAST if theme.name == CONTRAST else SMALLEST_CONTRAST
        for widget, part in (
            (app.screen.query_one(CodeEditor), "text-area--gutter"),
            (app.screen.query_one(CodeEditor), "text-area--cursor-gutter"),
            (app.screen.query_one(FindBar), "input--placeholder"),
        ):
            style = widget.get_component_rich_style(part)
            assert contrast(style.color.triplet.hex, style.bgcolor.triplet.hex) >= least

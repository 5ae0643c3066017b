import pytest
from textual.color import Color

from tutor.ui.theme import DECORATIONS, roles, style_of, themes

SMALLEST_CONTRAST = 4.5


def luminance(colour):
    def channel(value):
        value /= 255
        return value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4

    return 0.2126 * channel(colour.r) + 0.7152 * channel(colour.g) + 0.0722 * channel(colour.b)


def contrast(one, other):
    high, low = sorted((luminance(Color.parse(one)), luminance(Color.parse(other))), reverse=True)
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", themes(), ids=lambda theme: theme.name)
@pytest.mark.parametrize("surface", ["background", "surface", "panel"])
def test_everything_one_reads_has_contrast(theme, surface):
    ground = getattr(theme, surface)
    for role, (colour, _) in roles(theme.dark).items():
        if role not in DECORATIONS:
            assert contrast(colour or theme.foreground, ground) >= SMALLEST_CONTRAST, (role, surface)


def test_both_themes_know_the_same_roles():
    assert roles(True).keys() == roles(False).keys()


def test_a_colour_is_its_own_role():
    assert style_of("#ff0000", True).color.triplet.hex == "#ff0000"


def test_a_link_can_be_clicked():
    assert style_of("link", True, "lesson:a/b").meta == {"@click": "app.follow_link('lesson:a/b')"}

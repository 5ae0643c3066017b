"""The look: a table of colours for each ground; all that one reads has a contrast of at least 4.5 to 1.

The grounds are so nearly grey that they stay apart in 256 colours, which is what a terminal has behind ssh.
The theme of high contrast has the dark table on black: at least 7 to 1, and legible with sixteen colours.
"""

from __future__ import annotations

from functools import lru_cache

from rich.style import Style
from textual.theme import Theme

DARK = "tutor-dark"
LIGHT = "tutor-light"
CONTRAST = "tutor-contrast"
THEMES = (DARK, LIGHT, CONTRAST)
"""Their names, in the order in which one key goes through them."""

# role -> (colour, attributes); the colour None is the widget's own.
_DARK: dict[str, tuple[str | None, str]] = {
    "text": (None, ""),
    "muted": ("#a8b0be", ""),
    "faint": ("#9ca5b4", ""),
    "accent": ("#ff9166", ""),
    "accent_strong": ("#ff9166", "bold"),
    "title": ("#ffffff", "bold"),
    "heading": ("#ffb199", "bold"),
    "strong": ("#ffffff", "bold"),
    "emphasis": (None, "italic"),
    "strong_emphasis": ("#ffffff", "bold italic"),
    "code": ("#f0c987", ""),
    "code_block": ("#d5d9e2", ""),
    "link": ("#7fbaff", "underline"),
    "link_marked": ("#7fbaff", "bold reverse"),
    "quote": ("#c4c8d0", "italic"),
    "quote_bar": ("#ff9166", ""),
    "fence_bar": ("#5b6475", ""),
    "rule": ("#5b6475", ""),
    "bullet": ("#ff9166", ""),
    "ok": ("#63e0bd", ""),
    "ok_strong": ("#63e0bd", "bold"),
    "fail": ("#ff7d86", ""),
    "fail_strong": ("#ff7d86", "bold"),
    "culprit": ("#ff7d86", "underline"),
    "warn": ("#f7d154", ""),
    "key": ("#ffb199", "bold"),
    "stdout": ("#d5d9e2", ""),
    "stderr": ("#f7d154", ""),
    "comment": ("#a1a7b1", "italic"),
    "string": ("#9fd59a", ""),
    "number": ("#e3b7ff", ""),
    "keyword": ("#ff9eb5", ""),
    "builtin": ("#7fd4e8", ""),
    "definition": ("#8fc1ff", "bold"),
    "call": ("#8fc1ff", ""),
    "decorator": ("#f7d154", ""),
    "name": ("#e6e8ec", ""),
    "punctuation": ("#b9bdc5", ""),
}

_LIGHT: dict[str, tuple[str | None, str]] = {
    "text": (None, ""),
    "muted": ("#4d5564", ""),
    "faint": ("#525b69", ""),
    "accent": ("#b02f0c", ""),
    "accent_strong": ("#b02f0c", "bold"),
    "title": ("#000000", "bold"),
    "heading": ("#9c2f0c", "bold"),
    "strong": ("#000000", "bold"),
    "emphasis": (None, "italic"),
    "strong_emphasis": ("#000000", "bold italic"),
    "code": ("#6e4a00", ""),
    "code_block": ("#2f3338", ""),
    "link": ("#0b5496", "underline"),
    "link_marked": ("#0b5496", "bold reverse"),
    "quote": ("#444c5a", "italic"),
    "quote_bar": ("#b02f0c", ""),
    "fence_bar": ("#a4acb9", ""),
    "rule": ("#a4acb9", ""),
    "bullet": ("#b02f0c", ""),
    "ok": ("#0e7250", ""),
    "ok_strong": ("#0e7250", "bold"),
    "fail": ("#c1093d", ""),
    "fail_strong": ("#c1093d", "bold"),
    "culprit": ("#c1093d", "underline"),
    "warn": ("#6a3e00", ""),
    "key": ("#9c2f0c", "bold"),
    "stdout": ("#2f3338", ""),
    "stderr": ("#6a3e00", ""),
    "comment": ("#525b69", "italic"),
    "string": ("#1b6b2d", ""),
    "number": ("#7a2ba8", ""),
    "keyword": ("#a8185c", ""),
    "builtin": ("#0a6373", ""),
    "definition": ("#0b5496", "bold"),
    "call": ("#0b5496", ""),
    "decorator": ("#6a3e00", ""),
    "name": ("#20262f", ""),
    "punctuation": ("#4a5260", ""),
}

DECORATIONS = frozenset({"fence_bar", "rule"})
"""Roles of lines and bars, which nobody reads and which may be faint."""


def roles(dark: bool) -> dict[str, tuple[str | None, str]]:
    """The table of a theme: role to ``(colour or None, attributes)``."""
    return _DARK if dark else _LIGHT


@lru_cache(maxsize=512)
def style_of(role: str, dark: bool, link: str = "") -> Style:
    """The Rich style of a role; of a colour ``#rrggbb`` itself where the role is one."""
    if role.startswith("#"):
        return Style(color=role)
    colour, attributes = roles(dark).get(role, (None, ""))
    style = Style.parse(" ".join(filter(None, (attributes, colour)))) if colour or attributes else Style.null()
    if link:
        style += Style.from_meta({"@click": f"app.follow_link({link!r})"})
    return style


def _variables(blurred: str, scrollbar: str, background: str, selected: str, on_selected: str) -> dict[str, str]:
    """Colours of bars, and of what is selected: its own are lost, not all could be read on one ground more."""
    return {
        "border-blurred": blurred,
        "scrollbar": scrollbar,
        "scrollbar-background": background,
        "screen-selection-background": selected,
        "screen-selection-foreground": on_selected,
        "input-selection-background": selected,
        "input-selection-foreground": on_selected,
    }


def themes() -> tuple[Theme, Theme, Theme]:
    """The dark theme, the light one, and the one of high contrast."""
    dark = Theme(
        name=DARK,
        dark=True,
        primary="#ff9166",
        secondary="#8fc1ff",
        accent="#ff9166",
        success="#63e0bd",
        warning="#f7d154",
        error="#ff7d86",
        foreground="#dfe3ea",
        background="#15171c",
        surface="#1d2026",
        panel="#282c33",
        variables=_variables("#3a4150", "#3a4150", "#15171c", "#345a8a", "#ffffff"),
    )
    light = Theme(
        name=LIGHT,
        dark=False,
        primary="#b02f0c",
        secondary="#0b5496",
        accent="#b02f0c",
        success="#0e7250",
        warning="#6a3e00",
        error="#c1093d",
        foreground="#20262f",
        background="#fbfaf9",
        surface="#f2f1ee",
        panel="#e8e6e2",
        variables=_variables("#c9c5bd", "#c0bbb1", "#fbfaf9", "#87afd7", "#000000"),
    )
    contrast = Theme(
        name=CONTRAST,
        dark=True,
        primary="#ff9166",
        secondary="#8fc1ff",
        accent="#ffff55",
        success="#63e0bd",
        warning="#ffff55",
        error="#ff7d86",
        foreground="#ffffff",
        background="#000000",
        surface="#000000",
        panel="#141414",
        variables=_variables("#9a9a9a", "#9a9a9a", "#000000", "#ffffff", "#000000"),
    )
    return dark, light, contrast

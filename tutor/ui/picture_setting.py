"""How pictures are drawn here: as the command line or the environment says, else as it was chosen in the app."""

from __future__ import annotations

import os
from typing import TYPE_CHECKING

from tutor.engine.terminal_graphics import VARIABLE, Means, Wish, means, read_wish
from tutor.session.services import Services

if TYPE_CHECKING:
    from tutor.ui.frugal import FrugalApp

KEY = "setting:pictures"
NAMES: dict[Wish, str] = {
    "auto": "as this terminal is known for",
    "blocks": "half blocks",
    "kitty": "in pixels, by kitty's protocol",
    "sixel": "in pixels, as sixels",
    "off": "none",
}
"""What each way is called."""


def current(app: FrugalApp) -> Means:
    """How they are drawn now."""
    services = getattr(app, "services", None)
    remembered = services.progress.draft(KEY) if isinstance(services, Services) else None
    return means(read_wish({VARIABLE: remembered or "", **os.environ}), os.environ)


def choose(app: FrugalApp, services: Services, wish: Wish) -> None:
    """Draw them so from now on, in the next sitting too."""
    from tutor.ui.screens.pictures import PicturesScreen

    services.progress.save_draft(KEY, wish)
    app.pictures = means(wish, os.environ)
    told = NAMES[wish]
    if wish in ("kitty", "sixel") and app.pictures != wish:
        told = "half blocks: NO_COLOR, tmux or screen stands in the way of pixels here"
    app.notify(f"Pictures: {told}.", timeout=6)
    for screen in app.screen_stack:
        if isinstance(screen, PicturesScreen):
            app.call_later(screen.draw_anew)

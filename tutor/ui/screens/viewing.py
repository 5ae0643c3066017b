"""A screen of curves that one looks at from near and far."""

from __future__ import annotations

from abc import abstractmethod
from collections.abc import Callable
from dataclasses import replace

from tutor.engine import view as views
from tutor.engine.view import View
from tutor.session.services import Services
from tutor.ui.screens.base import TutorScreen


class ViewingScreen(TutorScreen[View]):
    """Holds the way to look, and the actions that change it."""

    def __init__(self, services: Services, view: View) -> None:
        super().__init__(services)
        self.view = view

    @abstractmethod
    def sync(self) -> None:
        """Show everything as it stands now."""

    @property
    @abstractmethod
    def whole(self) -> tuple[int, int]:
        """First and last step of all that is compared."""

    def look(self, change: Callable[[View], View]) -> None:
        """Look at the curves in another way."""
        self.view = change(self.view)
        self.sync()
        self.refresh_bindings()

    def action_log(self) -> None:
        """Logarithmic or linear values."""
        self.look(lambda view: replace(view, log=not view.log))

    def action_zoom(self, factor: float) -> None:
        """Closer or farther."""
        self.look(lambda view: views.zoomed(view, self.whole, factor))

    def action_pan(self, share: float) -> None:
        """Earlier or later steps."""
        self.look(lambda view: views.panned(view, self.whole, share))

    def action_cursor(self, share: float) -> None:
        """Move the cursor."""
        self.look(lambda view: views.with_cursor(view, self.whole, share))

    def action_whole(self) -> None:
        """All steps, no cursor."""
        self.look(lambda view: replace(view, span=None, cursor=None))

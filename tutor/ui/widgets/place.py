"""What ``Tab`` stops at on a page: snippets, questions and challenges."""

from __future__ import annotations

from textual.widget import Widget


class Place(Widget, can_focus=True):
    """One stop; the page's view marks exactly one of them."""

    @property
    def meant(self) -> int | None:
        """Number of the snippet that a run means here; None where there is none."""
        return None

    @property
    def typing(self) -> bool:
        """Whether keys go into a field of it."""
        return False

    @property
    def marked(self) -> bool:
        """Whether keys like ``r`` mean this one."""
        return self.has_class("-marked")

    def set_marked(self, marked: bool) -> None:
        """Mark or unmark it."""
        if marked != self.marked:
            self.set_class(marked, "-marked")
            self.sync()

    def sync(self) -> None:
        """Show the values behind it as they are now."""

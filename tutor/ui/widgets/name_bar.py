"""One line in which a run is given a name."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.binding import Binding, BindingType

from tutor.engine.history import LONGEST_NAME
from tutor.ui.widgets.line_input import LineInput


class NameBar(LineInput):
    """Asks for a name; Enter takes it, Escape leaves the old one. It is gone after either."""

    DEFAULT_CSS = """
    NameBar, NameBar:focus { height: 1; border: none; padding: 0 1; background: $panel; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "take", "Take", id="name.take", tooltip="Call the run so; no name gives it back its own"),
        Binding("escape", "leave", "Back", id="name.leave", tooltip="Leave the name as it was", priority=True),
    ]

    def __init__(self, name: str, take: Callable[[str], None]) -> None:
        super().__init__(name, placeholder="A name for this run", compact=True, max_length=LONGEST_NAME)
        self._take = take

    def action_take(self) -> None:
        """Use the name."""
        self._take(self.value)
        self.remove()

    def action_leave(self) -> None:
        """Leave it."""
        self.remove()

"""The line at the bottom: the keys that work now."""

from __future__ import annotations

from rich.segment import Segment
from rich.style import Style
from textual.geometry import Size
from textual.screen import Screen
from textual.strip import Strip
from textual.widget import Widget

from tutor.ui.spans import width_of
from tutor.ui.theme import style_of
from tutor.ui.widgets.lines import is_dark

KeyHint = tuple[str, str, str]
"""Key as pressed, key as shown, what it does."""


FIRST = (
    *("find.next", "find.previous", "find.close", "name.take", "name.leave"),
    *("lines.copy", "lines.begin", "lines.more", "lines.leave"),
)
LAST = ("editor.find", "editor.external")
"""Keys of widgets that any screen may hold, before and behind the screen's own."""


def fitting(hints: list[KeyHint], width: int) -> list[KeyHint]:
    """The hints that fit into a width; the last one (help) always stays."""
    if not hints:
        return []
    *others, last = hints
    room = width - _cells(last)
    kept: list[KeyHint] = []
    for hint in others:
        if _cells(hint) > room:
            break
        kept.append(hint)
        room -= _cells(hint)
    return [*kept, last]


def _cells(hint: KeyHint) -> int:
    return width_of(hint[1]) + width_of(hint[2]) + 3


class KeyBar(Widget):
    """Keys and what they do, drawn from the screen's live bindings; each can be clicked."""

    DEFAULT_CSS = "KeyBar { height: 1; dock: bottom; background: $panel; padding: 0 1; }"

    def __init__(self) -> None:
        super().__init__(id="keys")

    def on_mount(self) -> None:
        """Follow the bindings."""
        self.screen.bindings_updated_signal.subscribe(self, self._bindings_updated)

    def _bindings_updated(self, _screen: Screen[object]) -> None:
        self.refresh()

    def hints(self) -> list[KeyHint]:
        """The keys that work now, in the order of importance the screen gives them, help last."""
        wanted = [*FIRST, *getattr(self.screen, "KEYS", ()), *LAST, "app.help", "app.help_in_editor"]
        found: dict[str, KeyHint] = {}
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id is not None and binding.id in wanted and binding.id not in found and active.enabled:
                found[binding.id] = (binding.key, self.app.get_key_display(binding), binding.description)
        if "app.help" in found:
            found.pop("app.help_in_editor", None)
        return [found[id_] for id_ in wanted if id_ in found]

    def get_content_height(self, container: Size, viewport: Size, width: int) -> int:
        """Always one row."""
        return 1

    def render_line(self, y: int) -> Strip:
        """Draw the one row."""
        dark, base, width = is_dark(self.app), self.rich_style, self.content_size.width
        segments: list[Segment] = []
        for key, shown, description in fitting(self.hints(), width + 2):
            click = Style.from_meta({"@click": f"app.simulate_key({key!r})"})
            segments.append(Segment(shown, base + style_of("key", dark) + click))
            segments.append(Segment(f" {description}", base + style_of("muted", dark) + click))
            segments.append(Segment("  ", base))
        return Strip(segments).adjust_cell_length(width, base)

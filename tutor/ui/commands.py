"""The command palette: every action of the screen, every lesson of the course."""

from __future__ import annotations

from collections.abc import Awaitable, Callable, Iterator
from functools import partial
from typing import TYPE_CHECKING, Any, cast

from textual.command import DiscoveryHit, Hit, Hits, Provider

from tutor.ui.markdown import links
from tutor.ui.theme import themes
from tutor.ui.widgets.prose import ProseBlock

if TYPE_CHECKING:
    from tutor.ui.app import TutorApp

Command = tuple[str, str, Callable[[], Awaitable[Any] | None]]
"""Title, help, what it does."""


class TutorCommands(Provider):
    """Actions that work now, the links of the page, then lessons."""

    @property
    def _tutor(self) -> TutorApp:
        return cast("TutorApp", self.app)

    def _actions(self) -> Iterator[Command]:
        seen: set[str] = set()
        for active in self.screen.active_bindings.values():
            binding = active.binding
            if binding.id is None or binding.action in seen or not active.enabled:
                continue
            seen.add(binding.action)
            run = partial(self.app.run_action, binding.action, active.node)
            title = f"{binding.tooltip or binding.description}  ({self.app.get_key_display(binding)})"
            yield title, "", run

    def _themes(self) -> Iterator[Command]:
        for theme in themes():
            name = theme.name.removeprefix("tutor-")
            yield f"Colours: {name}", "", partial(self._tutor.action_switch_theme, theme.name)

    def _pictures(self) -> Iterator[Command]:
        from tutor.ui.picture_setting import NAMES, choose

        for wish, name in NAMES.items():
            yield f"Pictures: {name}", "", partial(choose, self._tutor, self._tutor.services, wish)

    def _lessons(self) -> Iterator[Command]:
        for unit in self._tutor.services.library.units():
            for entry in unit.lessons:
                yield f"Lesson: {entry.title}", unit.title, partial(self._tutor.open_lesson, entry.id)

    def _links(self) -> Iterator[Command]:
        for block in self.screen.query(ProseBlock):
            for text, address in links(block.markdown):
                yield f"Link: {text}", address, partial(self._tutor.action_follow_link, address)

    async def discover(self) -> Hits:
        """What the palette lists before anything is typed."""
        for title, text, run in (*self._actions(), *self._links()):
            yield DiscoveryHit(title, run, help=text or None)

    async def search(self, query: str) -> Hits:
        """What matches what was typed."""
        matcher = self.matcher(query)
        settings = (*self._themes(), *self._pictures())
        for title, text, run in (*self._actions(), *self._links(), *settings, *self._lessons()):
            score = matcher.match(title)
            if score > 0:
                yield Hit(score, matcher.highlight(title), run, help=text or None)

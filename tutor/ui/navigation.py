"""The app's ways from one place to another: links, search, practice, the exam, progress."""

from __future__ import annotations

import os
import sys
from collections.abc import Mapping
from typing import Any

from textual.widgets import Input

from tutor.session.openings import ExamOpening, Opening, PracticeOpening
from tutor.session.services import Services
from tutor.ui.frugal import FrugalApp
from tutor.ui.screens.lesson import LessonScreen

LESSON = "lesson:"
"""How the address of a lesson begins."""


def has_browser(environment: Mapping[str, str]) -> bool:
    """Whether a browser would open before the learner's eyes: not over SSH, and not without a desktop."""
    from tutor.engine.terminal_graphics import is_far

    desktop = sys.platform == "darwin" or bool(environment.get("DISPLAY") or environment.get("WAYLAND_DISPLAY"))
    return desktop and not is_far(environment)


class NavigatingApp(FrugalApp):
    """Leads from place to place."""

    services: Services

    def notify(self, message: str, **how: Any) -> None:
        """Say a sentence, with the learner's keys in the places for them."""
        super().notify(self.services.keys.fill(message), **how)

    def action_command_palette(self) -> None:
        """Show the palette, its cursor still as everywhere."""
        super().action_command_palette()
        self.call_after_refresh(self._hold_cursors_still)

    def _hold_cursors_still(self) -> None:
        for line in self.screen.query(Input):
            line.cursor_blink = False

    def open_first(self, opening: Opening) -> None:
        """A sitting of practice or an exam, on top of what is read."""
        if isinstance(opening, PracticeOpening):
            from tutor.ui.screens.practice import PracticeScreen

            self.push_screen(PracticeScreen(self.services, opening.minutes))
        else:
            from tutor.ui.screens.exam import ExamScreen

            self.push_screen(ExamScreen(self.services, opening.seed, opening.unit))

    async def action_open(self, what: str) -> None:
        """Practice, the exam or the progress page, on top of what is read; a run is ended. Search lets it run."""
        if what == "search":
            from tutor.ui.screens.search import SearchScreen

            self.push_screen(SearchScreen(self.services), self._found)
            return
        await self.services.control.end()
        self.services.drafts.flush()
        if what == "progress":
            from tutor.ui.screens.progress import ProgressScreen

            self.push_screen(ProgressScreen(self.services))
        else:
            self.open_first(PracticeOpening() if what == "practice" else ExamOpening())

    def _found(self, target: tuple[str, int] | None) -> None:
        if target is not None:
            self.open_lesson(*target)

    def action_follow_link(self, address: str) -> None:
        """Follow a link: a lesson in the app, anything else in the browser, or to the clipboard where there is none."""
        if address.startswith(LESSON):
            self.open_lesson(address.removeprefix(LESSON))
        elif has_browser(os.environ):
            self.open_url(address)
            self.notify(address, title="Opened in the browser", timeout=8)
        else:
            self.copy_to_clipboard(address)
            self.notify(address, title="Address copied", timeout=12)

    def open_lesson(self, lesson_id: str, page: int = 0) -> None:
        """Show a page of a lesson, whatever screen is on top."""
        if lesson_id not in self.services.library.ids():
            self.notify(f"There is no lesson {lesson_id}. {{key:lesson.map}} opens the course map.", severity="warning")
            return
        while len(self.screen_stack) > 1:
            self.pop_screen()
        if isinstance(self.screen, LessonScreen):
            self.run_worker(self.screen.jump(lesson_id, page))

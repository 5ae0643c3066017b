"""The app: opens at the last place, gives screens their collaborators, leaves the terminal as it was."""

from __future__ import annotations

import asyncio
import contextlib
import gc
import os
import signal
import sys
import time
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Any, ClassVar, cast

from textual.binding import Binding, BindingType
from textual.screen import Screen

from tutor.course.keys import USUAL, KeyNames
from tutor.course.library import CourseError
from tutor.course.model import QUIZ_KINDS
from tutor.engine.load import Load
from tutor.engine.runner import Runner, WorkerStatus
from tutor.session.control import RunControl
from tutor.session.crash import fault_sentence, write_fault
from tutor.session.drafts import Drafts
from tutor.session.openings import Opening
from tutor.session.records import Clock
from tutor.session.services import Services
from tutor.ui.copying import copy, selected_text
from tutor.ui.messages import WorkerChanged
from tutor.ui.navigation import NavigatingApp
from tutor.ui.screens.base import TutorScreen
from tutor.ui.screens.lesson import LessonScreen
from tutor.ui.terminal import Terminal, adapt, this_terminal
from tutor.ui.theme import CONTRAST, DARK, THEMES, themes
from tutor.ui.widgets.tour import is_new_here

if TYPE_CHECKING:
    from textual.command import Provider

    from tutor.course.library import Library
    from tutor.study.consent import Consent
    from tutor.study.progress import Progress
    from tutor.ui.keymap import Keymap

THEME_KEY = "setting:theme"
LATER_CSS = Path(__file__).with_name("later.tcss")


def _commands() -> type[Provider]:
    from tutor.ui.commands import TutorCommands

    return TutorCommands


class TutorApp(NavigatingApp):
    """The Textual app.

    ``start`` is the id of the lesson to open; without it that is the last place, or the first lesson.
    """

    CSS_PATH = "tutor.tcss"
    TITLE = "pytorch-tutor"
    COMMANDS = {_commands}  # noqa: RUF012 - the type Textual declares
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("question_mark", "help", "Help", id="app.help", tooltip="The keys of this screen", key_display="?"),
        Binding("f1", "help", "Help", id="app.help_in_editor", tooltip="Keys of this screen, also while typing"),
        Binding("q", "quit", "Quit", id="app.quit", tooltip="Leave; drafts and progress are kept"),
        Binding("d", "switch_theme", "Colours", id="app.theme", tooltip="Dark, light or high contrast"),
        Binding("ctrl+c", "interrupt", "Stop", id="app.interrupt", priority=True, tooltip="Stop the running code"),
        Binding("ctrl+z", "suspend_process", "Suspend", id="app.suspend", tooltip="Back to the shell; fg returns"),
        Binding("P", "open('practice')", "Practice", id="app.practice", tooltip="Practise what is due"),
        Binding("X", "open('exam')", "Exam", id="app.exam", tooltip="Begin or continue the exam"),
        Binding("W", "open('progress')", "Progress", id="app.progress", tooltip="Where am I: units, skills, streak"),
        Binding("slash", "open('search')", "Search", id="app.search", tooltip="Search the course", key_display="/"),
        Binding("ctrl+l", "redraw", "Redraw", id="app.redraw", tooltip="Draw the whole screen again"),
    ]

    def __init__(
        self,
        library: Library,
        progress: Progress,
        runner: Runner,
        start: str | None = None,
        *,
        clock: Clock = time.monotonic,
        terminal: Terminal | None = None,
        consent: Consent | None = None,
        opening: Opening | None = None,
        keymap: Keymap | None = None,
    ) -> None:
        super().__init__()
        self._own_keys = keymap
        self._opening = opening
        self._consent = consent
        self._asked = False
        self._begun = False
        self.services = Services(
            library=library,
            progress=progress,
            runner=runner,
            drafts=Drafts(progress),
            control=RunControl(runner, clock),
            unicode=terminal is None or terminal.unicode,
            keys=KeyNames(keymap.keys) if keymap is not None else USUAL,
        )
        self._start = start
        # Scrolling in steps would send every frame over the line.
        self.animation_level = "none"
        for theme in themes():
            self.register_theme(theme)
        if terminal is not None:
            adapt(self, terminal)
        usual = CONTRAST if terminal is not None and terminal.few_colours else DARK
        remembered = progress.draft(THEME_KEY)
        self._begin_with(remembered if remembered in THEMES else usual)

    def _begin_with(self, theme: str) -> None:
        """Set the first theme; one that is as dark as Textual's own needs no second reading of all styles."""
        if not self.available_themes[theme].dark:
            self.theme = theme
            return
        self.set_reactive(TutorApp.theme, theme)
        self.stylesheet.set_variables(self.get_css_variables())
        self.add_class(f"-theme-{theme}", update=False)

    def get_default_screen(self) -> Screen[None]:
        """The last place, at once."""
        return LessonScreen(self.services, *self._first_place())

    def _first_place(self) -> tuple[str | None, int]:
        ids = self.services.library.ids()
        if self._start is not None:
            place = self.services.progress.place()
            return self._start, place.page if place is not None and place.lesson == self._start else 0
        place = self.services.progress.place()
        if place is not None and place.lesson in ids:
            return place.lesson, place.page
        # Whoever comes for the first time sees a network learn, and is not examined first.
        return next((lesson for lesson in ids if not self._is_quiz(lesson)), ids[0] if ids else None), 0

    def _is_quiz(self, lesson: str) -> bool:
        # All entries of the course would take longer to read than the one lesson that is shown.
        try:
            return self.services.library.lesson(lesson).kind in QUIZ_KINDS
        except CourseError:
            return False

    def on_mount(self) -> None:
        """Everything that may wait comes after the first picture."""
        if self._own_keys is not None:
            self.set_keymap(dict(self._own_keys.keys))
        # The shell wrote over the screen while the app was suspended.
        self.app_resume_signal.subscribe(self, lambda _: self.action_redraw())
        # The app's own refresh comes before the screen's: the screen tells when it is drawn.
        self.screen.call_after_refresh(self.call_later, self._after_first_picture)
        # A key may open another screen before that: the first one is then drawn much later.
        self.screen_change_signal.subscribe(self, lambda _: self._after_first_picture())

    def _after_first_picture(self) -> None:
        if self._begun:
            return
        self._begun = True
        # A caller may have switched the collector off: start-up makes no garbage worth looking for.
        gc.enable()
        self.stylesheet.add_source(LATER_CSS.read_text(encoding="utf-8"), (str(LATER_CSS), ""))
        if len(self.screen_stack) > 1:
            self.refresh_css(animate=False)
        self._end_watch = self.services.runner.watch(self._worker_changed)
        # Functions, not coroutines: where the app is left at once, those would be made and never awaited.
        self.run_worker(cast(Any, self._start_worker), exit_on_error=False)
        self.run_worker(self._prepare_later_parts, thread=True, exit_on_error=False)
        if self._own_keys is not None:
            from tutor.ui.known_keys import use_keymap

            self.run_worker(cast(Any, partial(use_keymap, self, self._own_keys)), exit_on_error=False)
        if self.services.progress.notice:
            self._tell_notice(self.services.progress.notice)
        self.services.progress.database.on_notice = lambda sentence: self.call_later(self._tell_notice, sentence)
        if self._opening is not None:
            self.open_first(self._opening)

    def _prepare_later_parts(self) -> None:
        from tutor.ui.later import prepare

        self.keep_lesson()
        prepare()

    def keep_lesson(self) -> None:
        """Keep the lesson that is read for the next start, which then shows it sooner."""
        place = self.services.progress.place()
        if place is not None:
            self.services.library.keep(place.lesson)

    def _tell_notice(self, sentence: str) -> None:
        self.notify(sentence, title="Your progress", severity="warning", timeout=20)

    def _worker_changed(self, status: WorkerStatus) -> None:
        self.post_message(WorkerChanged(status))

    async def _start_worker(self) -> None:
        try:
            await self.services.runner.start()
        except Exception as error:
            path = write_fault(error)
            sentence = f"The worker did not start: {error}. `pytorch-tutor doctor` says what is wrong."
            self.post_message(WorkerChanged(WorkerStatus(phase="lost", detail=sentence)))
            if path:
                self.log(f"worker start failed, see {path}")

    def on_worker_changed(self, event: WorkerChanged) -> None:
        """Show the worker's state on every screen."""
        for screen in self.screen_stack:
            if isinstance(screen, TutorScreen):
                screen.worker_changed(event.status)
        self._ask_consent(event.status.level)

    def _ask_consent(self, level: str) -> None:
        """Where the sandbox is weak, ask once before a lesson's code runs."""
        question = self._consent.question(level) if self._consent is not None and level else ""
        if not question or self._asked:
            return
        self._asked = True
        from tutor.ui.screens.help import QuestionScreen

        def answered(yes: bool | None) -> None:
            if yes and self._consent is not None:
                self._consent.give(level)

        self.push_screen(QuestionScreen(question), answered)

    def leave_on_signals(self) -> None:
        """A closed terminal or a kill must leave the screen and keep what was typed, also while the app starts."""
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGHUP, signal.SIGINT, signal.SIGQUIT):
            with contextlib.suppress(NotImplementedError, RuntimeError, ValueError):
                loop.add_signal_handler(number, self._leave, 128 + number)

    def _leave(self, status: int = 0) -> None:
        self.services.drafts.flush()
        self.exit(return_code=status)

    async def action_quit(self) -> None:
        """Leave; the running code is ended with the worker."""
        self._leave()

    async def action_interrupt(self) -> None:
        """Ctrl+C: stop the run, else copy what is selected, else say how to quit."""
        screen = self.screen
        if self.services.control.running or getattr(screen, "noting", False):
            await screen.run_action("stop")
            return
        selected = selected_text(screen)
        if selected:
            copy(screen, selected, "selection")
            return
        editor = "in an editor: {key:editor.leave} first, then {key:app.quit}"
        self.notify(f"Nothing is running. {{key:app.quit}} quits ({editor}).", timeout=4)

    def action_switch_theme(self, name: str = "") -> None:
        """The theme called ``name``, or the next one; remembered."""
        self.theme = name if name in THEMES else THEMES[(THEMES.index(self.theme) + 1) % len(THEMES)]
        self.services.progress.save_draft(THEME_KEY, self.theme)

    def action_redraw(self) -> None:
        """Draw everything again, for a terminal that was disturbed."""
        self._cells.forget()
        self.refresh(layout=True)

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """From a task one comes back first."""
        if action == "open":
            return getattr(self.screen, "LEADS_ON", False) and parameters != (getattr(self.screen, "IS", ""),)
        return True

    def action_help(self) -> None:
        """The keys of this screen."""
        from tutor.ui.screens.help import HelpScreen

        if not isinstance(self.screen, HelpScreen):
            self.push_screen(HelpScreen(self.screen))

    def _fatal_error(self) -> None:
        """A fault of ours: its traceback goes to a file, the learner reads one sentence."""
        error = sys.exc_info()[1] or self._exception
        path = write_fault(error) if error is not None else None
        try:
            self.services.drafts.flush()
        finally:
            self._exit_renderables[:] = [fault_sentence(path)]
            self._close_messages_no_wait()


def own_keymap() -> Keymap | None:
    """The learner's own keys; None where the learner has none, as most."""
    from tutor.ui.keymap import read_keymap

    keymap = read_keymap()
    return keymap if keymap.keys or keymap.faults else None


def run_app(
    library: Library,
    progress: Progress,
    runner: Runner,
    start: str | None = None,
    consent: Consent | None = None,
    opening: Opening | None = None,
) -> int:
    """Run the app in this terminal until the learner leaves; returns the exit status.

    Ends the worker and everything it started, whichever way the app is left.
    """
    if os.environ.get("TERM", "dumb") == "dumb" or not sys.stdin.isatty():
        print(
            "The app needs a terminal that can draw (TERM is dumb or this is no terminal). "
            "`pytorch-tutor --plain` reads lessons line by line.",
            file=sys.stderr,
        )
        return 2
    terminal, keymap = this_terminal(os.environ), own_keymap()

    async def session() -> int:
        app = TutorApp(
            library, progress, runner, start, terminal=terminal, consent=consent, opening=opening, keymap=keymap
        )
        app.services.tour = is_new_here(progress)
        # On another machine its own readings would be needed.
        app.services.load = None if getattr(runner, "elsewhere", "") else Load()
        app.leave_on_signals()
        try:
            await app.run_async()
        finally:
            app.services.drafts.flush()
            app.keep_lesson()
            await runner.close()
        return app.return_code or 0

    return asyncio.run(session())

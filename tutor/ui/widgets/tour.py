"""Tips for whoever opens the tutor for the first time: one at a time, each gone once it was followed."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, NamedTuple

from textual.screen import Screen

from tutor.ui.spans import Line, Span, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget

if TYPE_CHECKING:
    from tutor.study.progress import Progress
    from tutor.ui.screens.lesson import LessonScreen

TOUR_KEY = "setting:tour"


class Tip(NamedTuple):
    """One of them."""

    key: str
    """Id of the binding it speaks of."""
    text: str
    followed: Callable[[LessonScreen], bool]


TIPS = (
    Tip("lesson.run", "runs the marked code", lambda lesson: lesson.looked_at is not None and _has_run(lesson)),
    Tip("lesson.edit", "changes the code; {key:lesson.run_now} runs it then", lambda lesson: _is_edited(lesson)),
    Tip("page.onward", "reads on: down the page, then to the next one", lambda lesson: lesson.page_index > 0),
    Tip("app.help", "shows every key that works on a screen", lambda lesson: _shows(lesson, "HelpScreen")),
    Tip("lesson.map", "opens the map of the course", lambda lesson: _shows(lesson, "MapScreen")),
)


def _has_run(lesson: LessonScreen) -> bool:
    return lesson.state is not None and any(record.phase != "new" for record in lesson.state.records.values())


def _is_edited(lesson: LessonScreen) -> bool:
    snippet = lesson.snippet
    return lesson.state is not None and (
        any(map(lesson.state.edited, lesson.state.snippets)) or (snippet is not None and snippet.editing)
    )


def _shows(lesson: LessonScreen, name: str) -> bool:
    return type(lesson.app.screen).__name__ == name


def is_new_here(progress: Progress) -> bool:
    """Whether nothing was read yet and no tip was sent away."""
    return progress.place() is None and progress.draft(TOUR_KEY) is None


class Tour(LinesWidget):
    """The tip that is next; gone with the last one, with Esc, and at the next start."""

    ALLOW_SELECT = False
    DEFAULT_CSS = "Tour { dock: bottom; height: auto; background: $panel; padding: 0 1; }"

    def __init__(self, progress: Progress) -> None:
        super().__init__(id="tour")
        self._progress = progress
        self._followed: set[Tip] = set()

    @property
    def tip(self) -> Tip | None:
        """The first that was not followed."""
        return next((tip for tip in TIPS if tip not in self._followed), None)

    def on_mount(self) -> None:
        """Look after every key."""
        self.screen.bindings_updated_signal.subscribe(self, self._look)

    def _look(self, screen: Screen[object]) -> None:
        self.look(screen)  # type: ignore[arg-type]

    def look(self, lesson: LessonScreen) -> None:
        """Let go of the tips that were followed."""
        self._followed |= {tip for tip in TIPS if tip.followed(lesson)}
        if self.tip is None:
            self.end()
        else:
            self.content_changed()

    def end(self) -> None:
        """No more tips, now or ever."""
        self._progress.save_draft(TOUR_KEY, "done")
        self.remove()

    def lines(self, width: int) -> list[Line]:
        """The tip, with its key as it is."""
        tip = self.tip
        if tip is None:
            return []
        bindings = (active.binding for active in self.screen.active_bindings.values())
        shown = next((self.app.get_key_display(one) for one in bindings if one.id == tip.key), "")
        if not shown:
            return []
        count = f"Tip {TIPS.index(tip) + 1} of {len(TIPS)}: "
        text = with_keys(f" {tip.text}", self.keys, "text")
        away = with_keys(" · {key:tour.end} no more tips", self.keys)
        return wrap([Span(count, "accent_strong"), Span(shown, "key"), *text, *away], width)

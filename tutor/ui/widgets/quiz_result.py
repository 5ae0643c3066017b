"""The result of a quiz: the score, what is weak and where to read it up, another round."""

from __future__ import annotations

from collections.abc import Callable
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType

from tutor.course.keys import USUAL, KeyNames
from tutor.grading.quiz import Score
from tutor.ui.messages import LessonRequested, QuizRestarted
from tutor.ui.spans import Line, Span, indent, with_keys, wrap
from tutor.ui.widgets.lines import key_names
from tutor.ui.widgets.place import Place
from tutor.ui.widgets.question import AskText, TitleOf

BAR = 24


def result_lines(
    score: Score,
    title_of: TitleOf,
    width: int,
    cursor: int,
    *,
    placement: bool,
    marked: bool,
    keys: KeyNames = USUAL,
) -> list[Line]:
    """The whole result; ``cursor`` is the position of the weak lesson that Enter opens."""
    filled = round(BAR * score.right / max(score.total, 1))
    lines: list[Line] = [
        (
            Span("█" * filled, "ok"),
            Span("░" * (BAR - filled), "faint"),
            Span(f"  {score.right} of {score.total} right", "strong"),
        )
    ]
    if score.open:
        numbers = ", ".join(map(str, score.open))
        what = "question" if len(score.open) == 1 else "questions"
        back = with_keys("{key:page.back} goes back.", keys, "text")
        lines += wrap([Span(f"Still open: {what} {numbers}. ", "warn"), *back], width)
    elif placement:
        lines += wrap([Span("Done. Whatever is missing is taught in its lesson.", "ok")], width)
    elif score.passed:
        lines += wrap([Span(f"Passed: {score.needed} were needed.", "ok_strong")], width)
    else:
        needed = f"Not passed yet: {score.needed} of {score.total} are needed."
        lines += wrap([Span(f"{needed} Read up what is weak, then take another round.", "warn")], width)
    if score.weak:
        lines += [(), (Span("Worth reading" if placement else "Worth reading again", "strong"),)]
        for position, lesson in enumerate(score.weak):
            pointer = "❯ " if marked and position == cursor else "  "
            lines += indent(wrap([Span(title_of(lesson), "link")], width - 2), Span(pointer, "accent_strong"))
    if score.known and (score.finished or placement):
        known = " · ".join(title_of(lesson) for lesson in score.known)  # titles have commas of their own
        how = "Marked as known: " if placement or score.passed else "Right so far: "
        lines += [(), *wrap([Span(how, "muted"), Span(known, "text")], width)]
    if marked:
        ways = ["{key:result.open} opens the lesson"] if score.weak else []
        if score.total > len(score.open):
            ways.append("{key:result.again} another round" + ("" if placement else ", with other numbers"))
        if ways:
            lines += [(), *wrap(with_keys(" · ".join(ways), keys), width)]
    return lines


class QuizResultBlock(Place):
    """The result, as it stands when the page is shown."""

    DEFAULT_CSS = """
    QuizResultBlock {
        layout: vertical; height: auto; margin: 0 0 1 0; padding: 0 1; background: $panel;
        border-left: outer $border-blurred;
    }
    QuizResultBlock.-marked { border-left: outer $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "open", "Open lesson", id="result.open", tooltip="Open the weak lesson under the cursor"),
        Binding("j,down", "point(1)", "Down", id="result.down", show=False, tooltip="To the next weak lesson"),
        Binding("k,up", "point(-1)", "Up", id="result.up", show=False, tooltip="To the weak lesson before"),
        Binding("a", "again", "Another round", id="result.again", tooltip="Answer the quiz again, with other numbers"),
    ]

    def __init__(self, score: Callable[[], Score], title_of: TitleOf, *, placement: bool) -> None:
        super().__init__(id="quiz-result")
        self._score = score
        self._title_of = title_of
        self._placement = placement
        self._cursor = 0
        self._text = AskText(self._lines)

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield self._text

    def _lines(self, width: int) -> list[Line]:
        return result_lines(
            self._score(),
            self._title_of,
            width,
            self._cursor,
            placement=self._placement,
            marked=self.marked,
            keys=key_names(self),
        )

    def sync(self) -> None:
        """Show the score as it stands."""
        self._text.content_changed()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        if action == "open":
            return bool(self._score().weak)
        if action == "point":
            step = parameters[0]
            return isinstance(step, int) and 0 <= self._cursor + step < len(self._score().weak)
        if action == "again":
            return self._score().total > len(self._score().open)
        return True

    def action_open(self) -> None:
        """Open the weak lesson under the cursor."""
        self.post_message(LessonRequested(self._score().weak[self._cursor]))

    def action_point(self, step: int) -> None:
        """Move the cursor."""
        self._cursor += step
        self.sync()

    def action_again(self) -> None:
        """Another round."""
        self.post_message(QuizRestarted())

"""A question in the text, or a prediction before a snippet: choices or a field, and what is said to the answer."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click
from textual.widget import Widget
from textual.widgets import Input

from tutor.course.keys import USUAL, KeyNames
from tutor.grading.answers import explained, shown
from tutor.session.asking import HOW, Asked
from tutor.ui.markdown import layout
from tutor.ui.messages import AnswerEdited, AnswerRequested, LessonRequested, PredictionSkipped
from tutor.ui.sketches import choices_lines, comparison_lines
from tutor.ui.spans import Line, Span, indent, with_code, with_keys, wrap
from tutor.ui.widgets.line_input import LineInput
from tutor.ui.widgets.lines import LinesWidget, key_names
from tutor.ui.widgets.place import Place
from tutor.ui.widgets.prose import READING_WIDTH

TitleOf = Callable[[str], str]
MOST_TYPED = 200


def head(asked: Asked, before: str) -> Line:
    """What it is, and how it stands."""
    what = "Prediction" if asked.prediction is not None else "Question"
    if asked.graded is not None:
        right = asked.graded.right
        mark = Span("✓ right", "ok") if right else Span("✗ not right", "fail")
        if not right and not asked.over:
            mark = Span("✗ not yet", "warn")
    elif asked.made:
        mark = Span("● predicted: the run will tell", "accent")
    elif asked.skipped:
        mark = Span("○ skipped", "muted")
    elif before == "right":
        mark = Span("● answered right before", "ok")
    elif before == "changed":
        mark = Span("◍ answered right before it changed", "warn")
    elif before == "wrong":
        mark = Span("◐ not right yet", "warn")
    else:
        mark = Span("○ open", "muted")
    return (Span(f"{what}  ", "accent_strong"), mark)


def ask_lines(
    asked: Asked, width: int, before: str, *, marked: bool, unicode: bool, keys: KeyNames = USUAL
) -> list[Line]:
    """The question with its choices."""
    lines: list[Line] = [head(asked, before), *layout(asked.question.ask, min(width, READING_WIDTH), keys)]
    sketches = asked.prediction.sketches if asked.prediction is not None else ()
    if asked.question.choices and not (sketches and asked.graded is not None):
        lines.append(())
        if sketches:
            lines += _sketch_lines(asked, width, marked=marked, unicode=unicode)
        else:
            lines += _choice_lines(asked, min(width, READING_WIDTH), marked=marked)
    return lines


def _mark_of(asked: Asked, position: int) -> tuple[str, str]:
    """The sign before a choice and its role: what was chosen, and what is right once that is known."""
    chosen = position in asked.chosen
    if asked.graded is not None and (asked.over or (chosen and not asked.question.several)):
        if position in asked.right_positions:
            return ("✓" if chosen or asked.over else " "), "ok"
        return ("✗" if chosen else " "), "fail" if chosen else "muted"
    if asked.question.several:
        return ("■" if chosen else "□"), "accent" if chosen else "muted"
    return ("●" if chosen else "○"), "accent" if chosen else "muted"


def _label(asked: Asked, position: int, *, marked: bool) -> tuple[Span, ...]:
    sign, role = _mark_of(asked, position)
    pointer = "❯" if marked and position == asked.cursor and not asked.over else " "
    return (Span(f"{pointer} ", "accent_strong"), Span(f"{position + 1} ", "key"), Span(f"{sign} ", role))


def _choice_lines(asked: Asked, width: int, *, marked: bool) -> list[Line]:
    lines: list[Line] = []
    for position, choice in enumerate(asked.question.choices):
        text = layout(choice.text, max(width - 6, 10))
        label = _label(asked, position, marked=marked)
        lines += [((*label, *line) if number == 0 else (Span(" " * 6), *line)) for number, line in enumerate(text)]
    return lines


def _sketch_lines(asked: Asked, width: int, *, marked: bool, unicode: bool) -> list[Line]:
    assert asked.prediction is not None
    roles = []
    labels = []
    for position in range(len(asked.prediction.sketches)):
        pointed = (marked and position == asked.cursor) or position in asked.chosen
        roles.append("accent" if pointed else "muted")
        labels.append(_label(asked, position, marked=marked))
    return choices_lines(asked.prediction.sketches, width, roles, labels, unicode=unicode)


def said_lines(
    asked: Asked,
    width: int,
    title_of: TitleOf,
    *,
    marked: bool,
    typing: bool,
    unicode: bool,
    keys: KeyNames = USUAL,
) -> list[Line]:
    """What is said to the answer, and the keys that go on."""
    lines: list[Line] = []
    if asked.busy:
        return wrap([Span("◌ working out the right answer", "muted")], width)
    if asked.remark:
        lines += wrap(with_code(keys.fill(asked.remark), "warn"), width)
    if asked.graded is not None:
        lines += _verdict(asked, min(width, READING_WIDTH), keys, unicode=unicode)
        place = "" if asked.graded.right else asked.graded.lesson or asked.question.lesson
        if place:
            lines += wrap(with_keys(f"{{key:question.lesson}} reads it up: {title_of(place)}", keys), width)
    if marked:
        ways = "Enter gives it · {key:question.leave} leaves the field" if typing else _ways(asked)
        lines += wrap(with_keys(ways, keys), width) if ways else []
    return lines


def _verdict(asked: Asked, width: int, keys: KeyNames, *, unicode: bool) -> list[Line]:
    graded, lines = asked.graded, []
    assert graded is not None
    prediction = asked.prediction
    if prediction is not None and prediction.sketches and asked.real:
        chosen = next(iter(asked.chosen), None)
        sketch = prediction.sketches[chosen] if chosen is not None else None
        lines += [(), *comparison_lines(sketch, asked.real, prediction.metric, width, unicode=unicode)]
    elif asked.typed and asked.right is not None and asked.over:
        lines += wrap(
            [
                *([Span("You said ", "muted"), Span(asked.said, "code"), Span(" · ", "muted")] if asked.said else []),
                Span("The run gives ", "muted"),
                Span(shown(asked.right), "code"),
            ],
            width,
        )
    sign = Span("✓ ", "ok_strong") if graded.right else Span("✗ ", "fail_strong")
    word = "Right." if graded.right else "Not this time." if prediction is not None else "Not right."
    came = sorted(asked.right_positions) if prediction is not None and prediction.sketches else []
    nearest = f"It is nearest to “{asked.question.choices[came[0]].text}”." if came and not graded.right else ""
    text = f"**{word}** {nearest} {graded.message}".strip()
    lines += indent(layout(text, max(width - 2, 10), keys), sign)
    if asked.over and asked.question.explain:
        lines += indent(layout(explained(asked.question, asked.right), max(width - 2, 10), keys), Span("  "))
    return lines


def _ways(asked: Asked) -> str:
    """The keys that matter now, and what they do."""
    if asked.over or (asked.made and asked.graded is None):
        return ""
    enter, ways = "{key:question.answer}", []
    if asked.typed:
        ways.append(f"{enter} to type {HOW.get(asked.question.answer_type, 'a Python value')}")
    else:
        digits = f"1–{len(asked.question.choices)}"
        ways.append(f"{digits} choose{' all that are right' if asked.question.several else ''}")
        if not asked.said_already:
            ways.append(f"{enter} {'predicts' if asked.prediction is not None else 'answers'}")
    if asked.prediction is not None:
        ways.append("{key:question.skip} skips")
    if asked.graded is not None:
        ways.append("{key:question.reveal} shows the answer")
    return " · ".join(ways)


class AskText(LinesWidget):
    """Lines that a question's block computes."""

    def __init__(self, compute: Callable[[int], Sequence[Line]]) -> None:
        super().__init__()
        self._compute = compute

    def lines(self, width: int) -> Sequence[Line]:
        """What the block says."""
        return self._compute(width)


class AnswerField(LineInput):
    """The one line where an answer is typed."""

    DEFAULT_CSS = """
    AnswerField { width: 100%; max-width: 60; margin: 0 0 0 2; background: $background; color: $foreground; }
    """


class QuestionBlock(Place):
    """One question of the page."""

    DEFAULT_CSS = """
    QuestionBlock {
        layout: vertical; height: auto; margin: 0 0 1 0; padding: 0 1; background: $panel;
        border-left: outer $border-blurred;
    }
    QuestionBlock.-marked { border-left: outer $accent; }
    """
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "answer", "Answer", id="question.answer", tooltip="Give the answer, or type one"),
        *(
            Binding(str(digit), f"pick({digit})", "Choose", show=False, tooltip=f"Choose answer {digit}")
            for digit in range(1, 10)
        ),
        Binding("j,down", "point(1)", "Down", id="question.down", show=False, tooltip="To the next answer"),
        Binding("k,up", "point(-1)", "Up", id="question.up", show=False, tooltip="To the answer before"),
        Binding("x", "skip", "Skip", id="question.skip", tooltip="Go on without a prediction"),
        Binding("a", "reveal", "Show answer", id="question.reveal", tooltip="Show the right answer"),
        Binding("l", "lesson", "Read up", id="question.lesson", tooltip="Open the lesson that teaches it"),
        Binding("escape", "leave", "Leave the field", id="question.leave", tooltip="Back to the page; the text stays"),
    ]

    def __init__(self, asked: Asked, before: str, title_of: TitleOf, *, unicode: bool = True) -> None:
        super().__init__(id=f"question-{asked.question.name}")
        self.asked = asked
        self._before = before
        self._title_of = title_of
        self._unicode = unicode
        self._top = AskText(self._ask_lines)
        self._bottom = AskText(self._said_lines)
        self._field = AnswerField(max_length=MOST_TYPED, compact=True) if asked.typed else None

    def compose(self) -> ComposeResult:
        """The question, the field of a typed answer, what is said to it."""
        yield self._top
        if self._field is not None:
            yield self._field
        yield self._bottom

    def on_mount(self) -> None:
        """Show what was typed before, and what became of it."""
        if self._field is not None:
            # Not before: setting a text asks the app for its screen, which a first page is made without.
            self._field.value = self.asked.text
        self.sync()

    def _ask_lines(self, width: int) -> list[Line]:
        return ask_lines(
            self.asked, width, self._before, marked=self.marked, unicode=self._unicode, keys=key_names(self)
        )

    def _said_lines(self, width: int) -> list[Line]:
        return said_lines(
            self.asked,
            width,
            self._title_of,
            marked=self.marked,
            typing=self.typing,
            unicode=self._unicode,
            keys=key_names(self),
        )

    def sync(self) -> None:
        """Show the question as it stands."""
        self._top.content_changed()
        self._bottom.content_changed()
        if self._field is not None:
            self._field.display = not self.asked.over

    @property
    def meant(self) -> int | None:
        """The snippet that a prediction is about."""
        return self.asked.prediction.snippet if self.asked.prediction is not None else None

    @property
    def typing(self) -> bool:
        """Whether keys go into the field."""
        return self._field is not None and self._field.has_focus

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        asked = self.asked
        if action == "leave":
            return self.typing
        if self.typing or asked.busy:
            return False
        if action == "answer":
            return not asked.over and not asked.said_already
        if action == "pick":
            number = parameters[0]
            return (
                not asked.typed and not asked.over and isinstance(number, int) and number <= len(asked.question.choices)
            )
        if action == "point":
            return not asked.typed and not asked.over
        if action == "skip":
            return asked.prediction is not None and not asked.over and not asked.made and not asked.skipped
        if action == "reveal":
            return asked.graded is not None and not asked.over
        if action == "lesson":
            return asked.graded is not None and not asked.graded.right and bool(self._place)
        return True

    @property
    def _place(self) -> str:
        graded = self.asked.graded
        return (graded.lesson if graded is not None else "") or self.asked.question.lesson

    def action_answer(self) -> None:
        """Enter the field, or give what was chosen; a choice that is only pointed at is chosen first."""
        if self._field is not None:
            self._field.focus()
            return
        if not self.asked.chosen:
            self.asked.choose(self.asked.cursor)
            if self.asked.counts_once:  # nobody loses it to a key that was pressed a little early
                self.asked.remark = "{key:question.answer} once more gives this answer."
                self.sync()
                return
        self.post_message(AnswerRequested(self.asked.question.id))

    def action_pick(self, number: int) -> None:
        """Choose by digit."""
        self.asked.choose(number - 1)
        self.sync()

    async def action_point(self, step: int) -> None:
        """Point at another choice; at the ends, or out of sight, the page scrolls instead."""
        position = self.asked.cursor + step
        hidden = self._below_sight if step > 0 else self._above_sight
        if hidden or not 0 <= position < len(self.asked.question.choices):
            await self.screen.run_action(f"scroll_page({step})")
            return
        self.asked.cursor = position
        if not self.asked.question.several:
            self.asked.chosen = {position}
        self.sync()

    @property
    def _below_sight(self) -> bool:
        return isinstance(self.parent, Widget) and self.region.bottom > self.parent.region.bottom

    @property
    def _above_sight(self) -> bool:
        return isinstance(self.parent, Widget) and self.region.y < self.parent.region.y

    def action_skip(self) -> None:
        """Go on without a prediction."""
        self.post_message(PredictionSkipped(self.asked.question.id))

    def action_reveal(self) -> None:
        """Show the right answer and its explanation."""
        self.asked.revealed = True
        self.sync()
        self.screen.refresh_bindings()

    def action_lesson(self) -> None:
        """Open the lesson that clears it up."""
        self.post_message(LessonRequested(self._place))

    def action_leave(self) -> None:
        """Back from the field to the block."""
        self.focus(scroll_visible=False)

    def on_descendant_focus(self) -> None:
        """The field was entered: other keys."""
        self._bottom.content_changed()

    def on_descendant_blur(self) -> None:
        """The field was left."""
        self._bottom.content_changed()

    def on_input_changed(self, event: Input.Changed) -> None:
        """Keep what is typed."""
        event.stop()
        if event.value != self.asked.text:
            self.asked.text = event.value
            self.post_message(AnswerEdited(self.asked.question.id))

    def on_input_submitted(self, event: Input.Submitted) -> None:
        """Give what was typed."""
        event.stop()
        self.asked.text = event.value
        self.post_message(AnswerRequested(self.asked.question.id))

    def answered(self) -> None:
        """The answer was taken: leave the field unless another try comes."""
        if self.typing and self.asked.over:
            self.focus(scroll_visible=False)
        self.sync()

    def on_click(self, event: Click) -> None:
        """A click marks the question and chooses what it hits."""
        event.stop()
        self.post_message(AnswerRequested(self.asked.question.id, mark_only=True))

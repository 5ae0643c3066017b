"""What a screen is for and which keys it has, and a question to be answered with yes or no."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any, ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.screen import ModalScreen, Screen

from tutor.ui.markdown import layout
from tutor.ui.spans import Line, Span, indent, width_of, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget, key_names

KeyHelp = tuple[str, str]
"""The keys as one text, and what they do."""


def key_help(screen: Screen[Any]) -> list[KeyHelp]:
    """The keys that work on a screen now, those of one action together, the important first."""
    keys: dict[str, list[str]] = {}
    texts: dict[str, str] = {}
    for active in screen.active_bindings.values():
        binding = active.binding
        if binding.id is None or not active.enabled:
            continue
        keys.setdefault(binding.id, []).append(screen.app.get_key_display(binding))
        texts.setdefault(binding.id, binding.tooltip or binding.description)
    order = [id_ for id_ in getattr(screen, "KEYS", ()) if id_ in keys]
    order += [id_ for id_ in keys if id_ not in order]
    return [(" ".join(dict.fromkeys(keys[id_])), texts[id_]) for id_ in order]


class HelpText(LinesWidget):
    """The help's lines."""

    def __init__(self, text: str, keys: Sequence[KeyHelp]) -> None:
        super().__init__()
        self._help = text
        self._keys = keys

    def lines(self, width: int) -> list[Line]:
        """The purpose, then a table of keys."""
        lines: list[Line] = [*layout(self._help, width, self.keys), ()] if self._help else []
        column = min(max((width_of(keys) for keys, _ in self._keys), default=0), width // 2)
        for keys, text in self._keys:
            head = Span(f"{keys:<{column}}  ", "key")
            room = max(width - column - 2, 10)
            lines += indent(wrap([Span(text)], room), head, Span(" " * (column + 2)))
        return lines


class HelpScreen(ModalScreen[None]):
    """The keys of the screen below."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,question_mark,q,enter", "close", "Close", id="help.close", tooltip="Close the help"),
    ]

    def __init__(self, below: Screen[Any]) -> None:
        super().__init__()
        self._text = HelpText(getattr(below, "HELP_TEXT", ""), key_help(below))

    def compose(self) -> ComposeResult:
        """A box that scrolls."""
        box = VerticalScroll(self._text, id="help")
        box.border_title = "Keys"
        box.border_subtitle = key_names(self).fill("{key:help.close} closes")
        yield box

    def action_close(self) -> None:
        """Close."""
        self.dismiss(None)


class QuestionText(LinesWidget):
    """A question and its keys."""

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def lines(self, width: int) -> list[Line]:
        """The question, then how to answer."""
        ways = with_keys("{key:question.yes} yes   {key:question.no} no", self.keys)
        return [*wrap([Span(self._question)], width), (), tuple(ways)]


class QuestionScreen(ModalScreen[bool]):
    """Ends with True for yes."""

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("y", "answer(True)", "Yes", id="question.yes", tooltip="Yes"),
        Binding("n,escape,q", "answer(False)", "No", id="question.no", tooltip="No"),
    ]

    def __init__(self, question: str) -> None:
        super().__init__()
        self._question = question

    def compose(self) -> ComposeResult:
        """A small box."""
        yield VerticalScroll(QuestionText(self._question), id="question")

    def action_answer(self, yes: bool) -> None:
        """Answer."""
        self.dismiss(yes)

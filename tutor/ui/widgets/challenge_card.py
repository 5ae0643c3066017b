"""The place in a page where a challenge stands."""

from __future__ import annotations

from typing import ClassVar

from textual.app import ComposeResult
from textual.binding import Binding, BindingType
from textual.events import Click

from tutor.course.model import Challenge
from tutor.ui.messages import ChallengeRequested
from tutor.ui.spans import Line, Span, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget
from tutor.ui.widgets.place import Place

STATE_WORDS = {
    "new": ("○", "muted", "not tried yet"),
    "tried": ("◐", "warn", "tried, not solved yet"),
    "passed": ("●", "ok", "solved"),
    "changed": ("◍", "warn", "solved before it changed"),
}
"""Mark, role and words of a challenge's state."""


def state_words(state: str) -> tuple[str, str, str]:
    """Mark, role and words of a challenge's state."""
    return STATE_WORDS.get(state, STATE_WORDS["new"])


class CardText(LinesWidget):
    """The card's lines."""

    def __init__(self, challenge: Challenge, state: str) -> None:
        super().__init__()
        self._challenge = challenge
        self._state = state

    def show(self, state: str) -> None:
        """Show another state."""
        if state != self._state:
            self._state = state
            self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """Title, facts, and the key that opens it."""
        challenge = self._challenge
        mark, role, words = state_words(self._state)
        parts = f" of {len(challenge.milestones)} milestones" if challenge.milestones else ""
        facts = [
            Span(f"{mark} {words}", role),
            Span(f" · {challenge.kind}{parts} · {challenge.minutes} min · ", "muted"),
        ]
        facts += with_keys("{key:challenge.open} opens it", self.keys)
        what = "Project " if challenge.milestones else "Challenge "
        title = [Span(what, "accent_strong"), Span(challenge.title, "strong")]
        return [*wrap(title, width), *wrap(facts, width)]


class ChallengeCard(Place):
    """A challenge, to be opened."""

    DEFAULT_CSS = """
    ChallengeCard {
        layout: vertical; height: auto; margin: 0 0 1 0; padding: 0 1; background: $panel;
        border-left: outer $border-blurred;
    }
    ChallengeCard.-marked { border-left: outer $accent; }
    """

    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("enter", "screen.activate", "Open", id="challenge.open", tooltip="Open this challenge"),
    ]

    def __init__(self, challenge: Challenge, name: str, state: str) -> None:
        super().__init__(id=f"challenge-{name}")
        self.challenge_name = name
        self.challenge = challenge
        self._text = CardText(challenge, state)

    def compose(self) -> ComposeResult:
        """The text alone."""
        yield self._text

    def show_state(self, state: str) -> None:
        """Show another state."""
        self._text.show(state)

    def on_click(self, _event: Click) -> None:
        """A click opens the challenge."""
        self.post_message(ChallengeRequested(self.challenge_name))

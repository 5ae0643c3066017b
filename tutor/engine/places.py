"""Puts what code shows between the lines it prints, where it was shown.

Text and pictures come over two channels. The child leaves a mark in its text behind each picture (``PLACE``); text that
overtook its picture waits for it here. Learner code that writes the mark by itself delays its own text, no more.
"""

from __future__ import annotations

from collections import deque

from tutor.engine.events import OutputReceived, Stream
from tutor.worker.protocol import PLACE

MOST_HELD = 1 << 16
"""Characters that wait before it is given up to wait."""

Texts = list[OutputReceived]


class Places:
    """The order of one run's text and pictures."""

    def __init__(self) -> None:
        self._marks = 0
        self._pictures = 0
        self._held: deque[tuple[int, OutputReceived]] = deque()
        """Text, and how many pictures stand before it."""
        self._held_characters = 0

    def text(self, stream: Stream, text: str) -> Texts:
        """Text has come; returns what can be told now."""
        told: Texts = []
        for number, piece in enumerate(text.split(PLACE)):
            self._marks += number > 0
            if not piece:
                continue
            event = OutputReceived(stream, piece)
            if self._held or self._marks > self._pictures:
                self._held.append((self._marks, event))
                self._held_characters += len(piece)
            else:
                told.append(event)
        return told if self._held_characters <= MOST_HELD else [*told, *self.rest()]

    def picture(self) -> Texts:
        """A picture has come and is told; returns the text that follows it."""
        self._pictures += 1
        told: Texts = []
        while self._held and self._held[0][0] <= self._pictures:
            event = self._held.popleft()[1]
            self._held_characters -= len(event.text)
            told.append(event)
        return told

    def rest(self) -> Texts:
        """All that waits: nothing more will come before it."""
        told = [event for _, event in self._held]
        self._held.clear()
        self._held_characters = 0
        self._pictures = max(self._pictures, self._marks)
        return told

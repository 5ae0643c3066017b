"""Nothing typed is lost: texts are written a moment after the last key, and at once when anything is left."""

from __future__ import annotations

from typing import Protocol

SAVE_AFTER_SECONDS = 0.4


class DraftStore(Protocol):
    """The part of the progress store that keeps drafts."""

    def draft(self, key: str) -> str | None:
        """The kept text, or None."""

    def save_draft(self, key: str, text: str) -> None:
        """Keep a text."""

    def clear_draft(self, key: str) -> None:
        """Forget a text."""


class Drafts:
    """Drafts waiting to be written. ``None`` waits to be forgotten."""

    def __init__(self, store: DraftStore) -> None:
        self._store = store
        self._waiting: dict[str, str | None] = {}

    def get(self, key: str) -> str | None:
        """The latest text, written or waiting."""
        return self._waiting[key] if key in self._waiting else self._store.draft(key)

    def put(self, key: str, text: str | None) -> None:
        """Remember a text to be written with the next ``flush``; None forgets the draft."""
        self._waiting[key] = text

    def flush(self) -> None:
        """Write everything that waits."""
        while self._waiting:
            key, text = next(iter(self._waiting.items()))
            if text is None:
                self._store.clear_draft(key)
            else:
                self._store.save_draft(key, text)
            # Only after it is written: an interrupt in between must not lose it.
            if self._waiting.get(key) == text:
                del self._waiting[key]

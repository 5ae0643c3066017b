"""Figures of matplotlib, sent to the tutor as PNG when the learner's code shows or saves them.

Nothing imports matplotlib here: the hook is put in when the learner's code has imported ``matplotlib.pyplot``.
"""

from __future__ import annotations

import functools
import hashlib
import io
import os
import sys
import time
from types import ModuleType
from typing import Any

from tutor.worker.channel import Channel

MOST_IMAGES = 20
MOST_BYTES = 4 << 20
"""Of one image."""

BYTES_AT_ONCE, BYTES_A_SECOND = 16 << 20, 2 << 20
"""Of all images: half of what the supervisor takes for a flood."""

MOST_TITLE = 200
MOST_PIXELS = 2_500_000
"""Of one image: the tutor decodes it without a library."""

SMALLER = 0.6
"""By how much the resolution falls at each try to make an image fit."""


class Figures:
    """Sends figures, within bounds; a figure that has not changed is sent once."""

    def __init__(self, channel: Channel) -> None:
        self._channel = channel
        self._sent: set[bytes] = set()
        self._count = 0
        self._refused = False
        self._room = float(BYTES_AT_ONCE)
        self._then = time.monotonic()

    def end_run(self) -> None:
        """The next run has its own number of images."""
        self._sent.clear()
        self._count = 0
        self._refused = False

    def watch_pyplot(self, pyplot: ModuleType) -> None:
        """Make ``show`` and ``savefig`` of this ``matplotlib.pyplot`` send figures."""
        figure_class: Any = vars(pyplot).get("Figure")
        save = getattr(figure_class, "savefig", None)
        if save is None:
            return

        def show(*_: Any, block: bool | None = None, **__: Any) -> None:
            """Show all open figures in the tutor and close them, as a window that is closed would."""
            for number in pyplot.get_fignums():
                self._send(pyplot.figure(number), save)
            if block is not False and not pyplot.isinteractive():
                pyplot.close("all")

        @functools.wraps(save)
        def savefig(figure: Any, fname: Any, *args: Any, **kwargs: Any) -> Any:
            result = save(figure, fname, *args, **kwargs)
            if isinstance(fname, (str, os.PathLike)):
                self._send(figure, save)
            return result

        def show_one(figure: Any, *_: Any, **__: Any) -> None:
            """Show this figure in the tutor."""
            self._send(figure, save)

        vars(pyplot)["show"] = functools.update_wrapper(show, getattr(pyplot, "show", show))
        figure_class.savefig = savefig
        figure_class.show = show_one

    def _send(self, figure: Any, save: Any) -> None:
        if self._channel.mute or self._refused:
            return
        if self._count >= MOST_IMAGES:
            self._refuse(f"{MOST_IMAGES} figures were shown; the rest of this run's are not.")
            return
        image = self._render(figure, save)
        digest = hashlib.sha256(image).digest()
        if digest in self._sent:
            return
        if len(image) > MOST_BYTES or not self._spend(len(image)):
            print("A figure is too large to be shown. Save it with a smaller figsize or dpi.", file=sys.stderr)
            return
        self._sent.add(digest)
        self._count += 1
        message = {"type": "image", "format": "png", "title": title_of(figure)}
        self._channel.offer_picture(message, image)

    def _render(self, figure: Any, save: Any) -> bytes:
        resolution = float(figure.dpi)
        inches = getattr(figure, "get_size_inches", None)
        if inches is not None:
            width, height = inches()
            resolution = min(resolution, (MOST_PIXELS / max(float(width) * float(height), 1e-6)) ** 0.5)
        for _ in range(4):
            buffer = io.BytesIO()
            save(figure, buffer, format="png", dpi=resolution)
            if buffer.tell() <= MOST_BYTES:
                break
            resolution *= SMALLER
        return buffer.getvalue()

    def _spend(self, size: int) -> bool:
        now = time.monotonic()
        self._room = min(float(BYTES_AT_ONCE), self._room + (now - self._then) * BYTES_A_SECOND)
        self._then = now
        if size > self._room:
            return False
        self._room -= size
        return True

    def _refuse(self, sentence: str) -> None:
        self._refused = True
        print(sentence, file=sys.stderr)


def title_of(figure: Any) -> str:
    """The figure's title: its own, or that of its first axes that has one; may be empty."""
    heading = getattr(figure, "_suptitle", None)
    texts = [heading.get_text()] if heading is not None else []
    texts += [axes.get_title() for axes in getattr(figure, "axes", [])]
    return next((" ".join(str(text).split())[:MOST_TITLE] for text in texts if text), "")

"""The app in this terminal, with code that shows pictures but never runs: ``python -m tests.terminal.showing``."""

from __future__ import annotations

import asyncio
import os

from tests.ui.fakes import OK, FakeRunner, make_app
from tutor.engine.events import ImageReceived, RunStarted
from tutor.engine.png import Bitmap, encode
from tutor.engine.shown import ImagesShown
from tutor.ui.terminal import adapt, this_terminal

RED = bytes([200, 30, 30])
FIGURE = ImageReceived("png", encode(Bitmap(64, 48, RED * 64 * 48)), 64, 48, "a red field")
IMAGES = ImagesShown(4, 4, RED * 16 + bytes(48), 2, 2, ("cat", "dog"), ("cat", "cat"), (0.75, 0.5))


async def main() -> None:
    """Run it until it is left."""
    app = make_app(FakeRunner(script=[RunStarted("snippet 2"), IMAGES, FIGURE, OK]))
    adapt(app, this_terminal(os.environ))
    app.leave_on_signals()
    await app.run_async()


if __name__ == "__main__":
    asyncio.run(main())

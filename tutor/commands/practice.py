"""``pytorch-tutor practice``: a few minutes of what is due, in the app."""

from __future__ import annotations

import argparse

from tutor.commands.app import open_app
from tutor.commands.common import whole


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument(
        "--minutes", type=_minutes, metavar="N", help="how long it should take, 1 to 120 (default about 10)"
    )
    parser.add_argument("--plain", action="store_true", help="line by line, for screen readers and pipes")


def _minutes(text: str) -> int:
    return whole(text, 1, 120, "number of minutes")


def main(options: argparse.Namespace) -> int:
    """Open the app in a sitting."""
    from tutor.session.openings import PracticeOpening

    return open_app(options, opening=PracticeOpening(options.minutes))

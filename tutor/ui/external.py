"""The learner's own editor on a piece of code, while the app steps aside."""

from __future__ import annotations

import subprocess
from collections.abc import Sequence

from textual.app import App, SuspendNotSupported

from tutor.session.own_editor import NoEditor, edit_with


def edit(app: App[object], text: str, name: str) -> str:
    """``text`` as it was left in the learner's editor; see ``edit_with``.

    Raises:
        NoEditor: if there was no editor, it failed, or this terminal can't show it.
    """

    def show(command: Sequence[str]) -> int:
        with app.suspend():
            return subprocess.run(command, check=False).returncode

    try:
        return edit_with(show, text, name)
    except SuspendNotSupported:
        raise NoEditor("This terminal can't show another program. Edit here instead.") from None

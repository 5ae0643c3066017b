"""The learner's own editor on a piece of code: which one it is, and the text on its way there and back."""

from __future__ import annotations

import os
import re
import shlex
import shutil
import tempfile
from collections.abc import Callable, Mapping, Sequence
from pathlib import Path

from tutor.engine.saves import UnreadableFile, read_saved

FALLBACKS = ("nano", "vim", "vi")


class NoEditor(Exception):
    """The text could not be edited; the message is a sentence with a next step."""


def editor_command(environment: Mapping[str, str] = os.environ) -> list[str]:
    """``$VISUAL``, else ``$EDITOR``, else what is installed.

    Raises:
        NoEditor: if there is none, or it is not installed.
    """
    chosen = environment.get("VISUAL", "").strip() or environment.get("EDITOR", "").strip()
    if chosen:
        try:
            command = shlex.split(chosen)
        except ValueError:
            command = [chosen]
        if shutil.which(command[0], path=environment.get("PATH")) is None:
            raise NoEditor(f"{command[0]} is not installed. Set EDITOR to an editor that is: export EDITOR=nano")
        return command
    for name in FALLBACKS:
        found = shutil.which(name, path=environment.get("PATH"))
        if found is not None:
            return [found]
    raise NoEditor("No editor was found. Set EDITOR, for instance: export EDITOR=nano")


def edit_with(show: Callable[[Sequence[str]], int], text: str, name: str) -> str:
    """``text`` as it was left in the learner's editor; ``name`` becomes the file's name.

    ``show`` runs a command and returns its exit status. The file stays where it is if anything goes wrong, and the
    sentence says where.

    Raises:
        NoEditor: if there was no editor, or it failed.
    """
    command = editor_command()
    try:
        folder = Path(tempfile.mkdtemp(prefix="tutor-edit-"))
        path = folder / f"{re.sub(r'[^a-z0-9]+', '_', name.lower()).strip('_') or 'code'}.py"
        path.write_text(text, encoding="utf-8", errors="replace")  # half a surrogate pair may have been pasted
    except OSError as error:
        place = tempfile.gettempdir()
        raise NoEditor(f"No file can be made in {place}: {error.strerror}. Free some space there.") from None
    try:
        status = show([*command, str(path)])
    except OSError as error:
        raise NoEditor(f"{command[0]} could not start: {error.strerror}. Set EDITOR to another.") from None
    try:
        edited = read_saved(path)
    except UnreadableFile as error:
        raise NoEditor(f"{error} It is at {path}.") from None
    if status != 0:
        raise NoEditor(f"{command[0]} ended with status {status}. Your text is kept at {path}.")
    shutil.rmtree(folder, ignore_errors=True)
    return edited

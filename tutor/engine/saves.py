"""Notices when somebody saves a file in an editor of their own."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path

DEBOUNCE_MILLISECONDS = 200
"""Editors write in several steps: truncate, write, rename. What follows this soon belongs to one save."""

LOOK_MILLISECONDS = 1000
"""How often one looks without being told: no system tells of a save that another machine made in a shared folder."""


class UnreadableFile(Exception):
    """A saved file that holds no text; the message is a sentence for its owner."""


def read_saved(path: Path) -> str:
    """The text of a file that somebody edits.

    Raises:
        UnreadableFile: if it is gone, may not be read or is not UTF-8.
    """
    try:
        return path.read_text(encoding="utf-8-sig")
    except UnicodeDecodeError:
        raise UnreadableFile(f"{path.name} is not UTF-8 text. Save it as UTF-8.") from None
    except FileNotFoundError:
        raise UnreadableFile(f"{path.name} is gone. Save it again and it is checked.") from None
    except OSError as error:
        raise UnreadableFile(f"{path.name} can't be read: {error.strerror}.") from None


async def saves(path: Path, known: str | None = None) -> AsyncIterator[str | UnreadableFile]:
    """The text of ``path`` each time it was saved with another text, until the caller has enough.

    ``known`` is the text that the caller has seen, by default what stands there now.

    The folder is watched, not the file, since many editors write a new file and rename it over the old one. A save
    that can't be read yields its error; a file that is gone for a moment only yields nothing. What nobody told of
    counts once it stood still for two looks: the first may have seen half of it.
    """
    from watchfiles import awatch

    path = path.resolve()
    last = known
    seen: str | None = None
    told = ""
    if last is None:
        with contextlib.suppress(UnreadableFile):
            last = read_saved(path)
    changes = awatch(
        path.parent,
        watch_filter=lambda _change, changed: Path(changed).name == path.name,
        debounce=DEBOUNCE_MILLISECONDS,
        step=DEBOUNCE_MILLISECONDS // 4,
        rust_timeout=LOOK_MILLISECONDS,
        yield_on_timeout=True,
        recursive=False,
    )
    async for events in changes:
        try:
            text = read_saved(path)
        except UnreadableFile as error:
            if path.exists() and (events or str(error) != told):
                told = str(error)
                yield error
            continue
        told = ""
        still, seen = text == seen, text
        if text != last and (events or still):
            last = text
            yield text

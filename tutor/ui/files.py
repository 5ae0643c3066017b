"""Files that the learner asks for: written beside where the tutor was started, never over another one."""

from __future__ import annotations

import re
from pathlib import Path

MOST_NUMBER = 1000


def write_new(name: str, suffix: str, data: bytes, folder: Path | None = None) -> str:
    """Write ``NAME.SUFFIX``, or ``NAME-2.SUFFIX`` and so on where that exists; say where it is, or why it isn't.

    ``folder`` is by default the current one.
    """
    plain = re.sub(r"[^A-Za-z0-9._-]+", "-", name).strip("-.") or "tutor"
    place = folder or Path.cwd()
    for number in range(1, MOST_NUMBER):
        path = place / (f"{plain}{suffix}" if number == 1 else f"{plain}-{number}{suffix}")
        try:
            with open(path, "xb") as file:
                file.write(data)
        except FileExistsError:
            continue
        except OSError as error:
            return f"{path} can't be written: {error.strerror}. Start the tutor in a folder of your own and try again."
        return f"Written to {path}"
    return f"{place} has too many files called {plain}. Move some away and try again."

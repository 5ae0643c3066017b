"""Faults of the tutor's own: written to a file, told in one sentence."""

from __future__ import annotations

import traceback
from datetime import datetime, timezone
from pathlib import Path

MAX_LOG_BYTES = 1_000_000


def log_path() -> Path:
    """The file that takes tracebacks, in the user's log folder."""
    from platformdirs import user_log_path

    return user_log_path("pytorch-tutor") / "tutor.log"


def write_fault(error: BaseException, path: Path | None = None) -> Path | None:
    """Append an exception's traceback to the log; returns its path, or None if it can't be written."""
    path = path or log_path()
    moment = datetime.now(timezone.utc).isoformat(timespec="seconds")
    text = "".join(traceback.format_exception(type(error), error, error.__traceback__))
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        if path.exists() and path.stat().st_size > MAX_LOG_BYTES:
            path.replace(path.with_suffix(".old"))
        with path.open("a", encoding="utf-8") as log:
            log.write(f"{moment}\n{text}\n")
    except OSError:
        return None
    return path


def broken_sentence(what: str, path: Path | None) -> str:
    """What the learner reads where only ``what`` broke off, through a fault of the tutor's, and all else goes on."""
    return f"{what} broke off through a fault of the tutor's. Go back and try again." + (
        f" Details: {path}" if path else ""
    )


def fault_sentence(path: Path | None) -> str:
    """What the learner reads when the tutor itself failed."""
    where = f"The details are in {path}. " if path else "The details could not be written to a file. "
    return f"The tutor had a fault of its own. {where}Your drafts are saved; start pytorch-tutor again to go on."

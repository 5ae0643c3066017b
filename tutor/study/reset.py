"""Starting over: all of it or one lesson, after a copy of everything was set aside."""

from __future__ import annotations

from pathlib import Path

from tutor.study.progress import Progress
from tutor.study.transfer import SETTING

MAP_KEY = f"{SETTING}map"
"""Where the map keeps how things stood: no setting, and yet nothing to be carried to another machine."""
_OF_LESSON = ("page_seen", "reading", "known")
_BY_ITEM = {"attempt": "challenge", "hint": "challenge", "answer": "question", "review": "item", "card": "item"}
_DRAFTS = ("", "practice:", "kept:", "kept:practice:")
"""What stands before the lesson's id in the keys of its drafts."""
_ALL = (*_OF_LESSON, *_BY_ITEM, "place", "sitting", "exam_answer", "exam_task", "exam")


def reset_progress(progress: Progress, lesson: str | None = None) -> Path:
    """Forget everything but settings, or what belongs to one lesson; returns the copy of the file as it was.

    Other tutors that have the file open see the change at once.

    Raises:
        OSError: if the copy can't be written; then nothing is forgotten.
    """
    copy = progress.database.copy_beside("before-reset")
    progress.clear_draft(MAP_KEY)
    if lesson is None:
        statements = [(f"DELETE FROM {table}", ()) for table in _ALL]
        progress.database.write(*statements, ("DELETE FROM draft WHERE key NOT LIKE ?", (f"{SETTING}%",)))
        return copy
    challenge = f"{lesson}/"
    drafts = [f"{place}{lesson}{mark}" for place in _DRAFTS for mark in "/#"]
    progress.database.write(
        *((f"DELETE FROM {table} WHERE lesson = ?", (lesson,)) for table in _OF_LESSON),
        *(
            (f"DELETE FROM {table} WHERE substr({column}, 1, ?) = ?", (len(challenge), challenge))
            for table, column in _BY_ITEM.items()
        ),
        *(("DELETE FROM draft WHERE substr(key, 1, ?) = ?", (len(key), key)) for key in drafts),
    )
    return copy

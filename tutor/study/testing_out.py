"""Testing out: whoever solves the hardest challenges of a unit need not read its pages."""

from __future__ import annotations

from collections.abc import Sequence

from tutor.course.model import Challenge, Lesson
from tutor.study.progress import Progress

HOW = "its hardest challenges"


def hardest(lesson: Lesson) -> Challenge | None:
    """The challenge of a lesson that is meant to take longest, the later of two; projects apart. None without any."""
    challenges = [challenge for challenge in lesson.challenges if challenge.kind != "project"]
    return max(reversed(challenges), key=lambda challenge: challenge.minutes, default=None)


def mark_tested_out(lessons: Sequence[Lesson], progress: Progress) -> bool:
    """Mark the lessons of one unit as known if the hardest challenge of each was passed; returns whether it was."""
    taught = [lesson for lesson in lessons if lesson.kind == "lesson"]
    wanted = [challenge for challenge in map(hardest, taught) if challenge is not None]
    if not wanted or any(
        progress.challenge_state(challenge.id, challenge.content_hash) not in ("passed", "changed")
        for challenge in wanted
    ):
        return False
    known = progress.reading.known()
    for lesson in taught:
        if lesson.id not in known:
            progress.reading.mark_known(lesson.id, HOW)
    return True

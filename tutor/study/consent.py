"""What the learner agreed to where the sandbox can't confine lessons fully. Asked once for each level and course."""

from __future__ import annotations

from tutor.study.progress import Progress

WEAK_LEVELS = ("network only", "none")


class Consent:
    """Says whether lessons may run at a sandbox level, and remembers a yes.

    ``course`` names a course from elsewhere (its folder), None the tutor's own; ``trusted`` is a yes given on the
    command line.
    """

    def __init__(self, progress: Progress, course: str | None = None, *, trusted: bool = False) -> None:
        self._progress = progress
        self._course = course
        self._trusted = trusted

    def question(self, level: str) -> str:
        """What to ask before code of a lesson runs at this level; empty where nothing needs to be asked."""
        if level not in WEAK_LEVELS or self._trusted or self._progress.draft(self._key(level)) == "yes":
            return ""
        if level == "network only":
            return (
                "On this machine the sandbox keeps lessons off the network, but not from reading your files "
                "(there is no Landlock). Run lessons all the same?"
            )
        if self._course is None:
            return ""  # the tutor's own lessons: the status line shows the level
        return (
            f"This machine has no sandbox, and the course in {self._course} is not the tutor's own: its code can do "
            "whatever you can. Run it all the same?"
        )

    def refusal(self, level: str) -> str:
        """Why a lesson's code does not run, as a sentence with a next step; empty where it may."""
        question = self.question(level)
        if not question:
            return ""
        reason = question.removesuffix(" Run lessons all the same?").removesuffix(" Run it all the same?")
        return f"{reason} If you agree to that, say yes in the app, or give --trust."

    def give(self, level: str) -> None:
        """Remember a yes."""
        self._progress.save_draft(self._key(level), "yes")

    def _key(self, level: str) -> str:
        return f"setting:consent:{level}:{self._course or 'own course'}"

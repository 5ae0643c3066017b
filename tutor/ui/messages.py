"""What happened, told upwards: small messages named as past facts."""

from __future__ import annotations

from textual.message import Message

from tutor.engine.runner import WorkerStatus


class WorkerChanged(Message):
    """The worker has a new status."""

    def __init__(self, status: WorkerStatus) -> None:
        super().__init__()
        self.status = status


class SnippetRequested(Message):
    """The learner pointed at a snippet with the mouse; ``run`` tells whether at its run mark."""

    def __init__(self, number: int, *, run: bool) -> None:
        super().__init__()
        self.number = number
        self.run = run


class ChallengeRequested(Message):
    """A challenge is to be opened."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.name = name


class TextEdited(Message):
    """The text in an editor changed."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class EditorSubmitted(Message):
    """The learner wants what stands in an editor to run."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.text = text


class EditorLeft(Message):
    """The learner is done with an editor."""


class SnippetEdited(Message):
    """The learner's text of a snippet changed."""

    def __init__(self, number: int, text: str) -> None:
        super().__init__()
        self.number = number
        self.text = text


class PlaceMarked(Message):
    """Another snippet or challenge of the page is marked."""


class AnswerEdited(Message):
    """The text of a typed answer changed."""

    def __init__(self, question_id: str) -> None:
        super().__init__()
        self.question_id = question_id


class AnswerRequested(Message):
    """What was chosen or typed is given as the answer; or, with ``mark_only``, the mouse pointed at the question."""

    def __init__(self, question_id: str, *, mark_only: bool = False) -> None:
        super().__init__()
        self.question_id = question_id
        self.mark_only = mark_only


class PredictionSkipped(Message):
    """The learner goes on without a prediction."""

    def __init__(self, question_id: str) -> None:
        super().__init__()
        self.question_id = question_id


class LessonRequested(Message):
    """A lesson is to be opened, to read something up."""

    def __init__(self, lesson_id: str) -> None:
        super().__init__()
        self.lesson_id = lesson_id


class QuizRestarted(Message):
    """The learner wants another round of the quiz."""

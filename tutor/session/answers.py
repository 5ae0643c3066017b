"""Graded answers on their way into the learner's progress."""

from __future__ import annotations

from dataclasses import replace

from tutor.grading.answers import shown
from tutor.session.asking import Asked
from tutor.session.records import LessonState
from tutor.session.services import Services

KNOWN_BY_QUIZ = "its unit's quiz"
KNOWN_BY_PLACEMENT = "the placement quiz"


def keep_answer(services: Services, state: LessonState, asked: Asked) -> None:
    """Record a graded answer; in a quiz the first one counts."""
    assert asked.graded is not None
    if asked.graded.mistake and not asked.graded.lesson:
        from tutor.grading.feedback.catalogue import lesson_for

        place = lesson_for(asked.graded.mistake, services.library.ids())
        asked.graded = replace(asked.graded, lesson=place or "")
    question, right = asked.question, asked.graded.right
    value = shown(asked.right) if asked.right is not None else ""
    seconds = services.control.clock() - asked.since if asked.since else 0.0
    asked.since = 0.0
    services.progress.answers.record_answer(question.id, question.content_hash, asked.said, right, seconds)
    services.drafts.put(state.asked.draft_key(asked), None)
    if asked.in_quiz and state.asked.sitting.answer(question.name, right, value):
        services.drafts.put(state.asked.sitting_key, state.asked.sitting.as_text())
        _mark_known(services, state)
    services.drafts.flush()


def _mark_known(services: Services, state: LessonState) -> None:
    """What a quiz has shown to be known: once it is passed, or at once where it is for placement."""
    score = state.asked.score
    placement = state.lesson.kind == "placement"
    if placement or (score.finished and score.passed):
        for lesson in score.known:
            services.progress.reading.mark_known(lesson, KNOWN_BY_PLACEMENT if placement else KNOWN_BY_QUIZ)

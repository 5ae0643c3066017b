"""One answer to a question of a sitting: worked out, graded, kept."""

from __future__ import annotations

from tutor.course.questions import Question
from tutor.grading.answers import Facts, Graded
from tutor.grading.questions import work_out
from tutor.session.services import Services
from tutor.study.marking import grade_text


async def grade_once(services: Services, question: Question, text: str, seconds: float) -> tuple[Graded, Facts]:
    """The verdict on the answer that counts, which is on the disk then; ``seconds`` is how long it took.

    Raises:
        NotUnderstood: if ``text`` can't be an answer; then nothing counts.
    """
    facts = await work_out(services.runner, question)
    graded = grade_text(question, text, facts)
    services.progress.answers.record_answer(question.id, question.content_hash, text, graded.right, seconds)
    return graded, facts

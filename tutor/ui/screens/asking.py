"""What a lesson's screen does about questions: grade answers, ask before a run, compare predictions, score a quiz."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tutor.session.crash import write_fault
from tutor.session.records import LessonState, RunRecord
from tutor.session.services import Services
from tutor.ui.messages import AnswerEdited, AnswerRequested, LessonRequested, PredictionSkipped, QuizRestarted
from tutor.ui.screens.reading import ReadingScreen

if TYPE_CHECKING:
    from tutor.grading.answers import Facts
    from tutor.session.asking import Asked
    from tutor.ui.widgets.question import QuestionBlock


class AskingScreen(ReadingScreen):
    """A lesson that asks. A subclass runs snippets in ``start_run``."""

    def __init__(self, services: Services, lesson_id: str | None, page: int = 0) -> None:
        super().__init__(services, lesson_id, page)
        self._run_after_prediction: int | None = None
        """Number of the snippet whose run was asked for before its prediction was made."""

    def start_run(self, number: int) -> None:
        """Run a snippet."""

    def open_lesson(self, lesson_id: str) -> None:
        """Open another lesson."""

    @property
    def typing(self) -> bool:
        """Whether keys go into the field of an answer."""
        return self.marked is not None and self.marked.typing

    def _block(self, question_id: str) -> QuestionBlock | None:
        return next((block for block in self.page.questions if block.asked.question.id == question_id), None)

    def _show(self, asked: Asked) -> None:
        block = self._block(asked.question.id)
        if block is not None:
            block.answered()
            self.page.follow_run()
            self.page.reveal_run()
        from tutor.ui.widgets.quiz_result import QuizResultBlock

        for result in self.query(QuizResultBlock):
            result.sync()
        self.refresh_bindings()

    # -- answers ---------------------------------------------------------------------------------------------------

    def on_answer_edited(self, event: AnswerEdited) -> None:
        """Keep what was typed."""
        if self.state is None:
            return
        asked = self.state.asked[event.question_id]
        asked.since = asked.since or self.services.control.clock()
        self.services.drafts.put(self.state.asked.draft_key(asked), asked.text or None)
        self.save_soon()

    def on_answer_requested(self, event: AnswerRequested) -> None:
        """Grade an answer, or keep a prediction until its run."""
        from tutor.grading.answers import Facts
        from tutor.grading.questions import needs_run

        block = self._block(event.question_id)
        if self.state is None or block is None:
            return
        if block is not self.marked:
            self.page.mark(block, scroll=False)
        asked = block.asked
        if event.mark_only or asked.over or asked.busy:
            return
        asked.remark = asked.problem()
        if asked.remark:
            self._show(asked)
        elif asked.prediction is not None:
            self._predict(asked, asked.prediction.snippet)
        elif not needs_run(asked.question):
            self._grade(self.state, asked, Facts())
        elif asked.question.run in self.services.facts:
            self._grade(self.state, asked, self.services.facts[asked.question.run])
        elif self.services.control.running:
            asked.remark = "Code is running. Stop it with {key:lesson.stop}, or answer when it is over."
            self._show(asked)
        else:
            asked.busy = True
            self._show(asked)
            self.run_worker(self._work_out(self.state, asked), group="question", exit_on_error=False)

    async def _work_out(self, state: LessonState, asked: Asked) -> None:
        """Learn from a run what is right, then grade."""
        from tutor.grading.questions import Gathering, source_of

        gathering = Gathering()
        try:
            await self.services.control.follow(
                self.services.runner.run_script(source_of(asked.question)), gathering.take
            )
        except Exception as error:
            write_fault(error)
            asked.remark = "The right answer could not be worked out. Answer again."
            return
        finally:
            asked.busy = False
            self._show(asked)
        if gathering.facts.problem:
            asked.remark = f"{gathering.facts.problem.rstrip('.')}. Answer again, or go on with {{key:page.next}}."
            self._show(asked)
            return
        self.services.facts[asked.question.run] = gathering.facts
        self._grade(state, asked, gathering.facts)

    def _grade(self, state: LessonState, asked: Asked, facts: Facts) -> None:
        from tutor.session.answers import keep_answer

        tries = asked.tries
        asked.grade(facts)
        if asked.tries > tries:
            keep_answer(self.services, state, asked)
        self._show(asked)

    async def on_quiz_restarted(self, _event: QuizRestarted) -> None:
        """Another round, from the first page."""
        if self.state is None:
            return
        asked = self.state.asked
        asked.begin_again()
        self.services.drafts.put(asked.sitting_key, asked.sitting.as_text())
        self.services.drafts.flush()
        await self.open_page(self.lesson_id, 0)

    def on_lesson_requested(self, event: LessonRequested) -> None:
        """Read something up."""
        self.open_lesson(event.lesson_id)

    # -- predictions -----------------------------------------------------------------------------------------------

    def ask_first(self, number: int) -> bool:
        """Ask for the predictions about a snippet that are still open; whether there was one to ask for.

        Who has predicted it once, in whatever session, may run the snippet at once.
        """
        if self.state is None:
            return False
        for asked in self.state.asked.predictions(number):
            block = self._block(asked.question.id)
            new = self.services.answer_state(asked.question) == "new"
            if block is not None and new and not (asked.made or asked.skipped or asked.over):
                self._run_after_prediction = number
                self.page.mark(block)
                self.notify("What do you expect? Predict first, or skip it with {key:question.skip}.", timeout=4)
                return True
        return False

    def _predict(self, asked: Asked, number: int) -> None:
        """Keep a prediction; the run of its snippet tells whether it is right."""
        assert self.state is not None
        asked.made, asked.skipped, asked.said = True, False, asked.answer_text()
        record = self.state.records[number]
        if record.phase == "ok" and not self.state.stale(number):
            self._judge(self.state, asked, record)
        self._show(asked)
        self._go_on(number)

    def on_prediction_skipped(self, event: PredictionSkipped) -> None:
        """Run without a prediction."""
        if self.state is None:
            return
        asked = self.state.asked[event.question_id]
        asked.skipped = True
        self._show(asked)
        if asked.prediction is not None:
            self._go_on(asked.prediction.snippet)

    def _go_on(self, number: int) -> None:
        """To the snippet, and its run if that was what the learner wanted."""
        block = next((block for block in self.page.snippets if block.number == number), None)
        if block is None:
            return
        wanted, self._run_after_prediction = self._run_after_prediction == number, None
        if wanted and not self.ask_first(number):
            self.page.mark(block)
            self.start_run(number)
        elif not wanted:
            self.page.mark(block)

    def judge_predictions(self) -> None:
        """Runs are over: compare the predictions that were made with what came."""
        if self.state is None:
            return
        for prediction in self.state.lesson.predictions:
            asked = self.state.asked[prediction.id]
            record = self.state.records[prediction.snippet]
            if asked.made and asked.graded is None and record.phase == "ok":
                self._judge(self.state, asked, record)
                block = self._block(prediction.id)
                if block is not None:
                    block.answered()
                    self.page.reveal_top(block)

    def _judge(self, state: LessonState, asked: Asked, record: RunRecord) -> None:
        from tutor.session.answers import keep_answer

        assert asked.prediction is not None
        tries = asked.tries
        asked.judge(record.told, record.printed, record.values(asked.prediction.metric))
        if asked.tries > tries:
            keep_answer(self.services, state, asked)

"""A challenge: the task, an editor, the verdict."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TYPE_CHECKING, ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tutor.course.model import Challenge, Lesson
from tutor.engine.events import ChallengeJudged, MetricsReceived, RunEvent
from tutor.grading.milestones import unchecked
from tutor.grading.submission import judge
from tutor.session.records import RunRecord
from tutor.session.services import Services
from tutor.session.tries import LessonTries, Tries, solution_opens
from tutor.ui.messages import EditorLeft, EditorSubmitted, TextEdited
from tutor.ui.remarks import hint_text, remark
from tutor.ui.screens.looking import LookingScreen
from tutor.ui.spans import Line, with_keys
from tutor.ui.widgets.editor import CodeEditor
from tutor.ui.widgets.elsewhere import CheckedElsewhere, Elsewhere
from tutor.ui.widgets.output_pane import OutputPane
from tutor.ui.widgets.prose import ProseBlock
from tutor.ui.widgets.snippet import RunReport
from tutor.ui.widgets.verdict import Verdict

if TYPE_CHECKING:
    from tutor.engine.history import RunHistory

CODE_NAME = "your code"


def new_record(challenge: Challenge, history: RunHistory | None = None) -> RunRecord:
    """The record of a run of an answer, with the runs before it."""
    return RunRecord(base=challenge.starter, name=challenge.id.rpartition("/")[2], history=history)


class ChallengeScreen(LookingScreen[None]):
    """One challenge; everything typed is kept as its draft."""

    HELP_TEXT: ClassVar[str] = (
        "Write the code the task asks for and check it. Each check says what is true of right code; "
        "the first one that fails shows what it got and what it expected."
    )
    KEYS: ClassVar[tuple[str, ...]] = (
        "challenge.stop",
        "challenge.check",
        "challenge.hint",
        "challenge.reset",
        "challenge.solution",
        "challenge.switch",
        "challenge.traceback",
        "look.pictures",
        "editor.leave",
        "challenge.back",
    )
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("ctrl+r,f5", "check", "Check", id="challenge.check", priority=True, tooltip="Run it and check it"),
        Binding("f2", "hint", "Hint", id="challenge.hint", tooltip="Show the next hint, or the last one again"),
        Binding("f3", "reset", "Start over", id="challenge.reset", tooltip="Back to the starter code (asks first)"),
        Binding(
            "f4", "solution", "Solution", id="challenge.solution", tooltip="The solution, after a pass or three tries"
        ),
        Binding(
            "f6", "switch", "Text/code", id="challenge.switch", priority=True, tooltip="Between the text and the editor"
        ),
        Binding("f7", "traceback", "Traceback", id="challenge.traceback", priority=True, tooltip="Show or hide it"),
        Binding("t", "traceback", "Traceback", id="challenge.traceback_in_text", tooltip="Show or hide it"),
        Binding("f8", "stop", "Stop", id="challenge.stop", tooltip="Interrupt the run; a second time end it"),
        Binding("f9,c", "toggle_chart", "Chart", id="challenge.chart", tooltip="Show or hide the chart"),
        Binding("escape", "back", "Back", id="challenge.back", tooltip="Back to the lesson"),
    ]

    def __init__(self, services: Services, lesson: Lesson, challenge: Challenge, tries: Tries | None = None) -> None:
        super().__init__(services)
        self.lesson = lesson
        self.challenge = challenge
        self.record = new_record(challenge)
        self.judged: ChallengeJudged | None = None
        self._traceback = False
        self.tries: Tries = LessonTries(services.progress, challenge) if tries is None else tries
        draft = services.drafts.get(self.tries.draft_key)
        self.editor = CodeEditor(challenge.starter if draft is None else draft, id="code", line_numbers=True)
        self.verdict = Verdict()
        self.report = RunReport(self.record, CODE_NAME, key="challenge.traceback")
        self.output = OutputPane(self.record.output, id="output")
        self.afterwards = ProseBlock(challenge.afterwards, id="afterwards")
        self.elsewhere = Elsewhere(services.progress, challenge)
        self.column = VerticalScroll(
            ProseBlock(challenge.task, id="task"),
            *(ProseBlock(hint_text(challenge, n), classes="hint") for n in range(self._hints_shown)),
            self.verdict,
            self.afterwards,
            self.report,
            self.output,
            self.chart,
            self.elsewhere,
            id="column",
        )

    @property
    def _hints_shown(self) -> int:
        return min(self.tries.hints, len(self.challenge.hints))

    def place(self) -> str:
        """Lesson and challenge."""
        return f"{self.challenge.title} · {self.lesson.title}"

    def body(self) -> Iterable[Widget]:
        """Text and editor."""
        return (self.column, self.editor)

    def on_mount(self) -> None:
        """Ready to type."""
        self.editor.focus()
        self.draw_run()

    def check_action(self, action: str, parameters: tuple[object, ...]) -> bool | None:
        """Only what works now is offered."""
        running = self.services.control.running
        if action == "stop":
            return running
        if action == "check":
            return not running
        if action == "hint":
            return bool(self.challenge.hints)
        if action == "traceback":
            return self.record.error is not None
        if action == "toggle_chart":
            return self.chart.filled
        if action == "back":
            return not self.editor.has_focus
        return super().check_action(action, parameters)

    def action_check(self) -> None:
        """Run the code and the checks."""
        self.editor.submit()

    def on_editor_submitted(self, event: EditorSubmitted) -> None:
        """Run the code that was in the editor, and the checks."""
        if self.services.control.running:
            return
        code = event.text
        self.services.drafts.flush()
        self.judged = None
        self._traceback = False
        self.record = new_record(self.challenge, self.record.retire())
        self.record.wait(code)
        self.chart_record = self.record
        lessons = self.services.library.ids()
        self.follow(judge(self.services.runner, self.challenge, code, CODE_NAME, lessons), self._take, self.record)
        self.draw_run()
        self.refresh_bindings()

    def _take(self, event: RunEvent | ChallengeJudged) -> None:
        if isinstance(event, ChallengeJudged):
            self.judged = event
            self.record.judged(event)
            return
        self.record.apply(event, self.services.control.clock())
        if isinstance(event, MetricsReceived):
            self.chart_record = self.record

    def draw_run(self) -> None:
        """Show the run and its verdict as they stand."""
        record = self.record
        verdict = self._verdict
        if verdict is None and self.challenge.milestones and record.phase == "new":
            verdict = unchecked(self.challenge, self.editor.text)
        self.verdict.show(verdict, self._remark())
        self.verdict.display = verdict is not None or bool(self._remark())
        self.afterwards.display = bool(self.solved and self.challenge.afterwards)
        self.report.display = record.reports
        self.report.show(record, traceback=self._traceback)
        self.output.display = bool(record.output)
        self.output.show(record.output)

    @property
    def _verdict(self) -> ChallengeJudged | None:
        """The verdict, unless all it could say is that the code raised: the report says that at length."""
        return self.judged if self.record.error is None else None

    @property
    def solved(self) -> bool:
        """Whether the newest verdict is a pass."""
        return self.judged is not None and self.judged.passed

    def _remark(self) -> Line:
        if self.solved and not self.services.control.running:
            return tuple(with_keys(self.tries.after_pass, self.services.keys, "text"))
        left = self._hints_shown < len(self.challenge.hints)
        return remark(self.services.control, self.record, self._verdict, hints_left=left, keys=self.services.keys)

    def run_over(self) -> None:
        """Keep the attempt and bring the verdict into sight."""
        judged = self.judged
        if judged is not None:
            self.tries.keep(judged, self.record.text)
            self.elsewhere.own_attempt()
        target = self.verdict if judged is not None else self.report
        self.call_after_refresh(self.column.scroll_to_widget, target, animate=False, top=True)

    def action_hint(self) -> None:
        """Show one more hint; once there is no other, the last one again."""
        shown = self._hints_shown
        if shown < len(self.challenge.hints):
            self.tries.take_hint()
            hint = ProseBlock(hint_text(self.challenge, shown), classes="hint")
            self.column.mount(hint, before=self.verdict)
        else:
            hint = list(self.query(".hint").results(ProseBlock))[-1]
        self.call_after_refresh(self.column.scroll_to_widget, hint, animate=False, top=True)
        self.refresh_bindings()

    def action_reset(self) -> None:
        """Back to the starter code, after a question."""
        from tutor.ui.screens.help import QuestionScreen

        self.app.push_screen(QuestionScreen("Start over? Your text of this challenge is dropped."), self._reset)

    def _reset(self, yes: bool | None) -> None:
        if yes:
            self.editor.load_text(self.challenge.starter)
            self.services.drafts.put(self.tries.draft_key, None)
            self.services.drafts.flush()

    def action_solution(self) -> None:
        """Show the solution once it was earned."""
        left = self.tries.left
        if left:
            more = self._hints_shown < len(self.challenge.hints)
            self.notify(solution_opens(left) + (" {key:challenge.hint} gives a hint." if more else ""), timeout=5)
            return
        from tutor.ui.screens.viewer import CodeScreen

        intro = "One right way, compared with yours. `{key:view.back}` goes back, and yours is still there."
        heading = f"Solution · {self.challenge.title}"
        self.app.push_screen(CodeScreen(self.services, heading, intro, self.challenge.solution, own=self.editor.text))

    def action_switch(self) -> None:
        """Between the text and the editor."""
        (self.column if self.editor.has_focus else self.editor).focus()

    def action_traceback(self) -> None:
        """Show or hide the traceback."""
        self._traceback = not self._traceback
        self.draw_run()

    async def action_back(self) -> None:
        """Back to the lesson; a run is ended, the text is kept."""
        self.services.drafts.flush()
        await self.services.control.end()
        self.dismiss(None)

    async def on_editor_left(self, _event: EditorLeft) -> None:
        """Escape in the editor."""
        await self.action_back()

    def on_text_edited(self, event: TextEdited) -> None:
        """Keep what was typed."""
        text = event.text
        self.services.drafts.put(self.tries.draft_key, None if text == self.challenge.starter else text)
        self.save_soon()

    def on_checked_elsewhere(self, event: CheckedElsewhere) -> None:
        """A file was checked by ``watch``: take its text, unless something else was typed here meanwhile."""
        self.notify(
            f"Checked outside the app: {'passed' if event.passed else 'not yet'}. {{key:challenge.check}} checks here."
        )
        untouched = self.editor.text in {self.elsewhere.before, self.challenge.starter}
        if event.text is not None and untouched and self.tries.draft_key == self.challenge.id:
            self.editor.load_text(event.text)

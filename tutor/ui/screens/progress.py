"""Where am I: units, skills, time and streak."""

from __future__ import annotations

from collections.abc import Iterable
from typing import ClassVar

from textual.binding import Binding, BindingType
from textual.containers import VerticalScroll
from textual.widget import Widget

from tutor.session.services import Services
from tutor.session.study_items import read_items
from tutor.study.report import ProgressReport, UnitReport, progress_report
from tutor.study.skills import SkillLevel
from tutor.study.words import bar, exam_verdict, open_exam_sentence, streak_sentence, time_spent
from tutor.ui.screens.base import TutorScreen
from tutor.ui.spans import Line, Span, indent, line_width, with_keys, wrap
from tutor.ui.widgets.lines import LinesWidget

BAR_WIDTH = 14
TITLE_WIDTH = 31
STRONG, WEAK = 0.8, 0.5


class ReportText(LinesWidget):
    """The report's lines; before there is one, a word."""

    def __init__(self, *, unicode: bool) -> None:
        super().__init__()
        self._unicode = unicode
        self._report: ProgressReport | None = None

    def show(self, report: ProgressReport) -> None:
        """Show a report."""
        self._report = report
        self.content_changed()

    def lines(self, width: int) -> list[Line]:
        """Units, skills, then what counts in days."""
        report = self._report
        if report is None:
            return [(Span("Counting …", "muted"),)]
        lines: list[Line] = [(Span("Course", "heading"),)]
        for unit in report.units:
            lines += self._unit(unit, width)
        tried = [skill for skill in report.skills if skill.tried]
        if tried:
            lines += [(), (Span("Skills", "heading"),)]
        for skill in tried:
            lines.append(self._skill(skill, width))
        return [*lines, (), *self._days(report, width)]

    def _unit(self, unit: UnitReport, width: int) -> list[Line]:
        share = unit.done / unit.lessons if unit.lessons else 0.0
        drawn = Span(bar(share, BAR_WIDTH, unicode=self._unicode), "ok" if share == 1 else "accent")
        due = (Span(f" · {unit.due} due", "warn"),) if unit.due else ()
        about = f"{unit.done}/{unit.lessons} lessons · {unit.passed}/{unit.challenges} solved"
        if unit.questions:
            about += f" · {unit.right}/{unit.questions} answered"
        if unit.seconds:
            about += f" · {time_spent(unit.seconds)}"
        head = (_column(unit.title, min(TITLE_WIDTH, width - BAR_WIDTH)), drawn)
        line = (*head, Span(f"  {about}", "muted"), *due)
        if line_width(line) <= width:
            return [line]
        return [head, *indent(wrap([Span(about, "muted"), *due], width - 2), Span("  "))]

    def _skill(self, skill: SkillLevel, width: int) -> Line:
        role = "ok" if skill.level >= STRONG else "warn" if skill.level < WEAK else "text"
        drawn = Span(bar(skill.level, BAR_WIDTH, unicode=self._unicode), role)
        level = Span(f" {skill.level:4.0%}", "muted")
        about = Span(f"  of {skill.tried} tried, {skill.total} in all", "muted")
        line = (_column(skill.skill, TITLE_WIDTH), drawn, level, about)
        if line_width(line) <= width:
            return line
        return (_column(skill.skill, width - BAR_WIDTH - 5), drawn, level)

    def _days(self, report: ProgressReport, width: int) -> Iterable[Line]:
        yield (Span("Time on lessons: "), Span(time_spent(report.seconds), "strong"))
        yield from wrap([Span(f"Streak: {streak_sentence(report.streak, report.longest_streak)}")], width)
        if report.exam is not None:
            yield (Span(f"Last exam: {report.exam.points:.0f} points, {exam_verdict(report.exam)}"),)
        if report.open_exam is not None:
            yield (
                Span(f"{open_exam_sentence(report.open_exam)} · ", "warn"),
                *with_keys("{key:app.exam} goes on with it", self.keys),
            )
        if report.due:
            yield (Span(f"{report.due} due now · ", "warn"), *with_keys("{key:app.practice} practises", self.keys))


def _column(text: str, width: int) -> Span:
    """A text in a column that ends with a space."""
    room = max(width - 1, 1)
    return Span(f"{text if len(text) <= room else text[: room - 1] + '…':<{room}} ")


class ProgressScreen(TutorScreen[None]):
    """How far one has come."""

    HELP_TEXT: ClassVar[str] = (
        "Each unit with its lessons and challenges, each skill as the last tries show it, the time spent, and the "
        "days in a row. `pytorch-tutor progress --help` tells how to start over or move to another machine."
    )
    LEADS_ON = True
    IS = "progress"
    KEYS: ClassVar[tuple[str, ...]] = ("progress.back", "app.practice", "app.exam", "app.theme", "app.quit")
    BINDINGS: ClassVar[list[BindingType]] = [
        Binding("escape,W", "back", "Back", id="progress.back", tooltip="Back to where you came from"),
    ]

    def __init__(self, services: Services) -> None:
        super().__init__(services)
        self._text = ReportText(unicode=services.unicode)

    def place(self) -> str:
        """What this is."""
        return "Progress"

    def body(self) -> Iterable[Widget]:
        """A text that scrolls."""
        return (VerticalScroll(self._text, id="progress"),)

    def on_mount(self) -> None:
        """Count while the screen is already there."""
        self.query_one("#progress").focus()

    def on_screen_resume(self) -> None:
        """Count again, also after a sitting that was opened from here."""
        self.run_worker(self._count(), exit_on_error=False, exclusive=True)

    async def _count(self) -> None:
        await read_items(self.services.library)  # so that the report finds every lesson read
        progress = self.services.progress
        self._text.show(progress_report(self.services.library, progress, progress.now()))

    def action_back(self) -> None:
        """Back."""
        self.dismiss(None)

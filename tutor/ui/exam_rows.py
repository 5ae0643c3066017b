"""What the exam's list shows in each phase: pure functions from values to rows."""

from __future__ import annotations

from collections.abc import Mapping

from tutor.course.keys import USUAL, KeyNames
from tutor.session.exam_desk import TaskTitle, rules
from tutor.session.exam_session import ExamSession
from tutor.study.exam_draw import PASS_SHARE, Drawn
from tutor.study.exam_result import answer_given, topic_results
from tutor.study.exams import Exam
from tutor.study.words import bar, clock_time, exam_verdict
from tutor.ui.spans import Line, Span, truncate, with_keys, wrap
from tutor.ui.widgets.rows import Row

BAR_WIDTH = 10
TEXT_WIDTH, REMARK_WIDTH = 72, 66
MOST_REMARK_LINES = 4


Titles = Mapping[str, TaskTitle]


def intro_rows(drawn: Drawn, seed: int, unit: str) -> list[Row]:
    """What one is about to begin."""
    rows = [row for line in rules(drawn, unit) for row in text_rows(line)]
    return [*rows, Row(()), Row(_span(f"Draw {seed}: pytorch-tutor exam --seed {seed}", "muted")), Row(()), _begin()]


def text_rows(text: str) -> list[Row]:
    """A paragraph, as rows that fit a small terminal."""
    return [Row(line) for line in wrap([Span(text)], TEXT_WIDTH)]


def _begin() -> Row:
    return Row((Span("▶ ", "accent"), Span("Begin", "strong")), (), "begin")


def task_rows(session: ExamSession, titles: Titles) -> list[Row]:
    """The tasks by topic, with what has an answer."""
    rows = [Row(_span(f"{session.count} of {len(session.exam.tasks)} answered", "title"))]
    topic = None
    for task in session.exam.tasks:
        if task.topic != topic:
            topic = task.topic
            rows += [Row(()), Row(_span(topic, "heading"))]
        mark = Span("● ", "ok") if session.answered(task.number) else Span("○ ", "muted")
        title = titles.get(task.item)
        left = (Span(f"{task.number:>3} ", "muted"), mark, Span(title.title if title else task.item))
        rows.append(Row(left, _span(f"{task.points:.0f} points ", "muted"), task.number))
    return rows


def result_rows(exam: Exam, titles: Titles, lessons: Mapping[str, str], keys: KeyNames = USUAL) -> list[Row]:
    """Points, verdict, topics, weak ones with their lessons, and each task with its remark.

    ``lessons`` has the titles of lessons by id.
    """
    role = "ok_strong" if exam.share >= PASS_SHARE else "fail_strong"
    used = f" in {clock_time(exam.spent)} of {clock_time(exam.seconds)}"
    rows = [Row((Span(f"{exam.points:.0f} points: {exam_verdict(exam)}", role), Span(used, "muted"))), Row(())]
    results = topic_results(exam)
    for result in results:
        share = result.points / result.total if result.total else 0.0
        drawn = Span(f"{bar(share, BAR_WIDTH)} ", "warn" if result.weak else "ok")
        rows.append(Row((drawn, Span(result.title)), _span(f"{result.points:.0f} of {result.total:.0f} ", "muted")))
    missed = [result for result in results if result.lessons]
    weak = [result for result in missed if result.weak] or missed
    if weak:
        rows += [Row(()), Row(tuple(with_keys("Read again ({key:rows.choose} opens)", keys, "heading")))]
        for lesson in dict.fromkeys(lesson for result in weak for lesson in result.lessons):
            rows.append(Row((Span("  → ", "accent"), Span(lessons.get(lesson, lesson), "link")), (), lesson))
    rows += [Row(()), Row(_span("Tasks", "heading"))]
    for task in exam.tasks:
        mark = Span("✓ ", "ok") if task.passed else Span("✗ ", "fail")
        title = titles.get(task.item)
        head = (Span(f"{task.number:>3} ", "muted"), mark, Span(title.title if title else task.item))
        rows.append(Row(head, _span(f"{task.points:.0f} points ", "muted"), task.item.rpartition("/")[0]))
        given = answer_given(exam, task.number)
        if given:
            said = truncate((Span("      You said ", "muted"), Span(given, "code")), TEXT_WIDTH)
            rows.append(Row(said))
        if task.remark:
            remark = wrap([Span(" ".join(task.remark.split()), "muted")], REMARK_WIDTH)[:MOST_REMARK_LINES]
            rows += [Row((Span("      "), *line)) for line in remark]
    return rows


def _span(text: str, role: str = "text") -> Line:
    return (Span(text, role),)

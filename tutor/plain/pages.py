"""A page of a lesson as lines, and what on it can be named by a number."""

from __future__ import annotations

from dataclasses import dataclass, field

from tutor.course.model import Challenge, ChallengePlace, Lesson, Prose, Snippet
from tutor.course.questions import Prediction, Question, QuizResult
from tutor.plain.console import joined
from tutor.plain.text import as_lines, code_lines, sentence, wrapped
from tutor.session.asking import Asked
from tutor.session.records import LessonState
from tutor.session.services import Services
from tutor.study.marking import LETTERS


@dataclass
class PageParts:
    """What a page holds besides prose."""

    snippets: list[int] = field(default_factory=list)
    """Their numbers on the lesson, which hidden ones count in."""
    questions: list[Asked] = field(default_factory=list)
    """Without predictions, which are asked before their snippet runs."""
    challenges: list[Challenge] = field(default_factory=list)


def parts_of(state: LessonState, index: int) -> PageParts:
    """The parts of page ``index`` (from 0)."""
    parts = PageParts()
    for block in state.lesson.pages[index].blocks:
        if isinstance(block, Snippet) and not block.hide:
            parts.snippets.append(block.number)
        elif isinstance(block, Question):
            parts.questions.append(state.asked[block.id])
        elif isinstance(block, ChallengePlace):
            parts.challenges.append(state.lesson.challenge(block.name))
    return parts


def head(lesson: Lesson, index: int) -> str:
    """Where one is."""
    title = lesson.pages[index].title
    end = "" if title.endswith((".", "?", "!")) else "."
    return f"{lesson.title}. Page {index + 1} of {len(lesson.pages)}: {title}{end}"


def page_lines(state: LessonState, index: int, services: Services) -> list[str]:
    """A whole page, from its title on."""
    parts = parts_of(state, index)
    blocks: list[list[str]] = [wrapped(head(state.lesson, index))]
    for block in state.lesson.pages[index].blocks:
        if isinstance(block, Prose):
            blocks.append(as_lines(block.markdown))
        elif isinstance(block, Snippet) and not block.hide:
            blocks.append(snippet_lines(state, block.number))
        elif isinstance(block, Question):
            asked = state.asked[block.id]
            blocks.append(question_lines(asked, parts.questions.index(asked) + 1))
        elif isinstance(block, Prediction):
            blocks.append(wrapped(f"Before snippet {block.snippet} runs you are asked what it will give."))
        elif isinstance(block, ChallengePlace):
            number = [challenge.id.rpartition("/")[2] for challenge in parts.challenges].index(block.name) + 1
            blocks.append(challenge_lines(parts.challenges[number - 1], services))
        elif isinstance(block, QuizResult):
            blocks.append(score_lines(state, services))
    return joined(blocks)


def snippet_lines(state: LessonState, number: int) -> list[str]:
    """A snippet between two lines that say so."""
    edited = ", edited by you (u takes the lesson's text back)" if state.edited(number) else ""
    return [f"Snippet {number}{edited}:", *code_lines(state.text(number)), f"End of snippet {number}."]


def question_lines(asked: Asked, number: int) -> list[str]:
    """A question with its choices numbered."""
    state = " (answered)" if asked.over else ""
    return [f"Question {number}{state}:", *as_lines(asked.question.ask), *choice_lines(asked)]


def choice_lines(asked: Asked) -> list[str]:
    """The choices under their numbers."""
    return [
        line
        for number, choice in enumerate(asked.question.choices, start=1)
        for line in wrapped(f"{number}. {sentence(choice.text)}", rest="   ")
    ]


def lettered_lines(question: Question) -> list[str]:
    """A question of a sitting, whose choices have letters."""
    choices = zip(LETTERS, question.choices, strict=False)
    lines = [line for letter, choice in choices for line in wrapped(f"{letter}. {sentence(choice.text)}", rest="   ")]
    return [*as_lines(question.ask), *lines]


_STATES = {"new": "not tried", "tried": "tried", "passed": "solved", "changed": "solved in an earlier version"}


def challenge_lines(challenge: Challenge, services: Services) -> list[str]:
    """A challenge with its task."""
    state = _STATES[services.challenge_state(challenge)]
    what = f"Challenge: {challenge.title}. {challenge.kind.capitalize()}, {challenge.minutes} minutes, {state}."
    return [*wrapped(what), *as_lines(challenge.task)]


def score_lines(state: LessonState, services: Services) -> list[str]:
    """How a quiz stands."""
    score = state.asked.score
    lines = [f"Result: {score.right} of {score.total} right."]
    if score.open:
        lines.append(f"Still open: {', '.join(map(str, score.open))}. b goes back to them.")
    elif state.lesson.kind != "placement":
        lines.append(f"{'Passed' if score.passed else 'Not passed yet'}: {score.needed} are needed.")
    if score.weak:
        worth = "Worth reading" if state.lesson.kind == "placement" else "Worth reading again"
        lines += wrapped(f"{worth}: " + "; ".join(f"{services.title_of(id_)} (o {id_})" for id_ in score.weak))
    return lines

"""Asking in the plain tutor: questions of a page, predictions before a run."""

from __future__ import annotations

from tutor.course.questions import Question
from tutor.grading.answers import Facts
from tutor.grading.questions import Gathering, needs_run, source_of
from tutor.plain.console import Console
from tutor.plain.pages import choice_lines
from tutor.plain.reports import answer_lines, right_lines
from tutor.plain.text import as_lines, number_in
from tutor.session.answers import keep_answer
from tutor.session.asking import Asked
from tutor.session.crash import write_fault
from tutor.session.question_text import way_to_answer
from tutor.session.records import LessonState, RunRecord
from tutor.session.services import Services

SKIP, REVEAL = "x", "?"


def prompt_of(question: Question, *, prediction: bool) -> str:
    """What to type, and how to get away."""
    away = f"{SKIP} skips it" if prediction else "Enter alone leaves it"
    if question.answer_type != "choice":
        return f"{way_to_answer(question)}; {away}: "
    last = len(question.choices)
    what = f"numbers from 1 to {last}, like 1 {last}" if question.several else f"a number from 1 to {last}"
    return f"Type {what}; {away}: "


def chosen_of(text: str, question: Question) -> set[int] | None:
    """The positions of the choices that were typed; None where that is no choice."""
    numbers = [number_in(word, len(question.choices)) for word in text.replace(",", " ").split()]
    chosen = {number - 1 for number in numbers if number is not None}
    if not numbers or None in numbers:
        return None
    return chosen if question.several or len(chosen) == 1 else None


class Questions:
    """Asks one question at a time and keeps the answers."""

    def __init__(self, services: Services, console: Console) -> None:
        self._services = services
        self._console = console

    async def ask(self, state: LessonState, asked: Asked) -> None:
        """Ask until it is right or left alone."""
        console = self._console
        console.say(*as_lines(asked.question.ask), *choice_lines(asked))
        while not asked.over:
            asked.since = asked.since or self._services.control.clock()
            text = await console.ask(prompt_of(asked.question, prediction=False))
            if not text or not text.strip():
                return
            if text.strip() == REVEAL and asked.graded is not None:
                asked.revealed = True
                console.say(*right_lines(asked))
                return
            if not self._take(asked, text):
                continue
            await self._grade(state, asked)
            console.say(*answer_lines(asked))
            if asked.graded is not None and not asked.over:
                console.say(f"Answer again, or type {REVEAL} for the right answer.")
        if asked.tries == 0:
            console.say(*answer_lines(asked))

    def _take(self, asked: Asked, text: str) -> bool:
        """Put what was typed into the question; False, with the reason said, where it is no answer."""
        if asked.typed:
            asked.text = text.strip()
        else:
            chosen = chosen_of(text, asked.question)
            if chosen is None:
                self._console.say(f"“{text.strip()}” is not one of the choices. Type their numbers.")
                return False
            asked.chosen = chosen
        problem = asked.problem()
        if problem:
            self._console.say(problem)
        return not problem

    async def _grade(self, state: LessonState, asked: Asked) -> None:
        facts = await self._facts(asked)
        if facts is None:
            return
        tries = asked.tries
        asked.grade(facts)
        if asked.tries > tries:
            keep_answer(self._services, state, asked)

    async def _facts(self, asked: Asked) -> Facts | None:
        """What a run says about the question; None, with the reason as a remark, where it says nothing."""
        question, services = asked.question, self._services
        if not needs_run(question):
            return Facts()
        if question.run in services.facts:
            return services.facts[question.run]
        gathering = Gathering()
        try:
            await services.control.follow(services.runner.run_script(source_of(question)), gathering.take)
        except Exception as error:
            write_fault(error)
            asked.remark = "The right answer could not be worked out. Answer again."
            return None
        if gathering.facts.problem:
            asked.remark = f"{gathering.facts.problem.rstrip('.')}. Answer again."
            return None
        services.facts[question.run] = gathering.facts
        return gathering.facts

    async def predict(self, state: LessonState, number: int) -> None:
        """Ask for the predictions about a snippet that are still open, before it runs."""
        for asked in state.asked.predictions(number):
            new = self._services.answer_state(asked.question) == "new"
            if not new or asked.made or asked.skipped or asked.over:
                continue
            self._console.say("What do you expect?", *as_lines(asked.question.ask), *choice_lines(asked))
            while not (asked.made or asked.skipped):
                asked.since = asked.since or self._services.control.clock()
                text = await self._console.ask(prompt_of(asked.question, prediction=True))
                if text is None or text.strip() in {"", SKIP}:
                    asked.skipped = True
                elif self._take(asked, text):
                    asked.made, asked.said = True, asked.answer_text()

    def judge_predictions(self, state: LessonState, record: RunRecord, number: int) -> None:
        """Compare what was predicted with what came."""
        for asked in state.asked.predictions(number):
            if not asked.made or asked.graded is not None or record.phase != "ok" or asked.prediction is None:
                continue
            tries = asked.tries
            asked.judge(record.told, record.printed, record.values(asked.prediction.metric))
            if asked.tries > tries:
                keep_answer(self._services, state, asked)
            self._console.say(f"You predicted: {asked.answer_text()}.", *answer_lines(asked))

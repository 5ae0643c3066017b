"""A sitting of practice, line by line."""

from __future__ import annotations

from datetime import datetime

from tutor.course.model import Challenge, CourseError
from tutor.course.questions import Question
from tutor.grading.answers import NotUnderstood, explained
from tutor.plain.challenges import Desk, Editor
from tutor.plain.console import Console, agreed
from tutor.plain.pages import lettered_lines
from tutor.plain.runs import Runs
from tutor.plain.text import as_lines, wrapped
from tutor.session.crash import write_fault
from tutor.session.graded import grade_once
from tutor.session.question_text import way_to_answer
from tutor.session.services import Services
from tutor.session.study_items import read_items
from tutor.session.tries import PracticeTries
from tutor.study.marking import task_of
from tutor.study.practice import WHY_WORDS, Planned, Sitting, nothing_to_practise, plan
from tutor.study.streak import active_days, longest_streak, streak
from tutor.study.words import clock_time, streak_sentence, until

CHALLENGE_WAYS = "e edit, c check, h hint, s solution, p say the task, n next, q leave the sitting: "


class Practice:
    """Asks for what is due, one task after the other."""

    def __init__(self, services: Services, console: Console, runs: Runs, editor: Editor) -> None:
        self._services = services
        self._console = console
        self._runs = runs
        self._editor = editor

    async def sit(self, minutes: int | None = None) -> None:
        """Rounds of so many minutes, until the learner has enough."""
        progress, again = self._services.progress, True
        while again:
            items = await read_items(self._services.library)
            queue = plan(items, progress, minutes, int(progress.now() // 86_400))
            if not queue:
                self._console.say(*wrapped(nothing_to_practise(progress)))
                return
            self._say_queue(queue)
            sitting = Sitting(progress, progress.now())
            finished = await self._round(queue, sitting)
            self._say_summary(sitting)
            again = finished and await agreed(self._console, "Another round?")

    def _say_queue(self, queue: list[Planned]) -> None:
        minutes = sum(planned.item.minutes for planned in queue)
        tasks = f"{len(queue)} {'task' if len(queue) == 1 else 'tasks'}"
        self._console.say(f"Practice: {tasks}, about {minutes} minutes.")
        for number, planned in enumerate(queue, start=1):
            what = f"{number}. {planned.item.title}: {WHY_WORDS[planned.why]}, {planned.item.minutes} minutes"
            self._console.say(*wrapped(what, rest="   "))

    async def _round(self, queue: list[Planned], sitting: Sitting) -> bool:
        """Whether every task was had; False where the sitting was left before."""
        for number, planned in enumerate(queue, start=1):
            try:
                task = task_of(self._services.library, planned.item.id, planned.draw)
            except (LookupError, CourseError):
                self._console.say(f"{planned.item.title} can't be read now and is left out.")
                continue
            of = f"Task {number} of {len(queue)}"
            if isinstance(task, Challenge):
                self._console.say("", f"{of}: {task.title}.")
                stays = await self._challenge(task, planned, sitting)
            else:
                self._console.say("", f"{of}, a question.")
                stays = await self._question(task, planned, sitting)
            if not stays:
                return False
        return True

    async def _question(self, question: Question, planned: Planned, sitting: Sitting) -> bool:
        """Ask once; False where there was no answer."""
        clock = self._services.control.clock
        started = clock()
        self._console.say(*lettered_lines(question))
        while True:
            text = await self._console.ask(f"{way_to_answer(question)}; Enter alone leaves the sitting: ")
            if not text or not text.strip():
                return False
            seconds = clock() - started
            try:
                graded, facts = await grade_once(self._services, question, text.strip(), seconds)
            except NotUnderstood as error:
                self._console.say(*as_lines(str(error)))
                continue
            except Exception as error:
                write_fault(error)
                self._console.say("It could not be graded. Answer again.")
                continue
            head = f"Right, in {clock_time(seconds)}." if graded.right else "Not right."
            parts = (head, graded.message, explained(question, facts.right()))
            self._console.say(*as_lines("\n\n".join(part for part in parts if part)))
            sitting.record(planned.item, passed=graded.right, tries=1, hints=0, seconds=seconds)
            return True

    async def _challenge(self, challenge: Challenge, planned: Planned, sitting: Sitting) -> bool:
        """Work on a challenge; False where the sitting was left at it."""
        clock, progress = self._services.control.clock, self._services.progress
        started, best = clock(), progress.reviews.best_seconds(planned.item.id)
        tries = PracticeTries(progress, challenge, planned.draw)
        desk = Desk(self._services, self._console, self._runs, self._editor, challenge, tries)
        self._console.say(*as_lines(challenge.task))
        while not tries.passed:
            line = await self._console.ask(CHALLENGE_WAYS)
            word, _, rest = (line or "q").strip().partition(" ")
            if word == "q":
                return False
            if word == "n":
                if await agreed(self._console, "Leave this one unsolved? It comes again soon."):
                    break
            elif not await self._did(desk, word, rest.strip()) and word:
                self._console.say(f"“{word}” is no command here.")
        seconds = clock() - started
        outcome = sitting.record(
            planned.item, passed=tries.passed, tries=tries.count, hints=tries.hints, seconds=seconds
        )
        if outcome.passed:
            so_far = "" if best is None else f" The best so far was {clock_time(best)}."
            self._console.say(f"Solved in {clock_time(seconds)}.{so_far}")
            self._services.drafts.put(tries.draft_key, None)
            self._services.drafts.flush()
        return True

    async def _did(self, desk: Desk, word: str, rest: str) -> bool:
        if word == "e":
            desk.edit()
        elif word == "c":
            await desk.check(rest)
        elif word == "h":
            desk.hint()
        elif word == "s":
            desk.solution()
        elif word == "p":
            self._console.say(*as_lines(desk.challenge.task))
        else:
            return False
        return True

    def _say_summary(self, sitting: Sitting) -> None:
        progress = self._services.progress
        outcomes = sitting.outcomes
        if outcomes:
            seconds = sum(outcome.seconds for outcome in outcomes)
            self._console.say("", f"{sitting.passed} of {len(outcomes)} solved, in {clock_time(seconds)}.")
        for outcome in outcomes:
            record = ", your best time" if outcome.is_best else ""
            again = until(outcome.due - progress.now())
            state = "solved" if outcome.passed else "not solved"
            time = clock_time(outcome.seconds)
            self._console.say(*wrapped(f"{outcome.item.title}: {state}, {time}{record}; again {again}", rest="  "))
        days, today = active_days(progress), datetime.fromtimestamp(progress.now()).date()
        self._console.say(*wrapped(streak_sentence(streak(days, today), longest_streak(days))))

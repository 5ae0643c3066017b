"""Whatever the keys at the bottom and the help offer does something: every state is entered, every key pressed."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import pytest

from tests.ui.fakes import FIRST, SECOND, WAIT, FakeLibrary, FakeRunner, failing, good_run, make_app, training
from tests.ui.study_app import PASSED, StudyApp
from tests.ui.test_asking import CHOOSE, QUIZ, TYPED, asking
from tests.ui.test_lesson_screen import SMALL
from tests.ui.test_links import LINKED
from tutor.course.model import Page, Prose
from tutor.engine.events import RunStarted, TensorShown
from tutor.session.openings import ExamOpening, PracticeOpening
from tutor.study.progress import Progress
from tutor.ui.app import TutorApp
from tutor.ui.screens.help import key_help
from tutor.ui.widgets.keys import KeyBar, fitting

UNSEEN = {"app.suspend", "app.redraw"}
"""What acts on the terminal itself, which a test has none of."""
LEADING = {"app.practice", "app.exam", "app.progress"}
"""What needs progress that is real."""
PAIRS = (
    {"rows.up", "rows.down"},
    {"rows.far_up", "rows.far_down"},
    {"rows.first", "rows.last"},
    {"chart.next", "chart.previous"},
    {"result.up", "result.down"},
)
"""At an end of a list only one of the two does something."""
LONG = replace(FIRST, pages=(Page("Long", 1, (Prose("A line.\n\n" * 60, 2), *FIRST.pages[0].blocks)), *FIRST.pages[1:]))
TENSOR = TensorShown((2,), "float32", text="tensor([0., 1.])")


@dataclass(frozen=True)
class State:
    """How it is come to: an app, and the keys that are pressed."""

    app: Callable[[Path], TutorApp]
    keys: tuple[str, ...] = ()


def lesson(script: list[Any], read: Any = FIRST, judgement: Any = PASSED) -> Callable[[Path], TutorApp]:
    def made(_folder: Path) -> TutorApp:
        runner = FakeRunner(script=list(script), judgement=judgement)
        return make_app(runner, library=FakeLibrary((read, *(one for one in (FIRST, SECOND) if one.id != read.id))))

    return made


def study(opening: Any = None, **changes: Any) -> Callable[[Path], TutorApp]:
    return lambda folder: StudyApp(folder, opening, read=(FIRST, SECOND), **changes).app


STATES = {
    "a lesson": State(study()),
    "a lesson with a link marked": State(lesson(good_run(), LINKED), ("tab",)),
    "after a run": State(lesson([RunStarted(), TENSOR, *training()[1:]]), ("r",)),
    "in a run": State(lesson([RunStarted(), WAIT, *good_run()[1:]]), ("r",)),
    "editing": State(lesson(good_run()), ("e", "#")),
    "choices": State(lesson(good_run(), asking(CHOOSE))),
    "choices, once wrong": State(lesson(good_run(), asking(CHOOSE)), ("1", "enter")),
    "typing an answer": State(lesson(good_run(), asking(TYPED)), ("enter",)),
    "a quiz's result": State(lesson(good_run(), QUIZ), ("1", "enter", "n", "n")),
    "a challenge's card": State(lesson(good_run()), ("n",)),
    "a challenge": State(lesson(good_run()), ("n", "enter")),
    "a challenge's text": State(lesson(failing()), ("n", "enter", "f6")),
    "a challenge solved": State(lesson(good_run()), ("n", "enter", "f5")),
    "the map": State(lesson(good_run()), ("m",)),
    "the chart": State(lesson(training()), ("r", "f")),
    "practice": State(study(PracticeOpening())),
    "a question in practice": State(study(PracticeOpening()), ("enter",)),
    "the exam": State(study(ExamOpening(3)), ("enter",)),
    "a task of the exam": State(study(ExamOpening(3)), ("enter", "enter")),
    "help": State(lesson(good_run()), ("question_mark",)),
}


async def enter(pilot: Any, state: State) -> TutorApp:
    app: TutorApp = pilot.app
    await rest(pilot)
    for key in state.keys:
        await pilot.press(key)
        await rest(pilot)
    return app


async def rest(pilot: Any) -> None:
    """Until nothing moves but what waits for a test."""
    for _ in range(3):
        await pilot.pause()


def picture(app: TutorApp) -> tuple[object, ...]:
    """All that a key may change."""
    runner: Any = app.services.runner
    asked = (len(runner.calls), len(runner.scripts), len(runner.checked), runner.stops, len(runner.lines_asked))
    told = [note.message for note in app._notifications]
    return (tuple(map(id, app.screen_stack)), app.export_screenshot(), told, app.clipboard, app._exit, asked)


async def offered(path: Path, state: State) -> tuple[dict[str, str], dict[str, str]]:
    """By the id of a binding its key: at the bottom, and in the help besides."""
    app = state.app(path)
    async with app.run_test(size=SMALL) as pilot:
        await enter(pilot, state)
        active = [one.binding for one in app.screen.active_bindings.values() if one.enabled and one.binding.id]
        keys: dict[str, str] = {}
        for binding in active:
            keys.setdefault(str(binding.id), binding.key)
        bars = list(app.screen.query(KeyBar))
        shown = {key for key, _, _ in fitting(bars[0].hints(), SMALL[0])} if bars else set()
        listed = {text for _, text in key_help(app.screen)}
        assert {binding.tooltip or binding.description for binding in active} == listed
    bottom = {id_: key for id_, key in keys.items() if key in shown}
    return bottom, {id_: key for id_, key in keys.items() if id_ not in bottom}


async def dead(path: Path, state: State, keys: dict[str, str]) -> list[str]:
    """The ids whose keys do nothing."""
    found = []
    for number, (id_, key) in enumerate(keys.items()):
        if id_ in UNSEEN:
            continue
        if id_ in LEADING and not isinstance(state.app(path).services.progress, Progress):
            continue
        folder = path / str(number)
        folder.mkdir()
        app = state.app(folder)
        async with app.run_test(size=SMALL) as pilot:
            await enter(pilot, state)
            before = picture(app)
            await pilot.press(key)
            await rest(pilot)
            if picture(app) == before:
                found.append(f"{id_} ({key})")
    gone = {one.partition(" ")[0] for one in found}
    at_end = {id_ for pair in PAIRS if len(pair & gone) == 1 for id_ in pair}
    return [one for one in found if one.partition(" ")[0] not in at_end]


@pytest.mark.parametrize("name", STATES)
async def test_every_key_at_the_bottom_does_something(name: str, tmp_path: Path) -> None:
    state = STATES[name]
    first = tmp_path / "first"
    first.mkdir()
    bottom, _ = await offered(first, state)
    assert await dead(tmp_path, state, bottom) == []


@pytest.mark.parametrize(
    ("name", "state"),
    [
        ("the middle of a lesson", State(lesson(good_run(), LONG), ("pagedown",))),
        ("a challenge's text", STATES["a challenge's text"]),
        ("the map", replace(STATES["the map"], keys=("m", "down"))),
    ],
)
async def test_every_key_that_only_the_help_names_does_something(name: str, state: State, tmp_path: Path) -> None:
    first = tmp_path / "first"
    first.mkdir()
    _, others = await offered(first, state)
    assert others
    assert await dead(tmp_path, state, others) == []

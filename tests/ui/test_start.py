"""What a start imports before its first picture: every module there is one that everybody waits for."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

SMALLEST = """
from textual.app import App
from textual.widgets import Static

class Smallest(App):
    def compose(self):
        yield Static("here")

    def on_mount(self):
        self.screen.call_after_refresh(self.call_later, seen, self)

drawn = Smallest
"""
TUTOR = """
import tutor.cli
from tutor.commands.app import _LaterRunner, _read_beside
from tutor.commands.common import open_library
from tutor.course.kept import KeptLesson
from tutor.study.consent import Consent
from tutor.study.database import state_folder
from tutor.study.progress import Progress
from tutor.ui.app import TutorApp, own_keymap

def first_picture(self):
    seen(self)
    self.keep_lesson()

TutorApp._after_first_picture = first_picture

def drawn():
    own_keymap()
    library, progress = open_library(None), Progress.open()
    library.kept = KeptLesson(state_folder() / "lesson.json")
    _read_beside(library, progress, None)
    return TutorApp(library, progress, _LaterRunner(lambda: None, ""), consent=Consent(progress))
"""
RUN = """
import sys

def seen(app):
    text = "\\n".join("".join(part.text for part in strip) for strip in app.screen._compositor.render_strips())
    names = set(sys.modules) - {"__main__"}
    print("\\n".join([str("500 points" in text), *sorted(names)]))
    app.exit()

%s

import asyncio
asyncio.run(drawn().run_async(headless=True, size=(80, 24)))
"""

NEEDED = """
tutor tutor.cli tutor.commands tutor.commands.app tutor.commands.common
tutor.course tutor.course.blueprint tutor.course.files tutor.course.folders tutor.course.items tutor.course.kept
tutor.course.keys tutor.course.library tutor.course.model tutor.course.outline tutor.course.prose
tutor.course.questions tutor.course.vary
tutor.engine tutor.engine.frozen tutor.engine.load tutor.engine.runner
tutor.session tutor.session.characters tutor.session.control tutor.session.crash tutor.session.drafts
tutor.session.openings tutor.session.output tutor.session.reading_time tutor.session.records tutor.session.services
tutor.study tutor.study.answers tutor.study.consent tutor.study.database tutor.study.progress tutor.study.reading
tutor.study.schema
tutor.ui tutor.ui.app tutor.ui.cells tutor.ui.clipboard tutor.ui.compositor tutor.ui.copying tutor.ui.describe
tutor.ui.driver tutor.ui.frugal tutor.ui.job_control tutor.ui.keymap tutor.ui.markdown tutor.ui.messages
tutor.ui.navigation tutor.ui.pens tutor.ui.python_tokens tutor.ui.spans tutor.ui.terminal tutor.ui.theme
tutor.ui.trail
tutor.ui.screens tutor.ui.screens.asking tutor.ui.screens.base tutor.ui.screens.lesson tutor.ui.screens.looking
tutor.ui.screens.noting tutor.ui.screens.reading tutor.ui.screens.running
tutor.ui.widgets tutor.ui.widgets.challenge_card tutor.ui.widgets.chart_panel tutor.ui.widgets.keys
tutor.ui.widgets.lines tutor.ui.widgets.page tutor.ui.widgets.place tutor.ui.widgets.prose tutor.ui.widgets.snippet
tutor.ui.widgets.status tutor.ui.widgets.tour
"""
TUTORS = frozenset(NEEDED.split())
"""The tutor's own modules behind the first page."""
OTHERS = frozenset({"_json", "_sqlite3", "argparse", "gc", "gettext", "json", "sqlite3", "tomli", "tomllib"})
"""Packages that they need beyond the smallest app."""
WHY = (
    "Everybody who starts the tutor waits for these. Import them in the function that needs them, or behind the first "
    "picture (tutor/ui/later.py); only what the first page itself needs belongs into the list here."
)


def loaded(app: str, state: str) -> tuple[bool, set[str]]:
    """Whether the first lesson was on the screen, and every module that was loaded then."""
    done = subprocess.run(
        [sys.executable, "-c", RUN % app],
        capture_output=True,
        text=True,
        check=True,
        env={**os.environ, "XDG_STATE_HOME": state, "TERM": "xterm-256color"},
    )
    shown, *names = done.stdout.split()
    return shown == "True", set(names)


@pytest.fixture(scope="module")
def starts(tmp_path_factory):
    """What the first start and the second one load beyond the smallest app; another process reads the lesson."""
    state = str(tmp_path_factory.mktemp("state"))
    smallest = loaded(SMALLEST, state)[1]
    found = []
    for _ in range(2):
        shown, names = loaded(TUTOR, state)
        assert shown, "the first page was not on the first picture"
        found.append(names - smallest)
    return found


def packages(names):
    return {name.partition(".")[0] for name in names} - {"tutor"}


def own(names):
    return {name for name in names if name.partition(".")[0] == "tutor"}


@pytest.mark.parametrize("number", [0, 1], ids=["first", "second"])
def test_the_first_picture_waits_for_no_module_it_does_not_need(starts, number):
    newcomers = (own(starts[number]) - TUTORS) | (packages(starts[number]) - OTHERS)
    assert not newcomers, WHY


def test_the_list_names_no_module_that_came_away(starts):
    assert not TUTORS - starts[1]

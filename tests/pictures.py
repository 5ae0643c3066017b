"""The pictures of the README: ``python -m tests.pictures [FOLDER]``, from the real course by a real worker."""

from __future__ import annotations

import asyncio
import html
import re
import sys
import tempfile
from collections.abc import Awaitable, Callable
from pathlib import Path

from textual.pilot import Pilot

from tests.terminal.screen import PATIENCE
from tutor.course.library import Library
from tutor.engine.worker_runner import WorkerRunner
from tutor.study.progress import Progress
from tutor.ui.app import THEME_KEY, TutorApp
from tutor.ui.screens.challenge import ChallengeScreen
from tutor.ui.theme import DARK, LIGHT
from tutor.ui.widgets.editor import CodeEditor
from tutor.ui.widgets.snippet import SnippetBlock

FOLDER = Path(__file__).parents[1] / ".github" / "pictures"
LOOKS = ((80, 24, DARK), (120, 40, LIGHT))
FIRST = "first-contact/a-network-in-five-minutes"
LOOP = "autograd/linear-regression-by-hand"
FONTS = re.compile(r"\s*@font-face \{.*?\}\n", re.DOTALL)
"""Fetched from elsewhere, which a picture in a README may not; the viewer's own font does."""
TEXT = re.compile(r'<text class="([^"]*)" x="([\d.]+)" y="([\d.]+)" textLength="([\d.]+)" ([^>]*)>([^<]*)</text>')
BLANK = "&#160;"

Scene = Callable[["Pilot[None]"], Awaitable[None]]


def without_outer_blanks(text: re.Match[str]) -> str:
    """A text of an SVG that begins and ends with what is seen: not every viewer keeps a blank at the edge."""
    classes, x, y, length, rest, content = text.groups()
    shown = content
    left = right = 0
    while shown.startswith(BLANK):
        shown, left = shown[len(BLANK) :], left + 1
    while shown.endswith(BLANK):
        shown, right = shown[: -len(BLANK)], right + 1
    if not shown.strip():
        return ""
    width = float(length) / len(html.unescape(content))
    x, length = f"{float(x) + left * width:.1f}", f"{float(length) - (left + right) * width:.1f}"
    return f'<text class="{classes}" x="{x}" y="{y}" textLength="{length}" {rest}>{shown}</text>'


async def until(pilot: Pilot[None], holds: Callable[[], bool]) -> None:
    """Wait for the worker; raises TimeoutError."""
    for _ in range(int(PATIENCE * 20)):
        await pilot.pause(0.05)
        if holds():
            return
    raise TimeoutError("It never came.")


async def lesson(pilot: Pilot[None]) -> None:
    await pilot.press("r")
    await after_run(pilot)


async def after_run(pilot: Pilot[None]) -> None:
    """Wait for the end of the first snippet's run, and for what is drawn behind it."""
    record = pilot.app.screen.query_one("#snippet-1", SnippetBlock).record
    await until(pilot, lambda: record.phase != "new" and not record.active)
    await pilot.pause(0.5)


async def error(pilot: Pilot[None]) -> None:
    snippet = pilot.app.screen.query_one("#snippet-1", SnippetBlock)
    snippet.edit()
    await pilot.pause(0.2)
    editor = snippet.query_one(CodeEditor)
    editor.load_text(editor.text.replace("nn.Linear(32, 2)", "nn.Linear(16, 2)"))
    await pilot.pause(0.2)
    await pilot.press("ctrl+r")
    await after_run(pilot)
    await pilot.press("escape")
    await pilot.pause(0.5)


async def chart(pilot: Pilot[None]) -> None:
    await lesson(pilot)
    await pilot.press("f")
    await pilot.pause(0.3)
    await pilot.press(*["left"] * 40, "m")
    await pilot.pause(0.5)


async def challenge(pilot: Pilot[None]) -> None:
    app = pilot.app
    assert isinstance(app, TutorApp)
    of = app.services.library.lesson(LOOP)
    task = of.challenge("complete-the-loop")
    screen = ChallengeScreen(app.services, of, task)
    await app.push_screen(screen)
    wrong = next(one for one in task.wrong if one.path.name == "no_zero_grad.py")
    screen.editor.load_text(wrong.source.partition('"""\n\n')[2])
    await pilot.pause(0.2)
    await pilot.press("ctrl+r")
    await until(pilot, lambda: screen.judged is not None)
    await pilot.pause(0.5)


async def quiz(pilot: Pilot[None]) -> None:
    await pilot.press("enter")
    await pilot.pause(0.3)
    await pilot.press("6", "enter")
    await pilot.pause(0.3)


async def course_map(pilot: Pilot[None]) -> None:
    await pilot.press("m")
    await pilot.pause(0.3)


SCENES: dict[str, tuple[str, Scene]] = {
    "lesson": (FIRST, lesson),
    "error": (FIRST, error),
    "chart": (FIRST, chart),
    "challenge": (LOOP, challenge),
    "quiz": ("autograd/quiz", quiz),
    "map": (FIRST, course_map),
}


async def picture(name: str, columns: int, lines: int, theme: str) -> str:
    """One scene as SVG."""
    start, scene = SCENES[name]
    with tempfile.TemporaryDirectory() as state, Progress.open(Path(state) / "progress.db") as progress:
        progress.save_draft(THEME_KEY, theme)
        runner = WorkerRunner()
        app = TutorApp(Library.default(), progress, runner, start)
        try:
            async with app.run_test(size=(columns, lines)) as pilot:
                await until(pilot, lambda: runner.status.phase == "ready")
                await scene(pilot)
                drawn = FONTS.sub("\n", app.export_screenshot(title="pytorch-tutor"))
                return TEXT.sub(without_outer_blanks, drawn)
        finally:
            await runner.close()


async def main(folder: Path, names: list[str]) -> None:
    folder.mkdir(parents=True, exist_ok=True)
    for name in names or SCENES:
        for columns, lines, theme in LOOKS:
            look = "light" if theme == LIGHT else "dark"
            (folder / f"{name}-{columns}-{look}.svg").write_text(await picture(name, columns, lines, theme))
            print(name, columns, look)


if __name__ == "__main__":
    asyncio.run(main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER, sys.argv[2:]))

from __future__ import annotations

import pytest
from replaying_runner import ReplayingRunner, raised, ran

from tutor.authoring.recap import MOST_LINES, recap
from tutor.course.library import Library
from tutor.engine.events import ImageReceived, MetricsReceived, RunFinished, RunStarted
from tutor.engine.png import SIGNATURE, Bitmap, encode

FIGURE = ImageReceived("png", encode(Bitmap(4, 3, bytes(36))), 4, 3, "a ] b")
FIRST = "basics/first-steps"
DOUBLE = f"{FIRST}/double"


class Runner(ReplayingRunner):
    async def run_script(self, source, argv=(), readable=()):
        self.script = source.text
        for event in ran("six\n"):
            yield event


@pytest.fixture
async def runner() -> Runner:
    made = Runner()
    await made.start()
    return made


def lesson(course):
    return Library(course.root).lesson(FIRST)


async def test_pages_with_code_and_what_it_prints(course, runner):
    text = await recap(lesson(course), runner)
    assert text.startswith("# First steps\n\nMake a tensor.\n\n## Make one\n")
    assert "```python\nx = 2\nprint(x * 0.5)\n```\n\n```text\n1.0\n```" in text
    assert "*Not solved yet.*" in text


async def test_ones_own_code_stands_in_it_and_is_what_runs(course, runner):
    text = await recap(lesson(course), runner, {"1": "x = 4\n"}, {DOUBLE: "def double(x): return 2 * x\n"})
    assert "```python\nx = 4\n```\n\n*Your version of the lesson's code.*" in text
    assert runner.lessons[0][1] == ["x = 4\n"]
    assert "Your answer:\n\n```python\ndef double(x): return 2 * x\n```\n\n```text\nsix\n```" in text
    assert runner.script == "def double(x): return 2 * x\n"


async def test_a_curve_is_drawn(course, runner):
    points = MetricsReceived("loss", tuple(range(50)), tuple(1 / (n + 1) for n in range(50)))
    runner.snippets["1"] = [RunStarted(), points, RunFinished(0, 1.0, "ok")]
    text = await recap(lesson(course), runner)
    assert "━ loss" in text
    assert "step 0" in text


async def test_an_error_and_a_limit_are_told(course, runner):
    runner.snippets["1"] = raised("ValueError", "no")
    assert "```text\nValueError: no\n```" in await recap(lesson(course), runner)
    runner.snippets["1"] = [RunStarted(), RunFinished(124, 60.0, "timeout", "It took too long.")]
    assert "*It took too long.*" in await recap(lesson(course), runner)


async def test_colours_go_and_floods_are_cut(course, runner):
    runner.snippets["1"] = ran("\x1b[31mred\x1b[0m\n", "line\n" * (MOST_LINES + 9))
    text = await recap(lesson(course), runner)
    assert "```text\nred\nline" in text
    assert "… 10 more lines" in text


async def test_code_with_fences_of_its_own_stays_one_block(course, runner):
    text = await recap(lesson(course), runner, {"1": 'x = """\n```\n"""\n'})
    assert '````python\nx = """\n```\n"""\n````' in text


async def test_curves_and_figures_become_files_that_are_linked(course, runner):
    points = MetricsReceived("loss[0]", (0, 1), (2.0, 1.0))
    runner.snippets["1"] = [RunStarted(), points, FIGURE, RunFinished(0, 1.0, "ok")]
    kept = {}

    def keep(name, data):
        kept[name] = data
        return f"there/{len(kept)}"

    text = await recap(lesson(course), runner, keep=keep)
    assert list(kept) == ["snippet 1 curves.png", "snippet 1 figure 1.png"]
    assert kept["snippet 1 curves.png"].startswith(SIGNATURE)
    assert kept["snippet 1 figure 1.png"] == FIGURE.data
    assert "\n\n![loss 0 ](there/1)\n\n![figure 4×3, a   b](there/2)\n" in text
    assert "━ loss" not in text


async def test_without_files_the_captions_of_figures_stand_there(course, runner):
    runner.snippets["1"] = [RunStarted(), FIGURE, RunFinished(0, 1.0, "ok")]
    assert "```text\nfigure 4×3, a ] b\n```" in await recap(lesson(course), runner)

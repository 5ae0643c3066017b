"""What a learner has made of a lesson, as Markdown: the pages, their own code, its output and its curves."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from tutor.authoring.wording import named
from tutor.course.keys import USUAL
from tutor.course.markdown import LESSON_LINK, links_as_text
from tutor.course.model import Challenge, ChallengePlace, Lesson, Page, Prose, Snippet
from tutor.engine.chart import render
from tutor.engine.drawing import caption
from tutor.engine.events import ErrorRaised, ImageReceived, MetricsReceived, OutputReceived, RunEvent, RunFinished
from tutor.engine.runner import Runner, Source, lesson_sources
from tutor.engine.series import Curves
from tutor.engine.spans import clean

CHART_WIDTH, CHART_HEIGHT = 76, 16
Keep = Callable[[str, bytes], str]
"""Takes the name of a file and its bytes, returns the address for a link to it."""
MOST_LINES = 60
"""Lines of one output that are kept; a recap is for reading."""

_COLOURS = re.compile(r"\x1b\[[0-9;]*m")


@dataclass(slots=True)
class Ran:
    """What one piece of code did."""

    printed: list[str] = field(default_factory=list)
    curves: Curves = field(default_factory=Curves)
    figures: list[ImageReceived] = field(default_factory=list)
    error: ErrorRaised | None = None
    sentence: str = ""

    def take(self, event: RunEvent) -> None:
        """One event of its run."""
        if isinstance(event, OutputReceived):
            self.printed.append(event.text)
        elif isinstance(event, MetricsReceived):
            self.curves.add(event)
        elif isinstance(event, ImageReceived):
            self.figures.append(event)
        elif isinstance(event, ErrorRaised):
            self.error = event
        elif isinstance(event, RunFinished) and event.reason not in ("ok", "error"):
            self.sentence = event.sentence


async def recap(
    lesson: Lesson,
    runner: Runner,
    texts: Mapping[str, str] | None = None,
    answers: Mapping[str, str] | None = None,
    keep: Keep | None = None,
) -> str:
    """Run the lesson's snippets and the learner's answers, and write down what came of them.

    ``texts`` are snippets that the learner has edited, by key; ``answers`` are passed answers by challenge id. Code
    that fails is shown with its error; what comes after it in the lesson is shown without output. Curves and figures
    go to ``keep`` as PNG files; without it curves are drawn in characters, and of figures the captions stand there.
    """
    texts, answers = texts or {}, answers or {}
    ran = await _run_snippets(lesson, runner, texts)
    done: dict[str, Ran] = {}
    for challenge in lesson.challenges:
        if challenge.id in answers:
            done[challenge.id] = await _run_answer(challenge, answers[challenge.id], runner)
    lines = [f"# {lesson.title}", lesson.goal]
    for page in lesson.pages:
        lines += _page(lesson, page, texts, answers, ran, done, keep)
    return "\n\n".join(part.strip("\n") for part in lines if part.strip()) + "\n"


async def _run_snippets(lesson: Lesson, runner: Runner, texts: Mapping[str, str]) -> dict[str, Ran]:
    sources = lesson_sources(lesson.snippets, texts=texts, capabilities=lesson.capabilities)
    ran: dict[str, Ran] = {}
    for index, source in enumerate(sources):
        result = Ran()
        over = False
        async for position, event in runner.run_lesson(f"recap {lesson.id}", sources, index):
            if position == index:
                result.take(event)
                over = over or isinstance(event, RunFinished)
        if not over:
            break  # an earlier one failed and ended the session
        ran[source.key] = result
    return ran


async def _run_answer(challenge: Challenge, text: str, runner: Runner) -> Ran:
    result = Ran()
    source = Source(
        text, "answer", threads=challenge.threads, seconds=challenge.seconds, capabilities=challenge.capabilities
    )
    async for event in runner.run_script(source):
        result.take(event)
    return result


def _page(
    lesson: Lesson,
    page: Page,
    texts: Mapping[str, str],
    answers: Mapping[str, str],
    ran: Mapping[str, Ran],
    done: Mapping[str, Ran],
    keep: Keep | None,
) -> Iterator[str]:
    yield f"## {page.title}"
    for block in page.blocks:
        if isinstance(block, Prose):
            yield USUAL.fill(links_as_text(block.markdown, to=LESSON_LINK))
        elif isinstance(block, Snippet):
            if not block.hide:
                text = texts.get(block.key, block.text)
                yield _fence("python", text)
                if text != block.text:
                    yield "*Your version of the lesson's code.*"
            yield from _result(ran.get(block.key), f"snippet {block.key}", keep)
        elif isinstance(block, ChallengePlace):
            challenge = lesson.challenge(block.name)
            yield f"### {challenge.title}"
            yield USUAL.fill(challenge.task)
            answer = answers.get(challenge.id)
            if answer is None:
                yield "*Not solved yet.*"
                continue
            yield "Your answer:"
            yield _fence("python", answer)
            yield from _result(done.get(challenge.id), block.name, keep)
            yield challenge.afterwards


def _result(ran: Ran | None, name: str, keep: Keep | None) -> Iterator[str]:
    if ran is None:
        return
    printed = _COLOURS.sub("", "".join(ran.printed)).rstrip("\n")
    if printed:
        lines = printed.split("\n")
        left_out = [f"… {len(lines) - MOST_LINES} more lines"] if len(lines) > MOST_LINES else []
        yield _fence("text", "\n".join([*lines[:MOST_LINES], *left_out]))
    yield from _drawn(ran, name, keep)
    if ran.error is not None:
        yield _fence("text", named(ran.error))
    if ran.sentence:
        yield f"*{ran.sentence}*"


def _drawn(ran: Ran, name: str, keep: Keep | None) -> Iterator[str]:
    """Curves and figures."""
    if ran.curves.names() and keep is not None:
        from tutor.engine.export import as_png
        from tutor.engine.plot import plot

        yield _link(", ".join(ran.curves.names()), keep(f"{name} curves.png", as_png(plot(ran.curves, name))))
    elif ran.curves.names():
        rows = render(ran.curves, CHART_WIDTH, CHART_HEIGHT)
        yield _fence("text", "\n".join("".join(text for text, _ in row).rstrip() for row in rows))
    for number, figure in enumerate(ran.figures, 1):
        if keep is None:
            yield _fence("text", caption(figure))
        else:
            yield _link(caption(figure), keep(f"{name} figure {number}.png", figure.data))


def _link(text: str, address: str) -> str:
    """A picture; ``text`` holds what the learner's code said."""
    return f"![{re.sub(r'[][!`*_<>&]', ' ', clean(text)).replace(chr(92), ' ')}]({address})"


def _fence(language: str, text: str) -> str:
    """A fenced block, longer than any row of backticks in it."""
    runs: Sequence[str] = re.findall(r"`{3,}", text)
    ticks = "`" * max(3, *(len(run) + 1 for run in runs)) if runs else "```"
    return f"{ticks}{language}\n{text.rstrip()}\n{ticks}"

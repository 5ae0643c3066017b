"""A reader that is talked to by a script; nothing of it touches a terminal."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

from tests.ui.fakes import FakeLibrary, FakeProgress, FakeRunner, good_run
from tutor.course.model import Lesson
from tutor.plain.reader import PlainReader
from tutor.session.control import RunControl
from tutor.session.drafts import Drafts
from tutor.session.services import Services


@dataclass
class Talk:
    """A console: gives the answers one by one, keeps all that was said."""

    answers: list[str]
    text: str = ""
    prompts: list[str] = field(default_factory=list)

    def say(self, *lines: str) -> None:
        if lines:
            start = "" if self.text.endswith("\n") or not self.text else "\n"
            self.text += start + "".join(f"{line}\n" for line in lines)

    def write(self, text: str) -> None:
        self.text += text

    async def ask(self, prompt: str) -> str | None:
        self.prompts.append(prompt)
        self.text += f"[{prompt}]"
        if not self.answers:
            return None
        answer = self.answers.pop(0)
        self.text += f"{answer}\n"
        return answer


def reader_of(
    *answers: str,
    runner: FakeRunner | None = None,
    progress: FakeProgress | None = None,
    lessons: Sequence[Lesson] = (),
    clock: Sequence[float] = (),
    **more: object,
) -> tuple[PlainReader, Talk]:
    runner = runner or FakeRunner(script=good_run())
    progress = progress or FakeProgress()
    library = FakeLibrary(lessons) if lessons else FakeLibrary()
    times = iter(clock)
    services = Services(
        library,  # type: ignore[arg-type]
        progress,  # type: ignore[arg-type]
        runner,
        Drafts(progress),
        RunControl(runner, lambda: next(times, 0.0)),
    )
    talk = Talk(list(answers))
    return PlainReader(services, talk, **more), talk  # type: ignore[arg-type]


async def talked(*answers: str, start: str | None = None, **more: object) -> str:
    """All that was said in a talk."""
    reader, talk = reader_of(*answers, **more)  # type: ignore[arg-type]
    await reader.read(start)
    return talk.text

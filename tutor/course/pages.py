"""From the body of ``lesson.md`` to pages of prose, snippets, questions and places of challenges."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from tutor.course.fences import FenceInfo, read_fence_info
from tutor.course.files import FaultLog, check_syntax
from tutor.course.markdown import is_closed, section_title, stripped, tokens_of
from tutor.course.model import Block, ChallengePlace, Page, Prose, Snippet
from tutor.course.question_fences import read_prediction, read_question
from tutor.course.questions import Prediction, QuizResult

if TYPE_CHECKING:
    from markdown_it.token import Token


def read_pages(log: FaultLog, text: str, first_line: int, lesson_id: str) -> tuple[Page, ...]:
    """The pages of a lesson whose front matter ends above ``first_line``; what is wrong is noted."""
    return _PageReader(log, text, lesson_id).read(first_line)


class _PageReader:
    """Walks over the tokens once: page headings and meaningful fences cut the text, the rest is prose."""

    def __init__(self, log: FaultLog, text: str, lesson_id: str) -> None:
        self.log = log
        self.lesson_id = lesson_id
        self.text = text
        self.lines = text.split("\n")
        self.pages: list[Page] = []
        self.titles: dict[str, int] = {}
        self.blocks: list[Block] = []
        self.stray_text = False
        self.cursor = 0
        """First line, from 0, that is in no block yet."""
        self.snippets = 0
        self.names: dict[str, int] = {}
        """Names of questions and predictions, with their lines."""

    def read(self, first_line: int) -> tuple[Page, ...]:
        self.cursor = first_line - 1
        tokens = tokens_of(self.text, first_line)
        for index, token in enumerate(tokens):
            if token.type == "fence":
                self.fence(token)
                continue
            title = section_title(self.log, tokens, index, "write ## for a page")
            if title is not None:
                start, end = token.map or (0, 0)
                self.close_page(start)
                self.open_page(title, start + 1)
                self.cursor = end
        self.close_page(len(self.lines))
        if not self.pages and not self.stray_text:
            self.log.add(first_line, "The lesson has no page. Start one with a heading `## Title`.")
        return tuple(self.pages)

    def open_page(self, title: str, line: int) -> None:
        if not title:
            self.log.add(line, "This page has no title. Write one behind the ##.")
        elif title in self.titles:
            self.log.add(
                line,
                f'Another page (line {self.titles[title]}) is called "{title}" too. Give each its own title.',
            )
        self.titles.setdefault(title, line)
        self.pages.append(Page(title, line, ()))

    def close_page(self, end: int) -> None:
        """End the page that is open at line ``end`` (from 0, exclusive)."""
        self.prose(end)
        if not self.pages:
            if self.blocks:
                line = self.blocks[0].line
                self.stray_text = True
                self.log.add(line, "Text stands before the first page. Put a heading `## Title` above it.")
        else:
            page = self.pages[-1]
            for block in self.blocks:
                if isinstance(block, Prediction) and not block.snippet:
                    self.log.add(block.line, "No snippet follows this prediction. Put it above the one it is about.")
            if not self.blocks:
                self.log.add(page.line, f'The page "{page.title}" is empty. Write something under its heading.')
            self.pages[-1] = replace(page, blocks=tuple(self.blocks))
        self.blocks = []

    def prose(self, end: int) -> None:
        """What stands between the last cut and line ``end`` (from 0, exclusive)."""
        markdown, line = stripped(self.lines, self.cursor, end)
        if markdown:
            self.blocks.append(Prose(markdown, line))

    def fence(self, token: Token) -> None:
        start, end = token.map or (0, 0)
        info = read_fence_info(self.log, start + 1, token.info)
        if token.level > 0:
            if info.kind != "shown":
                self.log.add(start + 1, "This fence stands inside a list or a quote. Move it to the left margin.")
            return
        if not is_closed(token, self.lines):
            self.log.add(start + 1, f"This fence is never closed. Put a line {token.markup} below its last line.")
        if info.kind == "shown":
            return
        self.prose(start)
        self.cursor = end
        if info.kind == "run":
            self.snippet(token, info, start)
        elif info.kind == "output":
            self.output(token, start)
        elif info.kind == "challenge":
            self.challenge(token, start)
        elif info.kind == "result":
            if token.content.strip():
                self.log.add(start + 2, "A result fence is empty: what stands in it comes from the answers. Empty it.")
            self.blocks.append(QuizResult(start + 1))
        else:
            self.question(token, start, predict=info.kind == "predict")

    def question(self, token: Token, start: int, *, predict: bool) -> None:
        if token.content.count(token.markup) % 2:
            self.log.add(start + 1, "A fence inside a question ends it. Begin and end the question's own with ````.")
            return
        read = read_prediction if predict else read_question
        block = read(self.log, self.lesson_id, token.content, start + 2)
        if block is None:
            return
        name = block.id.rpartition("/")[2]
        if name and name in self.names:
            self.log.add(
                block.line, f'"{name}" is the name of another question (line {self.names[name]}). Rename one of them.'
            )
        self.names.setdefault(name, block.line)
        self.blocks.append(block)

    def snippet(self, token: Token, info: FenceInfo, start: int) -> None:
        self.snippets += 1
        options = info.options
        if not token.content.strip():
            self.log.add(start + 1, "This runnable snippet is empty. Write code in it or remove it.")
        elif options.expect != "SyntaxError":
            check_syntax(self.log, token.content, f"Snippet {self.snippets}", start + 2)
        self.blocks.append(
            Snippet(
                text=token.content,
                line=start + 2,
                number=self.snippets,
                threads=options.threads,
                seconds=options.seconds,
                expect=options.expect,
                hide=options.hide,
            )
        )
        if not options.hide:
            self.blocks = [
                replace(block, snippet=self.snippets) if isinstance(block, Prediction) and not block.snippet else block
                for block in self.blocks
            ]

    def output(self, token: Token, start: int) -> None:
        before = self.blocks[-1] if self.blocks else None
        if not isinstance(before, Snippet):
            self.log.add(
                start + 1,
                "This output doesn't follow a runnable snippet. Put it straight after a `python run` fence.",
            )
        elif before.output is not None:
            self.log.add(start + 1, "The snippet above has an output already. Make one of the two.")
        else:
            self.blocks[-1] = replace(before, output=token.content, output_line=start + 2)

    def challenge(self, token: Token, start: int) -> None:
        named = [(number, line.strip()) for number, line in enumerate(token.content.split("\n")) if line.strip()]
        if not named:
            self.log.add(start + 1, "This challenge fence is empty. Write the name of the challenge's folder in it.")
            return
        if len(named) > 1:
            self.log.add(
                start + 2 + named[1][0],
                "A challenge fence names one folder. Make a fence for each challenge.",
            )
        number, name = named[0]
        self.blocks.append(ChallengePlace(name, start + 2 + number))

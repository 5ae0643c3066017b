"""A lesson as a Jupyter notebook that runs without the tutor."""

from __future__ import annotations

import base64
import io
import re
import textwrap
import zipfile
from collections.abc import Collection, Iterator, Mapping
from typing import TYPE_CHECKING, Any

from tutor.authoring.learner_side import learner_files
from tutor.course.keys import USUAL
from tutor.course.markdown import LESSON_LINK, links_as_text
from tutor.course.model import Challenge, ChallengePlace, Lesson, Page, Prose, Snippet
from tutor.course.questions import Prediction, Question

if TYPE_CHECKING:
    from nbformat import NotebookNode

DIGITS = "datasets/digits.gz"
"""Half the size of all: left out where no code speaks of digits."""

_IMPORTS_TUTOR = re.compile(r"^\s*(?:from|import)\s+tutor\b", re.MULTILINE)


def notebook(lesson: Lesson, texts: Mapping[str, str] | None = None) -> NotebookNode:
    """The lesson's pages as cells: prose, snippets as they stand, challenges with their starters.

    ``texts`` replaces starters by challenge id and snippets by their key, as a learner has written them. Where code
    imports the tutor's data sets, a first cell carries them. The checks of challenges stay with the tutor.
    """
    import nbformat

    v4: Any = nbformat.v4  # untyped
    texts = texts or {}
    cells = [cell for page in lesson.pages for cell in _page(v4, lesson, page, texts)]
    code = "\n".join(cell.source for cell in cells if cell.cell_type == "code")
    first = [v4.new_markdown_cell(f"# {lesson.title}\n\n{lesson.goal}\n")]
    if _IMPORTS_TUTOR.search(code):
        heavy = [] if "digits" in code else [DIGITS]
        first.append(v4.new_code_cell(_carrier(without=heavy), metadata={"jupyter": {"source_hidden": True}}))
    made: NotebookNode = v4.new_notebook(
        cells=[*first, *cells],
        metadata={
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
    )
    # Ids are random otherwise: the same lesson shall give the same file.
    for number, cell in enumerate(made.cells):
        cell.id = f"cell-{number}"
    return made


def as_json(made: NotebookNode) -> str:
    """The notebook as the text of an ``.ipynb`` file."""
    import nbformat

    text: str = nbformat.writes(made)  # type: ignore[no-untyped-call]
    return text + "\n"


def _page(v4: Any, lesson: Lesson, page: Page, texts: Mapping[str, str]) -> Iterator[NotebookNode]:
    prose = [f"## {page.title}"]
    for block in page.blocks:
        if isinstance(block, Prose):
            prose.append(_links(block.markdown))
        elif isinstance(block, Question):
            prose.append(_question(block))
        elif isinstance(block, Prediction):
            prose.append(f"**Before you run it:** {block.question.ask}")
        elif isinstance(block, (Snippet, ChallengePlace)):
            if prose:
                yield v4.new_markdown_cell("\n\n".join(prose))
                prose = []
            if isinstance(block, Snippet):
                yield _snippet(v4, block, texts)
            else:
                yield from _challenge(v4, lesson.challenge(block.name), texts)
    if prose:
        yield v4.new_markdown_cell("\n\n".join(prose))


def _snippet(v4: Any, snippet: Snippet, texts: Mapping[str, str]) -> NotebookNode:
    # "Run all" goes on behind an exception that the lesson wants to show.
    metadata = {"tags": ["raises-exception"]} if snippet.expect else {}
    text = texts.get(snippet.key, snippet.text).rstrip("\n")
    cell: NotebookNode = v4.new_code_cell(text, metadata=metadata)
    return cell


def _challenge(v4: Any, challenge: Challenge, texts: Mapping[str, str]) -> Iterator[NotebookNode]:
    hints = [_details(f"Hint {number}", hint) for number, hint in enumerate(challenge.hints, start=1)]
    task = [f"### {challenge.title}", _links(challenge.task), *hints]
    task.append(f"The tutor checks an answer: `pytorch-tutor check {challenge.id} FILE`.")
    yield v4.new_markdown_cell("\n\n".join(task))
    yield v4.new_code_cell(texts.get(challenge.id, challenge.starter).rstrip("\n"))
    solution = _details("Solution", f"```python\n{challenge.solution.rstrip()}\n```")
    yield v4.new_markdown_cell("\n\n".join(filter(None, [solution, _links(challenge.afterwards)])))


def _question(question: Question) -> str:
    """Without the app the answer stands behind a click."""
    parts = [f"**Question.** {question.ask}"]
    if question.choices:
        parts.append("\n".join(f"- {choice.text}" for choice in question.choices))
        right = "; ".join(choice.text for choice in question.choices if choice.right)
        answer = "\n\n".join(filter(None, [right, "" if "{{" in question.explain else question.explain]))
    else:
        answer = f"Run it:\n\n```python\n{question.run.rstrip()}\nprint(answer)\n```"
    return "\n\n".join([*parts, _details("Answer", answer)])


def _details(title: str, markdown: str) -> str:
    return f"<details><summary>{title}</summary>\n\n{markdown}\n\n</details>"


def _links(markdown: str) -> str:
    """Links to other lessons lead nowhere outside the tutor: their text stays."""
    return USUAL.fill(links_as_text(markdown, to=LESSON_LINK))


def _carrier(without: Collection[str]) -> str:
    """Code that makes ``import tutor`` work where the tutor is not installed."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, path in learner_files():
            if name in without:
                continue
            entry = zipfile.ZipInfo(f"tutor/{name}")  # with a fixed time stamp: the same lesson, the same file
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, path.read_bytes())
    text = "\n".join(textwrap.wrap(base64.b64encode(packed.getvalue()).decode("ascii"), 100))
    return (
        "# This lesson imports data sets of pytorch-tutor. Where it is not installed, this cell brings them along.\n"
        "try:\n"
        "    import tutor.data\n"
        "except ImportError:\n"
        "    import base64, pathlib, sys, tempfile\n"
        f'    packed = """\n{text}\n"""\n'
        '    archive = pathlib.Path(tempfile.mkdtemp()) / "tutor.zip"\n'
        "    archive.write_bytes(base64.b64decode(packed))\n"
        "    sys.path.insert(0, str(archive))\n"
        '    sys.modules.pop("tutor", None)'
    )

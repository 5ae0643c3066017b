"""From a challenge's folder to a ``Challenge``."""

from __future__ import annotations

import ast
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import cast, get_args

from tutor.course.fences import read_fence_info
from tutor.course.files import FaultLog, check_syntax, did_you_mean, either, in_order, read_text
from tutor.course.folders import CHALLENGE_FILE, SCRIPTS
from tutor.course.front_matter import Fields, FrontMatter, read_front_matter
from tutor.course.markdown import is_closed, section_title, stripped, tokens_of
from tutor.course.model import Challenge, ChallengeKind, CourseError, Fault, Milestone, Variant
from tutor.course.vary import FIRST_DRAW, Draw, read_vary

KINDS: tuple[str, ...] = get_args(ChallengeKind)
CHECK_ARGUMENTS = ("learner", "source", "tree", "output", "ledger")
SECTIONS = ("Hint", "Afterwards")
LEAST_WRONG = 2


def read_challenge(folder: Path, challenge_id: str, draw: int = FIRST_DRAW) -> Challenge:
    """The challenge in ``folder``, with the parameters of one ``draw`` where it declares any.

    Raises:
        CourseError: with every fault found in its files.
    """
    faults: list[Fault] = []
    challenge = None
    try:
        challenge = collect_challenge(folder, challenge_id, faults, draw)
    except OSError as error:
        FaultLog(folder, faults).unreadable(error)
    if faults or challenge is None:
        raise CourseError(in_order(faults))
    return challenge


def collect_challenge(
    folder: Path, challenge_id: str, faults: list[Fault], draw_number: int = FIRST_DRAW
) -> Challenge | None:
    """The challenge in ``folder`` as well as it can be read; what is wrong joins ``faults``."""
    log = FaultLog(folder / CHALLENGE_FILE, faults)
    text = read_text(log)
    front = read_front_matter(log, text) if text is not None else None
    vary, wrong_vary = read_vary(front.values.get("vary") if front else None)
    draw = Draw(vary, draw_number, challenge_id)
    scripts = {name: _read_script(log.at(folder / name), draw) for name in SCRIPTS}
    if scripts["check.py"]:
        _check_the_check(log.at(folder / "check.py"), scripts["check.py"])
    wrong, also_right = _read_judged_answers(log, folder, draw)
    if text is None or front is None:
        return None
    fields = Fields(log, front)
    title, minutes, kind = fields.text("title"), fields.whole("minutes"), fields.choice("kind", KINDS)
    skills, covers = fields.names("skills"), fields.names("covers")
    threads, seconds = fields.whole("threads", 1, most=64), fields.seconds("seconds", 30.0)
    capabilities, exam = fields.capabilities(), fields.flag("exam")
    if wrong_vary:
        fields.fault("vary", wrong_vary)
    partial: tuple[Variant, ...] = ()
    if kind == "project":
        partial = _read_partial(log, folder / "partial", draw)
    milestones = _read_milestones(fields, front, scripts, project=kind == "project")
    fields.raw("vary")
    fields.finish()
    sections = _read_sections(log, draw.fill(text), front)
    for name in draw.unused:
        fields.fault("vary", f'"{name}" in "vary" stands nowhere. Write {{{{{name}}}}} where its value belongs.')
    starter, solution, check = (scripts[name] for name in SCRIPTS)
    return Challenge(
        id=challenge_id,
        title=title,
        kind=cast(ChallengeKind, kind or "write"),
        minutes=minutes,
        task=sections.task,
        hints=tuple(sections.hints),
        afterwards=sections.afterwards,
        starter=starter,
        solution=solution,
        check=check,
        path=folder,
        wrong=wrong,
        also_right=also_right,
        skills=skills,
        covers=covers,
        threads=threads,
        seconds=seconds,
        capabilities=capabilities,
        milestones=milestones,
        partial=partial,
        exam=exam,
        vary=vary,
        content_hash=content_hash(sections.task, starter, check),
        lines=dict(front.lines),
    )


def _read_milestones(
    fields: Fields, front: FrontMatter, scripts: Mapping[str, str], *, project: bool
) -> tuple[Milestone, ...]:
    if not project and "milestones" not in front.values:
        return ()
    from tutor.course.milestones import ProjectScripts, read_milestones  # few challenges are projects

    return read_milestones(fields, ProjectScripts(*(_tree_of(scripts[name]) for name in SCRIPTS)), project=project)


def content_hash(*parts: str) -> str:
    """SHA-256 over ``parts``, hexadecimal; a length before each keeps their borders apart."""
    digest = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        digest.update(len(data).to_bytes(8, "big"))
        digest.update(data)
    return digest.hexdigest()


@dataclass(slots=True)
class _Sections:
    task: str
    hints: list[str]
    afterwards: str = ""


def _read_sections(log: FaultLog, text: str, front: FrontMatter) -> _Sections:
    lines = text.split("\n")
    tokens = tokens_of(text, front.body_line)
    headings: list[tuple[str, int, int]] = []
    for index, token in enumerate(tokens):
        start, end = token.map or (0, 0)
        if token.type == "fence":
            if read_fence_info(log, start + 1, token.info).kind not in ("shown", "output"):
                log.add(
                    start + 1,
                    "Only a lesson runs snippets, asks questions or places challenges. Make this fence plain `python`.",
                )
            elif token.level == 0 and not is_closed(token, lines):
                log.add(start + 1, f"This fence is never closed. Put a line {token.markup} below its last line.")
        title = section_title(log, tokens, index, "write ## Hint")
        if title is not None:
            headings.append((title, start, end))
    starts = [start for _, start, _ in headings] + [len(lines)]
    task, _ = stripped(lines, front.body_line - 1, starts[0])
    if not task:
        log.add(
            front.body_line,
            "The task is empty. Say below the front matter what to do.",
        )
    sections = _Sections(task, [])
    for (title, start, end), stop in zip(headings, starts[1:], strict=True):
        body, _ = stripped(lines, end, stop)
        if title not in SECTIONS:
            hint = did_you_mean(title, SECTIONS)
            log.add(start + 1, f'"## {title}" is not a section of a challenge.{hint} Use {either(SECTIONS)}.')
        elif not body:
            log.add(start + 1, f'The section "{title}" is empty. Write something under it or remove it.')
        elif title == "Hint":
            sections.hints.append(body)
            if sections.afterwards:
                log.add(start + 1, "A hint stands behind Afterwards. Move it above.")
        elif sections.afterwards:
            log.add(start + 1, "Afterwards is given twice. Make one section of the two.")
        else:
            sections.afterwards = body
    return sections


def _read_script(log: FaultLog, draw: Draw) -> str:
    """The text of a Python file with the values of the draw; empty where it is missing or can't be read."""
    source = read_text(log)
    if source is None:
        return ""
    if not source.strip():
        log.add(1, f"{log.path.name} is empty. Write its code.")
        return ""
    source = draw.fill(source)
    check_syntax(log, source, log.path.name)
    return source


def _tree_of(source: str) -> ast.Module | None:
    try:
        return ast.parse(source)
    except (SyntaxError, ValueError, RecursionError, MemoryError):
        return None  # noted already, when the script was read


def _read_judged_answers(log: FaultLog, folder: Path, draw: Draw) -> tuple[tuple[Variant, ...], tuple[Variant, ...]]:
    """The wrong answers and the other right ones."""
    wrong = _read_variants(log, folder / "wrong", draw, with_feedback=True)
    also_right = _read_variants(log, folder / "also_right", draw, with_feedback=False)
    if len(wrong) < LEAST_WRONG:
        log.add(
            1,
            f"A challenge ships at least two wrong answers; this one has {len(wrong)}. Add files to wrong/.",
        )
    if not also_right:
        log.add(1, "A challenge ships a second right answer that goes another way. Add a file to also_right/.")
    return wrong, also_right


def _read_variants(log: FaultLog, folder: Path, draw: Draw, *, with_feedback: bool) -> tuple[Variant, ...]:
    if not folder.is_dir():
        return ()
    variants = []
    for path in sorted(folder.glob("*.py")):
        own = log.at(path)
        source = _read_script(own, draw)
        tree = _tree_of(source)
        feedback = _docstring(tree)
        if with_feedback and tree and tree.body and not feedback:
            own.add(1, "A wrong answer starts with a docstring. Write in it the sentence the learner must get.")
        variants.append(Variant(path.stem, path, source, feedback))
    return tuple(variants)


def _read_partial(log: FaultLog, folder: Path, draw: Draw) -> tuple[Variant, ...]:
    """The answers of a project that have come part of the way, each with the milestones of its docstring."""
    from tutor.course.milestones import numbers_of

    variants = []
    for variant in _read_variants(log, folder, draw, with_feedback=False):
        reached = numbers_of(_docstring(_tree_of(variant.source)))
        if reached is None:
            log.at(variant.path).add(
                1, "A partial answer says in its docstring what it reaches. Begin it with `Milestones: 1, 2` or none."
            )
        variants.append(replace(variant, reached=reached or ()))
    if not variants:
        log.add(1, "A project ships answers that have come part of the way. Add files to partial/.")
    return tuple(variants)


def _docstring(tree: ast.Module | None) -> str:
    """A script's docstring with its white space normalised; empty where it has none."""
    return " ".join((ast.get_docstring(tree) or "").split()) if tree else ""


def _check_the_check(log: FaultLog, source: str) -> None:
    """Note what can't be run: ``test_`` functions are called by the names of their arguments."""
    tree = _tree_of(source)
    if tree is None:
        return
    seen: dict[str, int] = {}
    for function in tree.body:
        if not isinstance(function, ast.FunctionDef | ast.AsyncFunctionDef) or not function.name.startswith("test_"):
            continue
        name, line = function.name, function.lineno
        if isinstance(function, ast.AsyncFunctionDef):
            log.add(line, f"{name} is an async function, which nobody awaits. Write a plain def.")
        if name in seen:
            log.add(line, f"{name} is defined twice (first in line {seen[name]}): one never runs. Rename it.")
        seen.setdefault(name, line)
        if not (ast.get_docstring(function) or "").strip():
            log.add(line, f"{name} has no docstring. Write one: a statement that is true of right code.")
        arguments = function.args
        for argument in (*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs):
            if argument.arg not in CHECK_ARGUMENTS:
                hint = did_you_mean(argument.arg, CHECK_ARGUMENTS)
                log.add(
                    argument.lineno,
                    f"{name} asks for {argument.arg}, which is unknown.{hint} Use {either(CHECK_ARGUMENTS)}.",
                )
        if arguments.vararg or arguments.kwarg:
            log.add(line, f"{name} takes * or ** arguments. Name the ones it needs: {either(CHECK_ARGUMENTS)}.")
    if not seen:
        log.add(1, "check.py has no test function. Write one whose name starts with test_.")

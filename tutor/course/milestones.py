"""The ``milestones`` of a project, from its front matter and its scripts."""

from __future__ import annotations

import ast
import re
from collections.abc import Mapping, Sequence
from typing import Any, cast, get_args

from tutor.course.files import did_you_mean, either
from tutor.course.front_matter import Fields
from tutor.course.model import RUBRIC, Milestone, MilestoneKind
from tutor.engine.frozen import dataclass

KEY = "milestones"
MILESTONE_KINDS: tuple[str, ...] = get_args(MilestoneKind)
_KEYS = ("title", "kind", "points", "minutes", "code", "checks")


@dataclass(frozen=True, slots=True)
class ProjectScripts:
    """What a project's milestones speak of; None for a script that can't be read."""

    starter: ast.Module | None
    solution: ast.Module | None
    check: ast.Module | None


def read_milestones(fields: Fields, scripts: ProjectScripts, *, project: bool) -> tuple[Milestone, ...]:
    """The milestones in order; what is wrong with them becomes a fault at their key.

    Only a project has milestones, and a project has some.
    """
    records = fields.records(KEY)
    if not project:
        if records:
            fields.fault(KEY, "Only a project has milestones. Make it kind: project or remove them.")
        return ()
    if not records:
        fields.fault(KEY, "A project has milestones. List them: a title, kind, points, minutes, code and checks each.")
        return ()
    titles = check_titles(scripts.check)
    milestones = []
    for number, record in enumerate(records, start=1):
        milestone = _read_one(fields, f"Milestone {number}", record, titles)
        if milestone is not None:
            milestones.append(milestone)
    if len(milestones) == len(records):
        _check_checks(fields, milestones, titles)
        _check_points(fields, milestones)
        _check_code(fields, milestones, scripts)
    return tuple(milestones)


def check_titles(check: ast.Module | None) -> dict[str, str]:
    """What each test function of a check is called in a verdict, in the order they stand."""
    functions = [node for node in check.body if isinstance(node, ast.FunctionDef)] if check else []
    return {
        function.name: " ".join((ast.get_docstring(function) or function.name).split())
        for function in functions
        if function.name.startswith("test_")
    }


def definitions(tree: ast.Module) -> dict[str, str]:
    """Each global name that a script binds by ``def``, ``class`` or ``=``, with its code but for docstrings.

    Two scripts that define a name alike give equal texts, however they are laid out.
    """
    found: dict[str, str] = {}
    for node in tree.body:
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef):
            names = [node.name]
        elif isinstance(node, ast.Assign):
            names = [name.id for target in node.targets for name in ast.walk(target) if isinstance(name, ast.Name)]
        elif isinstance(node, ast.AnnAssign | ast.AugAssign) and isinstance(node.target, ast.Name):
            names = [node.target.id]
        else:
            continue
        for name in names:
            found[name] = found.get(name, "") + _code(node)
    return found


def _code(node: ast.stmt) -> str:
    """The code of a definition; a docstring more or less is no difference."""
    body = getattr(node, "body", None)
    if not isinstance(body, list):
        return ast.dump(node)
    has_docstring = isinstance(body[0], ast.Expr) and isinstance(body[0].value, ast.Constant)
    head = ast.dump(node.args) if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef) else ""
    return " ".join([head, *(ast.dump(line) for line in body[has_docstring:])])


def numbers_of(docstring: str) -> tuple[int, ...] | None:
    """The milestones that a partial answer reaches by its docstring; None where it doesn't say."""
    match = re.match(r"Milestones:\s*(none|[0-9]+(?:\s*,\s*[0-9]+)*)\b", docstring)
    if match is None:
        return None
    return tuple(int(number) for number in re.findall("[0-9]+", match[1]))


def _read_one(fields: Fields, name: str, record: Mapping[str, Any], titles: Mapping[str, str]) -> Milestone | None:
    """One milestone; None where something of it is wrong."""
    problems = [f"has no key {key!r}. Add it" for key in _KEYS if record.get(key) is None]
    for key in record:
        if key not in _KEYS:
            hint = did_you_mean(str(key), _KEYS) or f" Known keys are {', '.join(_KEYS)}."
            problems.append(f"has an unknown key {str(key)!r}.{hint} Rename it or remove it")
    if not problems:
        if not isinstance(record["title"], str):
            problems.append(f"has the title {record['title']!r}. Put it in quotes")
        if record["kind"] not in MILESTONE_KINDS:
            problems.append(f"has the kind {record['kind']!r}. Make it {either(MILESTONE_KINDS)}")
        for key, most in (("points", 100), ("minutes", 240)):
            if type(record[key]) is not int or not 1 <= record[key] <= most:
                problems.append(f"has {record[key]!r} {key}. Make it a whole number from 1 to {most}")
        for key in ("code", "checks"):
            names = record[key]
            if not isinstance(names, list) or not names or not all(isinstance(name, str) for name in names):
                problems.append(f"has {names!r} for {key}. Write a list of names")
    if not problems:
        for check in record["checks"]:
            if check not in titles:
                problems.append(f"names {check}, which check.py lacks.{did_you_mean(check, titles)} Correct the name")
    for problem in problems:
        fields.fault(KEY, f"{name} {problem}.")
    if problems:
        return None
    functions = tuple(function for function in titles if function in record["checks"])
    return Milestone(
        title=" ".join(record["title"].split()),
        kind=cast(MilestoneKind, record["kind"]),
        points=record["points"],
        minutes=record["minutes"],
        code=tuple(record["code"]),
        checks=tuple(titles[function] for function in functions),
        functions=functions,
    )


def _check_checks(fields: Fields, milestones: Sequence[Milestone], titles: Mapping[str, str]) -> None:
    """Every test function belongs to one milestone, and can be told from its neighbours by its docstring."""
    for function, title in titles.items():
        owners = [number for number, milestone in enumerate(milestones, start=1) if function in milestone.functions]
        if len(owners) != 1:
            where = "no milestone" if not owners else f"milestones {' and '.join(map(str, owners))}"
            fields.fault(KEY, f"{function} belongs to {where}. Name it in one.")
        if list(titles.values()).count(title) > 1:
            fields.fault(KEY, f'{function} says "{title}", and so does another check. Give each its own docstring.')


def _check_points(fields: Fields, milestones: Sequence[Milestone]) -> None:
    for kind, points in RUBRIC.items():
        given = sum(milestone.points for milestone in milestones if milestone.kind == kind)
        if given != points:
            fields.fault(KEY, f"The milestones of kind {kind} have {given} points together. Make it {points}.")


def _check_code(fields: Fields, milestones: Sequence[Milestone], scripts: ProjectScripts) -> None:
    """What a milestone is recognised by: names that the solution defines otherwise than the starter."""
    if scripts.starter is None or scripts.solution is None:
        return
    before, after = definitions(scripts.starter), definitions(scripts.solution)
    for number, milestone in enumerate(milestones, start=1):
        for name in milestone.code:
            if name not in after:
                fields.fault(KEY, f"Milestone {number} names {name}, which solution.py doesn't define. Correct one.")
            elif before.get(name) == after[name]:
                fields.fault(KEY, f"Milestone {number} names {name}, which the starter has already. Leave it out.")

"""What each room may load, seen in a fresh process: imports that a contract can't see are seen here."""

from __future__ import annotations

import ast
import json
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGE = ROOT / "tutor"
ENGINE_ROOMS = ("engine", "course", "grading", "study", "authoring", "session", "plain", "commands")
HEAVY = {"torch", "torchvision", "numpy"}


def loaded(code: str) -> set[str]:
    """Top-level names in ``sys.modules`` of a fresh process that ran ``code``."""
    program = f"{code}\nimport json, sys\nprint(json.dumps(sorted({{name.partition('.')[0] for name in sys.modules}})))"
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True)
    return set(json.loads(done.stdout.splitlines()[-1]))


def modules_of(*rooms: str) -> list[str]:
    names = []
    for room in rooms:
        for path in sorted((PACKAGE / room).rglob("*.py")):
            dotted = ".".join(path.relative_to(ROOT).with_suffix("").parts)
            names.append(dotted.removesuffix(".__init__"))
    return names


def test_the_whole_tutor_but_the_learners_side_loads_no_torch() -> None:
    code = "\n".join(f"import {name}" for name in ["tutor.cli", *modules_of(*ENGINE_ROOMS, "ui")])
    assert not loaded(code) & HEAVY


def test_everything_below_the_interface_loads_no_textual() -> None:
    code = "\n".join(f"import {name}" for name in modules_of(*ENGINE_ROOMS))
    assert "textual" not in loaded(code)


def test_the_commands_line_alone_loads_next_to_nothing() -> None:
    assert not loaded("import tutor.cli") & (HEAVY | {"textual", "rich", "plotext", "yaml", "markdown_it", "asyncio"})


def test_the_supervisor_loads_no_torch() -> None:
    assert not loaded("import tutor.worker.supervisor") & (HEAVY | {"textual", "rich", "yaml"})


def test_a_look_at_sys_modules_can_fail() -> None:
    assert "torch" in loaded("import torch")


@pytest.mark.parametrize("path", sorted(PACKAGE.rglob("*.py")), ids=lambda path: str(path.relative_to(PACKAGE)))
def test_modules_functions_and_classes_stay_small(path: Path) -> None:
    text = path.read_text(encoding="utf-8")
    assert text.count("\n") <= 420
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, (ast.FunctionDef, ast.AsyncFunctionDef)):
            assert (node.end_lineno or 0) - node.lineno < 60, f"{node.name} is long: find the two ideas in it"
        elif isinstance(node, ast.ClassDef):
            methods = [item for item in node.body if isinstance(item, (ast.FunctionDef, ast.AsyncFunctionDef))]
            assert len(methods) <= 25, f"{node.name} has {len(methods)} methods: find the two ideas in it"

from __future__ import annotations

import ast

from tutor.authoring.learner_side import PACKAGE, PATTERNS, learner_files


def imported(source: str) -> set[str]:
    found: set[str] = set()
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {node.module, *(f"{node.module}.{alias.name}" for alias in node.names)}
    return {name for name in found if name.partition(".")[0] == "tutor"}


def test_it_holds_whatever_it_imports_of_the_tutor() -> None:
    files = dict(learner_files())
    sources = {name: path.read_text(encoding="utf-8") for name, path in files.items() if path.suffix == ".py"}
    for name, source in sources.items():
        for module in imported(source):
            place = PACKAGE.joinpath(*module.split(".")[1:])
            needed = [place.with_suffix(".py"), place / "__init__.py"]
            known = [path.relative_to(PACKAGE).as_posix() for path in needed if path.is_file()]
            assert all(path in sources for path in known), f"{name} imports {module}"


def test_every_pattern_stands_for_a_file() -> None:
    assert [pattern for pattern in PATTERNS if not list(PACKAGE.glob(pattern))] == []

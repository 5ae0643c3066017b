"""The helpers go where the worker goes."""

from __future__ import annotations

import json
from pathlib import Path

import tutor.check
from tutor.engine.launch import bundle
from tutor.worker.bootstrap import BOOTSTRAP


def test_every_module_of_the_helpers_is_sent_along() -> None:
    modules = json.loads(bundle()[4:])["modules"]
    names = {path.stem for path in Path(tutor.check.__file__).parent.glob("*.py")} - {"__init__"}
    assert names
    assert {"tutor.check", *(f"tutor.check.{name}" for name in names)} <= set(modules)
    assert '"tutor.check"' in BOOTSTRAP


def test_the_helpers_need_torch_and_the_standard_library_alone() -> None:
    for path in Path(tutor.check.__file__).parent.glob("*.py"):
        imports = [line for line in path.read_text(encoding="utf-8").splitlines() if line.startswith("from tutor")]
        assert all(line.startswith("from tutor.check") for line in imports)

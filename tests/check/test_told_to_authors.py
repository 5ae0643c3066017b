"""Every helper stands in the authors' guide, and the guide promises none that is not there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import tutor.check

GUIDE = (Path(__file__).parents[2] / "lessons" / "README.md").read_text(encoding="utf-8")
SECTION = GUIDE.partition("### Check helpers")[2].partition("\n### ")[0]
NOT_TOLD = {"CheckFailed", "Draw", "Ledger", "Parts", "Phase", "equal", "grid", "outputs"}
"""What authors meet as a value, or under another helper."""


@pytest.mark.parametrize("name", sorted(set(tutor.check.__all__) - NOT_TOLD))
def test_a_helper_is_told_of(name: str) -> None:
    assert re.search(rf"\b{name}\b", SECTION)
    assert getattr(tutor.check, name).__doc__


def test_the_guide_promises_nothing_else() -> None:
    promised = set(re.findall(r"(?<![.\w])([a-z_]+)\(", SECTION))
    foreign = {"abs", "backward", "explain", "explain_error", "image", "log", "moons", "test_values"}
    assert promised - foreign <= set(tutor.check.__all__)
    ledger = set(re.findall(r"ledger\.(\w+)", SECTION))
    assert all(hasattr(tutor.check.Ledger, name) for name in ledger)
    draws = set(re.findall(r"draw\.(\w+)", SECTION))
    assert all(hasattr(tutor.check.Draw, name) for name in draws)

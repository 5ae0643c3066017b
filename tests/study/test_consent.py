"""What is asked where the sandbox is weak, and what is remembered."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from tutor.study.consent import Consent
from tutor.study.progress import Progress


@pytest.fixture
def progress(tmp_path: Path) -> Iterator[Progress]:
    with Progress.open(tmp_path / "progress.db") as opened:
        yield opened


@pytest.mark.parametrize("level", ["full", "good", "macOS", ""])
def test_a_strong_sandbox_asks_nothing(progress: Progress, level: str) -> None:
    assert Consent(progress, "/elsewhere").refusal(level) == ""


def test_readable_files_are_asked_about_once(progress: Progress) -> None:
    consent = Consent(progress)
    assert "reading your files" in consent.question("network only")
    assert "--trust" in consent.refusal("network only")
    consent.give("network only")
    assert Consent(progress).refusal("network only") == ""


def test_no_sandbox_refuses_only_what_comes_from_elsewhere(progress: Progress) -> None:
    assert Consent(progress).refusal("none") == ""
    elsewhere = Consent(progress, "/a/course")
    assert "/a/course" in elsewhere.refusal("none")
    elsewhere.give("none")
    assert elsewhere.refusal("none") == ""
    assert Consent(progress, "/another/course").refusal("none") != ""


def test_trust_is_a_yes_for_this_time(progress: Progress) -> None:
    assert Consent(progress, "/a/course", trusted=True).refusal("none") == ""
    assert Consent(progress, "/a/course").refusal("none") != ""

"""The text of the macOS profile."""

from __future__ import annotations

import pytest

from tutor.worker.seatbelt import profile


def test_it_denies_by_default_and_names_its_paths() -> None:
    text = profile("/private/tmp/run 1", ["/opt/torch"])
    assert text.startswith("(version 1)\n(deny default)\n")
    assert '(subpath "/opt/torch")' in text
    writes = text[text.index("(allow file-write*") :]
    assert '(subpath "/private/tmp/run 1")' in writes
    assert "/opt/torch" not in writes
    assert "network" not in text
    assert text.count("(") == text.count(")")


@pytest.mark.parametrize("path", ['/a"b', "/a\\b", "/a\nb", "relative"])
def test_a_path_that_would_break_out_is_refused(path: str) -> None:
    with pytest.raises(ValueError, match="full path"):
        profile("/scratch", [path])

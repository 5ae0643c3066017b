"""The text of the macOS profile."""

from __future__ import annotations

import sys

import pytest

from tutor.worker.seatbelt import apply, profile


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


def test_what_is_granted_stands_there_and_nothing_else_does() -> None:
    plain = profile("/private/tmp/run", [])
    assert '"localhost:*"' not in plain
    assert "ipc-posix-sem" not in plain
    assert '(allow network-outbound (remote ip "localhost:*"))' in profile("/private/tmp/run", [], loopback=True)
    assert "(allow ipc-posix-sem)" in profile("/private/tmp/run", [], shared_memory=True)


def test_data_is_read_and_not_executed() -> None:
    text = profile("/private/tmp/run", [], data="/Users/me/data")
    assert '(allow file-read* (subpath "/Users/me/data"))' in text
    assert '(deny process-exec file-map-executable (subpath "/Users/me/data"))' in text
    assert text.index("(deny process-exec") > text.index("(allow process-exec)")


@pytest.mark.skipif(sys.platform == "darwin", reason="would confine this process")
def test_a_system_without_the_call_is_told() -> None:
    with pytest.raises(OSError, match="no sandbox_init"):
        apply("(version 1)")

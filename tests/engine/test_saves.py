from __future__ import annotations

import asyncio
import itertools
import os
import re
from collections.abc import AsyncIterator, Callable
from pathlib import Path

import pytest

from tutor.engine.saves import UnreadableFile, read_saved, saves

PATIENCE = 20.0


async def after(found: AsyncIterator[str | UnreadableFile], save: Callable[[str], object]) -> str | UnreadableFile:
    """What is yielded next while texts are saved, one after the other."""

    async def act() -> None:
        # Nobody says when the watching has begun, so there is always another save.
        for number in itertools.count(2):
            save(f"x = {number}\n")
            await asyncio.sleep(0.05)

    acting = asyncio.create_task(act())
    try:
        return await asyncio.wait_for(found.__anext__(), PATIENCE)
    finally:
        acting.cancel()


@pytest.fixture
def answer(tmp_path: Path) -> Path:
    path = tmp_path / "answer.py"
    path.write_text("x = 1\n", encoding="utf-8")
    return path


async def test_a_save_gives_the_new_text(answer: Path) -> None:
    found = saves(answer)
    text = await after(found, answer.write_text)
    assert re.fullmatch(r"x = \d+\n", str(text))
    await found.aclose()  # type: ignore[attr-defined]


async def test_an_editor_that_renames_a_new_file_over_the_old_one(answer: Path) -> None:
    def rename(text: str) -> None:
        fresh = answer.with_name(".answer.py.new")
        fresh.write_text(text)
        os.replace(fresh, answer)

    found = saves(answer)
    assert re.fullmatch(r"x = \d+\n", str(await after(found, rename)))
    await found.aclose()  # type: ignore[attr-defined]


async def test_other_files_and_equal_texts_are_no_saves(answer: Path) -> None:
    seen: list[str] = []

    def save(text: str) -> None:
        answer.with_name("other.py").write_text(text)
        answer.write_text("x = 1\n" if len(seen) < 10 else text)
        seen.append(text)

    found = saves(answer)
    text = await after(found, save)
    assert text in seen[10:]
    await found.aclose()  # type: ignore[attr-defined]


async def test_a_save_that_is_no_text_is_said(answer: Path) -> None:
    found = saves(answer)
    told = await after(found, lambda text: answer.write_bytes(b"\xff\xfe" + text.encode()))
    assert isinstance(told, UnreadableFile)
    assert str(told) == "answer.py is not UTF-8 text. Save it as UTF-8."
    await found.aclose()  # type: ignore[attr-defined]


def looks(*steps: Callable[[], object] | None) -> Callable[..., AsyncIterator[set[str]]]:
    """A watcher that is told of nothing; before each of its looks something happens to the file."""

    async def watch(*_: object, **__: object) -> AsyncIterator[set[str]]:
        for step in steps:
            if step is not None:
                step()
            yield set()

    return watch


async def test_a_save_that_nobody_tells_of_is_seen_once_it_stands_still(
    answer: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    half, whole = (lambda text=text: answer.write_text(text) for text in ("x = ", "x = 2\n"))
    monkeypatch.setattr("watchfiles.awatch", looks(None, half, whole, None, None, half, None))
    assert [str(text) async for text in saves(answer)] == ["x = 2\n", "x = "]


async def test_a_save_before_the_watching_began_is_seen(answer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("watchfiles.awatch", looks(None, None, None))
    assert [str(text) async for text in saves(answer, "what the caller has seen")] == ["x = 1\n"]
    assert [text async for text in saves(answer)] == []


async def test_a_file_that_stays_unreadable_is_told_once(answer: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def spoil() -> None:
        answer.write_bytes(b"\xff")

    def mend() -> None:
        answer.write_text("x = 2\n")

    monkeypatch.setattr("watchfiles.awatch", looks(spoil, None, None, mend, None, spoil, answer.unlink))
    told = [str(text) async for text in saves(answer)]
    not_text = "answer.py is not UTF-8 text. Save it as UTF-8."
    assert told == [not_text, "x = 2\n", not_text]


def test_reading_a_file_that_is_gone(tmp_path: Path) -> None:
    with pytest.raises(UnreadableFile, match="is gone"):
        read_saved(tmp_path / "none.py")


def test_a_byte_order_mark_is_no_part_of_the_text(tmp_path: Path) -> None:
    (tmp_path / "bom.py").write_bytes(b"\xef\xbb\xbfx = 1\n")
    assert read_saved(tmp_path / "bom.py") == "x = 1\n"

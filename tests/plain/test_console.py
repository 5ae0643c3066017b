import asyncio
import io
import os

import pytest

from tutor.plain.console import StreamConsole


@pytest.fixture
def pipe():
    read, write = os.pipe()
    yield read, write
    for descriptor in (read, write):
        try:
            os.close(descriptor)
        except OSError:
            continue


async def test_lines_come_one_by_one_and_are_shown_in_a_pipe(pipe):
    os.write(pipe[1], "n\nré\r\n".encode())
    os.close(pipe[1])
    out = io.StringIO()
    console = StreamConsole(pipe[0], out)
    assert [await console.ask("> ") for _ in range(3)] == ["n", "ré", None]
    assert out.getvalue() == "> n\n> ré\n> \n"


async def test_a_last_line_without_an_end_counts(pipe):
    os.write(pipe[1], b"q")
    os.close(pipe[1])
    assert await StreamConsole(pipe[0], io.StringIO()).ask("> ") == "q"


async def test_waiting_for_a_line_lets_other_things_go_on(pipe):
    console = StreamConsole(pipe[0], io.StringIO())
    asking = asyncio.create_task(console.ask("> "))
    await asyncio.sleep(0)
    assert not asking.done()
    os.write(pipe[1], b"go\n")
    assert await asking == "go"


async def test_waiting_for_a_line_can_be_cancelled(pipe):
    asking = asyncio.create_task(StreamConsole(pipe[0], io.StringIO()).ask("> "))
    await asyncio.sleep(0)
    asking.cancel()
    with pytest.raises(asyncio.CancelledError):
        await asking


async def test_a_file_is_read_like_a_pipe(tmp_path):
    file = tmp_path / "commands"
    file.write_text("n\nq\n")
    descriptor = os.open(file, os.O_RDONLY)
    try:
        console = StreamConsole(descriptor, io.StringIO())
        assert [await console.ask(""), await console.ask(""), await console.ask("")] == ["n", "q", None]
    finally:
        os.close(descriptor)


def test_whole_lines_begin_on_a_line_of_their_own(pipe):
    out = io.StringIO()
    console = StreamConsole(pipe[0], out)
    console.write("half")
    console.say("whole")
    console.say()
    assert out.getvalue() == "half\nwhole\n"


def test_without_unicode_it_says_ascii(pipe):
    out = io.StringIO()
    StreamConsole(pipe[0], out, unicode=False).say("“3 × 4” …")
    assert out.getvalue() == '"3 x 4" .\n'

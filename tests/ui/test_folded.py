import random

import pytest

from tutor.engine.events import TensorShown
from tutor.engine.mosaic import Look
from tutor.session.output import MAX_LINES, OutputBuffer
from tutor.ui import folded
from tutor.ui.folded import FoldedOutput, rows_of

PIECES = [
    "short\n",
    "x" * 50 + "\n",
    "part",
    "\n",
    "\t\ttabs\n",
    "gone\rthere\n",
    "\x1b[31mred\x1b[0m\n",
    "日本語 " * 9 + "\n",
    "\n\n",
]


@pytest.mark.parametrize("seed", range(4))
def test_what_is_folded_bit_by_bit_is_what_is_folded_at_once(seed):
    chooser = random.Random(seed)
    buffer, output = OutputBuffer(), FoldedOutput()
    for _ in range(60):
        times = chooser.choice([1, 1, 3, 400, MAX_LINES + 5])
        buffer.append(chooser.choice(["stdout", "stderr"]), chooser.choice(PIECES) * times)
        width = 30 if chooser.random() < 0.9 else 44
        assert output.rows(buffer, width, 16, Look()) == rows_of(buffer, width)


def test_another_buffer_is_folded_from_its_start():
    output, first, second = FoldedOutput(), OutputBuffer(), OutputBuffer()
    first.append("stdout", "one\ntwo\n")
    second.append("stdout", "three\nfour\n")
    output.rows(first, 30, 16, Look())
    assert output.rows(second, 30, 16, Look()) == rows_of(second, 30)


def test_what_is_shown_stands_between_the_lines():
    buffer, output = OutputBuffer(), FoldedOutput()
    buffer.append("stdout", "before\n")
    output.rows(buffer, 40, 16, Look())
    buffer.show(TensorShown(shape=(1,), dtype="float32", values=((1.0,),)))
    buffer.append("stdout", "behind\n")
    rows = output.rows(buffer, 40, 16, Look())
    assert (rows[0], rows[-1]) == (("before", "stdout"), ("behind", "stdout"))
    assert len(rows) == len(rows_of(buffer, 40)) > 2


def test_in_a_flood_each_line_is_folded_once(monkeypatch):
    asked = []
    monkeypatch.setattr(folded, "_folded", lambda line, width: asked.append(line.text) or [(line.text, line.stream)])
    buffer, output = OutputBuffer(), FoldedOutput()
    for number in range(3 * MAX_LINES):
        buffer.append("stdout", f"{number}\n")
        if number % 100 == 99:
            output.rows(buffer, 40, 16, Look())
    assert asked == [str(number) for number in range(3 * MAX_LINES)]

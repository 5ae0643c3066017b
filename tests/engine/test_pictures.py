"""Pictures and points in frames that learner code could have written by itself, and what learner code does alone."""

from __future__ import annotations

import struct
import subprocess
import sys

from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.pictures import picture_of, plain_line
from tutor.engine.process import event_of

PNG = b"\x89PNG\r\n\x1a\n" + struct.pack("!I4sIIBBBBB", 13, b"IHDR", 3, 2, 8, 0, 0, 0, 0) + bytes(4)


def test_a_forged_picture_is_dropped() -> None:
    assert picture_of({"format": "png"}, PNG) == ImageReceived("png", PNG, 3, 2)
    assert picture_of({"format": "gif"}, PNG) is None
    assert picture_of({"format": "png"}, b"GIF89a" + PNG) is None
    assert picture_of({"format": "png"}, PNG[:20]) is None
    assert picture_of({"format": "png"}, PNG[:16] + bytes(8) + PNG[24:]) is None
    assert picture_of({"format": "png"}, PNG + bytes(4 << 20)) is None
    tensor = {"format": "tensor", "shape": [1], "values": [[1.0]]}
    assert isinstance(picture_of(tensor, b""), TensorShown)
    for wrong in ({"shape": [-1]}, {"shape": "x"}, {"values": [["a"]]}, {"values": [[0.0] * 33]}, {"values": [1]}):
        assert picture_of({**tensor, **wrong}, b"") is None
    shown = picture_of({**tensor, "minimum": 10**400, "title": "\x1b[31mred\nx", "nan": -1}, b"")
    assert isinstance(shown, TensorShown)
    assert (shown.minimum, shown.title.isprintable(), shown.nan_count) == (None, True, 0)


def test_a_forged_batch_of_points_is_dropped() -> None:
    body = struct.pack("<2q2d", 0, 1, 0.5, 0.25)
    assert event_of({"type": "metrics", "name": "loss", "count": 2}, body) is not None
    for count in (0, -1, 1, 3, "2", None, 10**30):
        assert event_of({"type": "metrics", "name": "loss", "count": count}, body) is None


def test_show_and_log_outside_the_tutor_print() -> None:
    code = "from tutor import log, show\nimport torch\nshow(torch.eye(2), 'eye')\nlog(loss=0.5, step=3)"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "eye\n(2, 2) float32\n1 0\n0 1\nmin 0  mean 0.5  max 1\nstep 3  loss 0.5\n"


def test_a_name_is_one_plain_line() -> None:
    assert plain_line("\x1b[31mred\x1b[0m\x1b[2J\nline\t\x07", 60) == "red line"
    assert plain_line("\x1b[38;5;1" + "2" * 100, 10).isprintable()
    assert plain_line(None, 60) == ""

"""Pictures and points in frames that learner code could have written by itself, and what learner code does alone."""

from __future__ import annotations

import math
import struct
import subprocess
import sys

from tutor.engine.drawing import draw
from tutor.engine.events import ImageReceived, TensorShown
from tutor.engine.mosaic import Look
from tutor.engine.pictures import picture_of
from tutor.engine.process import event_of
from tutor.engine.shown import BoundaryShown, ImagesShown, ModuleRow, ModuleShown
from tutor.engine.told import count_of, number_of, plain_line, within

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
    for wrong in (
        {"shape": [-1]},
        {"shape": "x"},
        {"values": [["a"]]},
        {"values": [[0.0] * 33]},
        {"values": [1]},
        {"values": [[1.0], []]},
    ):
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
    code = """
from tutor import log, show, show_boundary, show_images
import torch
show(torch.eye(2), "eye")
log(loss=0.5, step=3)
show(torch.nn.Linear(2, 1), "line")
show_images(torch.zeros(2, 4, 5), [0, 1], [1, 1], [0.5, 1.0], names=["cat", "dog"])
show_boundary(lambda x: x[:, 0], torch.tensor([[-1.0, 0.0], [1.0, 0.0]]), [0, 0])
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == (
        "eye\n(2, 2) float32\n1 0\n0 1\nmin 0  mean 0.5  max 1\nstep 3  loss 0.5\n"
        "line\n           3  Linear(in_features=2, out_features=1, bias=True)\n"
        "2 pictures of 4 × 5\n0: cat, predicted dog (50%)\n1: dog, predicted dog (100%)\n"
        "1 of 2 points are on the right side of the boundary\n"
    )


def test_a_name_is_one_plain_line() -> None:
    assert plain_line("\x1b[31mred\x1b[0m\x1b[2J\nline\t\x07", 60) == "red line"
    assert plain_line("\x1b[38;5;1" + "2" * 100, 10).isprintable()
    assert plain_line(None, 60) == ""


def test_forged_pictures_modules_and_boundaries_are_dropped() -> None:
    good = {"format": "images", "width": 2, "height": 1, "count": 1, "labels": ["\x1b[2Jcat"], "confidence": [math.nan]}
    shown = picture_of(good, bytes(6))
    assert isinstance(shown, ImagesShown)
    assert (shown.labels, shown.confidence, shown.total) == (("cat",), (0.0,), 1)
    for wrong in ({"width": 65}, {"count": 0}, {"height": True}, {"width": None}, {"width": 3}):
        assert picture_of({**good, **wrong}, bytes(6)) is None
    extra = picture_of({**good, "labels": ["a", "b"], "predictions": "x"}, bytes(6))
    assert isinstance(extra, ImagesShown)
    assert (extra.labels, extra.predictions) == ((), ())

    row = {"depth": 1, "name": "a\nb", "kind": 7, "parameters": -1, "trainable": 2, "gradient": "odd"}
    tree = picture_of({"format": "module", "rows": [row]}, b"")
    assert tree == ModuleShown((ModuleRow(1, "a b", "", 0, 2, ""),), "", 1)
    for rows in ([], [1], [row] * 201, "x", None):
        assert picture_of({"format": "module", "rows": rows}, b"") is None

    plane = {"format": "boundary", "columns": 2, "rows": 1, "points": [[0.5, 1, 0, 9]], "bounds": [0, 1, 0, 1]}
    assert isinstance(picture_of(plane, bytes(2)), BoundaryShown)
    assert picture_of(plane, bytes([10, 0])) is None
    assert picture_of(plane, bytes(3)) is None
    for wrong in (
        {"bounds": [1, 0, 0, 1]},
        {"bounds": [0, math.inf, 0, 1]},
        {"bounds": [-1.7e308, 1.7e308, 0, 1]},
        {"points": [[0, 0, 0, 10]]},
        {"points": [[math.nan, 0, 0, 1]]},
        {"points": [[0, 0, 0, 0]] * 501},
        {"columns": 129},
    ):
        assert picture_of({**plane, **wrong}, bytes(2)) is None


def test_points_far_out_stand_at_the_edge_of_the_plane() -> None:
    points = [[1e300, -1e300, 0, 0], [-1e300, 1e300, 1, 1]]
    frame = {"format": "boundary", "columns": 4, "rows": 2, "points": points, "bounds": [0, 1e-300, 0, 1e-300]}
    shown = picture_of(frame, bytes(8))
    assert isinstance(shown, BoundaryShown)
    plane = ["".join(text for text, _, _ in row) for row in draw(shown, 4, 8, Look(unicode=False, colour=False))]
    assert [plane[0][0], plane[1][3]] == ["x", "o"]


def test_numbers_in_frames_are_taken_for_what_they_are() -> None:
    assert [count_of(value) for value in (3, 0, -1, True, 2.0, "3", None, 10**30)] == [3, 0, 0, 0, 0, 0, 0, 10**18]
    assert [count_of(value, 5) for value in (4, 5, 6)] == [4, 5, 5]
    assert [within(value, 1, 3) for value in (0, 1, 3, 4, True, "2")] == [None, 1, 3, None, None, None]
    assert [number_of(value) for value in (2, 0.5, math.inf, True, "1", 10**19)] == [
        2.0,
        0.5,
        math.inf,
        None,
        None,
        None,
    ]

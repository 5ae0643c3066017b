"""What a child wrote of a crash is believed in nothing but its form."""

from __future__ import annotations

import json

import pytest

from tutor.engine.events import ErrorRaised, as_json
from tutor.engine.process import event_of
from tutor.engine.witness import NOTHING_SEEN, LayerSeen, TensorSeen, Witness, witness_of

TENSOR = {"name": "x", "shape": [2, 3], "dtype": "float32", "device": "cpu", "requires_grad": True, "is_leaf": True}
GOOD = {
    "source": "snippet 1",
    "line": 3,
    "text": "y = layer(x)",
    "columns": [4, 12],
    "tensors": [TENSOR],
    "values": [{"name": "n", "kind": "int", "text": "3"}],
    "calls": ["torch.nn.functional.linear"],
    "inputs": [TENSOR],
    "layer": {"name": "0", "kind": "Linear", "settings": [["in_features", "4"], ["padding", "0"]], "inputs": [TENSOR]},
    "layers": [{"name": "0", "kind": "Linear"}],
    "model": "Sequential",
    "near": ["logits"],
}


def test_a_frame_becomes_values():
    seen = witness_of(GOOD)
    assert seen.tensors == (TensorSeen("x", (2, 3), "float32", requires_grad=True),)
    assert (seen.failing_part, seen.operation, seen.near) == ("layer(x)", "torch.nn.functional.linear", ("logits",))
    assert seen.layer is not None
    assert seen.layer.call == "Linear(in_features=4)"
    assert seen.layer.inputs == seen.tensors


@pytest.mark.parametrize("junk", [None, 3, "text", [], {"tensors": 4, "columns": "a", "layer": 1, "near": {}}])
def test_junk_is_nothing(junk):
    assert witness_of(junk) == NOTHING_SEEN


@pytest.mark.parametrize(
    "shape",
    [None, "2", [1.5], [True, 2], [1 << 70], ["2"], list(range(40))],
    ids=["none", "text", "float", "bool", "huge", "words", "long"],
)
def test_a_tensor_with_a_strange_shape_is_dropped(shape):
    assert witness_of({"tensors": [{**TENSOR, "shape": shape}, TENSOR]}).tensors == witness_of(GOOD).tensors


@pytest.mark.parametrize("columns", [[4], [9, 4], [-1, 3], [0, 99], [1.0, 2.0], [True, 3]])
def test_columns_that_do_not_lie_in_the_line_are_dropped(columns):
    assert witness_of({**GOOD, "columns": columns}).columns is None


def test_everything_is_bounded_and_free_of_escapes():
    flood = {
        "text": "\x1b]0;title\x07x" * 5000,
        "tensors": [{**TENSOR, "name": "n\x1b[2J\n" * 1000}] * 500,
        "layers": [{"name": "a" * 5000, "kind": "B", "settings": [["a", "b"]] * 1000}] * 500,
        "calls": ["c" * 5000] * 500,
        "near": ["d"] * 500,
    }
    seen = witness_of(flood)
    assert len(seen.text) <= 300
    assert len(seen.tensors) == 12
    assert len(seen.layers) == 40
    assert len(seen.layers[0].settings) == 30
    assert len(seen.calls) == 12
    assert len(seen.near) == 3
    for text in (seen.text, seen.tensors[0].name, seen.layers[0].name, seen.calls[0]):
        assert len(text) <= 300
        assert "\x1b" not in text
        assert "\n" not in text


def test_settings_are_read_as_numbers():
    layer = LayerSeen(
        "c", "Conv2d", (("kernel_size", "(3, 5)"), ("stride", "2"), ("padding", "'same'"), ("groups", "-1"))
    )
    assert (layer.pair("kernel_size"), layer.pair("stride"), layer.pair("padding")) == ((3, 5), (2, 2), None)
    assert (layer.number("stride"), layer.number("groups"), layer.number("kernel_size")) == (2, -1, None)
    assert layer.setting("bias") == ""


def test_an_error_frame_carries_it_into_the_public_json():
    frame = {"type": "error", "name": "RuntimeError", "message": "no", "line": 3, "source": "s", "witness": GOOD}
    error = event_of(frame)
    assert isinstance(error, ErrorRaised)
    assert error.tensors == error.witness.tensors
    (public,) = as_json(error)
    assert public["tensors"] == [
        {"name": "x", "shape": [2, 3], "dtype": "float32", "device": "cpu", "requires_grad": True}
    ]
    assert public["layer"] == {"name": "0", "text": "Linear(in_features=4)"}
    assert public["code"] == "y = layer(x)"
    assert public["explanation"] is None
    json.dumps(public, allow_nan=False)


def test_explanation_and_next_step_are_one_text_in_the_public_json():
    error = ErrorRaised("TypeError", "no", explanation="It got a list.", next_step="Unpack it.", id="F69")
    (public,) = as_json(error)
    assert (public["explanation"], public["id"]) == ("It got a list. Unpack it.", "F69")


def test_without_columns_all_of_the_line_failed():
    assert Witness(text="f(x)").failing_part == "f(x)"

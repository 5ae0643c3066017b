"""Checks of a model's parts."""

from __future__ import annotations

from collections.abc import Callable

import pytest
import torch
from torch import nn

from tutor.check import (
    CheckFailed,
    all_registered,
    gives_shape,
    gradients_reach,
    has_buffers,
    has_count,
    has_layers,
    has_parameters,
    in_mode,
    parts,
)


class Strange(nn.Module):
    """Every way of keeping something out of the books."""

    def __init__(self) -> None:
        super().__init__()
        self.head = nn.Linear(3, 2)
        self.mean = torch.zeros(3)
        self.hidden = [nn.Linear(3, 3), nn.Linear(3, 3)]
        self.named = {"a": nn.Linear(3, 3)}
        self.sizes = [3, 2]

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        y: torch.Tensor = self.head(x)
        return y


def stack() -> nn.Sequential:
    return nn.Sequential(nn.Linear(4, 3), nn.ReLU(), nn.Sequential(nn.BatchNorm1d(3), nn.Linear(3, 2, bias=False)))


def said(check: Callable[[], None]) -> str:
    with pytest.raises(CheckFailed) as failed:
        check()
    return str(failed.value)


def test_parts_of_a_model() -> None:
    held = parts(stack())
    assert held.parameters == {
        "0.weight": (3, 4),
        "0.bias": (3,),
        "2.0.weight": (3,),
        "2.0.bias": (3,),
        "2.1.weight": (2, 3),
    }
    assert held.count == 12 + 3 + 3 + 3 + 6
    assert held.buffers["2.0.num_batches_tracked"] == ()
    assert held.dtypes["2.0.num_batches_tracked"] == torch.int64
    assert held.saved["2.0.running_mean"]
    assert held.layers[2] == ("2", "Sequential")
    assert [kind for _, kind in held.leaves] == ["Linear", "ReLU", "BatchNorm1d", "Linear"]
    assert held.modes[""]
    assert held.strays == []
    assert held.trained == dict.fromkeys(held.parameters, True)


@pytest.mark.parametrize(
    ("value", "sentence"),
    [(None, "is None; it should be a model"), ([nn.ReLU()], "is a list, which is no module"), (3, "is an int")],
)
def test_what_is_no_module(value: object, sentence: str) -> None:
    assert sentence in said(lambda: has_count(value, 3))


def test_parameters_by_name_and_shape() -> None:
    model = nn.Linear(4, 3)
    has_parameters(model, {"weight": (3, 4), "bias": (3,)})
    has_parameters(model, [(3,), (3, 4)])
    assert said(lambda: has_parameters(model, {"scale": (3,)})) == "The model has no parameter `scale`."
    assert said(lambda: has_parameters(model, {"weight": (4, 3), "bias": (3,)}, remark="Turn it.")) == (
        "`weight` has shape (3, 4); it should be (4, 3). Turn it."
    )
    assert "a parameter `bias` that it should not have" in said(lambda: has_parameters(model, {"weight": (3, 4)}))
    assert "of shapes [(3,), (3, 4)]; they should be [(3, 4)]" in said(lambda: has_parameters(model, [(3, 4)]))
    assert "there as a bare tensor" in said(lambda: has_parameters(Strange(), {"mean": (3,)}))


def test_parameters_are_shown_as_grids() -> None:
    with pytest.raises(CheckFailed) as failed:
        has_parameters(nn.Linear(2, 1), {"weight": (1, 3)})
    assert failed.value.details == {"got": "weight (1, 2)\nbias (1,)", "expected": "weight (1, 3)"}


def test_buffers() -> None:
    norm = nn.BatchNorm1d(3)
    has_buffers(norm, {"running_mean": (3,)})
    assert "`weight` is a parameter" in said(lambda: has_buffers(norm, {"weight": (3,)}))
    assert "no buffer `mean`. `mean` is there as a bare tensor" in said(lambda: has_buffers(Strange(), {"mean": (3,)}))
    assert "has shape (3,); it should be (4,)" in said(lambda: has_buffers(norm, {"running_mean": (4,)}))
    norm.register_buffer("fleeting", torch.zeros(2), persistent=False)
    has_buffers(norm, {"fleeting": (2,)}, saved=False)
    assert "is not saved with the model" in said(lambda: has_buffers(norm, {"fleeting": (2,)}))


def test_count() -> None:
    has_count(nn.Linear(10, 10), 110, most=110)
    assert "has 110 parameters; it should have 100. No bias" in said(
        lambda: has_count(nn.Linear(10, 10), 100, remark="No bias.")
    )
    assert "at most 1,000 are allowed" in said(lambda: has_count(nn.Linear(100, 10), most=1000))


def test_layers_in_their_order() -> None:
    has_layers(stack(), ["Linear", "ReLU", "BatchNorm1d", "Linear"])
    assert said(lambda: has_layers(nn.Sequential(nn.ReLU(), nn.Linear(1, 1)), ["Linear", "ReLU"])) == (
        "The layers of the model are ReLU, Linear; they should be Linear, ReLU."
    )


def test_what_is_in_no_book() -> None:
    all_registered(stack())
    model = Strange()
    assert said(lambda: all_registered(model)).startswith("`self.mean` is a bare tensor: not trained")
    del model.mean
    assert said(lambda: all_registered(model)) == (
        "`self.hidden` is a plain list; what it holds (a Linear first) is invisible to `parameters()`. "
        "Use `nn.ModuleList`."
    )
    del model.hidden
    assert "Use `nn.ModuleDict`." in said(lambda: all_registered(model))


def test_modes() -> None:
    model = stack()
    in_mode(model, training=True)
    model[2].eval()
    assert "`2` of the model is in evaluation mode; it should be in training mode." in said(
        lambda: in_mode(model, training=True)
    )
    assert said(lambda: in_mode(stack(), training=False, remark="Why?")).endswith("in evaluation mode. Why?")


def test_shape_of_the_output() -> None:
    gives_shape(stack(), (5, 4), (5, 2))
    gives_shape(nn.Embedding(3, 2), (4,), (4, 2), dtype=torch.int64)
    assert "comes out with shape (5, 2); it should be (5, 3)" in said(lambda: gives_shape(stack(), (5, 4), (5, 3)))
    assert "gave back None" in said(lambda: gives_shape(lambda x: None, (1,), (1,)))
    assert "gave back a list" in said(lambda: gives_shape(lambda x: [x], (1,), (1,)))


class Half(nn.Module):
    """Uses one of its two layers, as it is told."""

    def __init__(self, way: str) -> None:
        super().__init__()
        self.used, self.idle = nn.Linear(2, 2), nn.Linear(2, 2)
        self.way = way

    def forward(self, x: torch.Tensor) -> object:
        y = self.used(x)
        ways = {
            "idle": y,
            "zero": y + 0 * self.idle(x),
            "nan": y + (self.idle(x) / 0).exp(),
            "cut": y.detach(),
            "list": [y],
        }
        return ways[self.way]


@pytest.mark.parametrize(
    ("way", "sentence"),
    [
        ("idle", "no gradient reaches `idle.weight`, `idle.bias`. Does `forward` use it"),
        ("zero", "the gradient of `idle.weight`, `idle.bias` is 0 everywhere."),
        ("nan", "is not finite."),
        ("cut", "has no notes of how it came about"),
        ("list", "gave back a list, no tensor"),
    ],
)
def test_gradients_that_don_t_arrive(way: str, sentence: str) -> None:
    assert sentence in said(lambda: gradients_reach(Half(way), torch.rand(4, 2)))


def test_gradients_arrive_and_those_that_were_there_stay() -> None:
    model = nn.Linear(2, 1)
    model.weight.grad = torch.full((1, 2), 7.0)
    gradients_reach(model, torch.rand(4, 2))
    assert torch.equal(model.weight.grad, torch.full((1, 2), 7.0))
    assert model.bias.grad is None
    gradients_reach(Half("zero"), torch.rand(4, 2), zeros=True)

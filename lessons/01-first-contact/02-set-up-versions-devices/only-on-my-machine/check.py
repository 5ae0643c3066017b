import ast

import torch

from tutor.check import close, expect, fail

# Runs in the learner's process: the whole script once more, on a pretended machine. The device "meta" plays the GPU,
# since it exists everywhere and refuses to be mixed with the CPU just as a GPU does.
PRETEND = """
import contextlib, io
from unittest import mock
import torch
from torch.overrides import TorchFunctionMode

class Machine(TorchFunctionMode):
    def place(self, value):
        if isinstance(value, (str, torch.device)) and str(value).startswith("cuda"):
            if not gpu:
                raise RuntimeError("no GPU here")
            return torch.device("meta")
        return value

    def __torch_function__(self, function, types, args=(), kwargs=None):
        kwargs = kwargs or {}
        if function is torch.device or getattr(function, "__name__", "") == "_parse_to":
            return function(*args, **kwargs)
        if function is torch.Tensor.cuda:
            return args[0].to(self.place("cuda"))
        if function is torch.Tensor.cpu:
            return self.fetch(args[0])
        args = tuple(self.place(value) for value in args)
        kwargs = {name: self.place(value) for name, value in kwargs.items()}
        if function is torch.Tensor.to and "cpu" in [str(value) for value in (*args[1:2], kwargs.get("device"))]:
            return self.fetch(args[0])
        return function(*args, **kwargs)

    def fetch(self, tensor):
        return torch.zeros(tensor.shape, dtype=tensor.dtype) if tensor.is_meta else tensor

scope = {"__name__": "__main__"}
outcome = {"error": "", "place": "", "weight": "", "shape": ()}
with contextlib.ExitStack() as patches:
    def answer(owner, name, value):
        if hasattr(owner, name):
            patches.enter_context(mock.patch.object(owner, name, lambda *_, **__: value))

    answer(torch.cuda, "is_available", gpu)
    answer(torch.cuda, "device_count", int(gpu))
    if hasattr(torch, "accelerator"):
        answer(torch.accelerator, "is_available", gpu)
        answer(torch.accelerator, "current_accelerator", torch.device("cuda"))
    patches.enter_context(contextlib.redirect_stdout(io.StringIO()))
    try:
        with Machine():
            exec(source, scope)
            result = scope["scores"](torch.ones(5, 2))
        if isinstance(result, torch.Tensor):
            outcome.update(place=result.device.type, shape=tuple(result.shape))
        outcome["weight"] = scope["model"].weight.device.type
    except Exception as error:
        outcome["error"] = f"{type(error).__name__}: {error}"
"""


def pretend(learner, source, gpu):
    learner.scores, learner.model  # a missing name gets its own sentence
    return learner(f"[exec({PRETEND!r}, (scope := {{'source': {source!r}, 'gpu': {gpu}}})), scope['outcome']][1]")


def test_without_gpu(learner, source):
    """It runs on a machine without a GPU"""
    outcome = pretend(learner, source, gpu=False)
    expect(
        "no GPU here" not in outcome["error"],
        "On a machine without a GPU your script still asks for one, and stops there. "
        "Look for each place that names a GPU, and let `pick_device()` decide instead.",
    )
    expect(not outcome["error"], f"On a machine without a GPU your script fails with {outcome['error']}")


def test_with_gpu(learner, source, tree):
    """It runs on a machine with a GPU, and computes there"""
    outcome = pretend(learner, source, gpu=True)
    if "device" in outcome["error"]:
        for name in dropped(tree):
            fail(
                f"On a machine with a GPU two devices meet. `{name}.to(...)` returns a new tensor, and your code drops "
                f"it: `{name}` stays where it was."
            )
        fail(
            "On a machine with a GPU two devices meet: something was left on the CPU. "
            "Print `.device` of the model's weight, of `points` and of `centre`, just before the model is called."
        )
    expect(not outcome["error"], f"On a machine with a GPU your script fails with {outcome['error']}")
    expect(
        outcome["weight"] == "meta",
        "It runs, but on a machine with a GPU the model stays on the CPU: the GPU does nothing. "
        "Move what computes to the device that `pick_device()` names.",
    )
    expect(
        outcome["place"] != "meta",
        "On a machine with a GPU the scores are left there, where NumPy and Python can't read them. "
        "The docstring says where they should end.",
    )
    expect(outcome["place"] == "cpu", "`scores` returns no tensor. Does it end with `return`?")


def dropped(tree):
    """Names of tensors whose `.to` stands alone as a statement."""
    for node in ast.walk(tree):
        if isinstance(node, ast.Expr) and isinstance(node.value, ast.Call):
            function = node.value.func
            if isinstance(function, ast.Attribute) and function.attr in ("to", "cuda"):
                if isinstance(function.value, ast.Name) and function.value.id != "model":
                    yield function.value.id


def test_scores(learner):
    """The scores are those of the model, shape (n, 3), on the CPU"""
    points = torch.rand(7, 2)
    got = learner.scores(points)
    weight, bias = learner.model.weight.detach(), learner.model.bias.detach()
    expect(isinstance(got, torch.Tensor), "`scores` returns no tensor. Does it end with `return`?")
    expect(weight.shape == (3, 2), "The model is not the one that was given. Put `nn.Linear(2, 3)` back.")
    close(got, (points - torch.tensor([0.5, 0.25])) @ weight.T + bias, "scores(points)", rtol=1e-4, atol=1e-5)

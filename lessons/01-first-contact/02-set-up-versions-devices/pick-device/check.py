import torch

from tutor.check import expect, fail

# Runs in the learner's process, where the questions about devices are answered for a pretended machine. The build
# knows CUDA unless the machine has Apple's GPU, as builds do, so that its name alone is no proof of a GPU.
PRETEND = """
import contextlib
from unittest import mock
import torch

with contextlib.ExitStack() as patches:
    def answer(owner, name, value):
        if hasattr(owner, name):
            patches.enter_context(mock.patch.object(owner, name, lambda *_, **__: value))

    answer(torch.cuda, "is_available", gpu == "cuda")
    answer(torch.cuda, "device_count", int(gpu == "cuda"))
    answer(torch.backends.mps, "is_available", gpu == "mps")
    answer(torch.backends.mps, "is_built", gpu == "mps")
    if hasattr(torch, "mps"):
        answer(torch.mps, "is_available", gpu == "mps")
        answer(torch.mps, "device_count", int(gpu == "mps"))
    if hasattr(torch, "accelerator"):
        built = torch.device("mps" if gpu == "mps" else "cuda")
        answer(torch.accelerator, "is_available", gpu != "cpu")
        answer(torch.accelerator, "device_count", int(gpu != "cpu"))
        patches.enter_context(mock.patch.object(
            torch.accelerator,
            "current_accelerator",
            lambda check_available=False: None if check_available and gpu == "cpu" else built,
        ))
    result = pick_device()
"""

MACHINES = {"cuda": "with an NVIDIA GPU", "mps": "with Apple's GPU", "cpu": "without a GPU"}


def picked(learner, gpu):
    """What pick_device returns on a machine with this sort of device."""
    learner.pick_device  # a missing name gets its own sentence
    scope = f"(scope := {{'pick_device': pick_device, 'gpu': {gpu!r}}})"
    return learner(f"[exec({PRETEND!r}, {scope}), scope['result']][1]")


def judge(learner, gpu, feedback):
    got = picked(learner, gpu)
    if got is None:
        fail(
            f"On a machine {MACHINES[gpu]} `pick_device()` returned None. "
            "Does every way through it end with a `return` of a device?"
        )
    expect(
        not isinstance(got, str),
        f"`pick_device()` returned the text {got!r}. Much of PyTorch takes that too, "
        "but `.type` and `.index` need the real thing: wrap it with `torch.device`.",
    )
    expect(
        isinstance(got, torch.device),
        f"`pick_device()` returned {got!r}; it should return a torch.device.",
    )
    expect(got.type == gpu, f"On a machine {MACHINES[gpu]} `pick_device()` says {got.type}. {feedback}")
    expect(
        got.index in (None, 0),
        f"On a machine {MACHINES[gpu]} with a single device `pick_device()` says {got}, "
        "which is not its first. Leave the number away.",
    )


def test_no_gpu(learner):
    """Without a GPU it is the CPU"""
    judge(
        learner,
        "cpu",
        "Nothing can be put there. Is it asked whether the device can be used, and is the question really called, "
        "with brackets?",
    )


def test_cuda(learner):
    """With an NVIDIA or AMD GPU it is cuda"""
    judge(
        learner,
        "cuda",
        "Training there would run on the processor while the GPU rests. Ask for CUDA each time you are called.",
    )


def test_mps(learner):
    """With Apple's GPU it is mps"""
    judge(learner, "mps", "A Mac has a GPU too, under another name. Which question finds it?")

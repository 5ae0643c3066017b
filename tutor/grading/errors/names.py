"""Names that do not exist, modules that are not there, and common slips of plain Python."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import Crash
from tutor.grading.errors.explanation import Explanation, Rule, rule, say

IMPORTS = {
    "torch": "import torch",
    "nn": "from torch import nn",
    "F": "import torch.nn.functional as F",
    "optim": "from torch import optim",
    "np": "import numpy as np",
    "numpy": "import numpy",
    "plt": "import matplotlib.pyplot as plt",
    "pd": "import pandas as pd",
    "math": "import math",
    "random": "import random",
    "time": "import time",
    "os": "import os",
    "copy": "import copy",
    "torchvision": "import torchvision",
    "transforms": "from torchvision import transforms",
    "datasets": "from torchvision import datasets",
    "models": "from torchvision import models",
    "DataLoader": "from torch.utils.data import DataLoader",
    "Dataset": "from torch.utils.data import Dataset",
    "TensorDataset": "from torch.utils.data import TensorDataset",
    "random_split": "from torch.utils.data import random_split",
    "SummaryWriter": "from torch.utils.tensorboard import SummaryWriter",
    "log": "from tutor import log",
    "show": "from tutor import show",
    "partial": "from functools import partial",
    "defaultdict": "from collections import defaultdict",
    "Counter": "from collections import Counter",
    "Path": "from pathlib import Path",
    "dataclass": "from dataclasses import dataclass",
}
"""Names that one expects to be there, and the line that brings them."""

OLD_PACKAGES = {
    "torchtext": "torchtext is no longer developed; plain Python and torch do its work.",
    "tensorboard": "SummaryWriter from torch.utils.tensorboard works without it: its curves land on the tutor's chart.",
    "sklearn": "The lessons split and score data with torch alone.",
    "cv2": "Use torchvision to read and change images.",
}

ELSEWHERE = {
    "linear": "Linear",
    "Relu": "ReLU",
    "relu": "ReLU",
    "conv2d": "Conv2d",
    "Conv2D": "Conv2d",
    "Maxpool2d": "MaxPool2d",
    "MaxPool2D": "MaxPool2d",
    "CrossEntropy": "CrossEntropyLoss",
    "MSE": "MSELoss",
    "softmax": "Softmax",
    "sequential": "Sequential",
    "dropout": "Dropout",
    "flatten": "Flatten",
}


def _undefined(crash: Crash, match: re.Match[str]) -> Explanation:
    name = match[1]
    if name in IMPORTS and name not in crash.witness.near:
        return Explanation(f"`{name}` was never imported here.", f"Add `{IMPORTS[name]}` at the top.")
    near = next((candidate for candidate in crash.witness.near if candidate != name), "")
    if near:
        return Explanation(f"There is no name `{name}`; there is `{near}`.", f"Write `{near}` if that is meant.")
    return Explanation(
        f"There is no name `{name}` at this point.",
        f"Give `{name}` a value above this line, or check its spelling.",
    )


def _before_assignment(crash: Crash, match: re.Match[str]) -> Explanation:
    name = match[1]
    return Explanation(
        f"`{name}` is set somewhere in this function, so it is the function's own, and here it has no value yet.",
        f"Hand `{name}` in as an argument and return the new value, or set it before this line.",
    )


def _no_module(crash: Crash, match: re.Match[str]) -> Explanation:
    name = match[1].partition(".")[0]
    more = OLD_PACKAGES.get(name, "")
    if more:
        return Explanation(f"The worker's Python has no module {name}. {more}", f"Write it without {name}.")
    return Explanation(
        f"The worker's Python has no module {name}, and the sandbox can't install one.",
        f"Do without it, or install {name} into the Python that pytorch-tutor doctor shows.",
    )


def _no_name_in(crash: Crash, match: re.Match[str]) -> Explanation:
    name, module = match[1], match[2]
    guess = ELSEWHERE.get(name) if module == "torch.nn" else None
    if guess:
        return Explanation(f"{module} has no `{name}`; it has `{guess}`.", f"Write `{guess}`.")
    return Explanation(f"{module} has no `{name}`.", "Check its spelling and capitals, and whether it moved elsewhere.")


def _attribute(crash: Crash, match: re.Match[str]) -> Explanation | None:
    owner, name = match[1], match[2]
    near = list(crash.witness.near)
    guess = ELSEWHERE.get(name, "")
    if (owner == "torch.nn" and guess in near) or (guess and owner == "torch.nn"):
        near.insert(0, guess)
    if near:
        return Explanation(f"{owner} has no `{name}`; it has `{near[0]}`.", f"Write `{near[0]}` if that is meant.")
    return Explanation(f"{owner} has no `{name}`.", "Check its spelling, or look it up in torch's documentation.")


_METHODS_OF_TENSORS = {
    "shape",
    "view",
    "reshape",
    "to",
    "float",
    "long",
    "backward",
    "item",
    "size",
    "dim",
    "detach",
    "cpu",
}


def _no_attribute(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``'list' object has no attribute 'shape'`` and its like."""
    kind, name = match[1], match[2]
    if kind == "Tensor":
        near = crash.witness.near
        if near:
            return Explanation(f"A tensor has no `{name}`; it has `{near[0]}`.", f"Write `{near[0]}` if that is meant.")
        return Explanation(f"A tensor has no `{name}`.", "Check its spelling, or look it up in torch's documentation.")
    if kind in ("list", "tuple") and name in _METHODS_OF_TENSORS:
        return Explanation(
            f"This is a {kind}, and `{name}` belongs to tensors.",
            "Make a tensor of it first, with torch.tensor or torch.stack.",
        )
    if kind == "numpy.ndarray" and name in _METHODS_OF_TENSORS | {"cuda", "unsqueeze", "permute"}:
        return Explanation(
            f"This is a NumPy array, and `{name}` belongs to tensors.", "Convert it first: torch.from_numpy(…)."
        )
    if kind in ("float", "int") and name == "item":
        return Explanation(f"This is a plain {kind} already; `item` belongs to tensors.", "Use the number as it is.")
    if crash.witness.near:
        near_name = crash.witness.near[0]
        return Explanation(f"{kind} has no `{name}`; it has `{near_name}`.", f"Write `{near_name}` if that is meant.")
    return None


def _key(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"The dictionary has no key {match[0]}.", "Print its keys, and compare spelling and type of the key."
    )


def _combination(crash: Crash, match: re.Match[str]) -> Explanation:
    function, given = match[1], match[2].strip().rstrip(",")
    return Explanation(
        f"{function}() does not take these arguments ({given}).",
        "Compare them with its documentation: one has another type, is missing, or has another name.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"name '(\w+)' is not defined", _undefined, "NameError"),
    rule(
        r"(?:cannot access local variable|local variable) '(\w+)' (?:where it is not associated|referenced before)",
        _before_assignment,
        "UnboundLocalError",
    ),
    rule(r"No module named '([\w.]+)'", _no_module, "ModuleNotFoundError"),
    rule(r"cannot import name '(\w+)' from '([\w.]+)'", _no_name_in, "ImportError"),
    rule(r"module '([\w.]+)' has no attribute '(\w+)'", _attribute, "AttributeError"),
    rule(r"'([\w.]+)' object has no attribute '(\w+)'", _no_attribute, "AttributeError"),
    rule(
        r"(\w+)\(\) received an invalid combination of arguments - got \((.*?)\), but expected",
        _combination,
        "TypeError",
    ),
    rule(r"^.+$", _key, "KeyError"),
    say(
        r"can only concatenate str \(not \"(?P<kind>\w+)\"\) to str",
        "Text and a {kind} can't be added.",
        'Put the value into an f-string: f"… {{value}}".',
        "TypeError",
    ),
    say(
        r"unsupported format string passed to Tensor\.__format__",
        "A format like .3f is for one number, and this tensor holds several.",
        "Take one number out with .item(), or print the tensor without a format.",
        "TypeError",
    ),
    say(
        r"(?P<kind>list|tuple) index out of range",
        "The {kind} is shorter than this index; counting starts at 0.",
        "Print its length, and look where the index comes from.",
        "IndexError",
    ),
    say(
        r"maximum recursion depth exceeded",
        "A function calls itself without end.",
        "Look for a call of the function, or of the model, inside itself: forward must call layers, not self.",
        "RecursionError",
    ),
)

"""Saving and loading, downloads, files that can't be read or written."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import Crash, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, Rule, known, rule, say


def _unsafe(crash: Crash, match: re.Match[str]) -> Explanation:
    """``Weights only load failed``."""
    message = crash.error.message
    found = re.search(r"GLOBAL ([\w.]+)", message)
    what = found[1] if found else ""
    if what.startswith("numpy") or "numpy" in message:
        return known("F57")
    class_name = what.rpartition(".")[2]
    thing = f"a whole {class_name} object" if class_name else "whole Python objects"
    return Explanation(
        f"The file holds {thing}, and torch.load reads tensors and plain values alone: a pickled object could run "
        "code, and breaks when its class changes.",
        "Save model.state_dict() instead, and load it into a model that the code has built.",
        "F55",
    )


def _path_for_state(crash: Crash, match: re.Match[str]) -> Explanation:
    if match[1] == "str":
        return Explanation(
            "load_state_dict wants the dictionary of weights, and got the name of a file.",
            "Read the file first: load_state_dict(torch.load(path)).",
            "F55",
        )
    return Explanation(
        f"load_state_dict wants a dictionary of weights, and got {match[1]}.",
        "Hand it what state_dict() returned.",
        "F55",
    )


def _state_mismatch(crash: Crash, match: re.Match[str]) -> Explanation:
    model, message = match[1], crash.error.message
    sizes = re.search(
        r"size mismatch for ([\w.]+): copying a param with shape torch\.Size\((\[[^\]]*\])\) from checkpoint, "
        r"the shape in current model is torch\.Size\((\[[^\]]*\])\)",
        message,
    )
    if sizes is not None:
        return Explanation(
            f"`{sizes[1]}` has shape {shape_text(sizes_in(sizes[2]))} in the file and "
            f"{shape_text(sizes_in(sizes[3]))} in this {model}.",
            "Build the model with the sizes it had when it was saved, or leave this layer out of what you load.",
        )
    missing, unexpected = _keys(message, "Missing"), _keys(message, "Unexpected")
    prefix = _prefix(missing, unexpected)
    if prefix:
        return Explanation(
            f"The names differ by `{prefix}`: the file says `{unexpected[0]}`, this {model} says `{missing[0]}`.",
            f"They were saved from inside another module: take `{prefix}` off the keys, or save the inner model.",
        )
    parts = []
    if missing:
        parts.append(f"the file lacks {_some(missing)}")
    if unexpected:
        parts.append(
            f"holds {_some(unexpected)}, which this {model} does not have"
            if parts
            else f"the file holds {_some(unexpected)}, which this {model} does not have"
        )
    sentence = " and ".join(parts) or f"the file does not fit this {model}"
    return Explanation(
        f"{sentence[:1].upper()}{sentence[1:]}.",
        "Build the same model as when it was saved; compare model.state_dict().keys() with the file's.",
    )


def _keys(message: str, kind: str) -> list[str]:
    found = re.search(rf'{kind} key\(s\) in state_dict: ((?:"[^"]+"(?:, )?)+)', message)
    return re.findall(r'"([^"]+)"', found[1]) if found else []


def _prefix(missing: list[str], unexpected: list[str]) -> str:
    """What stands before each of the file's keys, if that is the only difference."""
    if missing and len(missing) == len(unexpected):
        for one, other in ((missing, unexpected), (unexpected, missing)):
            prefix = other[0].removesuffix(one[0])
            if prefix and prefix != other[0] and [prefix + key for key in one] == other:
                return prefix if other is unexpected else ""
    return ""


def _some(keys: list[str]) -> str:
    shown = ", ".join(f"`{key}`" for key in keys[:3])
    return f"{shown} and {len(keys) - 3} more" if len(keys) > 3 else shown


def _download(crash: Crash, match: re.Match[str]) -> Explanation:
    if crash.calls("load_state_dict_from_url") or "weights" in crash.witness.text:
        return Explanation(
            "The code wanted to download pretrained weights, and the sandbox has no network.",
            "Run pytorch-tutor data to see what can be fetched beforehand, or build the model with weights=None.",
        )
    if crash.calls("hub.load", "_parse_repo_info"):
        return Explanation(
            "torch.hub wanted to download a repository, and the sandbox has no network.",
            "Build the model from torch.nn or torchvision instead.",
        )
    return Explanation(
        "The code wanted to reach the network, and the sandbox has none.",
        "Fetch data sets beforehand, in a terminal: pytorch-tutor data fetch NAME. Or use one that is made on the "
        "spot, from tutor.data.",
    )


def _not_there(crash: Crash, match: re.Match[str]) -> Explanation:
    name = match[1]
    inside = "~" in name or name.startswith(("/root", "/home", "/Users"))
    if inside:
        return Explanation(
            f"There is no {name} for this code: the sandbox hides your own files.",
            "Put the file beside a script and run it with pytorch-tutor run, or make the data in the code.",
        )
    return Explanation(
        f"There is no file {name} where this code runs; each run begins in an empty folder of its own.",
        "Write the file earlier in the same code, or check its name.",
    )


def _forbidden(crash: Crash, match: re.Match[str]) -> Explanation | None:
    if crash.calls("synchronize.__init__", "popen_fork.__init__", "_launch"):
        return Explanation(
            "Worker processes share memory, and this lesson's sandbox does not allow that.",
            "Use num_workers=0 here.",
        )
    name = match.groupdict().get("name") or ""
    what = f"{name} can't be written: " if name else ""
    return Explanation(
        f"{what}{'the' if what else 'The'} sandbox lets code write in its own folder alone.",
        "Write to a plain file name, without a folder in front.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"Weights only load failed", _unsafe),
    rule(r"Expected state_dict to be dict-like, got <class '([\w.]+)'>", _path_for_state, "TypeError"),
    rule(r"Error\(s\) in loading state_dict for (\w+)", _state_mismatch, "RuntimeError"),
    rule(
        r"urlopen error|Temporary failure in name resolution|Name or service not known|Network is unreachable|"
        r"Error downloading|no internet connection|Max retries exceeded|Connection refused|nodename nor servname",
        _download,
    ),
    say(
        r"Dataset not found(?: or corrupted)?\. You can use download=True to download it",
        "The data set is not on this machine, and the sandbox has no network to download it.",
        "Fetch it in a terminal: pytorch-tutor data fetch NAME. Or use a data set that is made on the spot, from "
        "tutor.data.",
    ),
    rule(r"No such file or directory: '([^']*)'", _not_there, "FileNotFoundError"),
    rule(r"Permission denied(?:: '(?P<name>[^']*)')?", _forbidden, "PermissionError", "RuntimeError", "OSError"),
    rule(r"Read-only file system(?:: '(?P<name>[^']*)')?", _forbidden, "OSError"),
    say(
        r"Parent directory (?P<name>\S+) does not exist",
        "There is no folder {name} to save into.",
        "Save under a plain file name, or make the folder first.",
        "RuntimeError",
    ),
)

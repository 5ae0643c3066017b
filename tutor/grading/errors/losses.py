"""Losses that refuse prediction and target: dtype, shape, range, order."""

from __future__ import annotations

import re

from tutor.engine.witness import TensorSeen
from tutor.grading.errors.crash import Crash, dtype_name, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, Rule, known, rule, say

CLASSIFICATION = ("cross_entropy", "nll_loss", "functional.nll_loss2d")
BINARY = ("binary_cross_entropy", "binary_cross_entropy_with_logits")
REGRESSION = ("mse_loss", "l1_loss", "smooth_l1_loss", "huber_loss")
FLOATS = frozenset({"float16", "bfloat16", "float32", "float64"})


def _target(crash: Crash) -> TensorSeen | None:
    return crash.argument("target")


def _swapped(crash: Crash) -> bool:
    """Whether integers stand where the prediction belongs, and floats where the labels do."""
    prediction, target = crash.argument("input"), _target(crash)
    return (
        prediction is not None
        and target is not None
        and prediction.is_integer
        and target.dtype in FLOATS
        and crash.calls(*CLASSIFICATION, *BINARY, *REGRESSION)
    )


def _label_type(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``expected target dtype to be Long or Byte, but got Float``."""
    if not crash.calls(*CLASSIFICATION, "loss.forward") and "cross_entropy" not in crash.witness.text:
        return None
    if _swapped(crash):
        return known("F13")
    target = _target(crash)
    dtype = target.dtype if target is not None else dtype_name(match[1])
    called = crash.name_of(target, "the labels")
    if dtype in FLOATS:
        return Explanation(
            f"Class labels are indices, so cross-entropy needs integers (int64); {called} is {dtype}."
            if called != "the labels"
            else f"Class labels are indices, so cross-entropy needs integers (int64); yours are {dtype}.",
            "Convert the labels with .long(), not the scores.",
            "F08",
        )
    return Explanation(
        f"Cross-entropy wants int64 labels; {called} is {dtype}."
        if called != "the labels"
        else f"Cross-entropy wants int64 labels; yours are {dtype}.",
        "Convert them once with .long(), where they are loaded.",
        "F09",
    )


def _not_for_integers(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``"log_softmax_lastdim_kernel_impl" not implemented for 'Long'``."""
    kernel, dtype = match[1], dtype_name(match[2])
    prediction = crash.argument("input")
    if crash.calls(*CLASSIFICATION) and prediction is not None and prediction.is_integer:
        target = _target(crash)
        if _swapped(crash) or (target is not None and target.dtype in FLOATS):
            first, second = crash.name_of(prediction, "the labels"), crash.name_of(target, "the scores")
            return Explanation(
                f"The loss got {first} ({dtype}) first and {second} second. Its order is prediction, then target.",
                "Swap the two arguments.",
                "F13",
            )
    if crash.calls(*BINARY, *REGRESSION):
        called = crash.name_of(prediction, "the prediction")
        return Explanation(
            f"This loss compares floats with floats, and {called} is {dtype}.",
            "Convert both to float with .float().",
            "F10",
        )
    named = crash.only([dtype])
    called = f"`{named.name}` is" if named else "the tensor is"
    operation = re.sub(r"(_kernel|_impl|_lastdim|_cpu|_cuda|_out|_frame)+$", "", kernel)
    return Explanation(
        f"This operation ({operation.strip('_')}) works on floats, and {called} {dtype}.",
        "Convert it with .float() first.",
    )


def _two_dimensional_labels(crash: Crash, match: re.Match[str]) -> Explanation:
    target = _target(crash)
    if target is None:
        return Explanation(
            "Cross-entropy wants one label for each sample, shape (N,); yours has more dimensions.",
            "Take the extra dimension away.",
            "F11",
        )
    called = crash.name_of(target, "the target")
    step = "Take the extra dimension away with squeeze(1)." if target.shape[1:] == (1,) else "Give one index a sample."
    return Explanation(
        f"Cross-entropy wants one label for each sample, shape (N,); {called} has shape {shape_text(target.shape)}.",
        step,
        "F11",
    )


def _label_out_of_range(crash: Crash, match: re.Match[str]) -> Explanation:
    label = int(match[1])
    prediction = crash.argument("input")
    if prediction is None or not prediction.shape:
        return Explanation(
            f"There is a label {label} for which the model has no output.",
            "Decide which is wrong, the last layer or the labels.",
            "F12",
        )
    outputs = prediction.shape[1] if len(prediction.shape) > 1 else prediction.shape[0]
    called = crash.name_of(_target(crash), "the target")
    step = "Decide which is wrong, the last layer or the labels."
    if label == outputs:
        step += " Labels start at 0."
    return Explanation(
        f"The model has {outputs} outputs, for the classes 0 to {outputs - 1}, but {called} holds the label {label}.",
        step,
        "F12",
    )


def _one_hot(crash: Crash, match: re.Match[str]) -> Explanation:
    target = _target(crash)
    shape = f" of shape {shape_text(target.shape)}" if target is not None else ""
    return Explanation(
        f"Cross-entropy takes class indices of shape (N,), or probabilities (N, K) that are floats; the target{shape} "
        f"is {target.dtype if target is not None else 'integer'}, as one-hot labels are.",
        "Hand it the class indices themselves, which is simpler.",
        "F14",
    )


def _batches_differ(crash: Crash, match: re.Match[str]) -> Explanation:
    prediction, target = crash.argument("input"), _target(crash)
    rows, labels = int(match[1]), int(match[2])
    one, other = crash.name_of(prediction, "the prediction"), crash.name_of(target, "the target")
    more = ""
    if rows > labels and labels and rows % labels == 0:
        more = f" ({rows // labels} rows for each sample: was the batch dimension mixed with another?)"
    return Explanation(
        f"A loss needs one prediction for each label: {one} has {rows} rows, {other} has {labels}{more}.",
        "Print both shapes just before the loss, and find where the number of samples changed.",
    )


def _shapes_differ(crash: Crash, match: re.Match[str]) -> Explanation:
    target, prediction = shape_text(sizes_in(match[1])), shape_text(sizes_in(match[2]))
    return Explanation(
        f"The prediction has shape {prediction} and the target {target}; this loss compares them element by element.",
        "Give both one shape: squeeze(1) the prediction, or unsqueeze(1) the target.",
        "F06",
    )


def _integers_for_floats(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``result type Float can't be cast to the desired output type Long``, ``Found dtype Long but expected Float``."""
    if not crash.calls(*BINARY, *REGRESSION):
        return None
    target = _target(crash)
    if target is None or target.dtype in FLOATS:
        return None
    return Explanation(
        f"This loss compares floats with floats, and {crash.name_of(target, 'the target')} is {target.dtype}.",
        "Convert the target with .float().",
        "F10",
    )


def _probabilities(crash: Crash, match: re.Match[str]) -> Explanation:
    called = crash.name_of(crash.argument("input"), "the prediction")
    return Explanation(
        f"BCELoss wants probabilities between 0 and 1, and {called} reaches beyond: these look like raw scores "
        "(logits).",
        "Use BCEWithLogitsLoss, which holds the sigmoid itself.",
        "F15",
    )


RULES: tuple[Rule, ...] = (
    rule(r"expected target dtype to be Long or Byte, but got (\w+)", _label_type),
    rule(r"expected scalar type Long but found (\w+)", _label_type),
    rule(r"\"nll_loss\w*\" not implemented for '(\w+)'", _label_type),
    rule(r"Target (-?\d+) is out of bounds", _label_out_of_range),
    rule(r"(?:0D or 1D target tensor expected, )?multi-target not supported", _two_dimensional_labels),
    rule(r"Expected floating point type for target with class probabilities, got (\w+)", _one_hot),
    rule(r"Expected input batch_size \((\d+)\) to match target batch_size \((\d+)\)", _batches_differ),
    rule(r"Using a target size \((.*?)\) that is different to the input size \((.*?)\)", _shapes_differ, "ValueError"),
    rule(r"Target size \((.*?)\) must be the same as input size \((.*?)\)", _shapes_differ, "ValueError"),
    rule(r"result type (?:\w+) can't be cast to the desired output type (?:\w+)", _integers_for_floats),
    rule(r"Found dtype (\w+) but expected (\w+)", _integers_for_floats),
    rule(r"all elements of (?:input|target) should be between 0 and 1", _probabilities),
    rule(r"\"(\w+)\" not implemented for '(\w+)'", _not_for_integers),
    say(
        r"only batches of spatial targets supported \(3D tensors\) but got targets of (?:size|dimension)",
        "Where every pixel has a score for each class, cross-entropy wants a target (N, H, W) of class indices.",
        "Take the channel dimension of the target away, or turn a colour mask into indices.",
    ),
    say(
        r"one_hot is only applicable to index tensor",
        "one_hot takes class indices of type int64.",
        "Convert them with .long() first.",
    ),
    say(
        r"Class values must be smaller than num_classes",
        "One of the labels is as large as the number of classes, or larger; classes are counted from 0.",
        "Raise num_classes, or look for the label that is too large.",
    ),
)

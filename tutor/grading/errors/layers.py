"""Layers that refuse their input: convolutions, pooling, normalisation, embedding, recurrent layers, attention."""

from __future__ import annotations

import re

from tutor.engine.witness import Shape, TensorSeen
from tutor.grading.errors.crash import Crash, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, Rule, known, rule, say


def _input(crash: Crash) -> TensorSeen | None:
    layer = crash.layer
    return layer.inputs[0] if layer is not None and layer.inputs else crash.argument("input")


def _called(crash: Crash) -> str:
    return crash.name_of(_input(crash), "its input")


def _channels(crash: Crash, match: re.Match[str]) -> Explanation:
    """``expected input[4, 32, 32, 3] to have 3 channels, but got 32 channels``."""
    shape, expected, got = sizes_in(match[1]), int(match[2]), int(match[3])
    given = _input(crash)
    real = given.shape if given is not None else shape
    called = _called(crash)
    called = called if called != "its input" else "the input"
    if len(real) == 4 and real[-1] == expected and expected in (1, 3, 4):
        return Explanation(
            f"{crash.layer_name} expects {expected} channels in dimension 1; {called} has shape {shape_text(real)}, "
            "with the channels last. PyTorch wants N, C, H, W.",
            "Reorder the axes with permute (reshape would scramble the pixels).",
            "F41",
        )
    if len(real) == len(shape) - 1:
        return _no_channel(crash, real, expected, called)
    return Explanation(
        f"{crash.layer_name} expects {expected} channel{'s' if expected != 1 else ''} in dimension 1; {called} has "
        f"shape {shape_text(real)}, so it has {got}.",
        "Set the layer's first number to the channels that really come, or look which layer should have made them.",
    )


def _no_channel(crash: Crash, shape: Shape, expected: int, called: str) -> Explanation:
    """A batch without a channel dimension is taken for one sample with many channels."""
    sentence = (
        f"{crash.layer_name} took {called} of shape {shape_text(shape)} for one sample with {shape[0]} channels, and "
        f"it expects {expected}."
    )
    if expected == 1:
        return Explanation(sentence, "If these are samples without a channel dimension, add it with unsqueeze(1).")
    return Explanation(sentence, "Give the input the dimensions N, C, and then its length or height and width.")


def _dimensions(crash: Crash, match: re.Match[str]) -> Explanation:
    shape = sizes_in(match[2])
    places = {"1": "N, C, length", "2": "N, C, H, W", "3": "N, C, D, H, W"}[match[1]]
    return Explanation(
        f"A convolution over {match[1]} dimension{'s' if match[1] != '1' else ''} wants {places}; its input has "
        f"shape {shape_text(shape)}.",
        "Add the missing dimensions with unsqueeze, or look where one was lost.",
    )


def _kernel(crash: Crash, match: re.Match[str]) -> Explanation:
    given = _input(crash)
    shape = f" of shape {shape_text(given.shape)}" if given is not None else ""
    return Explanation(
        f"{crash.layer_name} slides a window of {match[2].replace(' x ', '×')}, and what arrives{shape} is only "
        f"{match[1].replace(' x ', '×')} with its padding.",
        "Use a smaller kernel, more padding, or fewer pooling steps before it.",
    )


def _vanished(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"{crash.layer_name} gets an image of C×H×W = {match[1].replace('x', '×')} and nothing would be left of it "
        f"({match[2].replace('x', '×')}).",
        "Use a smaller window here, or fewer pooling steps before it.",
    )


def _one_value(crash: Crash, match: re.Match[str]) -> Explanation:
    base = known("F61")
    shape = sizes_in(match[1])
    called = _called(crash)
    called = called if called != "its input" else "the input"
    return Explanation(
        f"{crash.layer_name} is in training mode and takes the mean over the batch; {called} has shape "
        f"{shape_text(shape)}, a single value for each channel.",
        base.next_step,
        base.id,
    )


def _wrong_rank(crash: Crash, match: re.Match[str]) -> Explanation:
    wanted, got = match[1].replace("D", ""), match[2]
    kind = crash.layer.kind if crash.layer is not None else "layer"
    other = {"BatchNorm2d": "BatchNorm1d", "BatchNorm1d": "BatchNorm2d"}.get(kind)
    fits = other is not None and got in {"BatchNorm1d": "23", "BatchNorm2d": "4"}[other]
    return Explanation(
        f"{crash.layer_name} is a {kind}, which takes input of {wanted} dimensions, and got one of {got}.",
        f"{other} takes {got} dimensions; or look where the shape changed." if fits else "Print the shape before it.",
    )


def _features(crash: Crash, match: re.Match[str]) -> Explanation:
    got, expected = match[1], match[2]
    return Explanation(
        f"{crash.layer_name} was made for {expected} channels, and its input has {got}.",
        "Give it as many features as the layer before it puts out.",
    )


def _normalized(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"{crash.layer_name} normalises over last dimensions of {shape_text(sizes_in(match[1]))}, and its input has "
        f"shape {shape_text(sizes_in(match[2]))}.",
        "Make it for the last dimension of what really arrives.",
    )


def _embedding(crash: Crash, match: re.Match[str]) -> Explanation | None:
    weight = crash.argument("weight")
    indices = crash.argument("input")
    if weight is None or not crash.calls("embedding", "embedding_bag"):
        return None
    rows = weight.shape[0]
    what = ""
    if indices is not None and indices.maximum is not None and indices.maximum >= rows:
        what = f", and {crash.name_of(indices, 'the input')} holds {indices.maximum}"
    elif indices is not None and indices.minimum is not None and indices.minimum < 0:
        what = f", and {crash.name_of(indices, 'the input')} holds {indices.minimum}"
    return Explanation(
        f"{crash.layer_name} has {rows} rows, for the indices 0 to {rows - 1}{what}.",
        "Make the table as large as the vocabulary, or look where the index comes from.",
    )


def _embedding_type(crash: Crash, match: re.Match[str]) -> Explanation:
    indices = crash.argument("input")
    kind = indices.dtype if indices is not None else "float"
    return Explanation(
        f"An embedding looks rows up by their number, and {crash.name_of(indices, 'its input')} is {kind}.",
        "Convert the indices with .long().",
    )


def _recurrent(crash: Crash, match: re.Match[str]) -> Explanation:
    expected, got = match[1], match[2]
    given = _input(crash)
    shape = f" of shape {shape_text(given.shape)}" if given is not None else ""
    batch = crash.layer is not None and crash.layer.setting("batch_first") == "True"
    order = "(N, time, features)" if batch else "(time, N, features)"
    return Explanation(
        f"{crash.layer_name} expects {expected} features in the last dimension, {order}; the input{shape} has {got}.",
        "Set input_size to the features of one time step, or reorder the dimensions.",
    )


def _hidden(crash: Crash, match: re.Match[str]) -> Explanation:
    wanted, got = sizes_in(match[1]), sizes_in(match[2])
    return Explanation(
        f"{crash.layer_name} wants a hidden state of shape (layers × directions, N, H) = {shape_text(wanted)}, and got "
        f"{shape_text(got)}.",
        "Make the state for this batch; if batch and time are swapped, check batch_first.",
    )


def _tuple_input(crash: Crash, match: re.Match[str]) -> Explanation | None:
    kind = match[2]
    if kind == "tuple":
        return Explanation(
            f"{crash.layer_name} got a tuple. Recurrent layers return two things: the output of every step, and the "
            "last state.",
            "Unpack the result (`out, state = …`) and hand on the one you mean.",
        )
    if kind == "list":
        return Explanation(f"{crash.layer_name} takes a tensor and got a list.", "Make a tensor of it first.")
    if kind == "numpy.ndarray":
        return Explanation(
            f"{crash.layer_name} takes a tensor and got a NumPy array.",
            "Convert it with torch.from_numpy(…).float(): NumPy makes float64.",
        )
    if kind == "NoneType":
        return None
    return Explanation(
        f"{match[1]}() takes a tensor and got {'an' if kind[:1] in 'aeiou' else 'a'} {kind}.",
        "Look where this value was made; it should be a tensor by now.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"expected input(\[[^\]]*\]) to have (\d+) channels, but got (\d+) channels", _channels),
    rule(
        r"Expected (?:\dD \(unbatched\) or \dD \(batched\)) input to conv([123])d, but got input of size: (\[[^\]]*\])",
        _dimensions,
    ),
    rule(
        r"padded input size per channel: \(([^)]*)\)\. Kernel size: \(([^)]*)\)\. "
        r"Kernel size can't be greater than actual input size",
        _kernel,
    ),
    rule(r"Given input size: \(([^)]*)\)\. Calculated output size: \(([^)]*)\)\. Output size is too small", _vanished),
    rule(
        r"Expected more than 1 (?:value|spatial element) per channel when training, "
        r"got input size (torch\.Size\(\[[^\]]*\]\)|\[[^\]]*\])",
        _one_value,
    ),
    rule(r"expected (\dD(?: or \dD)?) input \(got (\d)D input\)", _wrong_rank, "ValueError"),
    rule(r"(?:running_mean|weight) should contain (\d+) elements not (\d+)", _features),
    rule(
        r"Given normalized_shape=(\[[^\]]*\]), expected input with shape \[[^\]]*\], but got input of size(\[[^\]]*\])",
        _normalized,
    ),
    say(
        r"(?:num_channels must|Expected number of channels in input to) be divisible by num_groups",
        "GroupNorm splits the channels into groups of equal size, and these channels can't be split so.",
        "Choose a number of groups that divides the channels.",
    ),
    rule(r"index out of range in self", _embedding, "IndexError"),
    rule(
        r"Expected tensor for argument #1 'indices' to have one of the following scalar types: Long, Int",
        _embedding_type,
    ),
    rule(r"input\.size\(-1\) must be equal to input_size\. Expected (\d+), got (\d+)", _recurrent),
    rule(r"Expected hidden(?:\[\d\])? size (\([^)]*\)), got (\[[^\]]*\])", _hidden),
    say(
        r"For (?:batched 3|unbatched 2)-D input, hx (?:and cx )?should",
        "The hidden state has another number of dimensions than the input asks for: with a batch it is (layers × "
        "directions, N, H), for a single sequence (layers × directions, H).",
        "Give the state the dimension N, or take the batch dimension away from the input.",
    ),
    say(
        r"(?P<kind>LSTM|GRU|RNN): Expected input to be 2D or 3D, got (?P<dims>\d)D",
        "{kind} reads sequences: its input has 3 dimensions, batch, time and features, and it got {dims}.",
        "Flatten what belongs to one time step, so that one feature dimension is left.",
    ),
    rule(r"(\w+)\(\): argument '\w+' \(position \d+\) must be Tensor, not ([\w.]+)", _tuple_input, "TypeError"),
    say(
        r"embed_dim must be divisible by num_heads",
        "Attention splits embed_dim evenly among its heads, and here it can't be.",
        "Choose a number of heads that divides embed_dim.",
    ),
    say(
        r"was expecting embedding dimension of (?P<expected>\d+), but got (?P<got>\d+)",
        "The attention layer was made for {expected} features in the last dimension, and got {got}.",
        "Make its embed_dim what really arrives, or project the input first.",
    ),
)

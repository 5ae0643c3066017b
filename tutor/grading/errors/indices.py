"""Indices, dimensions and elements that a tensor does not have."""

from __future__ import annotations

import re

from tutor.grading.errors.crash import Crash, of_shape, product, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, Rule, rule, say


def _elements(crash: Crash, match: re.Match[str]) -> Explanation:
    many = next((tensor for tensor in crash.culprits if product(tensor.shape) != 1), None)
    what = of_shape(many) if many else "The tensor has several elements"
    count = f", {product(many.shape)} numbers" if many else ""
    return Explanation(
        f"{what}{count}; only a tensor of one element can become a plain number.",
        "Reduce it first (mean, sum, or one index), or use .tolist() for all of them.",
    )


def _truth(crash: Crash, match: re.Match[str]) -> Explanation:
    if crash.calls("legacy_get_string"):
        name = re.search(r"(\w+Loss)\(", crash.witness.text)
        loss = name[1] if name else "The loss"
        return Explanation(
            f"{loss} is a class: its arguments are settings, and it got tensors.",
            f"Make the loss first, `{loss}()`, then call it with prediction and target.",
        )
    many = next((tensor for tensor in crash.culprits if product(tensor.shape) != 1), None)
    what = f"{of_shape(many)}: a comparison gives" if many else "A comparison of tensors gives"
    if re.search(r"\b(and|or|not)\b", crash.witness.text):
        step = "Combine comparisons of tensors with & and |, each in parentheses, or reduce them with .all() or .any()."
    else:
        step = "Say what decides: .all(), .any(), or one element."
    return Explanation(f"{what} one answer for each element, and `if` or `and` needs a single one.", step)


def _one_dimension_too_far(crash: Crash, match: re.Match[str]) -> Explanation:
    low, high, got = match[1], match[2], match[3]
    shown = next((t for t in crash.culprits if len(t.shape) == int(high) + 1), None)
    if "unsqueeze(" in crash.witness.text:
        return Explanation(
            f"A new dimension can come in at 0 to {high} here, and {got} was asked for.",
            "Choose one of these; −1 puts it last.",
        )
    what = of_shape(shown) if shown else "The tensor has fewer dimensions"
    end = low.replace("-", "−")
    last = f"dimensions 0 to {high}, or {end} to −1 from the end"
    if high == "0":
        last = "dimension 0 alone, or −1 from the end"
    return Explanation(
        f"{what}: it has {last}, and dimension {got} was asked for.",
        "Print the shape; choose a dimension that is there, or find where one got lost.",
    )


def _index(crash: Crash, match: re.Match[str]) -> Explanation:
    index, dimension, size = match[1], match[2], int(match[3])
    shown = next((t for t in crash.culprits if len(t.shape) > int(dimension) and t.shape[int(dimension)] == size), None)
    what = f"{of_shape(shown)}, so dimension" if shown else "Dimension"
    if "in __getitem__" in crash.error.traceback and "dataloader.py" in crash.error.traceback:
        return Explanation(
            f"{what} {dimension} has the indices 0 to {size - 1}, and the loader asked for sample {index}.",
            "Check __len__ of the data set: it promises more samples than there are.",
        )
    return Explanation(
        f"{what} {dimension} has the indices 0 to {size - 1}, and {index} was asked for.",
        "Counting starts at 0, and −1 is the last one; look where this index comes from.",
    )


def _too_many_indices(crash: Crash, match: re.Match[str]) -> Explanation:
    shown = next((t for t in crash.culprits if len(t.shape) == int(match[1])), None)
    what = of_shape(shown) if shown else "The tensor has fewer dimensions"
    return Explanation(
        f"{what}, which is {match[1]} dimension{'s' if match[1] != '1' else ''}; the brackets hold more indices.",
        "Give at most one index for each dimension.",
    )


def _mask(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"A mask needs the shape of what it picks from: the mask is {shape_text(sizes_in(match[1]))} and the tensor "
        f"{shape_text(sizes_in(match[2]))}.",
        "Make the mask from this very tensor, or index the dimension that it belongs to.",
    )


def _unpack(crash: Crash, match: re.Match[str]) -> Explanation | None:
    if not re.search(r"\.(shape|size\(\))\s*$", crash.witness.text):
        return None
    if len(crash.witness.tensors) != 1:
        return None
    tensor = crash.witness.tensors[0]
    return Explanation(
        f"{of_shape(tensor)}, {len(tensor.shape)} numbers, and the left side has another count of names.",
        "Name every dimension, or take the ones you need: shape[0], shape[-1].",
    )


def _permuted(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"permute wants every dimension once: the tensor has {match[1]} and {match[2]} are named.",
        "Name all of them in the new order, or use transpose to swap two.",
    )


RULES: tuple[Rule, ...] = (
    rule(
        r"a Tensor with \d+ elements cannot be converted to Scalar|only one element tensors can be converted", _elements
    ),
    rule(r"Boolean value of Tensor with more than one value is ambiguous", _truth),
    rule(
        r"Dimension out of range \(expected to be in range of \[(-\d+), (\d+)\], but got (-?\d+)\)",
        _one_dimension_too_far,
    ),
    rule(r"index (-?\d+) is out of bounds for dimension (\d+) with size (\d+)", _index),
    rule(r"too many indices for tensor of dimension (\d+)", _too_many_indices),
    say(
        r"invalid index of a 0-dim tensor",
        "This tensor is a single number, it has no dimension to index.",
        "Use .item() for the plain number, or look where its dimension was lost.",
    ),
    rule(
        r"The shape of the mask (\[[^\]]*\]) at index \d+ does not match the shape of the indexed tensor (\[[^\]]*\])",
        _mask,
    ),
    say(
        r"tensors used as indices must be long, int, byte or bool tensors",
        "Indices are whole numbers or a mask of booleans; this index is a tensor of floats.",
        "Convert the index with .long(), or compare to get a mask.",
    ),
    say(
        r"only integers, slices .* are valid indices \(got (?P<kind>\w+)\)",
        "An index is a whole number, and this one is a {kind}.",
        "Convert it with int(), or use // where it is computed.",
    ),
    say(
        r"only integer tensors of a single element can be converted to an index",
        "A count or an index has to be one whole number, and this tensor holds a float or several numbers.",
        "Convert it with int() first.",
    ),
    rule(r"(?:too many|not enough) values to unpack", _unpack, "ValueError"),
    rule(r"input\.dim\(\) = (\d+) is not equal to len\(dims\) = (\d+)", _permuted),
    say(
        r"t\(\) expects a tensor with <= 2 dimensions, but self is (?P<count>\d+)D",
        "t() is for matrices, and this tensor has {count} dimensions.",
        "Use .mT to swap the last two, or transpose(i, j) to say which.",
    ),
    say(
        r"expected sequence of length (?P<first>\d+) at dim (?P<dim>\d+) \(got (?P<other>\d+)\)",
        "A tensor is a full grid: the lists at depth {dim} have unlike lengths, {first} and {other}.",
        "Pad or cut the lists to one length.",
        "ValueError",
    ),
    say(
        r"selected index k out of range",
        "topk was asked for more elements than the dimension has.",
        "Take a smaller k, or another dim.",
    ),
    say(
        r"(?:iteration over|len\(\) of) a 0-d tensor",
        "This tensor is a single number: it has no elements to count or go through.",
        "Use .item() for the number, or look where its dimension was lost.",
        "TypeError",
    ),
    say(
        r"Index tensor must have the same number of dimensions as (?:input|self) tensor",
        "gather and scatter want an index with as many dimensions as the tensor itself.",
        "Add the missing one: index.unsqueeze(1) picks one element of each row.",
    ),
    say(
        r"only supports boolean masks, but got mask with dtype",
        "A mask holds True and False, and this one holds numbers.",
        "Compare to get a mask (mask == 1), or convert it with .bool().",
    ),
    say(
        r"Expected reduction dim to be specified for input\.numel\(\) == 0",
        "The tensor is empty, and nothing has no largest or smallest element.",
        "Print its shape, and look where its elements got lost.",
    ),
    say(
        r"'float' object cannot be interpreted as an integer",
        "A count has to be a whole number, and / always gives a float.",
        "Use // where it is computed, or int().",
        "TypeError",
    ),
    say(
        r"argument '\w+' (?:\(position \d+\) )?must be (?:tuple of ints|int), not float",
        "Sizes and dimensions are whole numbers, and this one is a float.",
        "Use // where it is computed, or int().",
        "TypeError",
    ),
    say(
        r"(?P<kind>list|tuple) indices must be integers or slices, not (?P<other>\w+)",
        "A {kind} is indexed by whole numbers, and this index is a {other}.",
        "Use a number, or a dictionary if names are meant.",
        "TypeError",
    ),
)

"""Shapes that do not fit: products, joins, broadcasting, views."""

from __future__ import annotations

import re

from tutor.engine.witness import LayerSeen, TensorSeen
from tutor.grading.errors.convolutions import image_before
from tutor.grading.errors.crash import Crash, of_shape, product, shape_text, sizes_in
from tutor.grading.errors.explanation import Explanation, Rule, lower_first, rule, say

_REDUCTION = re.compile(r"\.(sum|mean|std|var|amax|amin|norm)\(")


def _product(crash: Crash, match: re.Match[str]) -> Explanation | None:
    """``mat1 and mat2 shapes cannot be multiplied (64x28 and 784x10)``."""
    layer = crash.layer
    if layer is not None and layer.kind == "Linear" and layer.inputs:
        return _linear(crash, layer, layer.inputs[0])
    rows, columns, inner = (int(match[number]) for number in (1, 2, 3))
    two = crash.culprits[:2]
    left, right = f"the left is {rows}×{columns}", f"the right is {inner}×{match[4]}"
    if len(two) == 2:
        left = f"`{two[0].name}` {shape_text(two[0].shape)} has {columns} columns"
        right = f"`{two[1].name}` {shape_text(two[1].shape)} has {inner} rows"
    sentence = f"A product needs as many columns on the left as rows on the right; {left}, {right}."
    if len(two) == 2 and two[0].shape[-1:] == two[1].shape[-1:]:
        return Explanation(sentence, f"Transpose `{two[1].name}` (.mT): its columns would fit.")
    return Explanation(sentence, "Decide which of the two sizes is wrong, and look where that tensor was made.")


def _linear(crash: Crash, layer: LayerSeen, given: TensorSeen) -> Explanation:
    expected, name = layer.number("in_features") or 0, crash.layer_name
    called = crash.name_of(given, "its input")
    shape = shape_text(given.shape)
    head = f"{name} expects {expected} features in the last dimension; {called} has shape {shape}"
    if len(given.shape) == 1 and expected and given.shape[0] % expected == 0:
        count = given.shape[0] // expected
        return Explanation(
            f"{head}: the batch dimension was flattened with the rest, {count} samples in one row.",
            "Keep dimension 0 and flatten from dimension 1 on.",
            "F39",
        )
    if len(given.shape) > 2 and product(given.shape[1:]) == expected:
        sizes = "×".join(str(size) for size in given.shape[1:])
        return Explanation(
            f"{head}. Each sample holds {sizes} = {expected} numbers, but they are not in one row yet.",
            "Flatten each sample before this layer, and keep dimension 0.",
            "F38",
        )
    numbers = given.shape[-1] if len(given.shape) == 2 else product(given.shape[1:])
    entry = crash.witness.model_inputs[0].shape if crash.witness.model_inputs else ()
    image = image_before(crash.witness.layers, layer, entry, numbers)
    if image is None and len(given.shape) == 4:
        image = given.shape[1:]
    if image is not None:
        text = "×".join(str(size) for size in image)
        sentence = (
            f"After the convolutions one image is {text} = {numbers} numbers; {lower_first(name)} expects {expected}."
        )
        if len(given.shape) > 2:
            return Explanation(sentence, f"Flatten each image, and make the layer for {numbers} features.", "F40")
        return Explanation(
            sentence,
            f"Make the layer for {numbers} features, or change the convolutions so that {expected} are left.",
            "F40",
        )
    return Explanation(
        f"{head}, so it got {given.shape[-1] if given.shape else 1}{_from_before(crash, layer, given)}.",
        "Look at the shape just before this layer and make one of the two numbers fit.",
        "F38",
    )


def _from_before(crash: Crash, layer: LayerSeen, given: TensorSeen) -> str:
    """`` from the layer before it``, where that one is a Linear with so many outputs."""
    before: LayerSeen | None = None
    for other in crash.witness.layers:
        if other.name == layer.name:
            break
        before = other if other.kind == "Linear" else before
    if before is not None and before.number("out_features") == given.shape[-1]:
        return f" from `{crash.path(before)}`"
    return ""


def _batched_product(crash: Crash, match: re.Match[str]) -> Explanation:
    batch, columns, other_batch, rows = match.groups()
    what = " and ".join(of_shape(tensor) for tensor in crash.culprits[:2])
    opening = f"{what}. " if what else ""
    if batch != other_batch:
        return Explanation(
            f"{opening}A batched product needs equally many matrices on both sides: {batch} and {other_batch} differ.",
            "Give both the same first dimension.",
        )
    return Explanation(
        f"{opening}In each product the columns of the first matrix must be as many as the rows of the second: "
        f"{columns} is not {rows}.",
        "Transpose one of them (.mT) or look where its sizes come from.",
    )


def _vector(crash: Crash, match: re.Match[str]) -> Explanation:
    what = " and ".join(of_shape(tensor) for tensor in crash.culprits[:2])
    return Explanation(
        f"{what or 'The two sides have unlike sizes'}. Their inner sizes must be equal for a product.",
        "Print both shapes and make the last dimension of the first fit the second.",
    )


def _broadcast(crash: Crash, match: re.Match[str]) -> Explanation:
    left, right, dimension = match[1], match[2], int(match[3])
    two = crash.culprits[:2]
    rule_text = "Shapes are compared from the right; two sizes fit if they are equal or one of them is 1"
    if len(two) == 2 and len(two[0].shape) and len(two[1].shape):
        sentence = f"{of_shape(two[0])} and {of_shape(two[1])}. {rule_text}, and {left} and {right} are neither."
        for one, other in ((two[0], two[1]), (two[1], two[0])):
            if len(one.shape) == 1 and len(other.shape) == 2 and one.shape[0] == other.shape[0]:
                return Explanation(
                    sentence,
                    f"If `{one.name}` belongs to the rows, give it a second dimension: `{one.name}.unsqueeze(1)`.",
                )
    else:
        known_one = f"{of_shape(two[0])}. " if len(two) == 1 else ""
        sentence = f"{known_one}The two sides differ in dimension {dimension}: {left} and {right}. {rule_text}."
        if _REDUCTION.search(crash.witness.text) and "keepdim" not in crash.witness.text:
            return Explanation(sentence, "A reduction drops its dimension; keepdim=True keeps it as a 1.")
    return Explanation(sentence, "Print both shapes just before this line and find which one you did not expect.")


def _joined(crash: Crash, match: re.Match[str]) -> Explanation:
    dimension, expected, got, number = match[1], match[2], match[3], match[4]
    shapes = _list_of_shapes(crash)
    return Explanation(
        f"{shapes}Joined along dimension {dimension}, all other sizes must be equal; tensor {number} has {got} where "
        f"the first has {expected}.",
        "Join them along the dimension in which they differ, or make the other sizes equal.",
    )


def _stacked(crash: Crash, match: re.Match[str]) -> Explanation:
    first, other, number = shape_text(sizes_in(match[1])), shape_text(sizes_in(match[2])), match[3]
    # From a worker process of a loader comes the text of its traceback, as the message.
    if crash.calls("collate_tensor_fn") or "in collate_tensor_fn" in crash.error.message:
        return Explanation(
            f"The loader stacks the samples of a batch, and they have unlike shapes: sample 0 is {first}, sample "
            f"{number} is {other}.",
            "Bring all samples to one shape in the data set, or hand the DataLoader a collate_fn that pads them.",
        )
    return Explanation(
        f"stack puts tensors of one shape side by side; number 0 is {first} and number {number} is {other}.",
        "Make all shapes equal first, or join them along an existing dimension with cat.",
    )


def _list_of_shapes(crash: Crash) -> str:
    named = [f"`{tensor.name}` {shape_text(tensor.shape)}" for tensor in crash.culprits[:4]]
    return f"{', '.join(named)}. " if len(named) > 1 else ""


def _unequal_dimensions(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"{_list_of_shapes(crash)}Tensors that are joined need equally many dimensions; here are {match[1]} and "
        f"{match[2]}.",
        "Add the missing dimension with unsqueeze, or use stack if a new dimension is meant.",
    )


def _not_so_many(crash: Crash, match: re.Match[str]) -> Explanation:
    wanted, count = sizes_in(match[1]), int(match[2])
    known_sizes = product(size for size in wanted if size != -1)
    source = next((t for t in crash.culprits if product(t.shape) == count), None)
    what = f"{of_shape(source)}, which is {count} numbers" if source else f"The tensor holds {count} numbers"
    rest = product(wanted[1:])
    if (
        source
        and -1 not in wanted
        and len(wanted) > 1
        and rest
        and count % rest == 0
        and count // rest == source.shape[0]
    ):
        return Explanation(
            f"{of_shape(source)}: {source.shape[0]} samples of {rest} numbers, and the code asks for {wanted[0]}. The "
            "last batch of a data set is often smaller.",
            "Take the first size from the tensor itself, or write −1 in its place.",
        )
    if -1 in wanted:
        why = f"{count} can't be divided by {known_sizes}, so nothing fits in the place of −1"
    else:
        why = f"{shape_text(wanted)} would need {known_sizes}"
    return Explanation(f"{what}; {why}.", "Choose sizes whose product is the number of elements.")


def _view(crash: Crash, match: re.Match[str]) -> Explanation:
    scattered = next((tensor for tensor in crash.culprits if not tensor.contiguous), None)
    who = f"`{scattered.name}` is not contiguous: after" if scattered is not None else "After"
    its = "its" if scattered is not None else "the"
    return Explanation(
        f"{who} a transpose or permute {its} numbers no longer lie in the order that view needs.",
        "Use reshape, which copies where it must.",
        "F43",
    )


def _expand(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"A tensor of shape {shape_text(sizes_in(match[5]))} can't take the shape {shape_text(sizes_in(match[4]))}: "
        f"only a size of 1 can be repeated, and dimension {match[3]} has {match[2]}.",
        "Look at both shapes: which of them did you not expect?",
    )


def _into_place(crash: Crash, match: re.Match[str]) -> Explanation:
    place, given = match["place"], match["given"]
    if ".expand(" in crash.witness.text:
        return Explanation(
            f"expand keeps all dimensions: the tensor has {given}, and the shape asked for names {place}.",
            "Name a size for each dimension; −1 leaves one as it is.",
        )
    return Explanation(
        f"What is written has {given} dimension{'s' if given != '1' else ''}, and its place has {place}.",
        "Print the shape of both sides and make them equal.",
    )


def _grown(crash: Crash, match: re.Match[str]) -> Explanation:
    kept, needed = sizes_in(match[1]), sizes_in(match[2])
    if "normalize" in crash.error.traceback.lower() and len(kept) == len(needed) >= 3:
        return Explanation(
            f"Normalize was given means for {needed[-3]} channels, and the image has {kept[-3]}.",
            "Give it one mean and one deviation for each channel of the image.",
        )
    return Explanation(
        f"The result has shape {shape_text(needed)}, the tensor that should take it {shape_text(kept)}: an operation "
        "in place (+=, names that end in _) can't make a tensor larger.",
        "Make a new tensor instead, or reduce the other side to this shape first.",
    )


RULES: tuple[Rule, ...] = (
    rule(r"mat1 and mat2 shapes cannot be multiplied \((\d+)x(\d+) and (\d+)x(\d+)\)", _product),
    rule(
        r"Expected size for first two dimensions of batch2 tensor to be: \[(\d+), (\d+)\] but got: \[(\d+), (\d+)\]",
        _batched_product,
    ),
    rule(r"size mismatch, got input|inconsistent tensor size, expected tensor", _vector),
    say(
        r"self must be a matrix|mat2 must be a matrix",
        "torch.mm multiplies two matrices, and one of these has another number of dimensions.",
        "Use @ (matmul), which also multiplies batches of matrices.",
    ),
    rule(
        r"The size of tensor a \((\d+)\) must match the size of tensor b \((\d+)\) at non-singleton dimension (\d+)",
        _broadcast,
    ),
    rule(
        r"Sizes of tensors must match except in dimension (\d+)\. "
        r"Expected size (\d+) but got size (\d+) for tensor number (\d+)",
        _joined,
    ),
    rule(r"Tensors must have same number of dimensions: got (\d+) and (\d+)", _unequal_dimensions),
    rule(
        r"stack expects each tensor to be equal size, but got (\[[^\]]*\]) at entry 0 and (\[[^\]]*\]) at entry (\d+)",
        _stacked,
    ),
    rule(r"shape '(\[[^\]]*\])' is invalid for input of size (\d+)", _not_so_many),
    rule(r"view size is not compatible with input tensor's size and stride", _view),
    rule(
        r"expanded size of the tensor \((\d+)\) must match the existing size \((\d+)\) at non-singleton dimension "
        r"(\d+)\.\s+Target sizes: (\[[^\]]*\])\.\s+Tensor sizes: (\[[^\]]*\])",
        _expand,
    ),
    rule(
        r"the number of sizes provided \((?P<place>\d+)\) must be greater or equal to the number of dimensions in the "
        r"tensor \((?P<given>\d+)\)",
        _into_place,
    ),
    rule(r"output with shape (\[[^\]]*\]) doesn't match the broadcast shape (\[[^\]]*\])", _grown),
    say(
        r"expected a non-empty (?:list of Tensors|TensorList)|expects a non-empty TensorList",
        "The list of tensors is empty, so there is nothing to join.",
        "Print its length, and look why the loop before it added nothing.",
    ),
    say(
        r"einsum\(\): subscript (?P<letter>\w) has size (?P<size>\d+) for operand (?P<number>\d+) which does not "
        r"broadcast with previously seen size (?P<other>\d+)",
        "A letter of einsum stands for one size, and {letter} is {other} in one operand and {size} in another.",
        "Compare the letters with the shapes, dimension by dimension.",
    ),
    say(
        r"einsum\(\): the number of subscripts in the equation \((?P<letters>\d+)\) does not match the number of "
        r"dimensions \((?P<dims>\d+)\)",
        "einsum wants one letter for each dimension: this operand has {dims} and the equation names {letters}.",
        "Add or take away letters so that each dimension has one.",
    ),
    say(
        r"Number of dimensions of repeat dims can not be smaller than number of dimensions of tensor",
        "repeat wants a count for every dimension of the tensor.",
        "Give one count a dimension; 1 leaves a dimension as it is.",
    ),
    say(
        r"Fan in and fan out can not be computed for tensor with fewer than 2 dimensions",
        "This initialisation counts inputs and outputs, so it is for weights of two dimensions or more.",
        "Use zeros_ or normal_ for vectors.",
        "ValueError",
    ),
    say(
        r"Mismatch in shape: grad_output\[\d+\] has a shape of (?P<given>torch\.Size\(\[[^\]]*\]\)) and output\[\d+\] "
        r"has a shape of (?P<wanted>torch\.Size\(\[[^\]]*\]\))",
        "The gradient that backward() starts from must have the shape of the tensor itself: {wanted}, not {given}.",
        "Give it that shape, or reduce the tensor to one number first.",
    ),
    say(
        r"lengths` array must be sorted in decreasing order",
        "Packing wants the longest sequence first, and these lengths are not in that order.",
        "Pass enforce_sorted=False, which sorts them for you.",
    ),
)

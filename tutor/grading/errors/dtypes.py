"""Dtypes that do not meet: float64 from NumPy, integers where floats belong."""

from __future__ import annotations

import re

from tutor.engine.witness import TensorSeen
from tutor.grading.errors.crash import Crash, dtype_name
from tutor.grading.errors.explanation import Explanation, Rule, catalogued, lower_first, rule, say


def _given(crash: Crash) -> TensorSeen | None:
    if crash.layer is not None and crash.layer.inputs:
        return crash.layer.inputs[0]
    return crash.argument("input")


def _unlike(crash: Crash, match: re.Match[str]) -> Explanation:
    """Two dtypes in one operation; with a layer, its input and its weights."""
    first, second = dtype_name(match[1]), dtype_name(match[2])
    given, layer = _given(crash), crash.layer
    weights = layer.parameters[0].dtype if layer is not None and layer.parameters else ""
    if given is not None and weights and given.dtype != weights:
        called = crash.name_of(given, "its input")
        if given.dtype == "float64":
            return Explanation(
                f"{called.capitalize() if called == 'its input' else called} is float64 and the weights of "
                f"{lower_first(crash.layer_name)} are {weights}: NumPy makes float64, layers hold float32.",
                "Convert the data once with .float(), where it is loaded.",
                "F37",
            )
        return Explanation(
            f"{crash.layer_name} computes in {weights}, and {called} is {given.dtype}.",
            "Convert the input with .float()."
            if not given.dtype.startswith(("float", "bfloat"))
            else "Bring input and weights to one dtype.",
        )
    one, other = crash.only([first]), crash.only([second])
    if one is not None and other is not None:
        sentence = (
            f"`{one.name}` is {first} and `{other.name}` is {second}; this operation wants one dtype on both sides."
        )
    else:
        sentence = f"One side is {first} and the other {second}; this operation wants one dtype on both sides."
    if {first, second} == {"float32", "float64"}:
        return Explanation(sentence, "Convert the float64 one with .float(); NumPy makes float64.", "F37")
    return Explanation(sentence, "Convert one of them with .to(dtype) before this line.")


def _cast(crash: Crash, match: re.Match[str]) -> Explanation:
    result, kept = dtype_name(match[1]), dtype_name(match[2])
    named = crash.only([kept])
    called = f"`{named.name}`" if named else "the tensor"
    return Explanation(
        f"The result is {result}, and {called} is {kept}: an operation in place (+=, *=, names that end in _) can't "
        "change a tensor's dtype.",
        "Make a new tensor instead of writing into this one, or make it of floats from the start.",
    )


def _condition(crash: Crash, match: re.Match[str]) -> Explanation:
    return Explanation(
        f"where() chooses by True and False, and this condition is {dtype_name(match[1])}.",
        "Compare it with something to get booleans, as in x > 0.",
    )


def _mean(crash: Crash, match: re.Match[str]) -> Explanation:
    named = next((tensor for tensor in crash.culprits if tensor.is_integer or tensor.dtype == "bool"), None)
    called = f"`{named.name}` is {named.dtype}" if named else f"this tensor is {dtype_name(match[1])}"
    return Explanation(f"A mean is a fraction, and {called}.", "Convert it with .float() first.")


RULES: tuple[Rule, ...] = (
    rule(r"mat1 and mat2 must have the same dtype, but got ([\w:]+) and ([\w:]+)", _unlike),
    rule(r"expected m1 and m2 to have the same dtype, but got: ([\w: ]+?) != ([\w: ]+)", _unlike),
    rule(r"Input type \(([\w:. ]+)\) and (?:bias|weight) type \(([\w:. ]+)\) should be the same", _unlike),
    rule(r"expected scalar type (\w+) but found (\w+)", _unlike),
    rule(r"result type (\w+) can't be cast to the desired output type (\w+)", _cast),
    rule(r"mean\(\): could not infer output dtype.*Got: (\w+)", _mean),
    catalogued(r"[Oo]nly Tensors of floating point (?:and complex )?dtype can require gradients", "F47"),
    say(
        r"Could not infer dtype of (?P<kind>\w+)",
        "A tensor is made of numbers, and this list holds {kind} as well.",
        "Fill in or leave out what is missing before you make the tensor.",
    ),
    say(
        r"too many dimensions 'str'",
        "A tensor holds numbers, and this is text.",
        "Give each word a number first (a dictionary from word to index), then make the tensor.",
    ),
    say(
        r"expected np\.ndarray \(got (?P<kind>\w+)\)",
        "from_numpy takes a NumPy array, and got a {kind}.",
        "Use torch.tensor for lists and numbers.",
    ),
    say(
        r"Expected dtype int32/int64 for index|Expected dtype int64 for index",
        "The index has to hold whole numbers, and it holds another dtype.",
        "Convert it with .long().",
    ),
    rule(r"where expected condition to be a boolean tensor, but got a tensor with dtype (\w+)", _condition),
)

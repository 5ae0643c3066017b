"""Grading of answers: what counts as right, and what is said to what is not."""

from __future__ import annotations

import math

import pytest

from tutor.course.questions import Choice, KnownWrong, Question
from tutor.engine.events import ValueTold
from tutor.grading.answers import (
    Facts,
    NotUnderstood,
    explained,
    grade_choices,
    grade_typed,
    parse,
    right_choices,
    shown,
)

KINDS = {"shape": "Size", "dtype": "dtype", "number": "float", "value": "list", "text": "str"}


def grade(kind, given, right, *, tolerance=None, wrong=(), told="", values=()):
    question = Question("u/l/q", "?", kind, tolerance=tolerance, wrong=tuple(wrong), lesson="u/l")
    return grade_typed(question, given, ValueTold("answer", told or KINDS[kind], right), Facts(dict(values)))


@pytest.mark.parametrize(
    "given",
    ["(64, 10)", "64, 10", "64,10", " ( 64 ,10 ) ", "[64, 10]", "64 x 10", "64×10", "64 10", "torch.Size([64, 10])",
     "(64, 10,)"],
)  # fmt: skip
def test_a_shape_may_be_typed_in_many_ways(given):
    assert grade("shape", given, "(64, 10)").right


@pytest.mark.parametrize(("given", "right"), [("5", "(5,)"), ("(5,)", "(5,)"), ("()", "()"), ("torch.Size([])", "()")])
def test_short_shapes(given, right):
    assert grade("shape", given, right).right


@pytest.mark.parametrize(
    ("given", "note"),
    [
        ("(10, 64)", "not in this order"),
        ("(64,)", "Yours has 1 axis, it has 2."),
        ("()", "Yours has no axis, it has 2."),
        ("(64, 11)", "look at axis 1 again"),
        ("(1, 2)", "look at axis 0, 1 again"),
        ("error", "It raises no error."),
    ],
)
def test_what_is_nearly_right_about_a_shape(given, note):
    graded = grade("shape", given, "(64, 10)")
    assert not graded.right
    assert note in graded.message


def test_a_shape_that_is_an_error():
    assert grade("shape", "Error", "'error'", told="str").right
    assert "does this code run at all" in grade("shape", "(2, 3)", "'error'", told="str").message


@pytest.mark.parametrize("given", ["float32", "torch.float32", "torch.float", "Float32", "`float32`"])
def test_a_dtype_may_be_typed_in_many_ways(given):
    assert grade("dtype", given, "float32").right


def test_a_dtype_of_the_wrong_size():
    assert "the number of bits is not" in grade("dtype", "float64", "float32").message
    assert grade("dtype", "int64", "float32").message == ""
    assert grade("dtype", "long", "int64").right


@pytest.mark.parametrize(
    ("given", "right", "tolerance"),
    [
        ("0.5", "0.5", None),
        ("1/2", "0.5", None),
        ("5e-1", "0.5", None),
        ("50%", "0.5", None),
        ("2**10", "1024", None),
        ("-3", "-3.0", None),
        ("0.333", "0.3333333", None),
        ("1.10", "1.0986", None),
        ("2.25", "2.3", 0.1),
        ("2.4", "2.3", 0.1),  # what is off by as much as is allowed, whatever binary fractions make of it
        ("tensor(0.5)", "0.5", None),
        ("tensor(0.5, grad_fn=<MeanBackward0>)", "0.5", None),
        ("inf", "inf", None),
        ("nan", "nan", None),
        ("7", "7", None),
    ],
)
def test_right_numbers(given, right, tolerance):
    assert grade("number", given, right, tolerance=tolerance).right


@pytest.mark.parametrize(
    ("given", "right", "tolerance", "note"),
    [
        ("7.01", "7", None, ""),
        ("0.3", "0.3333333", None, ""),
        ("0.6", "0.5", 0.09, ""),
        ("-0.5", "0.5", None, "the sign is not"),
        ("50", "0.5", None, "factor of 100"),
        ("nan", "0.5", None, ""),
        ("0.5", "inf", None, ""),
        ("0", "1", None, ""),
    ],
)
def test_wrong_numbers(given, right, tolerance, note):
    graded = grade("number", given, right, tolerance=tolerance)
    assert not graded.right
    assert note in graded.message


@pytest.mark.parametrize(
    ("given", "right", "told"),
    [
        ("[1, 2, 3]", "[1, 2, 3]", "list"),
        ("[1.0, 2, 3]", "[1, 2, 3]", "tensor"),
        ("tensor([[1., 2.], [3., 4.]])", "[[1.0, 2.0], [3.0, 4.0]]", "tensor"),
        ("tensor([1, 2], dtype=torch.int32)", "[1, 2]", "tensor"),
        ("[0.33, nan, -inf]", "[0.3333, nan, -inf]", "tensor"),
        ("True", "True", "bool"),
        ("'abc'", "'abc'", "str"),
        ("abc", "'abc'", "str"),
        ("RuntimeError", "'RuntimeError'", "str"),
        ("None", "None", "NoneType"),
        ("{'a': 1}", "{'a': 1}", "dict"),
        ("[2*3, -1]", "[6, -1]", "list"),
    ],
)
def test_right_values(given, right, told):
    graded = grade("value", given, right, told=told, tolerance=0.01)
    assert graded.right
    assert graded.message == ""


def test_the_right_value_in_another_form_is_right_and_gets_a_note():
    assert grade("value", "[1, 2]", "(1, 2)", told="tuple").message == "Python writes it as a tuple: `(1, 2)`."
    assert grade("value", "(1, 2)", "[1, 2]", told="list").message == "Python writes it as a list: `[1, 2]`."
    assert grade("value", "(1, 2)", "[1, 2]", told="tensor").message == ""


@pytest.mark.parametrize(
    ("given", "right", "told", "note"),
    [
        ("[1, 2]", "[1, 2, 3]", "list", "Yours has 2 entries, it has 3."),
        ("[1]", "[1, 2, 3]", "list", "Yours has 1 entry, it has 3."),
        ("1", "True", "bool", "another type"),
        ("-2", "2", "int", "the sign is not"),
        ("[3, 2, 1]", "[1, 2, 3]", "list", ""),
    ],
)
def test_wrong_values(given, right, told, note):
    graded = grade("value", given, right, told=told)
    assert not graded.right
    assert note in graded.message


def test_text_is_compared_without_case_and_quotes():
    assert grade("text", ' "Cross  Entropy" ', "'cross entropy'").right
    assert not grade("text", "mse", "'cross entropy'").right


@pytest.mark.parametrize(
    ("kind", "given", "how"),
    [
        ("shape", "", "Type a shape like"),
        ("shape", "two", "Type a shape like"),
        ("shape", "(a, b)", "Type a shape like"),
        ("dtype", "number", "Type a dtype like"),
        ("number", "0,5", "with a point and not a comma"),
        ("number", "one", "Type a number like"),
        ("number", "x", "Type a number like"),
        ("number", "1/0", "Type a number like"),
        ("value", "[1, 2", "Type a value"),
        ("value", "print(1)", "Type a value"),
        ("value", "[f(1)]", "Type a value"),
        ("text", "  ", "Type a word"),
    ],
)
def test_what_is_no_answer_says_how_to_type_one(kind, given, how):
    with pytest.raises(NotUnderstood, match=how):
        parse(kind, given)


def test_known_wrong_answers_get_their_sentence():
    wrong = [
        KnownWrong("(5,)", "", "That is dim=0.", "F39", "other/lesson"),
        KnownWrong("", "x.numel()", "That is a count."),
        KnownWrong("", "broken", "Never."),
    ]
    values = {
        "x.numel()": ValueTold("x.numel()", "int", "20"),
        "broken": ValueTold("broken", "", "", error="NameError"),
    }
    graded = grade("shape", "5", "(4,)", wrong=wrong, values=values)
    assert (graded.right, graded.message, graded.mistake, graded.lesson) == (
        False, "That is dim=0.", "F39", "other/lesson",
    )  # fmt: skip
    assert grade("shape", "20", "(4,)", wrong=wrong, values=values).message == "That is a count."
    assert grade("shape", "20", "(4,)", wrong=wrong, values=values).lesson == "u/l"
    assert (
        grade("shape", "7", "(4,)", wrong=wrong, values=values).message
        == "The number of axes is right; look at axis 0 again."
    )


CHOICES = Question(
    "u/l/q",
    "?",
    choices=(
        Choice("a", right=True, check="c1", why="Indeed."),
        Choice("b", why="Not b.", mistake="F02", check="c2"),
        Choice("c", right=True),
        Choice("d", why="Not d."),
    ),
)


def test_all_right_choices_and_no_other_make_a_right_answer():
    assert grade_choices(CHOICES, {0, 2}).right
    assert grade_choices(CHOICES, {0, 2}).message == "Indeed."
    assert grade_choices(CHOICES, {0}).message == "What you chose is right, but one more is."
    wrong = grade_choices(CHOICES, [0, 1, 3])
    assert (wrong.right, wrong.message, wrong.mistake) == (False, "Not b.\n\nNot d.", "F02")


def test_a_check_that_ran_has_the_last_word():
    told = {"c1": ValueTold("c1", "bool", "False"), "c2": ValueTold("c2", "tensor", "True")}
    assert right_choices(CHOICES, Facts(told)) == {1, 2}
    failed = {"c1": ValueTold("c1", "", "", error="NameError: x")}
    assert right_choices(CHOICES, Facts(failed)) == {0, 2}


def test_an_explanation_quotes_the_right_value():
    question = Question("u/l/q", "?", "number", explain="It is `{{answer}}`, not {{n}}; {{ answer }}.")
    assert explained(question, ValueTold("answer", "float", "0.30000001192092896")) == "It is `0.3`, not {{n}}; 0.3."
    assert explained(question, None) == question.explain


@pytest.mark.parametrize(
    ("kind", "text", "read"),
    [
        ("str", "'RuntimeError'", "RuntimeError"),
        ("Size", "(2, 3)", "(2, 3)"),
        ("tensor", "[0.10000000149011612, 2.0]", "[0.1, 2.0]"),
        ("float", "1.2345678e-07", "1.235e-07"),
    ],
)
def test_values_are_shown_to_four_digits(kind, text, read):
    assert shown(ValueTold("answer", kind, text)) == read


def test_nan_is_only_equal_to_nan():
    assert math.isnan(parse("number", "nan"))
    assert not grade("value", "[nan]", "[1.0]").right


HUGE = "1" + "0" * 400


@pytest.mark.parametrize(
    ("kind", "given", "right", "is_right"),
    [
        ("value", HUGE, HUGE, True),
        ("value", HUGE, "3", False),
        ("value", "3", HUGE, False),
        ("value", f"{HUGE}1", HUGE, False),
        ("value", f"[{HUGE}]", "[1]", False),
        ("value", f"-{HUGE}", HUGE, False),
        ("value", "inf", "inf", True),
        ("value", "-inf", "inf", False),
        ("value", HUGE, "inf", False),
        ("number", "1e308", "-1e308", False),
        ("number", "1e308", "1e308", True),
    ],
)
def test_numbers_that_no_float_holds_are_graded_too(kind, given, right, is_right):
    assert grade(kind, given, right).right is is_right

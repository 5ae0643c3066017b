"""Whether an answer to a question is right, and what to say to it. Pure values: no run, no screen."""

from __future__ import annotations

import ast
import math
import re
from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, field
from typing import Any

from tutor.course.formula import FormulaError, number
from tutor.course.questions import ANSWER, AnswerType, Choice, KnownWrong, Question
from tutor.engine.events import ValueTold

THREE_DIGITS = 0.005
"""How far a fraction without a tolerance may be off, relative to its size: what rounding to three digits changes."""
LARGEST = 1e300
"""Beyond it numbers are the same or not, and infinities with them: the difference of two might be none."""
ERROR = "error"
"""What the right answer is where code raises, and what one types for it."""

_DTYPES = {"float": "float32", "double": "float64", "half": "float16", "long": "int64", "int": "int32"}
_DTYPES |= {"short": "int16", "byte": "uint8", "char": "int8", "cfloat": "complex64", "boolean": "bool"}
_KNOWN_DTYPES = {"float16", "bfloat16", "float32", "float64", "int8", "int16", "int32", "int64", "uint8", "bool"}
_KNOWN_DTYPES |= {"uint16", "uint32", "uint64", "complex32", "complex64", "complex128"}

_HOW: Mapping[AnswerType, str] = {
    "shape": "Type a shape like `(64, 10)`, or `()` for a scalar.",
    "dtype": "Type a dtype like `float32`.",
    "number": "Type a number like `3`, `0.25`, `1e-3` or `1/3`, with a point and not a comma.",
    "value": "Type a value as Python writes it, like `[1, 2]` or `True`.",
    "text": "Type a word or two.",
}


class NotUnderstood(ValueError):
    """What was typed can't be an answer of this kind; the text says how to type one."""


@dataclass(frozen=True, slots=True)
class Facts:
    """What a run said about a question."""

    values: Mapping[str, ValueTold] = field(default_factory=dict)
    """By expression."""
    problem: str = ""
    """Why there are none, with a next step; empty where all is well."""

    def right(self, expression: str = ANSWER) -> ValueTold | None:
        """The right value of a typed answer; None where it could not be told."""
        told = self.values.get(expression)
        return None if told is None or told.error else told


@dataclass(frozen=True, slots=True)
class Graded:
    """What becomes of one answer."""

    right: bool
    message: str = ""
    """What to say to this answer (Markdown); may be empty."""
    mistake: str = ""
    """The known mistake behind it, ``F01`` and on; may be empty."""
    lesson: str = ""
    """Id of the lesson that clears it up; may be empty."""


def right_choices(question: Question, facts: Facts | None = None) -> frozenset[int]:
    """Positions of the right choices; a ``check`` that was evaluated has the last word."""
    values = facts.values if facts is not None else {}

    def holds(choice: Choice) -> bool:
        told = values.get(choice.check) if choice.check else None
        return choice.right if told is None or told.error else told.text == "True"

    return frozenset(index for index, choice in enumerate(question.choices) if holds(choice))


def grade_choices(question: Question, chosen: Collection[int], facts: Facts | None = None) -> Graded:
    """Grade the choices at the positions ``chosen``; all right ones, and no other, make a right answer."""
    right = right_choices(question, facts)
    wrong = [question.choices[index] for index in sorted(set(chosen) - right)]
    if wrong:
        said = "\n\n".join(dict.fromkeys(choice.why for choice in wrong if choice.why))
        first = wrong[0]
        return Graded(False, said, first.mistake, first.lesson or question.lesson)
    missing = len(right - set(chosen))
    if missing:
        said = "What you chose is right, but " + ("one more is." if missing == 1 else f"{missing} more are.")
        return Graded(False, said, lesson=question.lesson)
    return Graded(
        True, "\n\n".join(question.choices[index].why for index in sorted(right) if question.choices[index].why)
    )


def grade_typed(question: Question, text: str, right: ValueTold, facts: Facts) -> Graded:
    """Grade a typed answer against the right value; ``facts`` has the values of known wrong answers.

    Raises:
        NotUnderstood: if ``text`` can't be an answer of this kind.
    """
    given = parse(question.answer_type, text, wants_text=right.kind == "str")
    wanted = parse(question.answer_type, right.text, wants_text=right.kind == "str")
    if same(question, given, wanted):
        return Graded(True, _form_note(given, wanted, right))
    for wrong in question.wrong:
        known = known_value(question, wrong, facts, right)
        if known is not None and same(question, given, known[0]):
            return Graded(False, wrong.why, wrong.mistake, wrong.lesson or question.lesson)
    return Graded(False, _near_note(question, given, wanted), lesson=question.lesson)


def known_value(question: Question, wrong: KnownWrong, facts: Facts, right: ValueTold) -> tuple[Any] | None:
    """The value of a known wrong answer, in a tuple of one; None where it has none."""
    wants_text = right.kind == "str"
    text = wrong.answer
    if wrong.expression:
        told = facts.right(wrong.expression)
        if told is None:
            return None
        text = told.text
    try:
        return (parse(question.answer_type, text, wants_text=wants_text),)
    except NotUnderstood:
        return None


def parse(answer_type: AnswerType, text: str, *, wants_text: bool = False) -> Any:
    """The value that ``text`` stands for; ``wants_text`` lets a value without quotes be a string.

    Raises:
        NotUnderstood: if it can't be read as this kind of answer.
    """
    text = text.strip()
    if not text:
        raise NotUnderstood(_HOW[answer_type])
    if text.strip("\"'`").lower() in (ERROR, "an error") and answer_type != "text":
        return ERROR
    if answer_type == "text":
        return " ".join(text.strip("\"'`").split()).casefold()
    try:
        return _PARSERS[answer_type](text)
    except (ValueError, SyntaxError, TypeError, RecursionError, MemoryError):
        if wants_text and answer_type == "value":
            return text
        raise NotUnderstood(_HOW[answer_type]) from None


def _shape(text: str) -> Any:
    inner = re.sub(r"^torch\.Size|^Size|^shape", "", text).strip()
    for opening, closing in ("()", "[]", "()"):
        if inner.startswith(opening) and inner.endswith(closing):
            inner = inner[1:-1].strip()
    sizes = [size for size in re.split(r"\s*[,x×*]\s*|\s+", inner) if size]
    if not all(re.fullmatch(r"[0-9]{1,12}", size) for size in sizes):
        raise ValueError(text)
    return tuple(int(size) for size in sizes)


def _dtype(text: str) -> str:
    name = re.sub(r"[\s_]", "", text.strip("\"'`").lower()).removeprefix("torch.").removeprefix("np.")
    name = _DTYPES.get(name, name)
    if name not in _KNOWN_DTYPES:
        raise ValueError(text)
    return name


def _number(text: str) -> float:
    unwrapped = _unwrapped(text)
    if unwrapped in ("True", "False"):
        return float(unwrapped == "True")
    try:
        if unwrapped.endswith("%"):
            return number(unwrapped[:-1]) / 100
        return number(unwrapped)
    except FormulaError as error:
        raise ValueError(text) from error


def _literal(text: str) -> Any:
    return _evaluate(ast.parse(_unwrapped(text), mode="eval").body)


def _evaluate(node: ast.expr) -> Any:
    """Literals, ``nan`` and ``inf``, and arithmetic on numbers.

    Raises:
        ValueError: for anything else.
    """
    if isinstance(node, ast.Constant):
        return node.value
    if isinstance(node, ast.Name) and node.id in ("nan", "inf"):
        return float(node.id)
    if isinstance(node, ast.List | ast.Tuple | ast.Set):
        items = [_evaluate(item) for item in node.elts]
        return items if isinstance(node, ast.List) else tuple(items) if isinstance(node, ast.Tuple) else set(items)
    if isinstance(node, ast.Dict):
        return {_evaluate(key): _evaluate(item) for key, item in zip(node.keys, node.values, strict=True) if key}
    if isinstance(node, ast.UnaryOp) and isinstance(node.op, ast.USub):
        return -_evaluate(node.operand)
    if isinstance(node, ast.BinOp):
        value = number(ast.unparse(node))
        return int(value) if value.is_integer() and not isinstance(node.op, ast.Div) else value
    raise ValueError(ast.unparse(node))


def _unwrapped(text: str) -> str:
    """``tensor([1, 2])`` and ``array([1, 2])`` without the word and what follows the list."""
    found = re.fullmatch(
        r"(?:torch\.|np\.)?(?:tensor|array)\((.*?)(?:,\s*(?:dtype|device|requires_grad|grad_fn)=.*)?\)", text, re.S
    )
    return found[1].strip() if found else text


_PARSERS: Mapping[str, Callable[[str], Any]] = {"shape": _shape, "dtype": _dtype, "number": _number, "value": _literal}


def same(question: Question, given: Any, wanted: Any) -> bool:
    """Whether two parsed values are the same answer: lists and tuples alike, numbers within the tolerance."""
    if isinstance(given, list | tuple) and isinstance(wanted, list | tuple):
        return len(given) == len(wanted) and all(same(question, a, b) for a, b in zip(given, wanted, strict=True))
    if isinstance(given, bool) != isinstance(wanted, bool):
        return False
    if isinstance(given, int | float) and isinstance(wanted, int | float):
        return _close(given, wanted, question.tolerance)
    if isinstance(given, dict) and isinstance(wanted, dict):
        return given.keys() == wanted.keys() and all(same(question, given[key], wanted[key]) for key in wanted)
    return bool(given == wanted)


def _close(given: float, wanted: float, tolerance: float | None) -> bool:
    if max(abs(given), abs(wanted)) > LARGEST:
        return given == wanted
    given, wanted = float(given), float(wanted)
    if math.isnan(wanted) or math.isnan(given):
        return math.isnan(wanted) and math.isnan(given)
    if tolerance is None:
        tolerance = 1e-9 if wanted.is_integer() else THREE_DIGITS * abs(wanted)
    return abs(given - wanted) <= tolerance * (1 + 1e-9)


def _form_note(given: Any, wanted: Any, right: ValueTold) -> str:
    """What to say to a right value in another form."""
    if isinstance(given, list) and isinstance(wanted, tuple):
        return f"Python writes it as a tuple: `{right.text}`."
    if isinstance(given, tuple) and isinstance(wanted, list) and right.kind == "list":
        return f"Python writes it as a list: `{right.text}`."
    return ""


def _near_note(question: Question, given: Any, wanted: Any) -> str:
    """What is nearly right about a wrong answer; empty where nothing is."""
    if ERROR in (given, wanted) and question.answer_type != "text":
        return "It raises no error." if given == ERROR else "Look again: does this code run at all?"
    if question.answer_type == "shape":
        return _near_shape(given, wanted)
    if question.answer_type == "dtype":
        return _near_dtype(given, wanted)
    if isinstance(given, bool) != isinstance(wanted, bool) and given == wanted:
        return "The value has another type: a number is not `True` or `False`."
    if isinstance(given, float | int) and isinstance(wanted, float | int):
        return _near_number(given, wanted, question.tolerance)
    if isinstance(given, list | tuple) and isinstance(wanted, list | tuple) and len(given) != len(wanted):
        return f"Yours has {_entries(len(given))}, it has {len(wanted)}."
    return ""


def _near_number(given: float, wanted: float, tolerance: float | None) -> str:
    if given and _close(-given, wanted, tolerance):
        return "The size is right, the sign is not."
    if not given or abs(given) > LARGEST:
        return ""
    if _close(given / 100, wanted, tolerance) or _close(given * 100, wanted, tolerance):
        return "You are off by a factor of 100: a fraction or per cent?"
    return ""


def _entries(count: int) -> str:
    return f"{count} {'entry' if count == 1 else 'entries'}"


def _near_shape(given: tuple[int, ...], wanted: tuple[int, ...]) -> str:
    if len(given) != len(wanted):
        axes = "1 axis" if len(given) == 1 else f"{len(given)} axes" if given else "no axis"
        return f"Yours has {axes}, it has {len(wanted) or 'none'}."
    if sorted(given) == sorted(wanted):
        return "The sizes are right, but not in this order."
    wrong = [axis for axis, (a, b) in enumerate(zip(given, wanted, strict=True)) if a != b]
    return f"The number of axes is right; look at axis {', '.join(map(str, wrong))} again."


def _near_dtype(given: str, wanted: str) -> str:
    family = re.compile(r"^(bfloat|float|int|uint|complex|bool)")
    mine, its = family.match(given), family.match(wanted)
    if mine and its and mine[0] == its[0]:
        return f"The kind is right, the number of bits is not: {given} is another dtype than the one it has."
    return ""


def shown(right: ValueTold) -> str:
    """A right value as one reads it: numbers to four digits, a shape or list as Python writes it."""
    if right.kind == "str":
        try:
            return str(ast.literal_eval(right.text))
        except (ValueError, SyntaxError):
            return right.text
    return re.sub(r"-?[0-9]+\.[0-9]{4,}(?:e[-+]?[0-9]+)?", lambda found: f"{float(found[0]):.4g}", right.text)


def explained(question: Question, right: ValueTold | None) -> str:
    """The explanation with the right value in its place."""
    if right is None:
        return question.explain
    return re.sub(r"\{\{\s*" + ANSWER + r"\s*\}\}", lambda _: shown(right), question.explain)

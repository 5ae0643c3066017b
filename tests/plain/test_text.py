import pytest

from tests.ui.fakes import PROSE
from tutor.plain.text import as_lines, code_lines, number_in, sentence, wrapped


def test_prose_has_no_marks_and_no_boxes():
    lines = as_lines(PROSE)
    assert lines[0] == "A tensor is a grid of numbers with a shape, a dtype and a device. See the docs"
    assert "  1. rows" in lines
    assert "name: x; shape: (2, 3)." in lines
    assert not set("".join(lines)) & set("│─•▎`*")


def test_a_lesson_that_is_linked_is_named():
    assert as_lines("[there](lesson:a/b)") == ["there (lesson a/b)"]


def test_an_address_is_said_once():
    assert as_lines("<https://x.y>") == ["https://x.y"]


def test_code_stays_as_it_is():
    assert as_lines("```python\nif x:\n    y = 1\n```") == ["    if x:", "        y = 1"]
    assert code_lines("a\n\nb\n") == ["    a", "", "    b"]


def test_lines_are_no_longer_than_asked():
    assert all(len(line) <= 40 for line in as_lines("word " * 50 + "\n\n- " + "item " * 30, 40))


def test_a_sentence_is_one_line():
    assert sentence("Use `x`,\nthen **y**.") == "Use x, then y."


@pytest.mark.parametrize("text", ["torch.nn.functional.cross_entropy_with_a_very_long_name_that_never_ends_" * 2])
def test_a_word_is_never_broken(text):
    assert wrapped(text) == [text]


@pytest.mark.parametrize("word", ["", "0", "-1", "10", "²", "9" * 5000, "1.5", "one", "+3"])
def test_what_is_no_number_of_a_list_is_none(word):
    assert number_in(word, 9) is None


def test_numbers_of_a_list():
    assert [number_in(word, 9) for word in ("1", " 9 ", "03")] == [1, 9, 3]


def test_a_hard_break_begins_a_line():
    assert as_lines("one  \ntwo") == ["one", "two"]

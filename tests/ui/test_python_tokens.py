import pytest

from tutor.ui.python_tokens import highlight
from tutor.ui.spans import plain

SOURCE = '''\
@torch.no_grad()
def predict(x: int = 3) -> str:
    """Several
    lines"""
    return f"{x}" + str(x)  # a comment
'''


def role_of(source, text):
    return next(span.role for line in highlight(source) for span in line if span.text == text)


@pytest.mark.parametrize(
    ("source", "text", "role"),
    [
        ("def f(): pass", "def", "keyword"),
        ("def f(): pass", "f", "definition"),
        ("class A: pass", "A", "definition"),
        ("print(x)", "print", "builtin"),
        ("torch.sum(x)", "sum", "call"),
        ("x = 1.5e-3", "1.5e-3", "number"),
        ("x = 0xFF", "0xFF", "number"),
        ("x1 = 2", "x1", "name"),
        ("s = 'a # b'", "'a # b'", "string"),
        ("s = r'\\d'", "r'\\d'", "string"),
        ("s = 'it\\'s'", "'it\\'s'", "string"),
        ("# for x", "# for x", "comment"),
        (SOURCE, "@torch.no_grad", "decorator"),
        (SOURCE, "# a comment", "comment"),
    ],
)
def test_roles(source, text, role):
    assert role_of(source, text) == role


def test_a_string_over_lines_is_a_string_on_each():
    lines = highlight(SOURCE)
    assert [span.role for span in lines[2] if span.text.strip()] == ["string"]
    assert [span.role for span in lines[3] if span.text.strip()] == ["string"]


@pytest.mark.parametrize("source", [SOURCE, "", "'open", '"""open\nmore', "x = (\n", "\t\n\n a", "s = 'a\nb = 1"])
def test_no_character_is_lost(source):
    assert "\n".join(plain(line) for line in highlight(source)) == source


def test_an_open_quote_does_not_colour_the_next_line():
    assert role_of("s = 'a\nb = 1", "b") == "name"

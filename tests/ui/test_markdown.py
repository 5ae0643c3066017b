import random

import pytest

from tutor.ui.markdown import layout, links
from tutor.ui.spans import line_width, plain


def texts(markdown, width=60):
    return [plain(line) for line in layout(markdown, width)]


def roles(markdown, text):
    return {span.role for line in layout(markdown, 60) for span in line if text in span.text}


def test_paragraphs_are_apart_by_one_blank_line():
    assert texts("one\n\ntwo") == ["one", "", "two"]


@pytest.mark.parametrize(
    ("markdown", "role"),
    [
        ("**word**", "strong"),
        ("*word*", "emphasis"),
        ("***word***", "strong_emphasis"),
        ("`word`", "code"),
        ("### word", "heading"),
        ("> word", "quote"),
        ("[word](https://pytorch.org)", "link"),
        ("**`word`**", "code"),
        ("word", "text"),
    ],
)
def test_each_kind_of_text_has_its_role(markdown, role):
    assert roles(markdown, "word") == {role}


def test_nested_lists_are_indented_under_their_item():
    assert texts("- a\n  1. one\n  2. two\n- b") == [" • a", "    1. one", "    2. two", " • b"]


def test_a_long_item_continues_under_its_text():
    assert texts("- aaa bbb ccc", 9) == [" • aaa", "   bbb", "   ccc"]


def test_a_list_may_begin_with_another_number():
    assert texts("9. nine\n10. ten") == ["  9. nine", " 10. ten"]


def test_loose_items_are_apart():
    assert texts("- a\n\n- b") == [" • a", "", " • b"]


def test_a_shown_fence_is_coloured_and_keeps_its_indent():
    lines = layout("```python\nfor x in y:\n    pass\n```", 40)
    assert [plain(line) for line in lines] == ["│ for x in y:", "│     pass"]
    assert ("for", "keyword", "") in lines[0]


def test_a_fence_of_another_kind_has_no_python_colours():
    assert roles("```\nfor x\n```", "for x") == {"code_block"}


def test_table_columns_line_up_and_obey_alignment():
    lines = texts("| name | n |\n|---|---:|\n| a | 1 |\n| bb | 22 |")
    assert lines == ["name │  n", "─────┼───", "a    │  1", "bb   │ 22"]


def test_a_wide_table_is_narrowed_to_the_page():
    table = "| a | b |\n|---|---|\n| " + "word " * 20 + "| " + "other " * 20 + "|"
    assert all(line_width(line) <= 40 for line in layout(table, 40))


def test_links_are_found_with_their_address():
    assert links("see [the docs](https://pytorch.org) and [next](lesson:a/b)") == [
        ("the docs", "https://pytorch.org"),
        ("next", "lesson:a/b"),
    ]


def test_a_link_leads_where_it_says():
    (line,) = layout("[next](lesson:a/b)", 40)
    assert line[0].link == "lesson:a/b"


def test_a_raw_html_block_is_shown_as_text():
    assert texts("<div>x</div>") == ["<div>x</div>"]


def test_no_line_is_ever_wider_than_the_page():
    chooser = random.Random(7)
    pieces = [
        "- item\n",
        "word ",
        "`code` ",
        "\n\n",
        "> quote ",
        "| a | b |\n|---|---|\n| c | d |\n\n",
        "日本語 ",
        "**b** ",
    ]
    for _ in range(200):
        markdown = "".join(chooser.choice(pieces) for _ in range(12))
        width = chooser.randint(14, 60)
        for line in layout(markdown, width):
            assert line_width(line) <= width, (markdown, width, plain(line))

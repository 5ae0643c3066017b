from tutor.ui.spans import Span, cut, fold, fold_code, fold_spans, indent, line_width, plain, truncate, width_of, wrap


def texts(lines):
    return [plain(line) for line in lines]


def test_wrap_breaks_at_spaces_and_keeps_every_word():
    text = "one two three four five six"
    lines = wrap([Span(text)], 9)
    assert texts(lines) == ["one two", "three", "four five", "six"]
    assert all(line_width(line) <= 9 for line in lines)


def test_wrap_never_splits_a_word_that_runs_over_two_roles():
    lines = wrap([Span("call "), Span("f(x)", "code"), Span(", then")], 10)
    assert texts(lines) == ["call f(x),", "then"]
    assert lines[0][1] == Span("f(x)", "code")


def test_wrap_cuts_a_word_longer_than_the_line():
    lines = wrap([Span("a" * 25)], 10)
    assert [len(text) for text in texts(lines)] == [10, 10, 5]


def test_wrap_obeys_a_forced_break():
    assert texts(wrap([Span("one\ntwo")], 20)) == ["one", "two"]


def test_wrap_of_nothing_is_one_empty_line():
    assert wrap([], 10) == [()]


def test_wide_characters_count_two_cells():
    assert width_of("日本") == 4
    assert texts(wrap([Span("日本 日本")], 4)) == ["日本", "日本"]
    assert cut("日本語", 4) == ("日本", "語")


def test_cut_takes_at_least_one_character():
    assert cut("日", 1) == ("日", "")


def test_fold_keeps_spaces_of_code():
    assert fold("a  b", 2) == ["a ", " b"]
    assert fold("", 5) == [""]


def test_fold_spans_keeps_roles_and_text():
    lines = fold_spans([Span("abc", "x"), Span("defg", "y")], 5)
    assert texts(lines) == ["abcde", "fg"]
    assert lines[0] == (Span("abc", "x"), Span("de", "y"))


def test_truncate_marks_what_is_missing():
    assert plain(truncate((Span("abc"), Span("def")), 5)) == "abcd…"
    assert plain(truncate((Span("abc"),), 3)) == "abc"
    assert truncate((Span("abc"),), 0) == ()


def test_indent_puts_the_mark_before_the_first_line_only():
    lines = indent([(Span("a"),), (Span("b"),)], Span("• "))
    assert texts(lines) == ["• a", "  b"]


def test_code_that_is_too_long_goes_on_at_a_space_and_is_marked():
    rows = fold_code([Span("    print", "builtin"), Span("(first, second, third)", "name")], 22)
    assert texts(rows) == ["    print(first, ", "    ↪ second, third)"]
    assert all(line_width(row) <= 22 for row in rows)


def test_code_without_spaces_is_cut_and_loses_nothing():
    rows = fold_code([Span("x" * 50)], 20)
    assert all(line_width(row) <= 20 for row in rows)
    assert "".join(texts(rows)).replace("↪ ", "") == "x" * 50


def test_short_and_empty_code_stays_as_it_is():
    assert fold_code([Span("x = 1")], 20) == [(Span("x = 1"),)]
    assert fold_code([], 20) == [()]
    assert texts(fold_code([Span("abc")], 1)) == ["a", "b", "c"]

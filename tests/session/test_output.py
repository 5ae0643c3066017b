from tutor.session.output import MAX_LINE_LENGTH, MAX_LINES, OutputBuffer


def lines(buffer):
    return [line.text for line in buffer.lines()]


def filled(*texts):
    buffer = OutputBuffer()
    for text in texts:
        buffer.append("stdout", text)
    return buffer


def test_parts_of_a_line_become_one_line():
    assert lines(filled("a", "b\nc")) == ["ab", "c"]


def test_empty_lines_are_kept():
    assert lines(filled("a\n\nb\n")) == ["a", "", "b"]


def test_a_carriage_return_starts_the_line_again():
    assert lines(filled("10%\r", "20%\r", "100%\n")) == ["100%"]
    assert lines(filled("10%\r20%")) == ["20%"]


def test_a_progress_bar_is_seen_before_it_goes_on():
    assert lines(filled("10%\r")) == ["10%"]


def test_windows_line_ends_lose_nothing():
    assert lines(filled("a\r\nb\r\n")) == ["a", "b"]


def test_windows_line_end_torn_between_two_parts():
    assert lines(filled("a\r", "\nb\n")) == ["a", "b"]
    assert lines(filled("a\r", "\r\nb\n")) == ["a", "b"]


def test_only_the_last_lines_are_kept_and_the_rest_is_counted():
    buffer = filled("".join(f"{n}\n" for n in range(MAX_LINES + 5)))
    assert lines(buffer)[0] == "5"
    assert len(lines(buffer)) == MAX_LINES
    assert buffer.dropped == 5


def test_lines_are_counted_whether_they_come_at_once_or_singly():
    buffer = filled(*[f"{n}\n" for n in range(MAX_LINES + 5)])
    assert buffer.dropped == 5
    assert lines(buffer)[0] == "5"


def test_a_line_without_end_is_bounded():
    buffer = filled(*["x" * 1000] * 50)
    assert lines(buffer) == ["x" * MAX_LINE_LENGTH]


def test_a_line_belongs_to_the_stream_it_began_on():
    buffer = OutputBuffer()
    buffer.append("stderr", "warning\n")
    buffer.append("stdout", "text\n")
    assert [line.stream for line in buffer.lines()] == ["stderr", "stdout"]


def test_every_change_grows_the_revision_and_nothing_does_not():
    buffer = filled("a")
    before = buffer.revision
    buffer.append("stdout", "")
    assert buffer.revision == before
    buffer.append("stdout", "b")
    assert buffer.revision > before


def test_an_empty_buffer_is_false():
    assert not OutputBuffer()
    assert filled("a")
    assert filled("a\n").text == "a"

from dataclasses import replace

from tutor.engine.crash_view import error_place
from tutor.engine.events import ErrorRaised
from tutor.engine.witness import TensorSeen, Witness
from tutor.ui.error_report import error_report
from tutor.ui.spans import line_width, plain

SEEN = Witness("snippet 1", 6, "return self.fc1(x)", (7, 18), (TensorSeen("x", (64, 28, 28), "float32"),))
ERROR = ErrorRaised(
    "RuntimeError",
    "mat1 and mat2 shapes cannot be multiplied (1792x28 and 784x10)",
    "Traceback\n  frames\n\x1b[1mRuntimeError\x1b[0m: mat1",
    2,
    "snippet 2",
    explanation="The layer `fc1` expects 784 features; `x` has shape (64, 28, 28).",
    next_step="Flatten each sample before this layer, and keep dimension 0.",
    witness=SEEN,
)


def lines_of(error, width=70, **changes):
    settings = {"expected": False, "traceback": False, "key": "t"} | changes
    return error_report(error, "snippet 2", width, **settings)


def report(error, width=70, **changes):
    return [plain(line) for line in lines_of(error, width, **changes)]


def test_an_explained_error_is_line_table_sentence_and_step():
    assert report(ERROR) == [
        "RuntimeError: mat1 and mat2 shapes cannot be mult… (snippet 1, line 6)",
        "  return self.fc1(x)",
        "  x  (64, 28, 28)  float32  cpu",
        "The layer fc1 expects 784 features; x has shape (64, 28, 28).",
        "→ Flatten each sample before this layer, and keep dimension 0.",
        "t shows message and traceback",
    ]


def test_the_part_that_failed_is_marked():
    code = lines_of(ERROR)[1]
    assert [span.text for span in code if span.role == "culprit"] == ["self.fc1(x)"]
    sentence = lines_of(ERROR)[3]
    assert [span.text for span in sentence if span.role == "code"] == ["fc1", "x"]


def test_message_and_traceback_are_shown_on_demand_without_colours_of_their_own():
    assert report(ERROR, traceback=True)[-3:] == ["Traceback", "  frames", "RuntimeError: mat1"]


def test_an_error_that_a_lesson_wants_to_show_keeps_its_whole_message():
    text = " ".join(report(ERROR, expected=True))
    assert "cannot be multiplied (1792x28 and 784x10)" in text
    assert "The layer fc1 expects 784 features" in text


def test_no_row_is_wider_than_the_screen():
    wide = replace(ERROR, witness=replace(SEEN, text="f(" + "x, " * 90 + ")", columns=(200, 260)))
    for width in (24, 40, 70):
        assert max(line_width(line) for line in lines_of(wide, width, traceback=True)) <= width


def test_the_place_is_the_innermost_line_of_the_learner():
    assert error_place(ERROR, "snippet 1") == "line 6"
    assert error_place(ERROR, "snippet 2") == "snippet 1, line 6"
    assert error_place(replace(ERROR, witness=Witness()), "snippet 2") == "line 2"
    assert error_place(ErrorRaised("KeyboardInterrupt", ""), "snippet 2") == ""

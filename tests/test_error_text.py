from __future__ import annotations

from tutor.commands.errors import error_text
from tutor.engine.events import ErrorRaised
from tutor.engine.witness import TensorSeen, Witness

SEEN = Witness("script.py", 14, "return self.fc(x)", (7, 17), (TensorSeen("x", (8, 3136), "float32"),))
ERROR = ErrorRaised(
    "RuntimeError",
    "mat1 and mat2",
    "Traceback\nRuntimeError: mat1 and mat2\n",
    14,
    explanation="After the convolutions one image is 16×14×14 = 3136 numbers; the layer `fc` expects 12544.",
    next_step="Make the layer for 3136 features, or change the convolutions.",
    witness=SEEN,
)


def test_the_traceback_is_followed_by_line_tensors_sentence_and_step():
    assert error_text(ERROR, 60, colour=False) == (
        "Traceback\n"
        "RuntimeError: mat1 and mat2\n"
        "\n"
        "  14 │ return self.fc(x)\n"
        "     │        ^^^^^^^^^^\n"
        "    x  (8, 3136)  float32  cpu\n"
        "\n"
        "  After the convolutions one image is 16×14×14 = 3136\n"
        "  numbers; the layer `fc` expects 12544.\n"
        "  → Make the layer for 3136 features, or change the\n"
        "    convolutions.\n"
    )


def test_colour_is_for_terminals_alone():
    assert "\x1b" not in error_text(ERROR, 60, colour=False)
    assert "\x1b[31mself.fc(x)\x1b[0m" in error_text(ERROR, 60, colour=True)


def test_an_exception_of_which_nothing_is_known_is_its_traceback():
    assert error_text(ErrorRaised("ValueError", "no", "Traceback\n"), 60, colour=False) == "Traceback\n"
    assert error_text(ErrorRaised("ValueError", "no"), 60, colour=False) == "ValueError: no\n"

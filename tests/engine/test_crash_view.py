from __future__ import annotations

import pytest

from tutor.engine.crash_view import code_line, place_text, tensor_table
from tutor.engine.witness import LayerSeen, TensorSeen, ValueSeen, Witness


def test_a_line_comes_in_three_parts():
    seen = Witness(text="y = a + b", columns=(4, 9))
    assert code_line(seen, 40) == ("y = ", "a + b", "")
    assert code_line(Witness(text="y = a + b"), 40) == ("y = a + b", "", "")


@pytest.mark.parametrize("width", [12, 20, 33, 60])
@pytest.mark.parametrize("columns", [(0, 5), (40, 50), (75, 80), (10, 80)])
def test_a_long_line_is_cut_around_the_part_that_failed(columns, width):
    text = "".join(chr(ord("a") + n % 26) for n in range(80))
    parts = code_line(Witness(text=text, columns=columns), width)
    assert len("".join(parts)) <= width
    assert parts.failed.strip("…")
    assert parts.failed.strip("…") in text[columns[0] : columns[1]]


def test_the_table_is_aligned_and_names_the_layer():
    seen = Witness(
        tensors=(
            TensorSeen("x", (64, 28, 28), "float32"),
            TensorSeen("labels", (64,), "int64", "cuda:0", minimum=0, maximum=9),
            TensorSeen("w", (3,), "float64", kind="ndarray", device="", requires_grad=False),
            TensorSeen("h", (2, 2), "float32", requires_grad=True, is_leaf=False, contiguous=False),
        ),
        values=(ValueSeen("model", "Linear"),),
        layer=LayerSeen("", "Linear", (("in_features", "784"),)),
    )
    assert [f"{name}  {text}" for name, text in tensor_table(seen)] == [
        "x       (64, 28, 28)  float32  cpu",
        "labels  (64,)         int64    cuda:0  0 to 9",
        "w       (3,)          float64          NumPy array",
        "h       (2, 2)        float32  cpu     has a graph, not contiguous",
        "model   Linear(in_features=784)",
    ]


def test_a_long_table_says_how_much_is_missing():
    seen = Witness(tensors=tuple(TensorSeen(f"x{n}", (n,), "float32") for n in range(9)))
    assert len(tensor_table(seen)) == 7
    assert tensor_table(seen)[-1][1] == "and 3 more"


def test_a_place_is_line_marks_and_table():
    seen = Witness(line=14, text="return self.fc(x)", columns=(7, 17), tensors=(TensorSeen("x", (8, 3), "float32"),))
    assert place_text(seen).splitlines() == [
        "14 │ return self.fc(x)",
        "   │        ^^^^^^^^^^",
        "x  (8, 3)  float32  cpu",
    ]
    assert place_text(Witness(text="1 / 0")) == "│ 1 / 0"
    assert place_text(Witness()) == ""

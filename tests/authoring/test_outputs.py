from __future__ import annotations

import pytest

from tutor.authoring.outputs import difference, same_line


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("", ""),
        ("loss 0.693", "loss 0.693"),
        ("loss 0.693", "loss 0.694"),
        ("loss 0.693", "loss 0.692"),
        ("loss 0.69", "loss 0.6931"),
        ("loss 0.693", "loss 0.6939999"),
        ("1.0000e-03", "1.0001e-03"),
        ("-0.0001", "0.0000"),
        ("tensor([1.0000, 2.5000])", "tensor([1.0001, 2.4999])"),
        ("5.", "5."),
        ("5", "5."),
        ("nan inf", "nan inf"),
        ("torch.Size([3, 4])", "torch.Size([3, 4])"),
        ("0.9999", "1.0000"),
        (".5", "0.5"),
        ("+1.5", "1.5"),
        ("3 of 4 (75.0 %)", "3 of 4 (75.1 %)"),
    ],
)
def test_lines_that_agree(shown, printed):
    assert same_line(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("loss 0.693", "loss 0.695"),
        ("loss 0.693", "loss 0.69"),
        ("loss 0.693", "Loss 0.693"),
        ("1.0000e-03", "1.0000e-04"),
        ("1e-03", "1e-04"),
        ("torch.Size([3, 4])", "torch.Size([3, 5])"),
        ("step 100", "step 101"),
        ("float32", "float64"),
        ("0.1 0.2", "0.1"),
        ("0.1", "nan"),
        ("a  b", "a b"),
        ("5.", "6."),
    ],
)
def test_lines_that_differ(shown, printed):
    assert not same_line(shown, printed)


@pytest.mark.parametrize(
    ("shown", "printed"),
    [
        ("a\nb\n", "a\nb"),
        ("a  \nb\n\n", "a\nb   \n\n\n"),
        ("a\n", "\x1b[31ma\x1b[0m\n"),
        ("  a\n", "  a\n"),
        ("\n", ""),
    ],
)
def test_trailing_white_space_and_colours_do_not_matter(shown, printed):
    assert difference(shown, printed) is None


@pytest.mark.parametrize(
    ("shown", "printed", "line", "sentence"),
    [
        ("a\nb\nc\n", "a\nx\nc\n", 1, 'the lesson shows "b" and the run prints "x"'),
        ("a\nb\n", "a\n", 1, 'the lesson shows "b" and the run prints nothing more'),
        ("a\n", "", 0, 'the lesson shows "a" and the run prints nothing more'),
        ("a\n", "a\nb\n", 0, 'the run goes on with "b", which the lesson doesn\'t show'),
        ("", "b\n", 0, 'the run goes on with "b", which the lesson doesn\'t show'),
        ("  a\n", "a\n", 0, 'the lesson shows "  a" and the run prints "a"'),
    ],
)
def test_the_first_difference_is_named(shown, printed, line, sentence):
    assert difference(shown, printed) == (line, sentence)

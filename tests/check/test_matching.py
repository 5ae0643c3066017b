"""Property tests: they pass what is right, and what they show of a mistake is small and true."""

from __future__ import annotations

import pytest
import torch

from tutor.check import CheckFailed, Draw, floats, integer, labels, matches, number, one_of, size
from tutor.check.drawing import simpler


def failure(*args: object, **kwargs: object) -> CheckFailed:
    with pytest.raises(CheckFailed) as failed:
        matches(*args, **kwargs)  # type: ignore[arg-type]
    return failed.value


def twice(x: torch.Tensor) -> torch.Tensor:
    return 2 * x


def rows(x: torch.Tensor) -> torch.Tensor:
    return x.softmax(dim=1)


def test_what_agrees_passes() -> None:
    matches(lambda x: x + x, twice, floats("n", 3, dtype=[torch.float32, torch.float64]))
    matches(lambda n: n * n, lambda n: n**2, integer(-5, 5))
    matches(lambda x, k: (x[:k], k), lambda x, k: (x[:k], k), floats(6), integer(0, 6))


def test_the_case_shown_is_the_smallest_and_agrees_with_its_grids() -> None:
    failed = failure(lambda x: x.softmax(dim=0), rows, floats("n", "k"))
    assert set(failed.details) == {"inputs", "got", "expected", "difference"}
    assert failed.details["inputs"] == "x (1, 2) float32\n0 0"
    assert failed.details["got"] == "(1, 2) float32\n1 1"
    assert failed.details["expected"] == "(1, 2) float32\n0.5 0.5"
    assert failed.details["difference"] == "(1, 2) float64\n0.5 0.5"
    assert str(failed) == "your function(x)[0, 0] is 1; it should be 0.5."


def test_values_become_simple_as_long_as_it_fails() -> None:
    failed = failure(lambda x: x.clamp(max=3), lambda x: x, floats("n", scale=20))
    assert failed.details["inputs"].startswith("x (1,) float32\n")
    value = float(failed.details["inputs"].splitlines()[1])
    assert value > 3
    assert value == int(value)


def test_smaller_cases_keep_the_numbers_that_were_drawn() -> None:
    failed = failure(lambda x: x.clamp(max=2), lambda x: x, floats("n"), draws=60)
    numbers = [float(text) for text in failed.details["inputs"].splitlines()[1].split()]
    assert [number for number in numbers if number] == [max(numbers)]
    assert max(numbers) > 2


def test_a_whole_number_becomes_the_smallest_that_fails() -> None:
    failed = failure(lambda n: n if n < 7 else 0, lambda n: n, integer(1, 40))
    assert failed.details["inputs"] == "n = 7"
    assert str(failed) == "your function(n) is 0; it should be 7."


def test_sizes_that_have_to_be_equal_become_smaller_together() -> None:
    def only_square(x: torch.Tensor) -> torch.Tensor:
        return x.t() if x.shape[0] == x.shape[1] > 2 else x

    failed = failure(only_square, lambda x: x, floats("n", "m"), seed=1)
    assert failed.details["inputs"].startswith("x (3, 3)")


def test_the_same_seed_shows_the_same_case() -> None:
    def cut(x: torch.Tensor) -> torch.Tensor:
        return x[:3]

    shown = [failure(cut, lambda x: x, floats("n"), seed=seed).details for seed in (4, 4)]
    assert shown[0] == shown[1]


def test_equal_names_are_equal_sizes_within_their_range() -> None:
    seen: set[tuple[int, int, int]] = set()

    def note(a: torch.Tensor, b: torch.Tensor, n: int) -> int:
        seen.add((len(a), len(b), n))
        return 0

    matches(note, lambda a, b, n: 0, floats("n"), floats("n", 2), size("n"), sizes={"n": (2, 4)})
    assert {a for a, _, _ in seen} == {2, 3, 4}
    assert all(a == b == n for a, b, n in seen)


def test_a_case_may_be_made_by_a_function_that_holds_it_together() -> None:
    def image(draw: Draw) -> tuple[torch.Tensor, int]:
        p = draw.integer(2, 4)
        return draw.floats(draw.integer(1, 3) * p, draw.integer(1, 3) * p), p

    def squares(image: torch.Tensor, p: int) -> torch.Tensor:
        h, w = image.shape
        assert h % p == w % p == 0
        return image.reshape(h // p, p, w // p, p).transpose(1, 2).reshape(-1, p, p)

    failed = failure(lambda image, p: image.reshape(-1, p, p), squares, image)
    assert "p = 2" in failed.details["inputs"]
    assert "(2, 4)" in failed.details["inputs"]


def test_what_the_learner_raises_is_told_with_the_input_that_caused_it() -> None:
    crash = CheckFailed("`f(tensor)` raised IndexError: too small")
    crash.crash = {"name": "IndexError", "message": "too small"}

    def refuses(x: torch.Tensor) -> torch.Tensor:
        if len(x) > 3:
            raise crash
        return x

    failed = failure(refuses, lambda x: x, floats("n"))
    assert failed is crash
    assert failed.details["inputs"].startswith("x (4,) float32")


def test_a_refusal_gets_the_words_of_the_task() -> None:
    def refuses(x: torch.Tensor) -> torch.Tensor:
        crash = CheckFailed("`f` raised RuntimeError: view size is not compatible")
        crash.crash = {"name": "RuntimeError", "message": "view size is not compatible"}
        raise crash

    failed = failure(
        refuses,
        lambda x: x,
        floats("n", 2),
        refusals=[("something else", "No."), ("view size", lambda x: f"On {len(x)} rows `view` refuses.")],
    )
    assert str(failed) == "On 1 rows `view` refuses."
    assert failed.crash == {}

    def explain(message: str, x: torch.Tensor) -> None:
        if "view" in message:
            raise CheckFailed(f"{message}: {len(x)} rows.")

    failed = failure(refuses, lambda x: x, floats("n", 2), explain_error=explain)
    assert str(failed) == "view size is not compatible: 1 rows."
    failed = failure(refuses, lambda x: x, floats("n", 2), explain_error=lambda message, x: None)
    assert failed.crash["name"] == "RuntimeError"


def test_a_known_mistake_is_named_only_if_it_explains_every_failing_case() -> None:
    known = [
        (lambda x: x * 0, "You return zeros."),
        (lambda x: x.flip(0), "You turn it round."),
        (lambda x: x[0], "No tensor of that shape."),
    ]
    sorts = failure(lambda x: x.sort().values, lambda x: x, floats("n"), mistakes=known)
    assert "should be" in str(sorts)  # for two numbers it may look like turning round
    turns = failure(lambda x: x.flip(0), lambda x: x, floats("n"), mistakes=known)
    assert str(turns) == "You turn it round."
    assert turns.details["inputs"].startswith("x (2,)")


def test_a_mistake_that_cannot_be_made_with_these_inputs_is_no_mistake() -> None:
    failed = failure(lambda x: x + 1, lambda x: x, floats("n"), mistakes=[(lambda x: x.reshape(7, 7), "No.")])
    assert "should be" in str(failed)


def test_a_sentence_may_speak_of_the_case_that_is_shown() -> None:
    known = [(lambda x: x.t(), lambda x: f"With shape {tuple(x.shape)} it is turned.")]
    failed = failure(lambda x: x.t(), lambda x: x, floats("n", "m"), mistakes=known)
    assert str(failed) in ("With shape (1, 2) it is turned.", "With shape (2, 1) it is turned.")
    assert failed.details["inputs"].startswith(f"x {str(failed)[11:17]}")


def test_explain_comes_before_known_mistakes_and_keeps_the_grids() -> None:
    def explain(got: torch.Tensor, want: torch.Tensor, x: torch.Tensor) -> None:
        if got.shape != want.shape:
            raise CheckFailed(f"{len(got)} instead of {len(want)}.")

    failed = failure(
        lambda x: x[:2], lambda x: x, floats("n"), explain_shape=explain, mistakes=[(lambda x: x[:2], "Two only.")]
    )
    assert str(failed) == "2 instead of 3."
    assert failed.details["got"].startswith("(2,)")


def test_explain_is_asked_only_where_it_can_compare() -> None:
    def explain(got: torch.Tensor, want: torch.Tensor, x: torch.Tensor) -> None:
        if torch.equal(got, -want):
            raise CheckFailed("The sign.")

    for strange in (None, [1.0], torch.ones(9, 9)):
        failed = failure(lambda x, strange=strange: strange, lambda x: x, floats("n"), explain=explain)
        assert "The sign" not in str(failed)
    signs = failure(lambda x: -x.double(), lambda x: x, floats("n"), explain=explain, dtype=False)
    assert str(signs) == "The sign."


@pytest.mark.parametrize(
    ("result", "sentence"),
    [
        (None, "`your function` returned None. Does it end with `return`?"),
        ([1.0], "`your function` returned a list; it should return a tensor."),
        (torch.zeros(2, dtype=torch.int64), "your function(x) has dtype torch.int64; it should be torch.float32."),
    ],
)
def test_what_is_no_such_thing_is_named(result: object, sentence: str) -> None:
    assert str(failure(lambda x: result, twice, floats(2))) == sentence


def test_shapes_alone() -> None:
    matches(lambda x: x.double() + 1, lambda x: x, floats("n"), values=False)
    assert "has shape (2,); it should be (3,)" in str(failure(lambda x: x[:2], lambda x: x, floats("n"), values=False))
    matches(lambda x: [x + 1, 3], lambda x: (x, 4), floats("n"), values=False)


def test_nothing_is_broadcast() -> None:
    failed = failure(lambda x: x[:, None], twice, floats("n"))
    assert str(failed) == "your function(x) has shape (1, 1); it should be (1,)."


def test_several_values_have_names() -> None:
    failed = failure(lambda x: (x, x), lambda x: (x, 2 * x), floats("n"), parts=("the copy", "the double"))
    assert str(failed).startswith("the double[0] is")
    failed = failure(lambda x: x, lambda x: (x, 2 * x), floats("n"), parts=("the copy", "the double"))
    assert str(failed) == "`your function` should return 2 values: the copy, the double."


def test_neither_side_can_change_what_the_other_gets() -> None:
    def spoil(x: torch.Tensor) -> torch.Tensor:
        return x.mul_(2)

    matches(spoil, spoil, floats("n"))


def test_the_search_ends_for_code_that_answers_differently_each_time() -> None:
    failed = failure(lambda x: x + torch.rand(()) + 0.1, lambda x: x, floats("n"))
    assert "should be" in str(failed)


def test_inputs_have_to_be_declared() -> None:
    with pytest.raises(TypeError, match="how the inputs are drawn"):
        matches(twice, twice)


def test_drawn_numbers_keep_their_bounds() -> None:
    for seed in range(30):
        draw = Draw(seed, sizes={"k": (2, 5)})
        x = draw.floats(7, low=0.1, high=1.0)
        classes = draw.size("k")
        y = draw.labels(9, "k")
        assert x.min() >= 0.1
        assert x.max() <= 1.0
        assert 2 <= classes <= 5
        assert y.dtype == torch.int64
        assert 0 <= y.min() <= y.max() < classes
        assert -1.0 <= draw.number(-1.0, 1.0) <= 1.0
        assert draw.one_of("a", "b") in ("a", "b")
        assert draw.booleans(3).dtype == torch.bool


def test_the_same_choices_make_the_same_case_and_simpler_ones_a_simpler_case() -> None:
    def case(draw: Draw) -> torch.Tensor:
        return draw.floats("n", "n")

    first = Draw(3)
    x = case(first)
    assert torch.equal(case(Draw(3)), x)
    for choices in simpler(first.choices):
        y = case(Draw(3, choices))
        assert y.numel() < x.numel() or (y == y.round(decimals=1)).all() or (y == 0).sum() > (x == 0).sum()
    assert len(simpler(first.choices)) > 3


def test_specs_draw_what_they_say() -> None:
    seen: list[tuple[object, ...]] = []
    matches(
        lambda *arguments: seen.append(arguments) or 0,
        lambda *arguments: 0,
        labels("n", 3),
        number(0, 1),
        one_of("sum", "mean"),
        "a value that stays",
        draws=10,
    )
    assert len(seen) == 10
    assert {arguments[2] for arguments in seen} == {"sum", "mean"}
    assert {arguments[3] for arguments in seen} == {"a value that stays"}

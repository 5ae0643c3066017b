from __future__ import annotations

import math

import pytest
import torch

from tutor.data import glyphs, line, moons


@pytest.mark.parametrize("n", [1, 2, 7, 100])
def test_moons_have_one_row_of_two_numbers_and_one_class_per_point(n):
    X, y = moons(n)
    assert X.shape == (n, 2)
    assert X.dtype == torch.float32
    assert y.shape == (n,)
    assert y.dtype == torch.int64
    assert torch.bincount(y, minlength=2).tolist() == [n // 2, n - n // 2]


def test_moons_without_noise_lie_on_their_half_circles():
    X, y = moons(200, noise=0)
    centres = torch.tensor([[0.0, 0.0], [1.0, 0.5]])[y]
    away = X - centres
    torch.testing.assert_close(away.norm(dim=1), torch.ones(200))
    assert (away[y == 0, 1] >= -1e-6).all()
    assert (away[y == 1, 1] <= 1e-6).all()


def test_moons_noise_is_a_standard_deviation():
    exact, _ = moons(20_000, noise=0, seed=3)
    noisy, y = moons(20_000, noise=0.2, seed=3)
    centres = torch.tensor([[0.0, 0.0], [1.0, 0.5]])[y]
    radius = (noisy - centres).norm(dim=1)
    assert math.isclose(radius.std().item(), 0.2, abs_tol=0.01)
    assert math.isclose(exact.mean().item(), noisy.mean().item(), abs_tol=0.01)


def test_moons_are_shuffled():
    _, y = moons(100)
    assert 0 < y[:50].sum() < 50


def test_line_has_one_column():
    x, y = line(50)
    assert x.shape == (50, 1)
    assert y.shape == (50, 1)
    assert x.dtype == torch.float32
    assert y.dtype == torch.float32
    assert (x >= -2).all()
    assert (x < 2).all()


def test_line_without_noise_is_the_line():
    x, y = line(50, slope=-0.5, intercept=4.0, noise=0)
    torch.testing.assert_close(y, -0.5 * x + 4.0)


def test_line_noise_is_a_standard_deviation():
    x, y = line(20_000, noise=0.3)
    assert math.isclose((y - (3 * x - 1)).std().item(), 0.3, abs_tol=0.01)


@pytest.mark.parametrize("make", [moons, line, glyphs])
def test_same_seed_same_data_and_other_seed_other_data(make):
    assert torch.equal(make(20, seed=5)[0], make(20, seed=5)[0])
    assert not torch.equal(make(20, seed=5)[0], make(20, seed=6)[0])


@pytest.mark.parametrize("make", [moons, line, glyphs])
def test_the_global_random_state_stays_untouched(make):
    torch.manual_seed(0)
    want = torch.rand(3)
    torch.manual_seed(0)
    make(20)
    assert torch.equal(torch.rand(3), want)


@pytest.mark.parametrize("make", [moons, line, glyphs])
@pytest.mark.parametrize("arguments", [{"n": 0}, {"n": -3}, {"n": 5, "noise": -0.1}, {"n": 5, "noise": math.nan}])
def test_arguments_that_make_no_sense_are_refused_with_a_next_step(make, arguments):
    with pytest.raises(ValueError, match=r"ask for at least|give 0 or more"):
        make(**arguments)


@pytest.mark.parametrize("make", [moons, line, glyphs])
def test_another_default_dtype_changes_nothing(make):
    want = make(20)
    torch.set_default_dtype(torch.float64)
    try:
        got = make(20)
    finally:
        torch.set_default_dtype(torch.float32)
    assert [part.dtype for part in got] == [part.dtype for part in want]
    assert torch.equal(got[0], want[0])
    assert torch.equal(got[1], want[1])


@pytest.mark.parametrize("size", [8, 11, 16, 28])
def test_glyphs_are_grey_pictures_with_a_digit_each(size):
    images, labels = glyphs(200, size=size)
    assert images.shape == (200, 1, size, size)
    assert images.dtype == torch.float32
    assert images.min() >= 0
    assert images.max() <= 1
    assert labels.dtype == torch.int64
    assert labels.unique().tolist() == list(range(10))


@pytest.mark.parametrize("size", [8, 16, 28])
def test_glyphs_without_noise_hold_every_dot_of_their_digit(size):
    images, labels = glyphs(300, size=size, noise=0)
    lit = (images > 0).sum(dim=(1, 2, 3))
    for digit in range(10):
        counts = lit[labels == digit].unique()
        assert counts.numel() == 1, f"{digit} is drawn whole in some pictures and cut in others"
    assert lit[labels == 1].unique() == 10 * (size // 8) ** 2


def test_glyphs_have_one_brightness_each():
    images, _ = glyphs(100, noise=0)
    brightest = images.amax(dim=(1, 2, 3))
    assert ((images == 0) | (images == brightest[:, None, None, None])).all()
    assert (brightest >= 0.6).all()
    assert brightest.unique().numel() > 50


def test_glyphs_stand_at_every_place_that_holds_them():
    images, labels = glyphs(500, noise=0)
    first_rows = {int(rows.nonzero()[0]) for rows in (images[labels == 7, 0] > 0).any(dim=2)}
    first_columns = {int(columns.nonzero()[0]) for columns in (images[labels == 7, 0] > 0).any(dim=1)}
    assert first_rows == {0, 1}
    assert first_columns == {0, 1, 2, 3}


def test_glyphs_refuse_a_size_that_holds_no_digit():
    with pytest.raises(ValueError, match="size is 7; a digit needs at least 8 pixels"):
        glyphs(3, size=7)

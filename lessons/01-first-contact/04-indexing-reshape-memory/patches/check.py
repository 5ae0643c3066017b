import torch

from tutor.check import close, expect, fail, matches


def reference(image, p):
    h, w = image.shape
    squares = [image[i : i + p, j : j + p] for i in range(0, h, p) for j in range(0, w, p)]
    return torch.stack(squares)


def image_of(smallest):
    """An image that can be cut into whole patches, and the side of a patch."""

    def case(draw):
        rows, columns, p = (draw.integer(smallest, 4) for _ in range(3))
        return draw.floats(rows * p, columns * p), p

    return case


def name_the_shape(got, want, image, p):
    (h, w), shape = image.shape, tuple(got.shape)
    seen = f"patches of a {h} × {w} image with p = {p} has shape {shape}"
    if shape in ((h // p, w // p, p, p), (h // p, p, w // p, p)):
        fail(f"{seen}: split, but not joined. The patches should be counted by one axis.")
    fail(f"{seen}; it should be {tuple(want.shape)}.")


def by_column(image, p):
    h, w = image.shape
    return reference(image, p).reshape(h // p, w // p, p, p).transpose(0, 1).reshape(-1, p, p)


MISTAKES = (
    (
        lambda image, p: image.reshape(-1, p, p),
        "The shape is right but the patches are scrambled: each holds a stretch of the reading order, not a square. "
        "After the split, axes have to change places.",
    ),
    (by_column, "Every patch is right, but they come column by column. Which patch axis should run slowest?"),
    (
        lambda image, p: reference(image, p).transpose(1, 2),
        "The patches are in order, but each is mirrored along its diagonal: row and column in the patch swapped.",
    ),
)


def test_shape(learner):
    """The shape is (number of patches, p, p), for 20 random sizes"""
    matches(learner.patches, reference, image_of(1), values=False, explain_shape=name_the_shape)


def test_values(learner):
    """Each patch is a square of the image, in reading order"""
    matches(learner.patches, reference, image_of(2), explain_shape=name_the_shape, mistakes=MISTAKES)


def test_way_back(learner):
    """Put together again, the patches are the image"""
    board = torch.arange(6 * 9).reshape(6, 9)
    got = learner.patches(board, 3)
    expect(
        isinstance(got, torch.Tensor) and tuple(got.shape) == (6, 3, 3),
        "patches of a 6 × 9 image with p = 3 is no tensor of shape (6, 3, 3). See the check of the shape above.",
    )
    rows = [torch.cat(list(got[i : i + 3]), dim=1) for i in (0, 3)]
    close(torch.cat(rows), board, "the image made of the patches")

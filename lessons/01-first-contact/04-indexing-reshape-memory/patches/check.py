import torch

from tutor.check import close, expect, fail


def reference(image, p):
    h, w = image.shape
    squares = [image[i : i + p, j : j + p] for i in range(0, h, p) for j in range(0, w, p)]
    return torch.stack(squares)


def ask(learner, image, p):
    got = learner.patches(image, p)
    expect(got is not None, "`patches` returned None. Does it end with `return`?")
    expect(isinstance(got, torch.Tensor), f"`patches` returned a {type(got).__name__}; it should return one tensor.")
    return got


def cases(smallest):
    for _ in range(20):
        rows, columns, p = (torch.randint(smallest, 5, (3,))).tolist()
        yield torch.randn(rows * p, columns * p), p


def test_shape(learner):
    """The shape is (number of patches, p, p), for 20 random sizes"""
    for image, p in cases(1):
        h, w = image.shape
        got = ask(learner, image, p)
        if tuple(got.shape) == (h // p, w // p, p, p) or tuple(got.shape) == (h // p, p, w // p, p):
            fail(
                f"patches of a {h} × {w} image with p = {p} has shape {tuple(got.shape)}: split, but not joined. "
                "The patches should be counted by one axis."
            )
        expect(
            tuple(got.shape) == (h // p * (w // p), p, p),
            f"patches of a {h} × {w} image with p = {p} has shape {tuple(got.shape)}; "
            f"it should be {(h // p * (w // p), p, p)}.",
        )


def test_values(learner):
    """Each patch is a square of the image, in reading order"""
    for image, p in cases(2):
        h, w = image.shape
        want = reference(image, p)
        got = ask(learner, image, p)
        if got.shape == want.shape and not torch.equal(got, want):
            name_the_mistake(got, want, image, p)
        close(got, want, f"patches of a {h} × {w} image with p = {p}")


def name_the_mistake(got, want, image, p):
    h, w = image.shape
    if torch.equal(got, image.reshape(-1, p, p)):
        fail(
            "The shape is right but the patches are scrambled: each holds a stretch of the reading order, not a square. "
            "After the split, axes have to change places."
        )
    by_column = want.reshape(h // p, w // p, p, p).transpose(0, 1).reshape(-1, p, p)
    if torch.equal(got, by_column):
        fail("Every patch is right, but they come column by column. Which patch axis should run slowest?")
    if torch.equal(got, want.transpose(1, 2)):
        fail("The patches are in order, but each is mirrored along its diagonal: row and column in the patch swapped.")


def test_way_back(learner):
    """Put together again, the patches are the image"""
    board = torch.arange(6 * 9).reshape(6, 9)
    got = ask(learner, board, 3)
    expect(
        tuple(got.shape) == (6, 3, 3),
        f"patches of a 6 × 9 image with p = 3 has shape {tuple(got.shape)}; it should be (6, 3, 3).",
    )
    rows = [torch.cat(list(got[i : i + 3]), dim=1) for i in (0, 3)]
    close(torch.cat(rows), board, "the image made of the patches")

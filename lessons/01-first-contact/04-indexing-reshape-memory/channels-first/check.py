import torch

from tutor.check import close, expect, fail


def test_shape(learner):
    """(N, H, W, C) becomes (N, C, H, W), for 20 random shapes"""
    for _ in range(20):
        n, h, w, c = torch.randint(1, 7, (4,)).tolist()
        got = learner.channels_first(torch.rand(n, h, w, c))
        expect(got is not None, "`channels_first` returned None. Does it end with `return`?")
        expect(isinstance(got, torch.Tensor), f"`channels_first` returned a {type(got).__name__}, not a tensor.")
        shape = tuple(got.shape)
        if shape == (n, c, w, h) and h != w:
            fail(
                f"Pictures of {h} rows and {w} columns came out with {w} rows and {h} columns: they lie on their side. "
                "Which of H and W goes first?"
            )
        if shape == (c, n, h, w) and n != c:
            fail(f"Shape {(n, h, w, c)} became {shape}: the batch has moved too. Axis 0 counts the pictures; leave it.")
        expect(
            shape == (n, c, h, w),
            f"Shape {(n, h, w, c)} became {shape}; it should be {(n, c, h, w)}. "
            "Give each axis its letter, and write down where it goes.",
        )


def test_values(learner):
    """Every pixel keeps its place and its colours"""
    for _ in range(20):
        n, h, w, c = torch.randint(2, 7, (4,)).tolist()
        images = torch.rand(n, h, w, c)
        want = images.permute(0, 3, 1, 2)
        got = learner.channels_first(images)
        if isinstance(got, torch.Tensor) and got.shape == want.shape:
            if torch.equal(got, images.reshape(n, c, h, w)):
                fail(
                    "The shape is right but the pixels are scrambled: the numbers are still in their old reading order. "
                    "`reshape` and `view` only break the lines elsewhere. What turns axes?"
                )
            if torch.equal(got, images.permute(0, 3, 2, 1).reshape(n, c, h, w)):
                fail("The pixels are scrambled: rows and columns were swapped and then the lines broken elsewhere.")
        close(got, want, f"channels_first of shape {(n, h, w, c)}")


def test_square(learner):
    """Square pictures are not turned on their side"""
    images = torch.rand(2, 5, 5, 3)
    got = learner.channels_first(images)
    if isinstance(got, torch.Tensor) and torch.equal(got, images.permute(0, 3, 2, 1)):
        fail("Each picture is mirrored along its diagonal: H and W were swapped. With square pictures no shape tells.")
    close(got, images.permute(0, 3, 1, 2), "channels_first of shape (2, 5, 5, 3)")


def test_dtype(learner):
    """Bytes stay bytes"""
    images = torch.randint(0, 256, (2, 3, 4, 3), dtype=torch.uint8)
    close(learner.channels_first(images), images.permute(0, 3, 1, 2), "channels_first of a uint8 tensor")

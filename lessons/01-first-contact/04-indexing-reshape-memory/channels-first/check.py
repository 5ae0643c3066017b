import torch

from tutor.check import close, fail, floats, matches

PICTURES = floats("n", "h", "w", "c")


def reference(images):
    return images.permute(0, 3, 1, 2)


def name_the_axes(got, want, images):
    shape, (n, h, w, c) = tuple(got.shape), images.shape
    if shape == (n, c, w, h) and h != w:
        fail(
            f"Pictures of {h} rows and {w} columns came out with {w} rows and {h} columns: they lie on their side. "
            "Which of H and W goes first?"
        )
    if shape == (c, n, h, w) and n != c:
        fail(f"Shape {(n, h, w, c)} became {shape}: the batch has moved too. Axis 0 counts the pictures; leave it.")
    fail(
        f"Shape {(n, h, w, c)} became {shape}; it should be {(n, c, h, w)}. "
        "Give each axis its letter, and write down where it goes."
    )


SCRAMBLED = (
    (
        lambda images: images.reshape(images.permute(0, 3, 1, 2).shape),
        "The shape is right but the pixels are scrambled: the numbers are still in their old reading order. "
        "`reshape` and `view` only break the lines elsewhere. What turns axes?",
    ),
    (
        lambda images: images.permute(0, 3, 2, 1).reshape(images.permute(0, 3, 1, 2).shape),
        "The pixels are scrambled: rows and columns were swapped and then the lines broken elsewhere.",
    ),
)


def test_shape(learner):
    """(N, H, W, C) becomes (N, C, H, W), for 20 random shapes"""
    matches(learner.channels_first, reference, PICTURES, values=False, explain_shape=name_the_axes)


def test_values(learner):
    """Every pixel keeps its place and its colours"""
    sizes = dict.fromkeys("nhwc", (2, 6))
    matches(learner.channels_first, reference, PICTURES, sizes=sizes, mistakes=SCRAMBLED, explain_shape=name_the_axes)


def test_square(learner):
    """Square pictures are not turned on their side"""
    mirrored = (
        lambda images: images.permute(0, 3, 2, 1),
        "Each picture is mirrored along its diagonal: H and W were swapped. With square pictures no shape tells.",
    )
    sizes = {"side": (2, 6)}
    matches(learner.channels_first, reference, floats(2, "side", "side", 3), sizes=sizes, mistakes=[mirrored])


def test_dtype(learner):
    """Bytes stay bytes"""
    images = torch.randint(0, 256, (2, 3, 4, 3), dtype=torch.uint8)
    close(learner.channels_first(images), images.permute(0, 3, 1, 2), "channels_first of a uint8 tensor")

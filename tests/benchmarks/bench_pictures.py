"""Pictures in half blocks, by kitty's protocol and as sixels, side by side: time to make them, and bytes."""

from __future__ import annotations

import math
import random
import statistics
import time
from collections.abc import Callable
from pathlib import Path

from tests.benchmarks.figures import print_table
from tutor.engine.drawing import MOST_FOR_PIXELS, Picture, bitmap_of, draw
from tutor.engine.events import ImageReceived, MetricsReceived
from tutor.engine.export import as_png
from tutor.engine.mosaic import Look, to_text
from tutor.engine.pixels import FAR_BYTES, NEAR_BYTES, Placed, encode
from tutor.engine.plot import plot
from tutor.engine.png import Bitmap
from tutor.engine.png import encode as png
from tutor.engine.series import Curves
from tutor.engine.shown import ImagesShown
from tutor.engine.terminal_graphics import Protocol

WIDTH, HEIGHT, CELL = 78, 22, (9, 18)
LOOK = Look(cell_ratio=2.0)
SLOW_BITS = 100_000
TIMES = 5


def figure() -> ImageReceived:
    """Five curves as matplotlib would draw them, 640 pixels wide."""
    rng, made = random.Random(0), Curves()
    for number in range(5):
        values = tuple(math.exp(-step / 99) * (number + 1) + 0.1 * rng.random() for step in range(500))
        made.add(MetricsReceived(f"loss {number}", tuple(range(500)), values))
    large = ImageReceived("png", as_png(plot(made, "Five runs")), 1800, 1040)
    bitmap, fault = bitmap_of(large, (640, 370))
    assert bitmap is not None, fault
    return ImageReceived("png", png(bitmap), bitmap.width, bitmap.height)


def photograph() -> ImageReceived:
    """Smooth in places, noisy in others, of more colours than a palette has; 640 × 480."""
    rng = random.Random(0)
    rows = bytearray()
    for y in range(480):
        for x in range(640):
            light = 128 + 100 * math.sin(x / 90) * math.cos(y / 70) + rng.gauss(0, 6)
            rows += bytes(max(0, min(255, int(light + shift))) for shift in (30, 0, -40))
    return ImageReceived("png", png(Bitmap(640, 480, bytes(rows))), 640, 480)


def digits() -> ImagesShown:
    """32 handwritten digits of the set that comes along, with predictions."""
    import gzip

    from tutor import datasets

    raw = gzip.decompress((Path(datasets.__file__).parent / "digits.gz").read_bytes())
    names = tuple(str(label) for label in raw[-(len(raw) // 65) :][:32])  # 64 pixels each, then all the labels
    pixels = bytes(min(255, 16 * value) for value in raw[: 32 * 64] for _ in range(3))
    return ImagesShown(8, 8, pixels, 32, 32, names, names, (0.9,) * 32)


def in_cells(shown: Picture) -> int:
    """Bytes of half blocks with all colours."""
    bitmap, fault = bitmap_of(shown) if isinstance(shown, ImageReceived) else (None, "")
    return len(to_text(draw(shown, WIDTH, HEIGHT, LOOK, bitmap, fault), 24).encode())


def in_pixels(shown: Picture, protocol: Protocol, most: int) -> int:
    """Bytes of the same place in pixels."""
    bitmap, fault = bitmap_of(shown, MOST_FOR_PIXELS) if isinstance(shown, ImageReceived) else (None, "")
    places: list[Placed] = []
    rows = draw(shown, WIDTH, HEIGHT, LOOK, bitmap, fault, places)
    made = encode(places, protocol, CELL, first_id=1, most_bytes=most)
    return len(to_text(rows, 24).encode()) + sum(len(one.sequence) for one in made)


def told(work: Callable[[], int]) -> str:
    """Median time, bytes, and the time they take on a slow line."""
    seconds: list[float] = []
    size = 0
    for _ in range(TIMES):
        start = time.perf_counter()
        size = work()
        seconds.append(time.perf_counter() - start)
    made = f"{1000 * statistics.median(seconds):6.0f} ms {size / 1000:8.1f} kB"
    return f"{made} {8 * size / SLOW_BITS:7.1f} s on a slow line"


def main() -> None:
    """One table for each kind of picture."""
    for name, shown in (("Figure", figure()), ("Photograph", photograph()), ("32 digits with captions", digits())):
        rows = [("half blocks", told(lambda shown=shown: in_cells(shown)))]  # type: ignore[misc]
        for protocol in ("kitty", "sixel"):
            for where, most in (("", NEAR_BYTES), (" over ssh", FAR_BYTES)):
                work = lambda s=shown, p=protocol, m=most: in_pixels(s, p, m)  # type: ignore[misc] # noqa: E731
                rows.append((f"{protocol}{where}", told(work)))
        print_table(f"{name}, {WIDTH} × {HEIGHT} cells of {CELL[0]} × {CELL[1]} pixels", rows)


if __name__ == "__main__":
    main()

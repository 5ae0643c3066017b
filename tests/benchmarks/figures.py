"""Medians and a table."""

from __future__ import annotations

import statistics
from collections.abc import Iterable, Sequence


def median(values: Sequence[float]) -> float:
    return statistics.median(values)


def percentile_95(values: Sequence[float]) -> float:
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(len(ordered) * 0.95))]


def print_table(title: str, rows: Iterable[tuple[str, str]]) -> None:
    print(f"\n{title}")
    for name, figure in rows:
        print(f"  {name:58} {figure}")


def milliseconds(values: Sequence[float]) -> str:
    """Seconds as "median (95th percentile) of n" in milliseconds."""
    return f"{1000 * median(values):8.1f} ms   (95 %: {1000 * percentile_95(values):.1f}, n = {len(values)})"

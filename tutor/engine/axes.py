"""Limits, ticks and labels of a chart's axes.

plotext's own ticks are even divisions of the data's range, and where two labels collide its choice depends
on the hash seed. Here ticks are round numbers, limits are rounded outwards (so the picture stands still while
points come in), and every label is unique.
"""

from __future__ import annotations

import math
from dataclasses import dataclass

LARGEST = 1e300
"""Values beyond it are drawn at it, so that the difference of two values is always finite."""


@dataclass(frozen=True, slots=True)
class Axis:
    """Limits and ticks in drawn units: steps, values, or the log10 of values."""

    low: float
    high: float
    ticks: tuple[float, ...]
    labels: tuple[str, ...]
    log: bool = False

    def fraction(self, value: float) -> float:
        """Where ``value`` (in data units) lies between the limits, from 0 to 1."""
        drawn = math.log10(value) if self.log else max(-LARGEST, min(LARGEST, value))
        return max(0.0, min(1.0, (drawn - self.low) / (self.high - self.low)))


def _round_step(span: float, count: int) -> tuple[int, int]:
    """``(m, e)``, m in 1, 2, 5: the least ``m * 10**e`` that goes at most ``count`` times into ``span``."""
    rough = span / max(1, count)
    exponent = math.floor(math.log10(rough))
    for multiple in (1, 2, 5):
        if _times(multiple, exponent) >= rough * (1 - 1e-9):
            return multiple, exponent
    return 1, exponent + 1


def _times(multiple: int, exponent: int) -> float:
    """``multiple * 10**exponent``, correctly rounded."""
    return float(multiple * 10**exponent) if exponent >= 0 else multiple / 10**-exponent


def value_axis(low: float, high: float, count: int) -> Axis:
    """A linear axis that holds ``low`` to ``high`` with about ``count`` ticks."""
    low, high = (max(-LARGEST, min(LARGEST, value)) for value in (low, high))
    largest = max(abs(low), abs(high))
    if largest < 1 / LARGEST:
        low, high, largest = -1.0, 1.0, 1.0
    elif high - low < 1e-9 * largest:
        low, high = low - largest / 10, high + largest / 10
    multiples: list[int] = []
    while len(multiples) < 2:
        multiple, exponent = _round_step(high - low, count)
        half = _times(multiple, exponent) / 2
        bottom, top = math.floor(low / half + 1e-9), math.ceil(high / half - 1e-9)
        multiples = [multiple * number for number in range(-(-bottom // 2), top // 2 + 1)]
        count += 1
    ticks = tuple(_times(number, exponent) for number in multiples)
    return Axis(bottom * half, top * half, ticks, tuple(_labels(multiples, exponent)))


def _labels(multiples: list[int], exponent: int) -> list[str]:
    """Labels of ``multiple * 10**exponent``, exact, and so unique if the multiples are."""
    largest = max(map(abs, multiples), default=0)
    if exponent + len(str(largest)) <= 5 and exponent >= -5:
        return [f"{_times(multiple, exponent):.{max(0, -exponent)}f}" for multiple in multiples]
    return [_scientific(multiple, exponent) for multiple in multiples]


def _scientific(multiple: int, exponent: int) -> str:
    """``multiple * 10**exponent`` as in ``-1.5e-6``, with as many digits as it has."""
    if not multiple:
        return "0"
    digits = str(abs(multiple))
    tail = digits[1:].rstrip("0")
    sign, point = "-" if multiple < 0 else "", "." if tail else ""
    return f"{sign}{digits[0]}{point}{tail}e{exponent + len(digits) - 1}"


def log_axis(low: float, high: float, count: int) -> Axis:
    """A logarithmic axis that holds ``low`` to ``high`` (both above 0); limits and ticks are log10 values."""
    bottom, top = math.log10(low), math.log10(high)
    if top - bottom < 1e-6:
        bottom, top = bottom - 0.3, top + 0.3
    bottom, top = math.floor(bottom * 10 + 1e-9) / 10, math.ceil(top * 10 - 1e-9) / 10
    decades = range(math.ceil(bottom), math.floor(top) + 1)
    stride = max(1, math.ceil(len(decades) / max(1, count)))
    marks = [(1, decade) for decade in decades if decade % stride == 0]
    if len(marks) < 3:
        every = range(math.floor(bottom), math.ceil(top) + 1)
        marks = [(multiple, decade) for decade in every for multiple in (1, 2, 5)]
    marks = [mark for mark in marks if bottom <= math.log10(mark[0]) + mark[1] <= top]
    if len(marks) < 2:
        linear = value_axis(10**bottom, 10**top, max(5, count))
        pairs = [(tick, label) for tick, label in zip(linear.ticks, linear.labels, strict=True) if tick > 0]
        inside = [(math.log10(tick), label) for tick, label in pairs if bottom <= math.log10(tick) <= top]
        return Axis(bottom, top, tuple(t for t, _ in inside), tuple(label for _, label in inside), log=True)
    ticks = tuple(math.log10(multiple) + decade for multiple, decade in marks)
    return Axis(bottom, top, ticks, tuple(_power_label(*mark) for mark in marks), log=True)


def _power_label(multiple: int, decade: int) -> str:
    if -5 <= decade <= 4:
        return f"{_times(multiple, decade):.{max(0, -decade)}f}"
    return f"{multiple}e{decade}"


def step_axis(first: int, last: int, columns: int) -> Axis:
    """An axis of whole steps for ``columns`` cells; its labels stand far enough apart never to meet."""
    span = max(1, last - first)
    count = max(1, columns // 8)
    while True:
        multiple, exponent = _round_step(span, count)
        step = multiple * 10**exponent if exponent >= 0 else 1
        half = max(1, step // 2)
        low, high = first // half * half, max(-(-last // half) * half, first // half * half + 1)
        ticks = list(range(-(-low // step) * step, high + 1, step))
        labels = [_step_label(tick, step) for tick in ticks]
        widest = max(map(len, labels), default=1)
        if count == 1 or (high - low) * (2 * widest + 2) <= step * columns:
            break
        count -= 1
    if len(ticks) > 1 and (high - low) * (2 * widest + 2) > step * columns:
        ticks, labels = ticks[:1], labels[:1]
    return Axis(low, high, tuple(ticks), tuple(labels))


def _step_label(tick: int, step: int) -> str:
    """The step in full, or exactly as thousands, millions or thousand millions where it is long and round."""
    if abs(tick) < 100_000 or step % 1000:
        return str(tick)
    suffix, size = next((s, n) for s, n in (("G", 10**9), ("M", 10**6), ("k", 10**3)) if tick % n == 0)
    return f"{tick // size}{suffix}"


def short(value: float | None) -> str:
    """A value in about eight characters: four significant digits, ``NaN``, ``inf``; empty for None."""
    if value is None:
        return ""
    if math.isnan(value):
        return "NaN"
    if math.isinf(value):
        return "inf" if value > 0 else "-inf"
    if value == 0:
        return "0"
    power = math.floor(math.log10(abs(value)))
    if -5 <= power <= 5:
        return f"{value:.{max(0, min(6, 3 - power))}f}"
    mantissa, exponent = f"{value:.2e}".split("e")
    return f"{mantissa}e{int(exponent)}"

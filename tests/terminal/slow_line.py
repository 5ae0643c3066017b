"""A slow, long line between a program and the terminal: bytes come late, keys arrive late, few bytes a second."""

from __future__ import annotations

import time
from collections import deque

PIECE = 256


class SlowLine:
    """Holds what is under way, each way. ``bits`` a second towards the terminal; ``round_trip`` in seconds.

    The program's output is taken from the pseudo-terminal no faster than the line carries it, so a program that
    writes more has to wait, as it has behind SSH.
    """

    def __init__(self, bits: int, round_trip: float) -> None:
        self._seconds_a_byte = 8 / bits
        self._one_way = round_trip / 2
        self._free_at = 0.0
        self._coming: deque[tuple[float, bytes]] = deque()
        self._going: deque[tuple[float, bytes]] = deque()

    @property
    def takes(self) -> int:
        """Bytes that it takes now: a piece, once the one before is sent."""
        return PIECE if time.perf_counter() >= self._free_at else 0

    def carry(self, data: bytes) -> None:
        """Take what the program wrote."""
        self._free_at = max(self._free_at, time.perf_counter()) + len(data) * self._seconds_a_byte
        self._coming.append((self._free_at + self._one_way, data))

    def press(self, keys: bytes) -> None:
        """Take what was typed."""
        self._going.append((time.perf_counter() + self._one_way, keys))

    def arrived(self) -> bytes:
        """What has reached the terminal by now."""
        return _due(self._coming)

    def typed(self) -> bytes:
        """What has reached the program by now."""
        return _due(self._going)


def _due(under_way: deque[tuple[float, bytes]]) -> bytes:
    now, due = time.perf_counter(), b""
    while under_way and under_way[0][0] <= now:
        due += under_way.popleft()[1]
    return due

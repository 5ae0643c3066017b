"""Frames: the one format in which the tutor, the supervisor, the zygote and the children talk.

A frame is a JSON object and a body of raw bytes::

    4 bytes  length of the JSON, big-endian
    4 bytes  length of the body, big-endian
    JSON     UTF-8
    body

Source text, program output and tensors travel in the body, never as JSON or pickle.
"""

from __future__ import annotations

import json
import struct
from typing import Any

MARKER = b"\npytorch-tutor-worker 1\n"
"""What the supervisor writes before its first frame, so that a login banner before it can be skipped."""

PLACE = "\ufdd0"
"""What a child writes to stdout behind each picture that it sends: a code point that Unicode keeps for inner use."""

MAX_HEADER = 4 << 20
MAX_BODY = 128 << 20
_LENGTHS = struct.Struct("!II")

Message = dict[str, Any]
Frame = tuple[Message, bytes]


class ProtocolError(Exception):
    """Bytes that are no frame."""


def encode(message: Message, body: bytes = b"") -> bytes:
    """One frame as bytes."""
    header = json.dumps(message, separators=(",", ":")).encode()
    return _LENGTHS.pack(len(header), len(body)) + header + body


class FrameReader:
    """Turns a byte stream into frames, whatever pieces it arrives in."""

    def __init__(self, max_body: int = MAX_BODY) -> None:
        self._buffer = bytearray()
        self._max_body = max_body

    def feed(self, data: bytes) -> list[Frame]:
        """Add bytes and take out the frames that are whole now.

        Raises:
            ProtocolError: if the bytes can't be frames (too long, or the header is no JSON object).
        """
        self._buffer += data
        frames: list[Frame] = []
        position = 0
        while len(self._buffer) - position >= _LENGTHS.size:
            header_length, body_length = _LENGTHS.unpack_from(self._buffer, position)
            if header_length > MAX_HEADER or body_length > self._max_body:
                raise ProtocolError(f"a frame of {header_length} + {body_length} bytes is longer than allowed")
            start = position + _LENGTHS.size
            end = start + header_length + body_length
            if len(self._buffer) < end:
                break
            frames.append(
                (
                    _parse_header(bytes(self._buffer[start : start + header_length])),
                    bytes(self._buffer[start + header_length : end]),
                )
            )
            position = end
        if position:
            del self._buffer[:position]
        return frames


def _parse_header(data: bytes) -> Message:
    try:
        message = json.loads(data)
    except ValueError as error:
        raise ProtocolError(f"a frame's header is no JSON: {error}") from None
    if not isinstance(message, dict):
        raise ProtocolError("a frame's header is no JSON object")
    return message

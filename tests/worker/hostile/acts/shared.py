"""What all acts share: the C library and values as system calls take them."""

from __future__ import annotations

import ctypes
import os
import struct

libc = ctypes.CDLL(None, use_errno=True)


def full_path(world, place):
    """``home/notes.txt`` and the like to a full path."""
    root, _, rest = place.partition("/")
    return os.path.join(world[root], rest) if rest else world[root]


def words(*values, form="q"):
    return ctypes.create_string_buffer(struct.pack(f"={len(values)}{form}", *values))


def pointer(buffer):
    return ctypes.cast(buffer, ctypes.c_void_p)


def text(path):
    return ctypes.c_char_p(os.fsencode(path))

"""Runs a seccomp program on one system call, as the kernel would; knows the instructions the assembler writes."""

from __future__ import annotations

import struct

from tutor.worker.syscalls import Architecture


def decide(program: bytes, audit: int, number: int, *arguments: int) -> int:
    """The action for a call of ``number`` on the architecture ``audit``; arguments are 64 bits wide."""
    words = [argument & 0xFFFFFFFFFFFFFFFF for argument in arguments]
    data = struct.pack("<IIQ6Q", number & 0xFFFFFFFF, audit, 0, *words, *[0] * (6 - len(words)))
    instructions = list(struct.iter_unpack("<HBBI", program))
    accumulator = position = 0
    while True:
        code, then, otherwise, value = instructions[position]
        position += 1
        if code == 0x06:
            return value
        if code == 0x20:
            (accumulator,) = struct.unpack_from("<I", data, value)
        elif code == 0x54:
            accumulator &= value
        elif code == 0x15:
            position += then if accumulator == value else otherwise
        elif code == 0x25:
            position += then if accumulator > value else otherwise
        else:
            raise AssertionError(f"unknown instruction {code:#x}")


def decide_call(program: bytes, target: Architecture, call: str, *arguments: int) -> int:
    """The action for a call by name."""
    number = target.number(call)
    assert number is not None
    return decide(program, target.audit, number, *arguments)

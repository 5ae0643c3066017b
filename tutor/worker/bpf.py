"""A filter over system calls: rules as data, compiled to the classic BPF program that seccomp takes.

seccomp sees numbers, never what pointers point to. Jumps of the program are written with labels; nobody
counts instructions.
"""

from __future__ import annotations

import ctypes
import errno
import struct
from collections.abc import Mapping
from dataclasses import dataclass, field

from tutor.worker.syscalls import NEWEST, PR_SET_SECCOMP, Architecture, prctl

ALLOW = 0x7FFF0000
KILL_PROCESS = 0x80000000
_ERRNO = 0x00050000


def answer(error: int) -> int:
    """The action that skips the call and lets it return ``-error`` (0: it claims success)."""
    return _ERRNO | error


_LOAD_WORD = 0x20  # BPF_LD | BPF_W | BPF_ABS
_AND = 0x54  # BPF_ALU | BPF_AND | BPF_K
_JUMP_IF_EQUAL = 0x15  # BPF_JMP | BPF_JEQ | BPF_K
_JUMP_IF_GREATER = 0x25  # BPF_JMP | BPF_JGT | BPF_K
_RETURN = 0x06  # BPF_RET | BPF_K

_NUMBER_OFFSET, _ARCHITECTURE_OFFSET, _ARGUMENTS_OFFSET = 0, 4, 16  # struct seccomp_data
_LONGEST_PROGRAM = 4096
_LONGEST_JUMP = 255


@dataclass(frozen=True)
class _Instruction:
    code: int
    value: int
    then: str = ""
    otherwise: str = ""


@dataclass
class Assembler:
    """Collects instructions; jumps name labels (empty: the next instruction) and only go forward."""

    instructions: list[_Instruction] = field(default_factory=list)
    labels: dict[str, int] = field(default_factory=dict)

    def load(self, offset: int) -> None:
        """Load the 32-bit word at ``offset`` bytes of ``struct seccomp_data``."""
        self.instructions.append(_Instruction(_LOAD_WORD, offset))

    def load_argument(self, index: int) -> None:
        """Load the low 32 bits of an argument (both processors are little endian)."""
        self.load(_ARGUMENTS_OFFSET + 8 * index)

    def mask(self, value: int) -> None:
        """Keep only the bits of ``value``."""
        self.instructions.append(_Instruction(_AND, value))

    def jump_if_equal(self, value: int, then: str = "", otherwise: str = "") -> None:
        """Compare what is loaded with ``value``."""
        self.instructions.append(_Instruction(_JUMP_IF_EQUAL, value, then, otherwise))

    def jump_if_greater(self, value: int, then: str = "", otherwise: str = "") -> None:
        """Compare what is loaded with ``value``, unsigned."""
        self.instructions.append(_Instruction(_JUMP_IF_GREATER, value, then, otherwise))

    def finish(self, action: int) -> None:
        """End the program with ``action``."""
        self.instructions.append(_Instruction(_RETURN, action))

    def label(self, name: str) -> None:
        """Name the next instruction.

        Raises:
            ValueError: if the name is taken.
        """
        if name in self.labels:
            raise ValueError(f"label {name!r} stands twice")
        self.labels[name] = len(self.instructions)

    def assemble(self) -> bytes:
        """The program as an array of ``struct sock_filter``.

        Raises:
            ValueError: for an unknown label, a jump backwards or too far, a program too long.
        """
        if len(self.instructions) > _LONGEST_PROGRAM:
            raise ValueError(f"{len(self.instructions)} instructions; the kernel takes {_LONGEST_PROGRAM}")
        return b"".join(
            struct.pack(
                "=HBBI",
                instruction.code,
                self._distance(position, instruction.then),
                self._distance(position, instruction.otherwise),
                instruction.value & 0xFFFFFFFF,
            )
            for position, instruction in enumerate(self.instructions)
        )

    def _distance(self, position: int, label: str) -> int:
        if not label:
            return 0
        if label not in self.labels:
            raise ValueError(f"no label {label!r}")
        distance = self.labels[label] - position - 1
        if not 0 <= distance <= _LONGEST_JUMP:
            raise ValueError(f"the jump to {label!r} is {distance} instructions long")
        return distance


@dataclass(frozen=True)
class Check:
    """Holds if the low 32 bits of an argument, masked, are one of ``values`` (or, with ``inside=False``, none
    of them).

    Every argument checked here is an ``int`` for the kernel, or one whose upper half it ignores.
    """

    argument: int
    values: tuple[int, ...]
    mask: int = 0xFFFFFFFF
    inside: bool = True


@dataclass(frozen=True)
class Rule:
    """``action`` applies if all checks hold; the first rule of a call that applies decides, otherwise it is
    allowed."""

    action: int
    checks: tuple[Check, ...] = ()


Policy = Mapping[str, tuple[Rule, ...]]


def compile_policy(policy: Policy, target: Architecture) -> bytes:
    """The program for one processor: wrong architectures die, calls newer than the table don't exist, then
    the rules."""
    program = Assembler()
    program.load(_ARCHITECTURE_OFFSET)
    program.jump_if_equal(target.audit, then="right architecture")
    program.finish(KILL_PROCESS)  # 32-bit calls (int 0x80) have other numbers: nothing below would fit them
    program.label("right architecture")
    program.load(_NUMBER_OFFSET)
    # x32 calls carry a high bit, and a call we have never read about can't be judged: both are unknown here,
    # which every program copes with as it does on an older kernel.
    program.jump_if_greater(NEWEST, otherwise="known")
    program.finish(answer(errno.ENOSYS))
    program.label("known")
    for call, rules in policy.items():
        number = target.number(call)
        if number is not None:
            _compile_call(program, call, number, rules)
    program.finish(ALLOW)
    return program.assemble()


def _compile_call(program: Assembler, call: str, number: int, rules: tuple[Rule, ...]) -> None:
    after = f"after {call}"
    program.jump_if_equal(number, otherwise=after)
    for position, rule in enumerate(rules):
        skipped = f"{call} passes rule {position}"
        for place, check in enumerate(rule.checks):
            _compile_check(program, check, f"{call} {position} check {place} holds", skipped)
        program.finish(rule.action)
        program.label(skipped)
    if all(rule.checks for rule in rules):
        program.finish(ALLOW)
    program.label(after)


def _compile_check(program: Assembler, check: Check, holds: str, fails: str) -> None:
    program.load_argument(check.argument)
    if check.mask != 0xFFFFFFFF:
        program.mask(check.mask)
    *others, last = check.values
    for value in others:
        program.jump_if_equal(value, then=holds if check.inside else fails)
    if check.inside:
        program.jump_if_equal(last, otherwise=fails)
    else:
        program.jump_if_equal(last, then=fails)
    program.label(holds)


def install(program: bytes) -> None:
    """Put the filter on the calling thread and all it starts, for good; needs no_new_privs.

    Raises:
        OSError: if the kernel refuses.
    """

    class Program(ctypes.Structure):  # struct sock_fprog
        _fields_ = [("length", ctypes.c_ushort), ("filter", ctypes.c_void_p)]

    instructions = ctypes.create_string_buffer(program, len(program))
    described = Program(len(program) // 8, ctypes.addressof(instructions))
    prctl(PR_SET_SECCOMP, 2, ctypes.addressof(described))

"""Landlock: which files, TCP ports and processes this process and its descendants may still reach.

A ruleset names the rights it handles; what it handles is denied but where a rule grants it. Kernels know the
rights by ABI version (``abi_version``): 1 files, 2 renames between folders, 3 truncation, 4 TCP, 5 device
ioctls, 6 signals and abstract sockets, 7 and 8 nothing we use, 9 sockets by path.
"""

from __future__ import annotations

import contextlib
import ctypes
import errno
import os
import stat
import struct
from collections.abc import Iterable
from dataclasses import dataclass
from enum import IntFlag

from tutor.worker.syscalls import set_no_new_privileges, syscall

NEWEST_ABI = 9
SCOPES_SIGNALS_FROM = 6


class Access(IntFlag):
    """Rights to files (``LANDLOCK_ACCESS_FS_*``)."""

    EXECUTE = 1 << 0
    WRITE_FILE = 1 << 1
    READ_FILE = 1 << 2
    READ_DIRECTORY = 1 << 3
    REMOVE_DIRECTORY = 1 << 4
    REMOVE_FILE = 1 << 5
    MAKE_CHARACTER_DEVICE = 1 << 6
    MAKE_DIRECTORY = 1 << 7
    MAKE_FILE = 1 << 8
    MAKE_SOCKET = 1 << 9
    MAKE_FIFO = 1 << 10
    MAKE_BLOCK_DEVICE = 1 << 11
    MAKE_SYMLINK = 1 << 12
    REFER = 1 << 13
    """Link or rename between folders."""
    TRUNCATE = 1 << 14
    DEVICE_IOCTL = 1 << 15
    RESOLVE_SOCKET = 1 << 16
    """Connect or send to a Unix socket by its path."""


READ = Access.READ_FILE | Access.READ_DIRECTORY | Access.EXECUTE
"""Read, list and execute."""
DEVICE = Access.READ_FILE | Access.WRITE_FILE | Access.DEVICE_IOCTL
"""Use a device file."""
WORK = (
    READ
    | Access.WRITE_FILE
    | Access.TRUNCATE
    | Access.REFER
    | Access.REMOVE_DIRECTORY
    | Access.REMOVE_FILE
    | Access.MAKE_DIRECTORY
    | Access.MAKE_FILE
    | Access.MAKE_SOCKET
    | Access.MAKE_FIFO
    | Access.MAKE_SYMLINK
)
"""Everything ordinary work in a folder of one's own needs; no device files."""

_FOR_FILES = (
    Access.EXECUTE
    | Access.WRITE_FILE
    | Access.READ_FILE
    | Access.TRUNCATE
    | Access.DEVICE_IOCTL
    | Access.RESOLVE_SOCKET
)
"""Rights a rule on something that is no folder may name; the kernel refuses others there."""

_TCP_BIND_AND_CONNECT = 0b11
_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS = 0b11
_CREATE_RULESET_VERSION = 1
_RULE_PATH_BENEATH = 1
_RULE_NET_PORT = 2


@dataclass(frozen=True)
class PathRule:
    """Grants ``access`` to ``path`` and, for a folder, to everything beneath it."""

    path: str
    access: Access


def abi_version() -> int:
    """The kernel's Landlock ABI, 0 where there is none (old kernel, switched off at boot, or refused by a
    container)."""
    try:
        return syscall("landlock_create_ruleset", 0, 0, _CREATE_RULESET_VERSION)
    except OSError:
        return 0


def why_missing() -> str:
    """Why there is no Landlock: ``kernel`` (too old, or built without it), ``boot`` (switched off there) or
    ``container`` (its rules refuse the call); empty where there is one."""
    try:
        syscall("landlock_create_ruleset", 0, 0, _CREATE_RULESET_VERSION)
    except OSError as error:
        return {errno.EOPNOTSUPP: "boot", errno.EPERM: "container"}.get(error.errno or 0, "kernel")
    return ""


def handled_access(abi: int) -> Access:
    """The rights to files that a kernel of that ABI knows, all of which we handle."""
    handled = Access((1 << 13) - 1)
    for since, access in (
        (2, Access.REFER),
        (3, Access.TRUNCATE),
        (5, Access.DEVICE_IOCTL),
        (9, Access.RESOLVE_SOCKET),
    ):
        if abi >= since:
            handled |= access
    return handled


def ruleset_attributes(abi: int) -> bytes:
    """``struct landlock_ruleset_attr`` as a kernel of that ABI takes it: files, then TCP from 4, then scopes
    from 6."""
    fields = [int(handled_access(abi))]
    if abi >= 4:
        fields.append(_TCP_BIND_AND_CONNECT)
    if abi >= SCOPES_SIGNALS_FROM:
        fields.append(_SCOPE_ABSTRACT_SOCKETS_AND_SIGNALS)
    return struct.pack(f"={len(fields)}Q", *fields)


def restrict(rules: Iterable[PathRule], abi: int, ports: Iterable[int] = ()) -> None:
    """Confine the calling thread and all it starts, for good.

    From ABI 4 no TCP port can be bound or connected to but ``ports``; from ABI 6 no process outside can be
    signalled and no abstract Unix socket outside connected to. Rules whose path doesn't exist or can't be
    reached grant nothing.

    Raises:
        OSError: if the kernel refuses; the process may then not be confined and must end.
    """
    abi = min(abi, NEWEST_ABI)
    if abi < 1:
        raise OSError("There is no Landlock here; use Linux 5.13 or later, or enable it at boot (lsm=landlock).")
    attributes = ruleset_attributes(abi)
    ruleset = syscall("landlock_create_ruleset", ctypes.c_char_p(attributes), len(attributes), 0)
    try:
        for rule in rules:
            _add_path(ruleset, rule, handled_access(abi))
        if abi >= 4:
            for port in ports:
                _add_rule(ruleset, _RULE_NET_PORT, struct.pack("=QQ", _TCP_BIND_AND_CONNECT, port))
        set_no_new_privileges()
        syscall("landlock_restrict_self", ruleset, 0)
    finally:
        os.close(ruleset)


def _add_path(ruleset: int, rule: PathRule, handled: Access) -> None:
    with contextlib.ExitStack() as stack:
        try:
            # O_PATH needs no right to read, and what is added is the file itself, whatever its name becomes
            # later.
            descriptor = os.open(rule.path, os.O_PATH | os.O_CLOEXEC)
        except OSError:
            return
        stack.callback(os.close, descriptor)
        access = rule.access & handled
        if not stat.S_ISDIR(os.fstat(descriptor).st_mode):
            access &= _FOR_FILES
        if access:
            _add_rule(ruleset, _RULE_PATH_BENEATH, struct.pack("=Qi", int(access), descriptor))


def _add_rule(ruleset: int, kind: int, attributes: bytes) -> None:
    syscall("landlock_add_rule", ruleset, kind, ctypes.c_char_p(attributes), 0)

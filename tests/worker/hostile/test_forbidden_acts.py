"""What must be blocked, row by row: each act succeeds in a free process and fails in a confined one like it."""

from __future__ import annotations

import errno
import os
import socket
from dataclasses import dataclass, field
from typing import Any

import pytest

from hostile.harness import SECRET, Laboratory

REFUSALS = (errno.EPERM, errno.EACCES, errno.ENOSYS, errno.EXDEV, errno.ENOTTY)
"""How the layers refuse; any other error would be an accident."""


@dataclass(frozen=True)
class Row:
    """One forbidden act."""

    name: str
    act: str
    arguments: dict[str, Any] = field(default_factory=dict)
    prepare: str = ""
    policy: dict[str, Any] = field(default_factory=dict)
    may_lack: bool = False
    """Whether a machine may refuse the act to everyone; the row is skipped there."""
    ends_by: int = 0
    """The signal that ends the act, where it is no mere refusal."""

    def __str__(self) -> str:
        return self.name


def row(name: str, act: str, *, prepare: str = "", may_lack: bool = False, ends_by: int = 0, **arguments: Any) -> Row:
    policy = arguments.pop("policy", {})
    return Row(name, act, arguments, prepare, policy, may_lack, ends_by)


FILES = [
    row("read a private key", "read", place="home/.ssh/id_ed25519"),
    row("read a file of the home", "read", place="home/notes.txt"),
    row("read the tutor's own state", "read", place="home/.local/share/pytorch-tutor/progress.db"),
    row("read in another home", "read", place="other/readable.txt"),
    row("read through a link in scratch", "read_through_link", place="home/notes.txt"),
    row("list the home", "list_folder", place="home"),
    row("list another home", "list_folder", place="other"),
    row("list all processes", "list_path", path="/proc"),
    row("list the temp folder", "list_path", path="/tmp"),
    row("write to a private file", "write", place="home/notes.txt"),
    row("create in the home", "create", folder="{home}"),
    row("create in the temp folder", "create", folder="/tmp"),
    row("create in shared memory", "create", folder="/dev/shm"),
    row("truncate a private file", "truncate", place="home/notes.txt"),
    row("open and truncate", "open_and_truncate", prepare="copy_of_notes", place="home", flags=os.O_WRONLY),
    row("open to read and truncate", "open_and_truncate", prepare="copy_of_notes", place="home", flags=os.O_RDONLY),
    row("open for nothing and truncate", "open_and_truncate", prepare="copy_of_notes", place="home", flags=3),
    row("rename a private file", "rename", source="{home}/notes.txt", target="{home}/renamed.txt"),
    row("move a private file in", "rename", source="{home}/notes.txt", target="{scratch}/notes.txt"),
    row("link a private file in", "link", source="{home}/notes.txt", target="{scratch}/notes.txt"),
    row("link a file out", "link", source="{scratch}/mine", target="{home}/mine"),
    row("symlink in the home", "symlink_in", folder="{home}"),
    row("make a folder in the home", "make_and_remove_folder", folder="{home}"),
    row("remove a folder of the home", "remove_folder", place="home/empty"),
    row("unlink a private file", "unlink_copy", prepare="copy_of_notes"),
    row("make a fifo in the home", "make_fifo", folder="{home}"),
    row("make a device in scratch", "make_device", may_lack=True),
    row("chmod a private file", "change_mode", place="home/notes.txt"),
    row("chmod its own file by descriptor", "change_mode_of_descriptor"),
    row("chown a private file", "change_owner", place="home/notes.txt"),
    row("set times of a private file", "change_times", place="home/notes.txt"),
    row("set an attribute of a private file", "change_attribute", place="home/notes.txt", may_lack=True),
    row("set flags of a private file", "change_flags", place="home/notes.txt", may_lack=True),
    row("watch the home", "watch"),
    row("take a handle of the home", "name_to_handle", may_lack=True),
    row("open a terminal", "open_terminal"),
    row("type into a terminal", "type_into_terminal", prepare="a_terminal", may_lack=True),
]

PROC = [
    row("another's environment", "read_path", path="/proc/{victim}/environ"),
    row("another's memory", "read_path", path="/proc/{victim}/maps"),
    row("another's command line", "read_path", path="/proc/{victim}/cmdline"),
    row("another's program", "read_link", path="/proc/{victim}/exe"),
    row("the parent's status", "read_path", path="/proc/{parent}/status"),
    row("its own out-of-memory score", "write_path", path="/proc/self/oom_score_adj", text="500"),
]

SOCKETS = [
    row("connect by TCP", "tcp_connect"),
    row("listen by TCP", "tcp_listen"),
    row("fast open by TCP", "tcp_fast_open", may_lack=True),
    row("send by UDP", "udp_send"),
    row("ask for a name", "ask_for_a_name"),
    row("open a TCP 6 socket", "open_socket", family=socket.AF_INET6, kind=socket.SOCK_STREAM, may_lack=True),
    row("open a netlink socket", "open_socket", family=socket.AF_NETLINK, kind=socket.SOCK_RAW),
    row("open a vsock", "open_socket", family=40, kind=socket.SOCK_STREAM, may_lack=True),
    row("open a crypto socket", "open_socket", family=38, kind=socket.SOCK_SEQPACKET, may_lack=True),
    row(
        "open a raw socket",
        "open_socket",
        prepare="own_user_namespace",
        family=socket.AF_INET,
        kind=socket.SOCK_RAW,
        protocol=socket.IPPROTO_ICMP,
    ),
    row(
        "open a packet socket",
        "open_socket",
        prepare="own_user_namespace",
        family=socket.AF_PACKET,
        kind=socket.SOCK_RAW,
        may_lack=True,
    ),
    row("connect to a socket by path", "unix_connect"),
    row("send to a socket by path", "unix_send"),
    row("send to a path from a pair", "unix_send_from_pair"),
    row("connect to an abstract socket", "abstract_connect"),
    row("take an abstract name", "unix_listen"),
]

SIGNALS = [
    row("signal another process", "send_signal", target="victim"),
    row("signal the parent", "send_signal", target="parent"),
    row("signal another group", "send_signal_to_group"),
    row("signal everyone", "send_signal_to_everyone"),
    row("signal another's thread", "send_signal_to_thread", call="tgkill"),
    row("signal another's thread by its number", "send_signal_to_thread", call="tkill"),
    row("queue a signal", "queue_signal"),
    row("signal by process descriptor", "signal_by_descriptor"),
    row("let another get SIGIO (F_SETOWN)", "own_by_fcntl", command=8),
    row("let another get SIGIO (F_SETOWN_EX)", "own_by_fcntl", command=15),
    row("let another get SIGIO (FIOSETOWN)", "own_by_ioctl", command=0x8901),
    row("let another get SIGIO (SIOCSPGRP)", "own_by_ioctl", command=0x8902),
    row("choose the signal of a descriptor", "set_signal_of_descriptor"),
    row("lease a file", "lease"),
]

PROCESSES = [
    row("change another's limits", "limit_other"),
    row("change another's priority", "set_priority", which=0, who="victim"),
    row("change another's processors", "set_affinity"),
    row("change another's scheduler", "set_scheduler"),
    row("change another's disk priority", "set_io_priority", which=1, who="victim"),
    row("trace another", "trace", may_lack=True),
    row("read another's memory", "read_memory", may_lack=True),
    row("take another's descriptor", "take_descriptor", may_lack=True),
    row("compare with another", "compare", may_lack=True),
    row("leave the session", "own_session"),
    row("leave the process group", "own_group"),
    row("fork a sibling", "clone_with", flags=0x8000),
]

NAMESPACES_AND_KERNEL = [
    row("unshare users", "new_namespace", flags=0x10000000, may_lack=True),
    row("clone into new users", "clone_with", flags=0x10000000, may_lack=True),
    row("clone3", "clone3_with", flags=0),
    row("mount", "mount", prepare="own_user_namespace"),
    row("chroot", "change_root", prepare="own_user_namespace"),
    row("enter a namespace", "enter_namespace", prepare="own_user_namespace"),
    row("add a key", "add_key", may_lack=True),
    row("handle page faults", "handle_page_faults", may_lack=True),
    row("count events", "count_events", may_lack=True),
    row("io_uring", "ring", may_lack=True),
    row("bpf", "load_program", may_lack=True),
    row("asynchronous io", "asynchronous_io", may_lack=True),
    row("shared memory by number", "shared_memory_by_number"),
    row("semaphores by number", "semaphores_by_number"),
    row("messages by number", "messages_by_number"),
    row("a message queue", "message_queue", may_lack=True),
    row("secret memory", "secret_memory", may_lack=True),
    row("another personality", "change_personality"),
    row("a filter of its own", "add_filter"),
    row("32-bit calls", "call_as_32_bit", may_lack=True, ends_by=31),
    row("x32 calls", "call_as_x32", may_lack=True),
    row("a setuid program", "run_setuid", may_lack=True),
]

ROWS = [*FILES, *PROC, *SOCKETS, *SIGNALS, *PROCESSES, *NAMESPACES_AND_KERNEL]


def must_be_blocked(laboratory: Laboratory, row: Row, **policy: Any) -> None:
    """Control first: without it a refusal could have any cause."""
    free = laboratory.run(row.act, None, row.prepare, **row.arguments)
    if free.unprepared:
        pytest.skip(f"not possible here, {free.unprepared}")
    if row.may_lack and not free.succeeded:
        pytest.skip(f"this machine refuses it to everyone: {free.error or free.signal}")
    assert free.succeeded, free
    confined = laboratory.run(row.act, {**row.policy, **policy}, row.prepare, **row.arguments)
    assert not confined.succeeded, f"it was not blocked: {confined.result!r}"
    assert not confined.unprepared, confined
    assert confined.signal == row.ends_by, confined
    assert row.ends_by or confined.errno in REFUSALS, confined


@pytest.mark.parametrize("row", ROWS, ids=str)
def test_is_blocked(laboratory: Laboratory, row: Row) -> None:
    must_be_blocked(laboratory, row)


OLDER = [*FILES, *PROC, *SOCKETS, *SIGNALS]


@pytest.mark.parametrize("cap", [1, 2, 3, 5])
@pytest.mark.parametrize("row", OLDER, ids=str)
def test_is_blocked_with_an_older_landlock(laboratory: Laboratory, row: Row, cap: int, abi: int) -> None:
    if cap >= abi:
        pytest.skip(f"this kernel's Landlock is {abi}")
    must_be_blocked(laboratory, row, landlock_abi=cap)


WITHOUT_LANDLOCK = [
    *SOCKETS,
    *SIGNALS,
    *PROCESSES,
    *NAMESPACES_AND_KERNEL,
    *(row for row in FILES if row.act.startswith("change") or row.act in ("truncate", "watch", "make_device")),
]


@pytest.mark.parametrize("row", WITHOUT_LANDLOCK, ids=str)
def test_is_blocked_without_landlock(laboratory: Laboratory, row: Row) -> None:
    must_be_blocked(laboratory, row, layers=["rlimits", "seccomp"])


def test_a_row_reads_what_it_says(laboratory: Laboratory) -> None:
    """The controls see the real secrets, so a blocked row has kept one."""
    assert laboratory.run("read", None, place="home/.ssh/id_ed25519").result == SECRET
    assert laboratory.run("open_and_truncate", None, "copy_of_notes", place="home", flags=3).result == 0


def test_the_death_signal_stays(laboratory: Laboratory) -> None:
    assert laboratory.run("outlive_the_tutor", None, "a_death_signal").result == 0
    assert laboratory.run("outlive_the_tutor", {}, "a_death_signal").result == 9

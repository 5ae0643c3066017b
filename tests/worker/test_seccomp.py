"""The policy over system calls, decided call by call on both processors' tables."""

from __future__ import annotations

import errno
import os

import pytest
from bpf_interpreter import decide, decide_call

from tutor.worker.bpf import ALLOW, answer, compile_policy
from tutor.worker.seccomp import DENIED, policy
from tutor.worker.syscalls import AARCH64, NUMBERS, X86_64, Architecture

EPERM, EACCES, ENOSYS = answer(errno.EPERM), answer(errno.EACCES), answer(errno.ENOSYS)
LEADER = 4242
UNIX, INET, INET6, NETLINK = 1, 2, 10, 16
STREAM, DGRAM, RAW, SEQPACKET = 1, 2, 3, 5
CLOEXEC = 0o2000000
TRUNC = os.O_TRUNC

COMMON = [
    ("chmod", (), EPERM),
    ("fchmodat2", (), EPERM),
    ("ptrace", (16, 1), EPERM),
    ("unshare", (0,), EPERM),
    ("mount", (), EPERM),
    ("bpf", (), EPERM),
    ("pidfd_open", (1,), EPERM),
    ("setsid", (), EPERM),
    ("clone3", (), ENOSYS),
    ("clone", (17,), ALLOW),
    ("clone", (0x3D0F00,), ALLOW),  # a thread, as glibc makes it
    ("clone", (0x10000011,), EPERM),
    ("clone", (0x8011,), EPERM),
    ("clone", (0x91,), EPERM),
    ("kill", (-1, 9), EPERM),
    ("prctl", (1, 0), answer(0)),
    ("prctl", (22, 2), EPERM),
    ("prctl", (15, 0), ALLOW),  # a thread's name
    ("personality", (0xFFFFFFFF,), ALLOW),
    ("personality", (0x40000,), EPERM),
    ("fcntl", (3, 8, 1), EPERM),
    ("fcntl", (3, 10, 1), EPERM),
    ("fcntl", (3, 2, 1), ALLOW),
    ("ioctl", (0, 0x5412), EPERM),
    ("ioctl", (0, 0x100005412), EPERM),  # the kernel looks at 32 bits, and so do we
    ("ioctl", (0, 0x5401), ALLOW),
    ("ioctl", (3, 0x8901), EPERM),
    ("ioctl", (3, 0x40086602), answer(errno.ENOTTY)),
    ("ioctl", (3, 0x40049409), answer(errno.EOPNOTSUPP)),
    ("ioctl", (3, 0xC020462A), ALLOW),  # NVIDIA's driver
    ("ioctl", (3, 0x30000001), ALLOW),  # its memory manager
    ("prlimit64", (0, 7), ALLOW),
    ("prlimit64", (1, 7), EPERM),
    ("setpriority", (0, 0, 5), ALLOW),
    ("setpriority", (0, 1, 5), EPERM),
    ("setpriority", (2, 0, 5), EPERM),
    ("ioprio_set", (1, 0), ALLOW),
    ("ioprio_set", (3, 0), EPERM),
    ("sched_setaffinity", (0,), ALLOW),
    ("sched_setaffinity", (77,), EPERM),
    ("socketpair", (UNIX, STREAM | CLOEXEC), ALLOW),
    ("socketpair", (UNIX, SEQPACKET), ALLOW),
    ("socketpair", (UNIX, DGRAM), EACCES),
    ("socketpair", (INET, STREAM), EACCES),
    ("mknodat", (-100, 0, 0o600), ALLOW),
    ("mknodat", (-100, 0, 0o010600), ALLOW),
    ("mknodat", (-100, 0, 0o020600), EPERM),
    ("mknodat", (-100, 0, 0o060600), EPERM),
]

NO_NETWORK = [
    ("socket", (UNIX, STREAM | CLOEXEC), ALLOW),
    ("socket", (UNIX, DGRAM), EACCES),
    ("socket", (INET, STREAM), EACCES),
    ("socket", (INET6, DGRAM), EACCES),
    ("socket", (NETLINK, RAW), EACCES),
    ("connect", (3,), EPERM),
    ("bind", (3,), EPERM),
    ("sendto", (3, 0, 0, 0x20000000), ALLOW),
]

LOOPBACK = [
    ("socket", (INET, STREAM | CLOEXEC), ALLOW),
    ("socket", (INET6, STREAM, 6), ALLOW),
    ("socket", (INET, STREAM, 262), EACCES),
    ("socket", (INET, STREAM, 132), EACCES),
    ("socket", (INET, DGRAM), EACCES),
    ("socket", (INET6, RAW), EACCES),
    ("socket", (NETLINK, RAW | CLOEXEC, 0), ALLOW),  # names and addresses of interfaces
    ("socket", (NETLINK, RAW, 4), EACCES),
    ("socket", (UNIX, STREAM), EACCES),
    ("connect", (3,), ALLOW),
    ("bind", (3,), ALLOW),
    ("sendto", (3, 0, 0, 0), ALLOW),
    ("sendto", (3, 0, 0, 0x20000000), EPERM),
    ("sendmsg", (3, 0, 0x20000040), EPERM),
    ("sendmmsg", (3, 0, 0), EPERM),
]

SCOPED_SIGNALS = [
    ("kill", (77, 15), ALLOW),
    ("tgkill", (77, 77, 6), ALLOW),
    ("rt_sigqueueinfo", (77, 15), ALLOW),
]

OWN_SIGNALS = [
    ("kill", (LEADER, 15), ALLOW),
    ("kill", (0, 15), ALLOW),
    ("kill", (-LEADER, 15), ALLOW),
    ("kill", (77, 15), EPERM),
    ("kill", (77, 0), EPERM),
    ("kill", (-77, 15), EPERM),
    ("kill", (-1, 15), EPERM),
    ("tgkill", (LEADER, LEADER + 1, 6), ALLOW),
    ("tgkill", (77, 77, 6), EPERM),
    ("tkill", (LEADER, 6), EPERM),
    ("rt_sigqueueinfo", (77, 15), EPERM),
]

HANDLED_TRUNCATION = [
    ("truncate", (), ALLOW),
    ("openat", (-100, 0, TRUNC), ALLOW),
    ("openat2", (), ALLOW),
]

DENIED_TRUNCATION = [
    ("truncate", (), EACCES),
    ("openat", (-100, 0, os.O_RDONLY), ALLOW),
    ("openat", (-100, 0, os.O_WRONLY | TRUNC), ALLOW),  # Landlock asks for the right to write
    ("openat", (-100, 0, os.O_RDWR | TRUNC | os.O_CREAT), ALLOW),
    ("openat", (-100, 0, os.O_RDONLY | TRUNC), EACCES),
    ("openat", (-100, 0, 3 | TRUNC), EACCES),
    ("openat", (-100, 0, 3), ALLOW),
    ("openat2", (), ENOSYS),
]

CASES = [
    *[({"landlock_abi": 6}, case) for case in (*COMMON, *NO_NETWORK, *SCOPED_SIGNALS, *HANDLED_TRUNCATION)],
    *[({"landlock_abi": 6, "loopback": True}, case) for case in (*COMMON, *LOOPBACK)],
    *[({"landlock_abi": 5}, case) for case in (*COMMON, *OWN_SIGNALS, *HANDLED_TRUNCATION)],
    *[({"landlock_abi": 3}, case) for case in (*OWN_SIGNALS, *HANDLED_TRUNCATION)],
    *[({"landlock_abi": 2}, case) for case in (*NO_NETWORK, *OWN_SIGNALS, *DENIED_TRUNCATION)],
    *[({"landlock_abi": 0}, case) for case in (*COMMON, *NO_NETWORK, *OWN_SIGNALS, *DENIED_TRUNCATION)],
]


@pytest.mark.parametrize("target", [X86_64, AARCH64], ids=lambda target: target.name)
@pytest.mark.parametrize(("options", "case"), CASES, ids=lambda value: str(value).replace(" ", ""))
def test_the_policy_decides(
    target: Architecture, options: dict[str, int], case: tuple[str, tuple[int, ...], int]
) -> None:
    call, arguments, expected = case
    if target.number(call) is None:
        assert call in policy(**options)  # it is another processor's, and named for it
        return
    program = compile_policy(policy(**options, process=LEADER), target)
    assert decide_call(program, target, call, *arguments) == expected


@pytest.mark.parametrize("target", [X86_64, AARCH64], ids=lambda target: target.name)
def test_every_denied_call_is_refused(target: Architecture) -> None:
    program = compile_policy(policy(landlock_abi=6), target)
    for call in (call for calls in DENIED.values() for call in calls.split()):
        if target.number(call) is not None:
            assert decide_call(program, target, call) == EPERM, call


def test_opening_by_its_old_name_is_filtered_too() -> None:
    program = compile_policy(policy(landlock_abi=2, process=LEADER), X86_64)
    assert decide_call(program, X86_64, "open", 0, TRUNC) == EACCES
    assert decide_call(program, X86_64, "open", 0, os.O_WRONLY | TRUNC) == ALLOW
    assert decide_call(program, X86_64, "creat", 0) == ALLOW


@pytest.mark.parametrize("abi", range(10))
@pytest.mark.parametrize("loopback", [False, True])
def test_every_policy_names_known_calls_and_fits(abi: int, loopback: bool) -> None:
    rules = policy(landlock_abi=abi, loopback=loopback, process=LEADER)
    assert set(rules) <= set(NUMBERS)
    for target in (X86_64, AARCH64):
        assert len(compile_policy(rules, target)) // 8 < 1024


def test_ordinary_calls_are_allowed() -> None:
    """By number, since the table holds only calls that are judged."""
    program = compile_policy(policy(landlock_abi=0, process=LEADER), X86_64)
    for number in (0, 1, 3, 9, 11, 12, 13, 39, 57, 59, 61, 202, 228, 231, 262, 318, 319, 334, 436, 449):
        assert decide(program, X86_64.audit, number) == ALLOW

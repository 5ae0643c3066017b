"""The policy over system calls: which of them a run may still make, as data.

What a path or an address decides is Landlock's, for a filter sees numbers alone. The policy denies what
Landlock does not see and what no program that learns PyTorch needs; everything else stays.
"""

from __future__ import annotations

import errno
import os
import signal

from tutor.worker.bpf import ALLOW, Check, Policy, Rule, answer, compile_policy, install
from tutor.worker.syscalls import PR_SET_SECCOMP, architecture

DENIED: dict[str, str] = {
    "changes to files that Landlock doesn't see": (
        "chmod fchmod fchmodat fchmodat2 chown fchown lchown fchownat utime utimes futimesat "
        "utimensat setxattr lsetxattr fsetxattr setxattrat removexattr lremovexattr fremovexattr "
        "removexattrat file_setattr"
    ),
    "watching what others do with files": (
        "inotify_init inotify_init1 inotify_add_watch fanotify_init fanotify_mark name_to_handle_at open_by_handle_at"
    ),
    "another view of the file system": (
        "mount umount2 pivot_root chroot move_mount open_tree open_tree_attr fsopen fsconfig fsmount "
        "fspick mount_setattr"
    ),
    "other namespaces": "unshare setns",
    "leaving the process group that a stop kills": "setsid setpgid",
    "looking into and handling other processes": (
        "ptrace process_vm_readv process_vm_writev process_madvise process_mrelease kcmp "
        "migrate_pages move_pages pidfd_open pidfd_getfd pidfd_send_signal"
    ),
    "many sends in one call, past the checks on a single one": "sendmmsg",
    "memory and queues shared by number, which outlive the run": (
        "shmget shmat shmctl semget semctl semop semtimedop msgget msgctl msgsnd msgrcv mq_open mq_unlink"
    ),
    "memory that no one can count": "memfd_secret",
    "doors into the kernel that PyTorch never opens": (
        "bpf perf_event_open userfaultfd io_uring_setup io_uring_enter io_uring_register io_setup "
        "add_key request_key keyctl seccomp iopl ioperm modify_ldt uselib lookup_dcookie capset"
    ),
    "administration of the machine": (
        "init_module finit_module delete_module kexec_load kexec_file_load swapon swapoff reboot "
        "sethostname setdomainname acct quotactl quotactl_fd syslog settimeofday clock_settime "
        "adjtimex clock_adjtime vhangup"
    ),
}
"""Calls that are always answered EPERM, by reason."""

_PERM = answer(errno.EPERM)
_ACCESS = answer(errno.EACCES)

_NEW_NAMESPACES = 0x7E020080
_CLONE_PARENT = 0x8000
_AF_UNIX, _AF_INET, _AF_INET6, _AF_NETLINK = 1, 2, 10, 16
_NETLINK_ROUTE = 0
_STREAM, _SEQPACKET = 1, 5
_SOCKET_TYPE_BITS = 0xF  # the rest are SOCK_CLOEXEC and SOCK_NONBLOCK
_IPPROTO_TCP = 6
_MSG_FASTOPEN = 0x20000000
_O_TRUNC = 0o1000
_FILE_TYPE_BITS, _REGULAR, _FIFO = 0xF000, 0x8000, 0x1000
_PR_SET_PDEATHSIG, _PR_SCHED_CORE = 1, 62

_ARGUMENT_RULES: dict[str, tuple[Rule, ...]] = {
    # glibc falls back to clone, whose flags a filter can read (clone3 keeps them behind a pointer).
    "clone3": (Rule(answer(errno.ENOSYS)),),
    # CLONE_PARENT would make a child that is no descendant, which the watchdog wouldn't count.
    "clone": (Rule(_PERM, (Check(0, (0,), mask=_NEW_NAMESPACES | _CLONE_PARENT, inside=False),)),),
    "mknod": (Rule(_PERM, (Check(1, (0, _REGULAR, _FIFO), mask=_FILE_TYPE_BITS, inside=False),)),),
    "mknodat": (Rule(_PERM, (Check(2, (0, _REGULAR, _FIFO), mask=_FILE_TYPE_BITS, inside=False),)),),
    # SIGIO carries any signal to any process of the user, past every check on kill: F_SETOWN, F_SETSIG,
    # F_SETOWN_EX; leases and directory notes (F_SETLEASE, F_NOTIFY) hold up and watch others.
    "fcntl": (Rule(_PERM, (Check(1, (8, 10, 15, 1024, 1026)),)),),
    "ioctl": (
        # TIOCSTI and TIOCLINUX type into a terminal, TIOCSCTTY takes one; FIOSETOWN and SIOCSPGRP are
        # F_SETOWN again.
        Rule(_PERM, (Check(1, (0x5412, 0x541C, 0x540E, 0x8901, 0x8902)),)),
        # By their type byte: attributes, versions and verity of files ('f', 'X', 'v'), and what btrfs keeps
        # there, subvolumes and cloning among it. A file opened for no access at all takes these, and Landlock
        # sees none of them.
        Rule(answer(errno.ENOTTY), (Check(1, (0x6600, 0x5800, 0x7600), mask=0xFF00),)),
        Rule(answer(errno.EOPNOTSUPP), (Check(1, (0x9400,), mask=0xFF00),)),
    ),
    "prctl": (
        # A run must not outlive the tutor: whoever forks may ask to be killed with its parent, nobody may take that
        # back. torch.multiprocessing.spawn asks for a gentler signal and gives up if it can't, so it is told that all
        # is well; its children end with the run's process group anyway.
        Rule(ALLOW, (Check(0, (_PR_SET_PDEATHSIG,)), Check(1, (signal.SIGKILL,)))),
        Rule(answer(0), (Check(0, (_PR_SET_PDEATHSIG,)),)),
        Rule(_PERM, (Check(0, (PR_SET_SECCOMP, _PR_SCHED_CORE)),)),
    ),
    "personality": (Rule(_PERM, (Check(0, (0, 0xFFFFFFFF), inside=False),)),),
    # Of one's own process only: 0 means the caller. Of "users" (2, and 3 for ioprio_set) 0 means everything
    # the user runs.
    **{
        call: (Rule(_PERM, (Check(0, (0,), inside=False),)),)
        for call in (
            "prlimit64",
            "sched_setscheduler",
            "sched_setparam",
            "sched_setattr",
            "sched_setaffinity",
        )
    },
    "setpriority": (
        Rule(_PERM, (Check(0, (0, 1), inside=False),)),
        Rule(_PERM, (Check(1, (0,), inside=False),)),
    ),
    "ioprio_set": (
        Rule(_PERM, (Check(0, (1, 2), inside=False),)),
        Rule(_PERM, (Check(1, (0,), inside=False),)),
    ),
    # Pairs are how processes of one run talk. A datagram socket could send to any path without connecting.
    "socketpair": (
        Rule(_ACCESS, (Check(0, (_AF_UNIX,), inside=False),)),
        Rule(_ACCESS, (Check(1, (_STREAM, _SEQPACKET), mask=_SOCKET_TYPE_BITS, inside=False),)),
    ),
}

_NO_NETWORK: dict[str, tuple[Rule, ...]] = {
    "socket": (
        Rule(_ACCESS, (Check(0, (_AF_UNIX,), inside=False),)),
        Rule(_ACCESS, (Check(1, (_STREAM,), mask=_SOCKET_TYPE_BITS, inside=False),)),
    ),
    # The address lies behind a pointer, and a path or abstract name leads to tmux, D-Bus or docker.
    **{call: (Rule(_PERM),) for call in ("bind", "listen", "connect")},
}

_INTERNET = Check(0, (_AF_INET, _AF_INET6))

_TCP_ONLY: dict[str, tuple[Rule, ...]] = {
    # connect and bind are open here, so Unix sockets are not. MPTCP and SCTP are streams that Landlock's port rules
    # don't see. Of netlink, routing alone: gloo asks it for the names and addresses of interfaces.
    "socket": (
        Rule(_ACCESS, (Check(0, (_AF_INET, _AF_INET6, _AF_NETLINK), inside=False),)),
        Rule(_ACCESS, (_INTERNET, Check(1, (_STREAM,), mask=_SOCKET_TYPE_BITS, inside=False))),
        Rule(_ACCESS, (_INTERNET, Check(2, (0, _IPPROTO_TCP), inside=False))),
        Rule(_ACCESS, (Check(0, (_AF_NETLINK,)), Check(2, (_NETLINK_ROUTE,), inside=False))),
    ),
    # With "fast open" a send connects, past connect and, on some kernels, past Landlock.
    "sendto": (Rule(_PERM, (Check(3, (0,), mask=_MSG_FASTOPEN, inside=False),)),),
    "sendmsg": (Rule(_PERM, (Check(2, (0,), mask=_MSG_FASTOPEN, inside=False),)),),
}


def _own_signals(process: int) -> dict[str, tuple[Rule, ...]]:
    """Signals only to ``process``, its threads and its process group, which is the run and can't be left."""
    group = -process & 0xFFFFFFFF
    return {
        "kill": (Rule(_PERM, (Check(0, (process, 0, group), inside=False),)),),
        "tgkill": (Rule(_PERM, (Check(0, (process,), inside=False),)),),
        **{call: (Rule(_PERM),) for call in ("tkill", "rt_sigqueueinfo", "rt_tgsigqueueinfo")},
    }


def _truncation() -> dict[str, tuple[Rule, ...]]:
    """Truncation by name, and by an opening that asks for no right to write (``O_RDONLY``, access mode 3)."""

    def truncates_unseen(flags: int) -> tuple[Rule, ...]:
        writable = Check(flags, (os.O_WRONLY, os.O_RDWR), mask=os.O_ACCMODE, inside=False)
        return (Rule(_ACCESS, (Check(flags, (_O_TRUNC,), mask=_O_TRUNC), writable)),)

    return {
        "truncate": (Rule(_ACCESS),),
        "open": truncates_unseen(1),
        "openat": truncates_unseen(2),
        # Its flags lie behind a pointer; everyone falls back to openat.
        "openat2": (Rule(answer(errno.ENOSYS)),),
    }


def policy(*, landlock_abi: int, loopback: bool = False, process: int = 0) -> Policy:
    """What a run may call, by system call name; whatever isn't named is allowed.

    ``landlock_abi`` is the version that Landlock restricts this process with, 0 for none: below 6 signals are
    limited to ``process`` (the id of the run's first process) and its group, below 3 truncation by name is
    denied. With Landlock below 6 a run can therefore not terminate a worker process of its own by id: nobody
    can tell a filter which ids are its children, and a wider gate would reach all of the user's processes.
    It asks the supervisor instead (``own_workers``). ``loopback`` opens TCP (see ``tutor.worker.confine``) and
    closes Unix sockets but pairs.
    """
    rules: dict[str, tuple[Rule, ...]] = {call: (Rule(_PERM),) for calls in DENIED.values() for call in calls.split()}
    rules.update(_ARGUMENT_RULES)
    rules.update(_TCP_ONLY if loopback else _NO_NETWORK)
    everyone = 0xFFFFFFFF  # kill(-1)
    rules["kill"] = (Rule(_PERM, (Check(0, (everyone,)),)),)
    if landlock_abi < 6:
        rules.update(_own_signals(process or os.getpid()))
    if landlock_abi < 3:
        rules.update(_truncation())
    return rules


def apply(rules: Policy) -> None:
    """Compile ``rules`` for this processor and install them.

    Raises:
        OSError: if the kernel refuses or the processor is unknown.
    """
    install(compile_policy(rules, architecture()))

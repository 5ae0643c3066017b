"""System call numbers of the two processors we know, and the few raw calls the sandbox layers are made of.

Python has no functions for Landlock, seccomp and ``prctl``; ctypes reaches them through the C library that is
loaded anyway.
"""

from __future__ import annotations

import ctypes
import os
import platform
import sys
from dataclasses import dataclass

NUMBERS: dict[str, tuple[int | None, int | None]] = {
    # name: (x86-64, aarch64); None where the processor never had the call
    # files
    "open": (2, None),
    "creat": (85, None),
    "openat": (257, 56),
    "openat2": (437, 437),
    "open_tree": (428, 428),
    "open_tree_attr": (467, 467),
    "name_to_handle_at": (303, 264),
    "open_by_handle_at": (304, 265),
    "truncate": (76, 45),
    "mknod": (133, None),
    "mknodat": (259, 33),
    "chmod": (90, None),
    "fchmod": (91, 52),
    "fchmodat": (268, 53),
    "fchmodat2": (452, 452),
    "chown": (92, None),
    "fchown": (93, 55),
    "lchown": (94, None),
    "fchownat": (260, 54),
    "utime": (132, None),
    "utimes": (235, None),
    "futimesat": (261, None),
    "utimensat": (280, 88),
    "setxattr": (188, 5),
    "lsetxattr": (189, 6),
    "fsetxattr": (190, 7),
    "setxattrat": (463, 463),
    "removexattr": (197, 14),
    "lremovexattr": (198, 15),
    "fremovexattr": (199, 16),
    "removexattrat": (466, 466),
    "file_setattr": (469, 469),
    "inotify_init": (253, None),
    "inotify_init1": (294, 26),
    "inotify_add_watch": (254, 27),
    "fanotify_init": (300, 262),
    "fanotify_mark": (301, 263),
    "ioctl": (16, 29),
    "fcntl": (72, 25),
    # mounts and roots
    "mount": (165, 40),
    "umount2": (166, 39),
    "pivot_root": (155, 41),
    "chroot": (161, 51),
    "move_mount": (429, 429),
    "fsopen": (430, 430),
    "fsconfig": (431, 431),
    "fsmount": (432, 432),
    "fspick": (433, 433),
    "mount_setattr": (442, 442),
    # processes and signals
    "clone": (56, 220),
    "clone3": (435, 435),
    "unshare": (272, 97),
    "setns": (308, 268),
    "setsid": (112, 157),
    "setpgid": (109, 154),
    "kill": (62, 129),
    "tkill": (200, 130),
    "tgkill": (234, 131),
    "rt_sigqueueinfo": (129, 138),
    "rt_tgsigqueueinfo": (297, 240),
    "pidfd_open": (434, 434),
    "pidfd_getfd": (438, 438),
    "pidfd_send_signal": (424, 424),
    "ptrace": (101, 117),
    "process_vm_readv": (310, 270),
    "process_vm_writev": (311, 271),
    "process_madvise": (440, 440),
    "process_mrelease": (448, 448),
    "kcmp": (312, 272),
    "migrate_pages": (256, 238),
    "move_pages": (279, 239),
    "prctl": (157, 167),
    "personality": (135, 92),
    "seccomp": (317, 277),
    "capset": (126, 91),
    "prlimit64": (302, 261),
    "setpriority": (141, 140),
    "ioprio_set": (251, 30),
    "sched_setscheduler": (144, 119),
    "sched_setparam": (142, 118),
    "sched_setattr": (314, 274),
    "sched_setaffinity": (203, 122),
    # sockets
    "socket": (41, 198),
    "socketpair": (53, 199),
    "bind": (49, 200),
    "listen": (50, 201),
    "connect": (42, 203),
    "sendto": (44, 206),
    "sendmsg": (46, 211),
    "sendmmsg": (307, 269),
    # shared between processes by name or number
    "shmget": (29, 194),
    "shmat": (30, 196),
    "shmctl": (31, 195),
    "semget": (64, 190),
    "semctl": (66, 191),
    "semop": (65, 193),
    "semtimedop": (220, 192),
    "msgget": (68, 186),
    "msgctl": (71, 187),
    "msgsnd": (69, 189),
    "msgrcv": (70, 188),
    "mq_open": (240, 180),
    "mq_unlink": (241, 181),
    "memfd_secret": (447, 447),
    # the kernel itself
    "bpf": (321, 280),
    "perf_event_open": (298, 241),
    "userfaultfd": (323, 282),
    "io_uring_setup": (425, 425),
    "io_uring_enter": (426, 426),
    "io_uring_register": (427, 427),
    "io_setup": (206, 0),
    "add_key": (248, 217),
    "request_key": (249, 218),
    "keyctl": (250, 219),
    "init_module": (175, 105),
    "finit_module": (313, 273),
    "delete_module": (176, 106),
    "kexec_load": (246, 104),
    "kexec_file_load": (320, 294),
    "swapon": (167, 224),
    "swapoff": (168, 225),
    "reboot": (169, 142),
    "sethostname": (170, 161),
    "setdomainname": (171, 162),
    "acct": (163, 89),
    "quotactl": (179, 60),
    "quotactl_fd": (443, 443),
    "syslog": (103, 116),
    "settimeofday": (164, 170),
    "clock_settime": (227, 112),
    "adjtimex": (159, 171),
    "clock_adjtime": (305, 266),
    "vhangup": (153, 58),
    "iopl": (172, None),
    "ioperm": (173, None),
    "modify_ldt": (154, None),
    "uselib": (134, None),
    "lookup_dcookie": (212, 18),
    # the layers themselves
    "landlock_create_ruleset": (444, 444),
    "landlock_add_rule": (445, 445),
    "landlock_restrict_self": (446, 446),
}

NEWEST = 469
"""The highest number the table was written with (Linux 6.17); both processors number new calls alike."""


@dataclass(frozen=True)
class Architecture:
    """One processor: how ``platform.machine()`` calls it, its audit number, its column in ``NUMBERS``."""

    name: str
    audit: int
    """What seccomp reports as ``arch`` (``AUDIT_ARCH_*``)."""
    column: int

    def number(self, call: str) -> int | None:
        """The number of a system call, None where this processor has none of that name.

        Raises:
            KeyError: if the table has no such call.
        """
        return NUMBERS[call][self.column]


X86_64 = Architecture("x86_64", 0xC000003E, 0)
AARCH64 = Architecture("aarch64", 0xC00000B7, 1)


def architecture() -> Architecture:
    """The processor this process runs on.

    Raises:
        OSError: if the tables don't know it, or the numbers would mean other calls because this is no Linux.
    """
    if not sys.platform.startswith("linux"):
        raise OSError(f"The sandbox has no system call table for {sys.platform}.")
    machine = platform.machine()
    for known in (X86_64, AARCH64):
        if machine == known.name and ctypes.sizeof(ctypes.c_void_p) == 8:
            return known
    raise OSError(f"The sandbox has no system call table for {machine}; it knows x86_64 and aarch64, 64 bit.")


PR_SET_SECCOMP = 22
PR_SET_NO_NEW_PRIVS = 38

_libc = ctypes.CDLL(None, use_errno=True)


def syscall(name: str, *arguments: int | ctypes.c_void_p | ctypes.c_char_p) -> int:
    """Make a system call by name; integers travel as C longs.

    Raises:
        OSError: as the kernel answered.
    """
    number = architecture().number(name)
    if number is None:
        raise OSError(f"This processor has no system call {name}.")
    function = _libc.syscall
    function.restype = ctypes.c_long
    result: int = function(
        ctypes.c_long(number),
        *(ctypes.c_long(argument) if isinstance(argument, int) else argument for argument in arguments),
    )
    if result < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"{name}: {os.strerror(error)}")
    return result


def prctl(option: int, first: int = 0, second: int = 0) -> None:
    """Set an attribute of the calling process.

    Raises:
        OSError: as the kernel answered.
    """
    zero = ctypes.c_ulong(0)
    if _libc.prctl(ctypes.c_int(option), ctypes.c_ulong(first), ctypes.c_ulong(second), zero, zero) < 0:
        error = ctypes.get_errno()
        raise OSError(error, f"prctl({option}): {os.strerror(error)}")


def set_no_new_privileges() -> None:
    """Make setuid programs and file capabilities powerless from here on; the two layers need it."""
    prctl(PR_SET_NO_NEW_PRIVS, 1)


def drop_capabilities() -> None:
    """Give up every capability, so that a tutor run by root in a container confines its learner all the same.

    Raises:
        OSError: as the kernel answered.
    """
    header = (ctypes.c_uint32 * 2)(0x20080522, 0)  # _LINUX_CAPABILITY_VERSION_3, this process
    nothing = (ctypes.c_uint32 * 6)()
    syscall("capset", ctypes.cast(header, ctypes.c_void_p), ctypes.cast(nothing, ctypes.c_void_p))

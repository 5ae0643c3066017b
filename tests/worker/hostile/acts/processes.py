"""Acts on other processes."""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import resource
import signal
import socket
import struct

from tutor.worker.syscalls import syscall

from hostile.acts.shared import pointer, words


def send_signal(world, target):
    os.kill(world[target], 0)


def send_signal_to_group(world):
    os.killpg(world["victim"], 0)


def send_signal_to_everyone(world, number=0):
    os.kill(-1, number)


def send_signal_to_thread(world, call):
    target = (world["victim"],) * (2 if call == "tgkill" else 1)
    syscall(call, *target, 0)


def queue_signal(world):
    """The victim must survive the controls: SIGWINCH is ignored where it isn't handled."""
    number = signal.SIGWINCH
    information = struct.pack("=3i", number, 0, -1) + bytes(116)
    syscall("rt_sigqueueinfo", world["victim"], number, pointer(ctypes.create_string_buffer(information)))


def signal_by_descriptor(world):
    descriptor = syscall("pidfd_open", world["victim"], 0)
    syscall("pidfd_send_signal", descriptor, 0, 0, 0)


def own_by_fcntl(world, command):
    one, two = socket.socketpair()
    with one, two:
        argument = struct.pack("=2i", 1, world["victim"]) if command == 15 else world["victim"]
        fcntl.fcntl(one.fileno(), command, argument)


def set_signal_of_descriptor(world):
    one, two = socket.socketpair()
    with one, two:
        fcntl.fcntl(one.fileno(), 10, signal.SIGWINCH)


def own_by_ioctl(world, command):
    one, two = socket.socketpair()
    with one, two:
        fcntl.ioctl(one.fileno(), command, array.array("i", [world["victim"]]))


def lease(world):
    open("own", "w").close()
    with open("own") as file:
        fcntl.fcntl(file.fileno(), fcntl.F_SETLEASE, fcntl.F_RDLCK)


def limit_other(world):
    resource.prlimit(world["victim"], resource.RLIMIT_NOFILE)


def set_priority(world, which, who):
    os.setpriority(which, world[who] if who else 0, 19)


def set_affinity(world):
    os.sched_setaffinity(world["victim"], os.sched_getaffinity(0))


def set_scheduler(world):
    os.sched_setscheduler(world["victim"], os.SCHED_OTHER, os.sched_param(0))


def set_io_priority(world, which, who):
    syscall("ioprio_set", which, world[who] if who else 0, 4 | 2 << 13)


def trace(world):
    syscall("ptrace", 0x4206, world["victim"], 0, 0)  # PTRACE_SEIZE does not stop it


def read_memory(world):
    length = world["secret_length"]
    into = ctypes.create_string_buffer(length)
    local = words(ctypes.addressof(into), length)
    remote = words(world["secret_address"], length)
    syscall("process_vm_readv", world["victim"], pointer(local), 1, pointer(remote), 1, 0)
    return into.value.decode()


def take_descriptor(world):
    os.close(syscall("pidfd_getfd", syscall("pidfd_open", world["victim"], 0), 2, 0))


def compare(world):
    return syscall("kcmp", os.getpid(), world["victim"], 1, 0, 0)

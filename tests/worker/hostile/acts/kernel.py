"""Acts on namespaces, roots and the kernel."""

from __future__ import annotations

import ctypes
import mmap
import os
import platform
import signal
import struct
import subprocess

from tutor.worker.syscalls import architecture, prctl, syscall

from hostile.acts.shared import libc, pointer, text


def new_namespace(world, flags):
    syscall("unshare", flags)


def clone_with(world, flags):
    """A raw clone, as fork does it, with more flags; the child ends at once."""
    without_lock = ctypes.PyDLL(None, use_errno=True)
    child = without_lock.syscall(
        ctypes.c_long(architecture().number("clone")), *map(ctypes.c_long, (flags | signal.SIGCHLD, 0, 0, 0, 0))
    )
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone")
    if not flags & 0x8000:
        os.waitpid(child, 0)


def clone3_with(world, flags):
    arguments = ctypes.create_string_buffer(struct.pack("=8Q", flags, 0, 0, 0, signal.SIGCHLD, 0, 0, 0))
    without_lock = ctypes.PyDLL(None, use_errno=True)
    child = without_lock.syscall(ctypes.c_long(435), pointer(arguments), ctypes.c_long(64))
    if child == 0:
        os._exit(0)
    if child < 0:
        raise OSError(ctypes.get_errno(), "clone3")
    os.waitpid(child, 0)


def own_user_namespace(world):
    """Root in a namespace of one's own, which may mount and open raw sockets there."""
    syscall("unshare", 0x10000000 | 0x20000 | 0x40000000)  # users, mounts, network


def mount(world):
    syscall("mount", text("none"), text("/mnt"), text("tmpfs"), 0, 0)


def change_root(world):
    os.chroot(world["scratch"])


def enter_namespace(world):
    descriptor = os.open("/proc/self/ns/net", os.O_RDONLY)
    syscall("setns", descriptor, 0)


def add_key(world):
    syscall("add_key", text("user"), text("hostile"), text("x"), 1, -2)


def handle_page_faults(world):
    os.close(syscall("userfaultfd", 1))  # UFFD_USER_MODE_ONLY, which needs no privilege


def count_events(world):
    attributes = struct.pack("=IIQ", 1, 128, 1) + bytes(24) + struct.pack("=Q", 0b1100000) + bytes(80)
    attributes = pointer(ctypes.create_string_buffer(attributes, 128))
    os.close(syscall("perf_event_open", attributes, 0, -1, -1, 0))


def ring(world):
    parameters = pointer(ctypes.create_string_buffer(120))
    os.close(syscall("io_uring_setup", 4, parameters))


def load_program(world):
    attributes = pointer(ctypes.create_string_buffer(struct.pack("=4I", 1, 4, 4, 1) + bytes(112)))
    os.close(syscall("bpf", 0, attributes, 128))


def asynchronous_io(world):
    context = ctypes.c_ulong(0)
    syscall("io_setup", 1, ctypes.cast(ctypes.byref(context), ctypes.c_void_p))


def shared_memory_by_number(world):
    segment = syscall("shmget", 0, 4096, 0o1600)
    syscall("shmctl", segment, 0, 0)


def semaphores_by_number(world):
    semaphores = syscall("semget", 0, 1, 0o1600)
    syscall("semctl", semaphores, 0, 0)


def messages_by_number(world):
    queue = syscall("msgget", 0, 0o1600)
    syscall("msgctl", queue, 0, 0)


def message_queue(world):
    name = f"hostile-{os.getpid()}"
    os.close(syscall("mq_open", text(name), os.O_CREAT | os.O_RDWR, 0o600, 0))
    syscall("mq_unlink", text(name))


def secret_memory(world):
    os.close(syscall("memfd_secret", 0))


def change_personality(world):
    if libc.personality(ctypes.c_ulong(0x0040000)) < 0:  # ADDR_NO_RANDOMIZE
        raise OSError(ctypes.get_errno(), "personality")


def add_filter(world):
    """A filter that allows everything."""
    instruction = ctypes.create_string_buffer(struct.pack("=HBBI", 6, 0, 0, 0x7FFF0000))
    described = ctypes.create_string_buffer(struct.pack("=Hxxxxxxq", 1, ctypes.addressof(instruction)))
    prctl(38, 1)
    syscall("seccomp", 1, 0, pointer(described))


def share_core(world):
    prctl(62, 1, 0)


def outlive_the_tutor(world):
    """Clear the death signal and read it back: 0 means that it is gone."""
    prctl(1, 0)
    number = ctypes.c_int(-1)
    prctl(2, ctypes.addressof(number))
    return number.value


def a_death_signal(world):
    prctl(1, signal.SIGKILL)


def own_session(world):
    child = os.fork()
    if child == 0:
        try:
            os.setsid()
        except PermissionError:
            os._exit(1)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise PermissionError(1, "setsid")


def own_group(world):
    child = os.fork()
    if child == 0:
        try:
            os.setpgid(0, 0)
        except PermissionError:
            os._exit(1)
        os._exit(0)
    if os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) != 0:
        raise PermissionError(1, "setpgid")


def call_as_32_bit(world):
    """getpid by ``int 0x80``, whose numbers are another processor's."""
    if platform.machine() != "x86_64":
        raise OSError(38, "only x86-64 has two doors")
    code = mmap.mmap(-1, 4096, prot=mmap.PROT_READ | mmap.PROT_WRITE | mmap.PROT_EXEC)
    code.write(b"\xb8\x14\x00\x00\x00\xcd\x80\xc3")  # mov eax, 20; int 0x80; ret
    function = ctypes.CFUNCTYPE(ctypes.c_int)(ctypes.addressof(ctypes.c_char.from_buffer(code)))
    if function() != os.getpid():
        raise OSError(38, "no 32-bit calls here")


def call_as_x32(world):
    result = libc.syscall(ctypes.c_long(0x40000000 | 39))
    if result != os.getpid():
        raise OSError(ctypes.get_errno(), "no x32 calls here")


def run_setuid(world):
    if not world["setuid"]:
        raise OSError(1, "only root can make a setuid program")
    done = subprocess.run([world["setuid"], "-u"], capture_output=True, text=True)
    if done.stdout.strip() != "0":
        raise PermissionError(1, f"it ran as user {done.stdout.strip()}")

"""What the limits must end."""

from __future__ import annotations

import mmap
import os
import resource
import signal
import threading


def fork_many(world, count):
    """Fork ``count`` processes that wait; all end with this one's group."""
    for _ in range(count):
        if os.fork() == 0:
            while True:
                signal.pause()


def start_many_threads(world, count):
    stop = threading.Event()
    threads = []
    try:
        for _ in range(count):
            threads.append(threading.Thread(target=stop.wait))
            threads[-1].start()
    finally:
        stop.set()


def write_big_file(world, folder, size):
    path = os.path.join(folder.format(**world), f"big-{os.getpid()}")
    descriptor = os.open(path, os.O_RDWR | os.O_CREAT)
    try:
        os.ftruncate(descriptor, size)
        os.pwrite(descriptor, b"x", size - 1)
    finally:
        os.close(descriptor)
        os.unlink(path)


def fill_memory_file(world, size):
    descriptor = os.memfd_create("big")
    os.pwrite(descriptor, b"x", size - 1)
    os.close(descriptor)


def take_memory(world, size):
    mmap.mmap(-1, size, flags=mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS).close()


def open_many(world, count):
    opened = [os.open(os.devnull, os.O_RDONLY) for _ in range(count)]
    for descriptor in opened:
        os.close(descriptor)


def raise_own_limit(world):
    resource.setrlimit(resource.RLIMIT_NOFILE, (2048, 2048))


def limits(world):
    names = ("CORE", "CPU", "FSIZE", "NOFILE", "NPROC", "DATA", "MSGQUEUE")
    return {name: resource.getrlimit(getattr(resource, f"RLIMIT_{name}")) for name in names}

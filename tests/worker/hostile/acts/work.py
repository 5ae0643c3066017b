"""What must go on working inside, and how the sandbox looks at itself."""

from __future__ import annotations

import ctypes
import multiprocessing
import os
import shutil
import signal
import socket
import subprocess
import threading

from tutor.worker import probe
from tutor.worker.confine import Policy, confine
from tutor.worker.syscalls import NUMBERS

from hostile.acts.shared import libc


def work_with_files(world):
    os.makedirs("a/b")
    with open("a/b/file", "w+") as file:
        file.write("twice twice")
        file.truncate(5)
    os.mkfifo("fifo")
    os.symlink("file", "a/b/link")
    os.rename("a/b/file", "a/b/renamed")
    os.unlink("a/b/link")
    with open("a/b/renamed") as file:
        return file.read()


def move_between_folders(world):
    os.makedirs("c")
    open("moved", "w").close()
    os.rename("moved", "c/moved")
    return os.listdir("c")


def truncate_by_name(world):
    with open("own", "w") as file:
        file.write("abc")
    os.truncate("own", 1)
    return os.stat("own").st_size


def run_a_program(world):
    return subprocess.run(["/bin/echo", "x"], capture_output=True, text=True).stdout


def execute(world, path):
    return subprocess.run([path.format(**world)], check=True).returncode


def import_more(world):
    import sqlite3
    import xmlrpc.client

    return sqlite3.connect(":memory:").execute("select 1").fetchone()[0], xmlrpc.client.__name__


def talk_over_a_pair(world):
    one, two = socket.socketpair()
    with one, two:
        if os.fork() == 0:
            two.sendall(b"from the other side")
            os._exit(0)
        os.wait()
        return one.recv(64).decode()


def _double(number):
    return 2 * number


def pool(world):
    workers = multiprocessing.get_context("fork").Pool(2)
    result = workers.map(_double, range(4))
    workers.close()
    workers.join()
    return result


def pool_that_is_terminated(world):
    with multiprocessing.get_context("fork").Pool(2) as workers:
        return workers.map(_double, range(4))


def end_a_worker(world):
    child = os.fork()
    if child == 0:
        while True:
            signal.pause()
    try:
        os.kill(child, signal.SIGTERM)
    except PermissionError:
        os.kill(0, 0)  # the whole group can be signalled all the same
        raise
    return os.WTERMSIG(os.waitpid(child, 0)[1])


def copy_with_mode(world):
    with open("first", "w") as file:
        file.write("text")
    return shutil.copy("first", "second")


def copy_contents(world):
    with open("first", "w") as file:
        file.write("text")
    return shutil.copyfile("first", "second")


def start_in_a_session(world):
    return subprocess.run(["true"], start_new_session=True, check=True).returncode


def signal_itself(world):
    seen = []
    signal.signal(signal.SIGUSR1, lambda number, frame: seen.append(number))
    os.kill(os.getpid(), signal.SIGUSR1)
    signal.raise_signal(signal.SIGUSR1)
    os.killpg(0, 0)
    return len(seen)


def memory_file(world):
    descriptor = os.memfd_create("small")
    os.write(descriptor, b"x")
    os.close(descriptor)


def use_threads(world):
    seen = []
    threads = [threading.Thread(target=seen.append, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sorted(seen)


def know_itself(world):
    with open("/proc/self/status") as status, open("/proc/cpuinfo") as processor:
        return status.readline().split()[0], bool(processor.read(16))


def call_a_number_nobody_knows(world):
    result = libc.syscall(ctypes.c_long(max(number for pair in NUMBERS.values() for number in pair if number) + 1))
    if result < 0:
        raise OSError(ctypes.get_errno(), "unknown call")


def probe_all(world):
    return probe.attempt_all(world["scratch"], os.path.join(world["home"], "notes.txt"))


def confine_with_a_thread(world):
    stop = threading.Event()
    threading.Thread(target=stop.wait, daemon=True).start()
    try:
        confine(Policy(scratch=world["scratch"]))
    finally:
        stop.set()

"""Acts on files and terminals."""

from __future__ import annotations

import array
import ctypes
import fcntl
import os
import stat
import struct
import tempfile

from tutor.worker.syscalls import syscall

from hostile.acts.shared import full_path, libc, pointer, text


def read(world, place):
    with open(full_path(world, place)) as file:
        return file.read()


def read_path(world, path):
    with open(path.format(**world), "rb") as file:
        return len(file.read(64))


def size_of(world, place):
    return os.stat(full_path(world, place)).st_size


def read_through_link(world, place):
    os.symlink(full_path(world, place), "link")
    with open("link") as file:
        return file.read()


def read_link(world, path):
    return os.readlink(path.format(**world))


def list_folder(world, place):
    return len(os.listdir(full_path(world, place)))


def list_path(world, path):
    return len(os.listdir(path))


def write(world, place):
    with open(full_path(world, place), "a") as file:
        file.write("")


def write_path(world, path, text):
    with open(path, "w") as file:
        file.write(text)


def create(world, folder):
    path = os.path.join(folder.format(**world), f"made-{os.getpid()}")
    os.close(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL))
    os.unlink(path)


def truncate(world, place):
    path = full_path(world, place)
    os.truncate(path, os.stat(path).st_size)


def open_and_truncate(world, place, flags):
    """The file is a copy made before, for this empties it."""
    os.close(os.open(world["prepared"], os.O_TRUNC | flags))
    return os.stat(world["prepared"]).st_size


def copy_of_notes(world):
    handle, path = tempfile.mkstemp(dir=world["home"])
    os.write(handle, b"something to lose")
    os.close(handle)
    return path


def rename(world, source, target):
    os.rename(source.format(**world), target.format(**world))
    os.rename(target.format(**world), source.format(**world))


def link(world, source, target):
    if source.startswith("{scratch}"):
        open(source.format(**world), "w").close()
    os.link(source.format(**world), target.format(**world))
    os.unlink(target.format(**world))


def symlink_in(world, folder):
    path = os.path.join(folder.format(**world), "a-link")
    os.symlink("/etc/passwd", path)
    os.unlink(path)


def make_and_remove_folder(world, folder):
    path = os.path.join(folder.format(**world), "a-folder")
    os.mkdir(path)
    os.rmdir(path)


def remove_folder(world, place):
    os.rmdir(full_path(world, place))
    os.mkdir(full_path(world, place))


def unlink_copy(world):
    os.unlink(world["prepared"])


def make_fifo(world, folder):
    path = os.path.join(folder.format(**world), "a-fifo")
    os.mkfifo(path)
    os.unlink(path)


def make_device(world):
    """A "whiteout" is a character device that anyone may make."""
    os.mknod("device", stat.S_IFCHR | 0o600, os.makedev(0, 0))


def change_mode(world, place):
    os.chmod(full_path(world, place), 0o600)


def change_mode_of_descriptor(world):
    with open("own", "w") as file:
        os.fchmod(file.fileno(), 0o600)


def change_owner(world, place):
    os.chown(full_path(world, place), os.getuid(), os.getgid())


def change_times(world, place):
    os.utime(full_path(world, place), (0, 0))


def change_attribute(world, place):
    os.setxattr(full_path(world, place), "user.mark", b"1")


def change_flags(world, place):
    """FS_IOC_SETFLAGS, by a descriptor that asked for no access (mode 3), sets what ``chattr`` sets."""
    descriptor = os.open(full_path(world, place), 3)
    flags = array.array("i", [0])
    fcntl.ioctl(descriptor, 0x80086601, flags)
    fcntl.ioctl(descriptor, 0x40086602, flags)
    os.close(descriptor)


def watch(world):
    descriptor = libc.inotify_init1(0)
    if descriptor < 0 or libc.inotify_add_watch(descriptor, text(world["home"]), 0xFFF) < 0:
        raise OSError(ctypes.get_errno(), "inotify")


def name_to_handle(world):
    handle = ctypes.create_string_buffer(struct.pack("=Ii", 64, 0) + bytes(64))
    where = ctypes.c_int()
    path = text(world["home"])
    syscall("name_to_handle_at", -100, path, pointer(handle), ctypes.cast(ctypes.byref(where), ctypes.c_void_p), 0)


def open_terminal(world):
    for descriptor in os.openpty():
        os.close(descriptor)


def a_terminal(world):
    """A terminal of one's own, and the session's."""
    own, other = os.openpty()
    fcntl.ioctl(other, 0x540E, 0)
    return own, other


def type_into_terminal(world):
    fcntl.ioctl(world["prepared"][1], 0x5412, b"x")

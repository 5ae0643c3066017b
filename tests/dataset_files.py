"""Small data sets in the original formats: IDX files as MNIST's, pickled batches as CIFAR-10's."""

from __future__ import annotations

import gzip
import hashlib
import io
import random
import struct
import tarfile
from dataclasses import replace
from pathlib import Path

from tutor.engine.datasets.catalogue import Archive, DataSet

IDX_NAMES = ("train-images-idx3-ubyte", "train-labels-idx1-ubyte", "t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte")
CIFAR_NAMES = (*(f"data_batch_{number}" for number in range(1, 6)), "test_batch")


def idx(*shape: int, data: bytes) -> bytes:
    """An IDX file of unsigned bytes."""
    return bytes([0, 0, 8, len(shape)]) + struct.pack(f">{len(shape)}I", *shape) + data


def some_bytes(count: int, seed: int, below: int = 256) -> bytes:
    generator = random.Random(seed)
    return bytes(generator.randrange(below) for _ in range(count))


def mnist_files(train: int = 12, test: int = 5, seed: int = 0) -> dict[str, bytes]:
    """The four files, unpacked, by name."""
    contents = [
        idx(train, 28, 28, data=some_bytes(train * 784, seed)),
        idx(train, data=some_bytes(train, seed + 1, 10)),
        idx(test, 28, 28, data=some_bytes(test * 784, seed + 2)),
        idx(test, data=some_bytes(test, seed + 3, 10)),
    ]
    return dict(zip(IDX_NAMES, contents, strict=True))


def packed(files: dict[str, bytes]) -> dict[str, bytes]:
    """Each file by itself in gzip, as MNIST is given away."""
    return {f"{name}.gz": gzip.compress(data, mtime=0) for name, data in files.items()}


def cifar_batch(rows: int, seed: int) -> bytes:
    """A batch with the very opcodes that Python 2 wrote: protocol 2, text without Unicode, numbers by NumPy 1."""
    data = some_bytes(rows * 3072, seed)
    labels = b"".join(b"K" + bytes([label]) for label in some_bytes(rows, seed + 1, 10))

    def text(value: bytes) -> bytes:
        return b"U" + bytes([len(value)]) + value

    array = (
        b"cnumpy.core.multiarray\n_reconstruct\ncnumpy\nndarray\nK\x00\x85" + text(b"b") + b"\x87R"
        b"(K\x01" + b"J" + struct.pack("<i", rows) + b"M\x00\x0c\x86"
        b"cnumpy\ndtype\n" + text(b"u1") + b"K\x00K\x01\x87R"
        b"(K\x03" + text(b"|") + b"NNNJ\xff\xff\xff\xffJ\xff\xff\xff\xffK\x00tb\x89"
        b"T" + struct.pack("<i", len(data)) + data + b"tb"
    )
    return (
        b"\x80\x02}("
        + (text(b"batch_label") + text(b"a small batch"))
        + (text(b"labels") + b"](" + labels + b"e")
        + (text(b"data") + array)
        + (text(b"filenames") + b"](" + text(b"frog.png") * rows + b"e")
        + b"u."
    )


def cifar_meta() -> bytes:
    names = (b"airplane", b"automobile", b"bird", b"cat", b"deer", b"dog", b"frog", b"horse", b"ship", b"truck")
    listed = b"".join(b"U" + bytes([len(name)]) + name for name in names)
    return b"\x80\x02}(U\x0blabel_names](" + listed + b"eu."


def cifar_files(rows: int = 4, seed: int = 0) -> dict[str, bytes]:
    """The batches and their labels' names, unpacked, by name."""
    files = {name: cifar_batch(rows, seed + 2 * number) for number, name in enumerate(CIFAR_NAMES)}
    return {**files, "batches.meta": cifar_meta()}


def tar_of(members: dict[str, bytes]) -> bytes:
    """A ``.tar.gz`` of regular files."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name, data in members.items():
            member = tarfile.TarInfo(name)
            member.size = len(data)
            tar.addfile(member, io.BytesIO(data))
    return buffer.getvalue()


def write_set(folder: Path, files: dict[str, bytes]) -> None:
    """Lay a set's files down where they belong."""
    folder.mkdir(parents=True, exist_ok=True)
    for name, data in files.items():
        (folder / name).write_bytes(data)


def md5(data: bytes) -> str:
    return hashlib.md5(data).hexdigest()


def small(known: DataSet, server: str, packages: dict[str, bytes], members: dict[str, bytes]) -> DataSet:
    """A set of the catalogue with small files in it."""

    def archive(real: Archive) -> Archive:
        data = packages[real.name]
        inside = tuple(replace(member, md5=md5(members[member.name])) for member in real.members)
        return replace(real, size=len(data), md5=md5(data), members=inside)

    return replace(known, servers=(server,), unpacked=1000, archives=tuple(map(archive, known.archives)))

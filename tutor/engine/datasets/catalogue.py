"""The data sets that can be fetched: files, sizes and checksums, as torchvision 0.29 names them."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Member:
    """One file of a set, as it lies in the data folder."""

    path: str
    """Below the data folder."""
    md5: str
    """Of its contents, hexadecimal."""

    @property
    def name(self) -> str:
        """The file's own name."""
        return self.path.rsplit("/", 1)[1]


@dataclass(frozen=True, slots=True)
class Archive:
    """One file to download: a single member in gzip, or a ``.tar.gz`` of several."""

    name: str
    size: int
    """Bytes."""
    md5: str
    members: tuple[Member, ...]

    @property
    def is_tar(self) -> bool:
        """Whether it is a tar; its members then stand in it by their paths."""
        return self.name.endswith(".tar.gz")


@dataclass(frozen=True, slots=True)
class DataSet:
    """One data set."""

    name: str
    """What it is called on the command line."""
    title: str
    about: str
    """What is in it, in a few words."""
    stand_in: str
    """The call of ``tutor.data`` that stands in for it."""
    servers: tuple[str, ...]
    """Addresses that end in a slash, in the order they are tried."""
    archives: tuple[Archive, ...]
    unpacked: int
    """Bytes on the disk, about."""

    @property
    def download(self) -> int:
        """Bytes to download."""
        return sum(archive.size for archive in self.archives)

    @property
    def members(self) -> tuple[Member, ...]:
        """All its files."""
        return tuple(member for archive in self.archives for member in archive.members)


def _idx(folder: str, name: str, size: int, md5: str, unpacked_md5: str) -> Archive:
    return Archive(f"{name}.gz", size, md5, (Member(f"{folder}/raw/{name}", unpacked_md5),))


MNIST = DataSet(
    "mnist",
    "MNIST",
    "70,000 handwritten digits, 28 × 28, grey",
    "glyphs(n, size=28)",
    ("https://ossci-datasets.s3.amazonaws.com/mnist/", "http://yann.lecun.com/exdb/mnist/"),
    (
        _idx(
            *("MNIST", "train-images-idx3-ubyte", 9912422),
            *("f68b3c2dcbeaaa9fbdd348bbdeb94873", "6bbc9ace898e44ae57da46a324031adb"),
        ),
        _idx(
            *("MNIST", "train-labels-idx1-ubyte", 28881),
            *("d53e105ee54ea40749a09fcbcd1e9432", "a25bea736e30d166cdddb491f175f624"),
        ),
        _idx(
            *("MNIST", "t10k-images-idx3-ubyte", 1648877),
            *("9fb629c4189551a2d022fa330f9573f3", "2646ac647ad5339dbf082846283269ea"),
        ),
        _idx(
            *("MNIST", "t10k-labels-idx1-ubyte", 4542),
            *("ec29112dd5afa0611ce80d1b7f02629c", "27ae3e4e09519cfbb04c329615203637"),
        ),
    ),
    54_950_048,
)

FASHION_MNIST = DataSet(
    "fashionmnist",
    "Fashion-MNIST",
    "70,000 pictures of clothes, 28 × 28, grey",
    "glyphs(n, size=28)",
    ("http://fashion-mnist.s3-website.eu-central-1.amazonaws.com/",),
    (
        _idx(
            *("FashionMNIST", "train-images-idx3-ubyte", 26421880),
            *("8d4fb7e6c68d591d4c3dfef9ec88bf0d", "f4a8712d7a061bf5bd6d2ca38dc4d50a"),
        ),
        _idx(
            *("FashionMNIST", "train-labels-idx1-ubyte", 29515),
            *("25c81989df183df01b3e8a0aad5dffbe", "9018921c3c673c538a1fc5bad174d6f9"),
        ),
        _idx(
            *("FashionMNIST", "t10k-images-idx3-ubyte", 4422102),
            *("bef4ecab320f06d8554ea6380940ec79", "8181f5470baa50b63fa0f6fddb340f0a"),
        ),
        _idx(
            *("FashionMNIST", "t10k-labels-idx1-ubyte", 5148),
            *("bb300cfdad3c16e7a12a480ee83cd310", "15d484375f8d13e6eb1aabb0c3f46965"),
        ),
    ),
    54_950_048,
)

CIFAR10 = DataSet(
    "cifar10",
    "CIFAR-10",
    "60,000 photographs in ten classes, 32 × 32, colour",
    "shapes(n)",
    ("https://www.cs.toronto.edu/~kriz/",),
    (
        Archive(
            "cifar-10-python.tar.gz",
            170498071,
            "c58f30108f718f92721af3b95e74349a",
            (
                Member("cifar-10-batches-py/data_batch_1", "c99cafc152244af753f735de768cd75f"),
                Member("cifar-10-batches-py/data_batch_2", "d4bba439e000b95fd0a9bffe97cbabec"),
                Member("cifar-10-batches-py/data_batch_3", "54ebc095f3ab1f0389bbae665268c751"),
                Member("cifar-10-batches-py/data_batch_4", "634d18415352ddfa80567beed471001a"),
                Member("cifar-10-batches-py/data_batch_5", "482c414d41f54cd18b22e5b47cb7c3cb"),
                Member("cifar-10-batches-py/test_batch", "40351d587109b95175f43aff81a1287e"),
                Member("cifar-10-batches-py/batches.meta", "5ff9c542aee3614f3951f8cda6e48888"),
            ),
        ),
    ),
    186_300_000,
)

CATALOGUE = {known.name: known for known in (MNIST, FASHION_MNIST, CIFAR10)}

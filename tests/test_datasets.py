"""Real data sets: the digits that come along, and what was fetched, read from the original formats."""

from __future__ import annotations

import hashlib
import os
import pickle
import shutil
import subprocess
import sys
from pathlib import Path

import pytest
import torch

from tests.dataset_files import cifar_batch, cifar_files, idx, mnist_files, write_set
from tutor.data import SHAPES, cifar10, digits, fashion_mnist, load, mnist, shapes
from tutor.datasets.formats import DamagedFileError, read_cifar_batch, read_idx
from tutor.engine.datasets.folder import data_folder
from tutor.worker.datasets import FILES, default_folder
from tutor.worker.survey import data_sets

CLASSES = [178, 182, 177, 183, 181, 182, 181, 179, 174, 180]
CHECKSUM = "87ff0c9e40dc7e2c0e34e7257799c2e3f3aec1a016363bb11cad869ec428a826"


def test_digits_are_the_originals_to_the_last_value() -> None:
    images, labels = digits()
    raw = (images * 16).to(torch.uint8).numpy().tobytes() + labels.to(torch.uint8).numpy().tobytes()
    assert hashlib.sha256(raw).hexdigest() == CHECKSUM
    assert torch.bincount(labels).tolist() == CLASSES
    assert CHECKSUM in Path("tutor/datasets/README.md").read_text(encoding="utf-8")


def test_digits_are_pictures_with_one_channel() -> None:
    images, labels = digits()
    assert images.shape == (1797, 1, 8, 8)
    assert (images.dtype, labels.dtype) == (torch.float32, torch.int64)
    assert (float(images.min()), float(images.max())) == (0.0, 1.0)


def test_digits_are_split_the_same_way_every_time() -> None:
    everything, names = digits()
    (train, train_names), (test, test_names) = digits(train=True), digits(train=False)
    assert torch.equal(torch.cat([train, test]), everything)
    assert torch.equal(torch.cat([train_names, test_names]), names)
    assert (len(train), len(test)) == (1437, 360)
    assert torch.bincount(test_names).min() > 30


def test_shapes_are_colour_pictures_of_all_six_classes() -> None:
    images, labels = shapes(200)
    assert images.shape == (200, 3, 32, 32)
    assert (images.dtype, labels.dtype) == (torch.float32, torch.int64)
    assert images.min() >= 0
    assert images.max() <= 1
    assert labels.unique().tolist() == list(range(len(SHAPES)))


def test_shapes_without_noise_have_two_colours_and_do_not_touch_the_border() -> None:
    images, labels = shapes(100, noise=0)
    border = torch.ones(32, 32, dtype=torch.bool)
    border[1:-1, 1:-1] = False
    for image, label in zip(images, labels, strict=True):
        assert image.flatten(1).unique(dim=1).shape[1] == 2
        corner = image[:, 0, 0]
        inside = (image > corner[:, None, None]).all(dim=0)
        assert 0.05 < inside.float().mean() < 0.6, SHAPES[label]
        assert (inside & border).sum() <= 8, SHAPES[label]


def test_a_disc_is_fuller_than_a_ring_of_its_size() -> None:
    images, labels = shapes(400, noise=0)
    share = (images > images[:, :, :1, :1]).all(dim=1).float().mean(dim=(1, 2))
    means = [float(share[labels == label].mean()) for label in range(6)]
    assert means[0] == pytest.approx(3.14 * 0.3**2, abs=0.05)
    assert means[4] < means[0]
    assert means[3] < means[1]


@pytest.mark.parametrize(
    "wrong", [{"n": 0}, {"n": 3, "size": 15}, {"n": 3, "noise": -1.0}, {"n": 3, "noise": float("nan")}]
)
def test_shapes_refuse_what_makes_no_sense(wrong: dict[str, float]) -> None:
    with pytest.raises(ValueError, match=r"ask for|needs at least|give 0 or more"):
        shapes(**wrong)  # type: ignore[arg-type]


def test_shapes_come_again_from_the_same_seed_alone() -> None:
    torch.manual_seed(0)
    want = torch.rand(3)
    torch.manual_seed(0)
    assert torch.equal(shapes(5, seed=1)[0], shapes(5, seed=1)[0])
    assert not torch.equal(shapes(5, seed=1)[0], shapes(5, seed=2)[0])
    assert torch.equal(torch.rand(3), want)


# -- what was fetched ----------------------------------------------------------------------------------------------


@pytest.fixture
def with_mnist(own_data_folder: Path) -> Path:
    write_set(own_data_folder / "MNIST/raw", mnist_files())
    return own_data_folder


@pytest.fixture
def with_cifar(own_data_folder: Path) -> Path:
    write_set(own_data_folder / "cifar-10-batches-py", cifar_files())
    return own_data_folder


@pytest.mark.parametrize("train", [True, False])
def test_mnist_is_what_torchvision_reads(with_mnist: Path, train: bool) -> None:
    datasets = pytest.importorskip("torchvision.datasets")
    theirs = datasets.MNIST(with_mnist, train=train)
    images, labels = mnist(train)
    assert torch.equal(images, theirs.data.unsqueeze(1) / 255)
    assert torch.equal(labels, theirs.targets)
    assert (images.dtype, labels.dtype) == (torch.float32, torch.int64)
    assert images.shape == (12 if train else 5, 1, 28, 28)


@pytest.mark.parametrize("train", [True, False])
def test_cifar_is_what_torchvision_reads(with_cifar: Path, train: bool, monkeypatch: pytest.MonkeyPatch) -> None:
    datasets = pytest.importorskip("torchvision.datasets")
    monkeypatch.setattr("torchvision.datasets.cifar.check_integrity", lambda path, md5: Path(path).is_file())
    theirs = datasets.CIFAR10(with_cifar, train=train)
    images, labels = cifar10(train)
    assert torch.equal(images, torch.from_numpy(theirs.data).permute(0, 3, 1, 2) / 255)
    assert labels.tolist() == theirs.targets
    assert images.shape == (20 if train else 4, 3, 32, 32)


def test_fashion_mnist_lies_in_a_folder_of_its_own(with_mnist: Path) -> None:
    with pytest.raises(FileNotFoundError, match="pytorch-tutor data fetch fashionmnist"):
        fashion_mnist()
    write_set(with_mnist / "FashionMNIST/raw", mnist_files(seed=50))
    assert not torch.equal(fashion_mnist()[0], mnist()[0])


def test_a_limit_takes_the_first(with_mnist: Path, with_cifar: Path) -> None:
    assert torch.equal(mnist(limit=3)[0], mnist()[0][:3])
    assert len(mnist(limit=99)[0]) == 12
    for limit in (1, 4, 5, 20, 99):
        images, labels = cifar10(limit=limit)
        assert torch.equal(images, cifar10()[0][:limit])
        assert torch.equal(labels, cifar10()[1][:limit])
    for wrong in (0, -1):
        with pytest.raises(ValueError, match="at least 1 image"):
            mnist(limit=wrong)


@pytest.mark.parametrize(("read", "name"), [(mnist, "mnist"), (fashion_mnist, "fashionmnist"), (cifar10, "cifar10")])
def test_what_is_not_here_names_the_command_that_fetches_it(read, name: str, own_data_folder: Path) -> None:
    with pytest.raises(FileNotFoundError) as raised:
        read()
    assert str(raised.value).endswith(f"pytorch-tutor data fetch {name}")
    assert str(own_data_folder) in str(raised.value)


def test_a_damaged_file_names_itself_and_the_way_out(with_mnist: Path, with_cifar: Path) -> None:
    path = with_mnist / "MNIST/raw/train-images-idx3-ubyte"
    path.write_bytes(path.read_bytes()[:100])
    with pytest.raises(RuntimeError, match=r"train-images.*breaks off.*data remove mnist.*data fetch mnist"):
        mnist()
    (with_mnist / "MNIST/raw/t10k-labels-idx1-ubyte").write_bytes(idx(3, data=b"abc"))
    with pytest.raises(RuntimeError, match="5 images, but 3 labels"):
        mnist(train=False)
    (with_cifar / "cifar-10-batches-py/test_batch").write_bytes(b"<html>")
    with pytest.raises(RuntimeError, match="data fetch cifar10"):
        cifar10(train=False)


@pytest.mark.parametrize(
    "text",
    [
        b"",
        b"<html>not found</html>",
        b"\0\0\x0d\1\0\0\0\1\0\0\0\0",
        b"\0\0\x08\0",
        b"\0\0\x08\xff" + b"\xff" * 1020,
        b"\0\0\x08\1\0\0\0\5ab",
    ],
)
def test_what_is_no_idx_file_is_refused(tmp_path: Path, text: bytes) -> None:
    (tmp_path / "file").write_bytes(text)
    with pytest.raises(DamagedFileError):
        read_idx(tmp_path / "file")


def test_a_set_that_may_not_be_read_says_who_knows_why(with_mnist: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(path: Path, *_: object) -> None:
        raise PermissionError(13, "Permission denied", str(path))

    monkeypatch.setattr(Path, "open", refuse)
    with pytest.raises(PermissionError, match=r"train-images.*pytorch-tutor doctor"):
        mnist()


class Evil:
    """Writes a file when it is unpickled by anyone who trusts it."""

    def __init__(self, path: str) -> None:
        self.path = path

    def __reduce__(self) -> tuple[object, tuple[str, ...]]:
        return os.mkdir, (self.path,)


def test_a_batch_that_calls_anything_is_refused_and_nothing_happens(tmp_path: Path) -> None:
    evil, mark = tmp_path / "evil", tmp_path / "mark"
    evil.write_bytes(pickle.dumps({b"labels": [1], b"data": Evil(str(mark))}, protocol=2))
    with pytest.raises(DamagedFileError, match="it asks for"):
        read_cifar_batch(evil)
    assert not mark.exists()
    pickle.loads(evil.read_bytes())
    assert mark.exists()  # the control: the file was dangerous


@pytest.mark.parametrize(
    ("before", "after"), [(b"u1", b"f4"), (b"M\x00\x0c", b"M\x00\x0b"), (b"labels", b"lebals"), (b"tb\x89", b"tb\x88")]
)
def test_a_batch_of_something_else_is_refused(tmp_path: Path, before: bytes, after: bytes) -> None:
    good = cifar_batch(2, seed=3)
    (tmp_path / "batch").write_bytes(good)
    assert read_cifar_batch(tmp_path / "batch")[0].shape == (2, 3, 32, 32)
    (tmp_path / "batch").write_bytes(good.replace(before, after, 1))
    with pytest.raises(DamagedFileError):
        read_cifar_batch(tmp_path / "batch")


# -- the real one or its stand-in ----------------------------------------------------------------------------------


def test_load_gives_the_real_set_and_says_so(with_mnist: Path, capsys: pytest.CaptureFixture[str]) -> None:
    images, _ = load("mnist", limit=7)
    assert torch.equal(images, mnist(limit=7)[0])
    assert capsys.readouterr().out == "MNIST: 7 real training images\n"


@pytest.mark.parametrize(
    ("name", "shape", "kind"),
    [("mnist", (1, 28, 28), "digits"), ("fashionmnist", (1, 28, 28), "digits"), ("cifar10", (3, 32, 32), "shapes")],
)
def test_load_gives_a_stand_in_and_says_so(
    name: str, shape: tuple[int, ...], kind: str, capsys: pytest.CaptureFixture[str]
) -> None:
    images, labels = load(name, limit=9)
    assert images.shape == (9, *shape)
    assert labels.shape == (9,)
    said = capsys.readouterr().out
    assert said.startswith(f"9 drawn {kind} instead of ")
    assert said.count("\n") == 1
    assert f"pytorch-tutor data fetch {name}" in said
    assert not torch.equal(load(name, train=False, limit=9)[0], images)


def test_load_refuses_a_name_it_does_not_know() -> None:
    with pytest.raises(ValueError, match="mnist, fashionmnist or cifar10"):
        load("imagenet")


# -- the folder ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "environment",
    [
        {"HOME": "/home/ada"},
        {"HOME": "/home/ada", "XDG_DATA_HOME": "/data/ada"},
        {"HOME": "/home/ada", "PYTORCH_TUTOR_DATA": "~/sets", "XDG_DATA_HOME": "/data/ada"},
        {"HOME": "/home/ada", "PYTORCH_TUTOR_DATA": "/data/sets/../all"},
    ],
)
def test_both_sides_know_the_same_folder(environment: dict[str, str], monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("XDG_DATA_HOME", "PYTORCH_TUTOR_DATA"):
        monkeypatch.delenv(name, raising=False)
    for name, value in environment.items():
        monkeypatch.setenv(name, value)
    assert str(data_folder()) == default_folder()


def test_the_survey_lists_what_is_whole(with_mnist: Path, with_cifar: Path) -> None:
    found = data_sets(str(with_mnist))
    assert found["folder"] == str(with_mnist)
    assert found["sets"] == ["mnist", "cifar10"]
    assert found["free_bytes"] == pytest.approx(shutil.disk_usage(with_mnist).free, rel=0.1)
    assert found["notice"] == ""
    (with_mnist / FILES["mnist"][3]).unlink()
    assert data_sets(str(with_mnist))["sets"] == ["cifar10"]
    assert data_sets("/nowhere/at/all")["sets"] == []
    assert "whole" in data_sets("/data")["notice"]


def test_the_formats_need_no_numpy_and_no_torchvision(with_cifar: Path, with_mnist: Path) -> None:
    code = (
        "import sys; sys.modules['numpy'] = sys.modules['torchvision'] = None\n"
        "from tutor.data import cifar10, digits, mnist\n"
        "print(len(digits()[0]), len(mnist()[0]), len(cifar10()[0]))"
    )
    done = subprocess.run([sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["1797", "12", "20"]

"""Data sets come over a bad network, from a mirror, by hand; they appear whole or not at all."""

from __future__ import annotations

import fcntl
import io
import os
import tarfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from tests.dataset_files import cifar_files, md5, mnist_files, packed, small, tar_of
from tests.file_server import (
    FileServer,
    a_login_page,
    breaking_after,
    corrupt,
    in_small_pieces,
    refusing,
    shifted,
    silent,
    without_length,
    without_ranges,
)
from tutor.engine.datasets.catalogue import CATALOGUE, CIFAR10, MNIST
from tutor.engine.datasets.download import DataError, Patience
from tutor.engine.datasets.store import Store
from tutor.worker.datasets import FILES, is_here

FIRST = "train-images-idx3-ubyte.gz"
CIFAR_FOLDER = "cifar-10-batches-py"


@pytest.fixture
def server() -> Iterator[FileServer]:
    made = FileServer()
    yield made
    made.close()


@pytest.fixture
def pauses() -> list[float]:
    return []


@pytest.fixture
def store(server: FileServer, tmp_path: Path, pauses: list[float], monkeypatch: pytest.MonkeyPatch) -> Store:
    """A store whose catalogue is small files on the server."""
    monkeypatch.setenv("no_proxy", "127.0.0.1")
    monkeypatch.delenv("PYTORCH_TUTOR_MIRROR", raising=False)
    digits, photographs = mnist_files(), cifar_files(rows=2)
    tar = tar_of({f"{CIFAR_FOLDER}/{name}": data for name, data in photographs.items()})
    packages = {**packed(digits), "cifar-10-python.tar.gz": tar}
    server.files = {f"/{name}": data for name, data in packages.items()}
    catalogue = {
        "mnist": small(MNIST, server.address, packages, digits),
        "cifar10": small(CIFAR10, server.address, packages, photographs),
    }
    return Store(tmp_path / "sets", catalogue, Patience(silence=0.2, pause=pauses.append))


def holds(store: Store, name: str) -> bool:
    """Whether every file of the set is there and right, and nothing else is visible in the folder."""
    members = store.catalogue[name].members
    right = all(md5((store.folder / member.path).read_bytes()) == member.md5 for member in members)
    visible = [path for path in store.folder.rglob("*") if path.is_file() and not path.name.startswith(".")]
    return right and len(visible) == len(members) and is_here(name, str(store.folder))


def nothing_in(store: Store) -> bool:
    """Whether nothing looks like a data set."""
    return not any(is_here(name, str(store.folder)) for name in store.catalogue) and not [
        path for path in store.folder.rglob("*") if path.is_file() and path.suffix != ".part" and path.name != ".lock"
    ]


def part_of_first(store: Store) -> Path:
    return store.folder / ".fetching" / "mnist" / f"{FIRST}.part"


# -- the catalogue -------------------------------------------------------------------------------------------------


def test_the_catalogue_is_torchvisions() -> None:
    datasets = pytest.importorskip("torchvision.datasets")
    for name, theirs in (("mnist", datasets.MNIST), ("fashionmnist", datasets.FashionMNIST)):
        known = CATALOGUE[name]
        assert [(archive.name, archive.md5) for archive in known.archives] == theirs.resources
        assert set(known.servers) == set(theirs.mirrors)
    (archive,) = CIFAR10.archives
    assert (archive.name, archive.md5) == (datasets.CIFAR10.filename, datasets.CIFAR10.tgz_md5)
    assert CIFAR10.servers[0] + archive.name == datasets.CIFAR10.url
    checked = {member.name: member.md5 for member in archive.members}
    listed = [*datasets.CIFAR10.train_list, *datasets.CIFAR10.test_list]
    assert checked == {**dict(listed), "batches.meta": datasets.CIFAR10.meta["md5"]}


def test_both_sides_know_the_same_files() -> None:
    assert {name: {member.path for member in known.members} for name, known in CATALOGUE.items()} == {
        name: set(paths) for name, paths in FILES.items()
    }


# -- fetching ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["mnist", "cifar10"])
def test_a_set_is_fetched_once(store: Store, server: FileServer, name: str) -> None:
    assert store.fetch(name)
    assert holds(store, name)
    asked = len(server.requests)
    assert not store.fetch(name)
    assert len(server.requests) == asked
    state = store.state(name)
    assert state.here
    assert state.bytes > 0
    assert state.partial == 0


def test_progress_grows_to_the_whole(store: Store) -> None:
    seen: list[tuple[str, int, int]] = []
    store.fetch("mnist", progress=lambda *told: seen.append(told))
    total = store.catalogue["mnist"].download
    counts = [here for _, here, _ in seen]
    assert counts == sorted(counts)
    assert counts[0] == 0
    assert counts[-1] == total
    assert {whole for _, _, whole in seen} == {total}
    assert {file for file, _, _ in seen} == {archive.name for archive in store.catalogue["mnist"].archives}


def test_a_broken_connection_goes_on_where_it_was(store: Store, server: FileServer, pauses: list[float]) -> None:
    server.script = [breaking_after(100), breaking_after(250), in_small_pieces]
    store.fetch("mnist")
    assert holds(store, "mnist")
    assert server.requests[:3] == [(f"/{FIRST}", ""), (f"/{FIRST}", "bytes=100-"), (f"/{FIRST}", "bytes=350-")]
    assert len(pauses) == 2


def test_a_connection_may_break_ever_again_as_long_as_it_brings_something(
    store: Store, server: FileServer, pauses: list[float]
) -> None:
    server.script = [breaking_after(30)] * 9
    store.fetch("mnist")
    assert holds(store, "mnist")
    assert len(set(pauses)) == 1


def test_an_interrupt_keeps_the_part_and_the_next_fetch_goes_on(store: Store, server: FileServer) -> None:
    server.script = [breaking_after(400)]

    def interrupt(file: str, here: int, total: int) -> None:
        if here:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        store.fetch("mnist", progress=interrupt)
    assert nothing_in(store)
    kept = part_of_first(store).stat().st_size
    assert 0 < kept <= 400
    assert store.state("mnist").partial == kept
    store.fetch("mnist")
    assert server.requests[1] == (f"/{FIRST}", f"bytes={kept}-")
    assert holds(store, "mnist")


@pytest.mark.parametrize("behaviour", [without_ranges, without_length])
def test_a_server_that_knows_no_ranges_gives_it_anew(store: Store, server: FileServer, behaviour: Callable) -> None:
    server.script = [breaking_after(100), behaviour]
    store.fetch("mnist")
    assert holds(store, "mnist")


def test_a_part_that_is_whole_is_not_fetched_again(store: Store, server: FileServer) -> None:
    part_of_first(store).parent.mkdir(parents=True)
    part_of_first(store).write_bytes(server.files[f"/{FIRST}"])
    store.fetch("mnist")
    assert holds(store, "mnist")
    assert FIRST not in str(server.requests)


@pytest.mark.parametrize("change", [lambda data: data + b"more", lambda data: b"x" * 40, lambda data: b"x" * len(data)])
def test_a_part_of_something_else_is_thrown_away(
    store: Store, server: FileServer, change: Callable[[bytes], bytes]
) -> None:
    part_of_first(store).parent.mkdir(parents=True)
    part_of_first(store).write_bytes(change(server.files[f"/{FIRST}"]))
    store.fetch("mnist")
    assert holds(store, "mnist")


def test_a_busy_server_is_asked_again_and_less_and_less_often(
    store: Store, server: FileServer, pauses: list[float]
) -> None:
    server.script = [refusing(503), refusing(429), refusing(500)]
    store.fetch("mnist")
    assert holds(store, "mnist")
    assert pauses == sorted(pauses)
    assert len(set(pauses)) == 3


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ([refusing(404)], "404"),
        ([refusing(503)] * 4, "503"),
        ([silent] * 4, "does not answer"),
        ([breaking_after(0)] * 4, "connection broke"),
        ([corrupt], "another checksum"),
        ([corrupt, corrupt], "another checksum"),
        ([a_login_page], "log"),
        ([breaking_after(50), shifted], "something else"),
    ],
)
def test_what_can_not_be_had_leaves_nothing_and_names_three_ways_out(
    store: Store, server: FileServer, script: list, words: str
) -> None:
    server.script = list(script)
    with pytest.raises(DataError) as raised:
        store.fetch("mnist")
    said = str(raised.value)
    assert words in said
    for way in ("Try again later", "--mirror URL", "pytorch-tutor data import mnist FOLDER"):
        assert way in said
    assert nothing_in(store)
    assert not server.script or server.script[0] is corrupt


def test_offline_is_a_sentence(tmp_path: Path, store: Store, server: FileServer) -> None:
    server.close()
    with pytest.raises(DataError, match=r"MNIST could not be fetched.*Connection refused.*data import mnist"):
        store.fetch("mnist")
    assert nothing_in(store)


def test_the_second_server_is_asked_when_the_first_has_it_not(store: Store, server: FileServer) -> None:
    known = store.catalogue["mnist"]
    two = replace(known, servers=(f"{server.address}gone/", server.address))
    fetched = Store(store.folder, {"mnist": two}, Patience(pause=lambda seconds: None)).fetch("mnist")
    assert fetched
    assert holds(store, "mnist")
    assert server.requests[:2] == [(f"/gone/{FIRST}", ""), (f"/{FIRST}", "")]


def test_a_set_without_its_last_file_fetches_that_alone(store: Store, server: FileServer) -> None:
    store.fetch("mnist")
    (store.folder / FILES["mnist"][3]).unlink()
    server.requests.clear()
    assert store.fetch("mnist")
    assert [path for path, _ in server.requests] == ["/t10k-labels-idx1-ubyte.gz"]
    assert holds(store, "mnist")


def test_too_little_room_is_told_before_anything_comes(store: Store, server: FileServer) -> None:
    huge = replace(store.catalogue["mnist"], unpacked=1 << 60)
    with pytest.raises(DataError, match=r"needs .* MiB on the way.*PYTORCH_TUTOR_DATA"):
        Store(store.folder, {"mnist": huge}).fetch("mnist")
    assert server.requests == []


def test_a_folder_that_can_not_be_made_is_a_sentence(store: Store, tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    with pytest.raises(DataError, match="PYTORCH_TUTOR_DATA"):
        Store(tmp_path / "file" / "sets", store.catalogue).fetch("mnist")


def test_two_tutors_do_not_fetch_at_once(store: Store) -> None:
    store.folder.mkdir(parents=True)
    descriptor = os.open(store.folder / ".lock", os.O_CREAT | os.O_RDWR)
    fcntl.flock(descriptor, fcntl.LOCK_EX)
    with pytest.raises(DataError, match="Another pytorch-tutor"):
        store.fetch("mnist")
    os.close(descriptor)
    assert store.fetch("mnist")


def test_a_file_system_without_locks_will_do(store: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    def refuse(descriptor: int, operation: int) -> None:
        raise OSError(37, "No locks available")

    monkeypatch.setattr(fcntl, "flock", refuse)
    assert store.fetch("mnist")
    assert holds(store, "mnist")


def test_what_a_killed_tutor_left_is_swept(store: Store) -> None:
    left = store.folder / ".unpacking-abc"
    left.mkdir(parents=True)
    (left / "train-images-idx3-ubyte").write_text("half")
    store.fetch("mnist")
    assert not left.exists()


# -- mirrors -------------------------------------------------------------------------------------------------------


def test_a_mirror_has_a_folder_for_each_set(store: Store, server: FileServer) -> None:
    server.files = {f"/mirror/mnist{path}": data for path, data in server.files.items()}
    store.fetch("mnist", mirror=f"{server.address}mirror")
    assert holds(store, "mnist")
    assert server.requests[0][0] == f"/mirror/mnist/{FIRST}"


def test_the_mirror_is_named_remembered_or_given_by_the_environment(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert store.mirror == ""
    store.remember_mirror("https://one.example.org")
    assert Store(store.folder).mirror == "https://one.example.org/"
    monkeypatch.setenv("PYTORCH_TUTOR_MIRROR", "https://two.example.org/")
    assert store.mirror == "https://two.example.org/"
    monkeypatch.delenv("PYTORCH_TUTOR_MIRROR")
    store.remember_mirror("")
    assert store.mirror == ""


@pytest.mark.parametrize("url", ["file:///etc", "ftp://example.org", "example.org", "https://", "javascript:1"])
def test_a_mirror_is_an_address_of_the_web(store: Store, url: str) -> None:
    with pytest.raises(DataError, match="https://"):
        store.fetch("mnist", mirror=url)
    with pytest.raises(DataError, match="https://"):
        store.remember_mirror(url)


# -- tars that mean harm -------------------------------------------------------------------------------------------


def hostile_tar(right: dict[str, bytes], **harm: str) -> bytes:
    """The right files, behind entries that lead elsewhere."""
    buffer = io.BytesIO()
    with tarfile.open(fileobj=buffer, mode="w:gz") as tar:
        for name in ("../../escaped", "/tmp/escaped-absolute", f"{CIFAR_FOLDER}/../../../escaped"):
            entry = tarfile.TarInfo(name)
            entry.size = 4
            tar.addfile(entry, io.BytesIO(b"evil"))
        for kind, name in ((tarfile.SYMTYPE, "data_batch_1"), (tarfile.LNKTYPE, "data_batch_2")):
            entry = tarfile.TarInfo(f"{CIFAR_FOLDER}/{name}")
            entry.type, entry.linkname = kind, "/etc/passwd"
            tar.addfile(entry)
        folder = tarfile.TarInfo(CIFAR_FOLDER)
        folder.type, folder.linkname = tarfile.SYMTYPE, "/tmp"
        tar.addfile(folder)
        for name, data in right.items():
            entry = tarfile.TarInfo(f"{CIFAR_FOLDER}/{name}")
            entry.size = len(data)
            tar.addfile(entry, io.BytesIO(data))
    return buffer.getvalue()


def with_tar(store: Store, server: FileServer, tar: bytes) -> Store:
    known = store.catalogue["cifar10"]
    archive = replace(known.archives[0], size=len(tar), md5=md5(tar))
    server.files["/cifar-10-python.tar.gz"] = tar
    return Store(store.folder, {"cifar10": replace(known, archives=(archive,))})


def test_no_name_in_a_tar_leads_out_of_the_folder(store: Store, server: FileServer, tmp_path: Path) -> None:
    before = set(tmp_path.rglob("*"))
    store = with_tar(store, server, hostile_tar(cifar_files(rows=2)))
    store.fetch("cifar10")
    assert holds(store, "cifar10")
    made = set(tmp_path.rglob("*")) - before
    assert all(path.is_relative_to(store.folder) for path in made)
    assert not any(path.is_symlink() for path in made)
    assert not Path("/tmp/escaped-absolute").exists()


@pytest.mark.parametrize("missing", ["data_batch_3", "batches.meta"])
def test_a_tar_without_a_file_is_refused_whole(store: Store, server: FileServer, missing: str) -> None:
    files = {name: data for name, data in cifar_files(rows=2).items() if name != missing}
    store = with_tar(store, server, tar_of({f"{CIFAR_FOLDER}/{name}": data for name, data in files.items()}))
    with pytest.raises(DataError, match=f"no file {CIFAR_FOLDER}/{missing}"):
        store.fetch("cifar10")
    assert nothing_in(store)


def test_a_tar_with_a_changed_file_is_refused_whole(store: Store, server: FileServer) -> None:
    files = {**cifar_files(rows=2), "test_batch": b"cposix\nsystem\n(S'touch /tmp/x'\ntR."}
    store = with_tar(store, server, tar_of({f"{CIFAR_FOLDER}/{name}": data for name, data in files.items()}))
    with pytest.raises(DataError, match=r"test_batch in .* is another file than"):
        store.fetch("cifar10")
    assert nothing_in(store)


def test_a_tar_that_is_none_is_a_sentence(store: Store, server: FileServer) -> None:
    with pytest.raises(DataError, match="can't be unpacked"):
        with_tar(store, server, b"<html>").fetch("cifar10")
    assert nothing_in(store)


# -- by hand -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("layout", ["", "raw", "MNIST/raw"])
@pytest.mark.parametrize("as_downloaded", [True, False])
def test_files_brought_by_hand_are_taken_over(store: Store, tmp_path: Path, layout: str, as_downloaded: bool) -> None:
    brought = tmp_path / "stick" / layout
    brought.mkdir(parents=True)
    files = packed(mnist_files()) if as_downloaded else mnist_files()
    for name, data in files.items():
        (brought / name).write_bytes(data)
    store.import_from("mnist", tmp_path / "stick")
    assert holds(store, "mnist")
    assert len(list(brought.iterdir())) == 4  # copied, not moved


def test_one_file_by_its_own_path(store: Store, server: FileServer, tmp_path: Path) -> None:
    tar = tmp_path / "cifar-10-python.tar.gz"
    tar.write_bytes(server.files["/cifar-10-python.tar.gz"])
    store.import_from("cifar10", tar)
    assert holds(store, "cifar10")


def test_torchvisions_own_folder_is_taken_over(store: Store, tmp_path: Path) -> None:
    root = tmp_path / "root" / CIFAR_FOLDER
    root.mkdir(parents=True)
    for name, data in cifar_files(rows=2).items():
        (root / name).write_bytes(data)
    store.import_from("CIFAR-10", tmp_path / "root")
    assert holds(store, "cifar10")


@pytest.mark.parametrize("as_downloaded", [True, False])
def test_files_of_another_set_are_refused(store: Store, tmp_path: Path, as_downloaded: bool) -> None:
    other = mnist_files(seed=77)
    for name, data in (packed(other) if as_downloaded else other).items():
        (tmp_path / name).write_bytes(data)
    with pytest.raises(DataError, match=r"is another file than .*checksum"):
        store.import_from("mnist", tmp_path)
    assert nothing_in(store)


def test_a_missing_file_is_named_with_where_to_get_it(store: Store, server: FileServer, tmp_path: Path) -> None:
    with pytest.raises(DataError, match=rf"holds no {FIRST}.*{server.address}.*t10k-labels"):
        store.import_from("mnist", tmp_path)
    with pytest.raises(DataError, match="Check the path"):
        store.import_from("mnist", tmp_path / "nowhere")


# -- out -----------------------------------------------------------------------------------------------------------


def test_a_removed_set_leaves_only_the_others(store: Store) -> None:
    store.fetch("mnist")
    store.fetch("cifar10")
    size = store.state("mnist").bytes
    assert store.remove("mnist") == size
    assert not (store.folder / "MNIST").exists()
    assert holds(store, "cifar10")
    assert store.remove("mnist") == 0


def test_removing_spares_what_is_not_ours(store: Store) -> None:
    store.fetch("mnist")
    mine = store.folder / "MNIST/raw/notes.txt"
    mine.write_text("mine")
    store.remove("mnist")
    assert mine.read_text() == "mine"


def test_an_unknown_set_lists_those_there_are(store: Store) -> None:
    with pytest.raises(DataError, match=r"imagenet.*mnist, cifar10"):
        store.state("imagenet")

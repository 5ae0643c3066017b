"""``pytorch-tutor data``: which data sets are here, and how they come and go."""

from __future__ import annotations

import argparse
import shutil
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING, Any

from tutor.commands.common import FAILED, OK, CommandError, print_json, say

if TYPE_CHECKING:
    from tutor.engine.datasets.store import State, Store

INTERRUPTED = 130
DRAW_EVERY = 0.1
SHIPPED = {
    "name": "digits",
    "title": "Digits",
    "about": "1,797 handwritten digits, 8 × 8, grey; comes with the tutor",
}
EPILOG = """\
examples:
  pytorch-tutor data fetch mnist
  pytorch-tutor data fetch mnist --mirror https://mirror.example.org/datasets
                                 (takes https://mirror.example.org/datasets/mnist/train-images-idx3-ubyte.gz …)
  pytorch-tutor data import cifar10 ~/Downloads

Learner code finds the sets by itself: from tutor.data import mnist
PYTORCH_TUTOR_DATA names another folder for them, PYTORCH_TUTOR_MIRROR a mirror.
"""


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command, and commands below it."""
    parser.formatter_class = argparse.RawDescriptionHelpFormatter
    parser.epilog = EPILOG
    parser.add_argument("--json", action="store_true", help="the answer as one JSON object")
    commands = parser.add_subparsers(metavar="COMMAND", title="commands")
    parser.set_defaults(act=_list)

    def command(name: str, act: Callable[[Store, argparse.Namespace], int], what: str) -> argparse.ArgumentParser:
        made = commands.add_parser(name, help=what, description=f"{what[0].upper()}{what[1:]}.")
        made.add_argument("--json", action="store_true", default=argparse.SUPPRESS, help="as one JSON object")
        made.set_defaults(act=act)
        return made

    command("list", _list, "the sets, which are here and where (default)")
    fetch = command("fetch", _fetch, "download sets; an interrupted download goes on where it was")
    fetch.add_argument("names", nargs="+", metavar="NAME", help="mnist, fashionmnist or cifar10")
    fetch.add_argument("--mirror", default="", metavar="URL", help="take URL/NAME/FILE in place of the usual servers")
    remove = command("remove", _remove, "delete a set")
    remove.add_argument("names", nargs="+", metavar="NAME")
    bring = command("import", _import, "take over files that were brought by hand; each is checked")
    bring.add_argument("name", metavar="NAME")
    bring.add_argument("path", metavar="PATH", help="the file, or the folder that holds the set's files")
    mirror = command("mirror", _mirror, "show the mirror, or remember one for every fetch")
    mirror.add_argument("url", nargs="?", metavar="URL|none", help="none forgets it")


def main(options: argparse.Namespace) -> int:
    """Exit status 0 where all went well, 1 where a set could not be had."""
    from tutor.engine.datasets.download import DataError
    from tutor.engine.datasets.store import Store

    if options.launch and not options.json:
        say("This is about this machine. What the other one has, doctor tells: run it with the same --launch.")
    store = Store()
    try:
        status: int = options.act(store, options)
        return status
    except DataError as error:
        sentence = str(error)
    except OSError as error:
        where = error.filename or store.folder
        sentence = f"{where} can't be used: {error.strerror}. Name another folder by PYTORCH_TUTOR_DATA."
    if options.json:
        print_json({"error": sentence})
        return FAILED
    raise CommandError(sentence, FAILED)


def _list(store: Store, options: argparse.Namespace) -> int:
    states = store.states()
    if options.json:
        shipped = {**SHIPPED, "here": True, "bytes": 0, "partial_bytes": 0, "download_bytes": 0, "stand_in": ""}
        print_json(
            {
                "folder": str(store.folder),
                "free_bytes": store.free,
                "mirror": store.mirror,
                "notice": store.refusal,
                "sets": [shipped, *(_as_dict(state) for state in states)],
            }
        )
        return OK
    print(f"✓ {SHIPPED['name']:13} {SHIPPED['about']}")
    for state in states:
        known = state.known
        print(f"{'✓' if state.here else ' '} {known.name:13} {known.about}")
        print(f"{'':15} {_place(state)}")
    print(f"\n{store.folder}, {store.free / 1e9:.0f} GB free")
    for line in (store.refusal, f"Mirror: {store.mirror}" if store.mirror else ""):
        if line:
            print(line)
    missing = [state.known.name for state in states if not state.here]
    if missing:
        print(f"\nFetch one: pytorch-tutor data fetch {missing[0]}")
    return OK


def _as_dict(state: State) -> dict[str, Any]:
    return {
        "name": state.known.name,
        "title": state.known.title,
        "about": state.known.about,
        "here": state.here,
        "bytes": state.bytes,
        "partial_bytes": state.partial,
        "download_bytes": state.known.download,
        "stand_in": state.known.stand_in,
    }


def _place(state: State) -> str:
    if state.here:
        return f"here, {_megabytes(state.bytes)} in {Path(state.known.members[0].path).parent}"
    whole = _megabytes(state.known.download)
    download = f"{state.partial / 1e6:.1f} of {whole} fetched" if state.partial else f"{whole} to fetch"
    return f"not here: {download}; stand-in: {state.known.stand_in}"


def _fetch(store: Store, options: argparse.Namespace) -> int:
    fetched: list[str] = []
    here: list[str] = []
    for name in options.names:
        known = store.known(name)
        bar = Bar(known.name)
        try:
            new = store.fetch(known.name, options.mirror, bar.show)
        except KeyboardInterrupt:
            bar.clear()
            say("Stopped. What came is kept: the same command goes on from there.")
            return INTERRUPTED
        finally:
            bar.clear()
        (fetched if new else here).append(known.name)
        if not options.json:
            print(f"{known.title} is {'now' if new else 'already'} in {store.folder}.")
    if options.json:
        print_json({"folder": str(store.folder), "fetched": fetched, "already_here": here})
    if store.refusal:
        say(f"Lessons can't read it there: {store.refusal}")
    return OK


def _remove(store: Store, options: argparse.Namespace) -> int:
    freed = {store.known(name).name: store.remove(name) for name in options.names}
    if options.json:
        print_json({"removed": freed})
    else:
        for name, size in freed.items():
            print(f"{store.known(name).title}: {_megabytes(size)} freed." if size else f"{name} was not here.")
    return OK


def _import(store: Store, options: argparse.Namespace) -> int:
    known = store.known(options.name)
    store.import_from(known.name, Path(options.path).expanduser())
    if options.json:
        print_json({"folder": str(store.folder), "imported": known.name})
    else:
        print(f"{known.title} is now in {store.folder}.")
    return OK


def _mirror(store: Store, options: argparse.Namespace) -> int:
    if options.url is not None:
        store.remember_mirror("" if options.url == "none" else options.url)
    if options.json:
        print_json({"mirror": store.mirror})
    else:
        print(store.mirror or "No mirror: sets come from their usual servers.")
    return OK


def _megabytes(count: int) -> str:
    return f"{count / 1e6:.1f} MB"


class Bar:
    """One line on stderr that shows how far a download is; nothing where stderr is no terminal."""

    def __init__(self, name: str, clock: Callable[[], float] = time.monotonic) -> None:
        self._name = name
        self._clock = clock
        self._active = sys.stderr.isatty()
        self._drawn = 0.0
        self._start: tuple[float, int] | None = None

    def show(self, file: str, here: int, total: int) -> None:
        """``here`` of ``total`` bytes have come; ``file`` comes now."""
        now = self._clock()
        if self._start is None:
            self._start = now, here
        if not self._active or (now - self._drawn < DRAW_EVERY and here < total):
            return
        self._drawn = now
        began, had = self._start
        speed = (here - had) / (now - began) if now > began else 0.0
        parts = [f"{here / 1e6:.1f} of {_megabytes(total)}"]
        if speed > 0:
            parts.append(f"{speed / 1e6:.1f} MB/s, {_left((total - here) / speed)} left")
        text = f"{self._name} {_drawn_bar(here / total)} {'  '.join(parts)}"
        print(f"\r\x1b[K{text[: shutil.get_terminal_size().columns - 1]}", end="", file=sys.stderr, flush=True)

    def clear(self) -> None:
        """Take the line away."""
        if self._active and self._drawn:
            print("\r\x1b[K", end="", file=sys.stderr, flush=True)


def _drawn_bar(share: float, width: int = 20) -> str:
    done = int(width * share)
    return "█" * done + "░" * (width - done)


def _left(seconds: float) -> str:
    return f"{seconds:.0f} s" if seconds < 100 else f"{seconds / 60:.0f} min"

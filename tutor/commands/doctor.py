"""``pytorch-tutor doctor``: what is here, what is wrong, and the command that mends it."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import os
import sys
import tempfile
from typing import Any

from tutor.commands.common import FAILED, OK, print_json, run_async, worker
from tutor.engine.process import WorkerGoneError


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--json", action="store_true", help="the report as one JSON object")


def main(options: argparse.Namespace) -> int:
    """Exit status 0 where nothing is wrong, else 1."""
    return run_async(lambda: _doctor(options))


async def _doctor(options: argparse.Namespace) -> int:
    from tutor.engine.doctor import examine, nearest
    from tutor.session.characters import speaks_unicode
    from tutor.study.database import state_folder
    from tutor.study.progress import Progress

    async with worker(options) as runner:
        with contextlib.suppress(WorkerGoneError, asyncio.CancelledError):
            await runner.surveyed()
        unicode = speaks_unicode(os.environ, sys.stdout.encoding or "")
        report = examine(runner, tempfile.gettempdir(), unicode=unicode)
    progress = Progress.open()
    report["progress"] = {"file": str(state_folder() / "progress.db"), "notice": progress.notice}
    if progress.notice:
        place = nearest(state_folder())
        mend = f"export XDG_STATE_HOME=FOLDER    (one that you can write to; df -h {place} tells its space)"
        report["faults"].append({"what": progress.notice, "mend": mend})
    progress.close()
    report["faults"] += _keys()
    if options.json:
        print_json(report)
    else:
        _show(report)
    return FAILED if report["faults"] else OK


def _keys() -> list[dict[str, str]]:
    """What is wrong with the learner's own keys."""
    from tutor.ui.keymap import read_keymap
    from tutor.ui.known_keys import checked

    keymap = read_keymap()
    if not (keymap.keys or keymap.faults):
        return []
    return [{"what": fault, "mend": f"Edit {keymap.path}"} for fault in checked(keymap).faults]


def _worker(worker: dict[str, Any]) -> str:
    text = f"Python {worker['python']} ({worker['executable']})" if worker["python"] else "none could start"
    if worker["launch"]:
        text += f", through “{worker['launch']}”" + (f" on {worker['host']}" if worker["host"] else "")
    return text


def _data(data: dict[str, Any]) -> str:
    """The sets where the code runs, and the next step."""
    if not data:
        return "unknown until a worker starts"
    sets = ", ".join(["digits", *data["sets"]])
    more = "pytorch-tutor data lists more" if data["sets"] else "for more: pytorch-tutor data fetch mnist"
    return f"{sets} ({data['free_bytes'] >> 30} GiB free in {data['folder']}); {more}"


_PICTURES = {"blocks": "half blocks", "kitty": "kitty's protocol", "sixel": "sixels", "off": "none"}


def _show(report: dict[str, Any]) -> None:
    sandbox, terminal = report["sandbox"], report["terminal"]
    memory, free = report["memory_bytes"] / (1 << 30), report["free_disk_bytes"] >> 30
    layers = ", ".join(sandbox["layers"]) or "none"
    landlock = f"; Landlock ABI {sandbox['landlock_abi']}" if sandbox["landlock_abi"] else ""
    build = report["cuda_build"] or "none"
    devices = ", ".join(
        f"{device['name']} ({device['memory'] >> 30} GiB)" for device in report["devices"] if device["memory"]
    )
    rows = [
        ("tutor", f"{report['tutor']} on Python {report['python']}"),
        ("worker", _worker(report["worker"])),
        ("torch", f"{report['torch'] or 'none'}, CUDA build {build}, imported in {report['import_seconds']} s"),
        ("torchvision", report["torchvision"] or "none (optional: pip install torchvision)"),
        ("devices", (devices or "CPU") + (f", driver {report['driver']}" if report["driver"] else "")),
        ("sandbox", f"{sandbox['level']} (layers: {layers}{landlock})"),
        ("machine", f"{report['cores']} cores, {memory:.1f} GiB of memory, {free} GiB free for runs"),
        (
            "terminal",
            f"{terminal['term'] or 'unknown'}, {terminal['columns']}×{terminal['lines']}, {terminal['encoding']}, "
            f"pictures: {_PICTURES[terminal['pictures']]}",
        ),
        ("data", _data(report["data"])),
        ("progress", report["progress"]["file"]),
    ]
    for name, text in rows:
        print(f"{name:12} {text}")
    for sentence in sandbox["why"]:
        print(f"{'':12} {sentence}")
    if not report["faults"]:
        print("\nNothing is wrong.")
    for fault in report["faults"]:
        print(f"\n✗ {fault['what']}\n  → {fault['mend']}")

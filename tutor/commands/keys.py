"""``pytorch-tutor keys``: every key by its id, as a beginning for one's own ``keys.toml``."""

from __future__ import annotations

import argparse
import shlex

from tutor.commands.common import FAILED, OK, print_json, say


def add_arguments(parser: argparse.ArgumentParser) -> None:
    """Options of the command."""
    parser.add_argument("--json", action="store_true", help="ids, keys and meanings as one JSON object")


def main(options: argparse.Namespace) -> int:
    """Exit status 0 where the learner's file has no fault, else 1."""
    from tutor.ui.keymap import read_keymap
    from tutor.ui.known_keys import checked, known_keys

    keymap = checked(read_keymap())
    if options.json:
        bindings = [
            {
                "id": one.id,
                "keys": keymap.keys[one.id].split(",") if one.id in keymap.keys else list(one.keys),
                "default": list(one.keys),
                "meaning": one.meaning,
            }
            for one in known_keys()
        ]
        print_json({"file": str(keymap.path), "keys": bindings, "faults": list(keymap.faults)})
        return FAILED if keymap.faults else OK
    print(
        f"# Your own keys belong into {shlex.quote(str(keymap.path))}: keep the lines you change, leave out the rest."
    )
    print("[keys]")
    for one in known_keys():
        own = one.id in keymap.keys
        keys = keymap.keys[one.id] if own else ",".join(one.keys)
        setting = f'"{one.id}" = "{keys}"'
        print(f"{setting:44} # {one.meaning}{' (yours)' if own else ''}")
    for fault in keymap.faults:
        say(fault)
    return FAILED if keymap.faults else OK

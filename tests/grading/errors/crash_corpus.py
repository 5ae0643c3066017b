"""Crashes with what a learner is told of each: ``crashes/*.txt``.

A block is a piece of code that raises, under lines that begin with ``##``: its title and the catalogue's id (``-`` for
none), the sentence, and the next step behind an arrow. Without those there is nothing to tell beyond the message.
``import torch`` and its like stand before the code, unless it begins with ``# bare``.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path

FOLDER = Path(__file__).parent / "crashes"
IMPORTS = "import torch\nfrom torch import nn\nimport torch.nn.functional as F\n"


@dataclass(frozen=True)
class Case:
    theme: str
    title: str
    id: str | None
    sentence: str | None
    next_step: str
    code: str


def cases() -> list[Case]:
    return [_case(path.stem, block) for path in sorted(FOLDER.glob("*.txt")) for block in _blocks(path)]


def _blocks(path: Path) -> list[str]:
    text = path.read_text(encoding="utf-8")
    return [block for block in re.split(r"(?m)^(?=## [\w ]+ \[)", text) if block.strip()]


def _case(theme: str, block: str) -> Case:
    head, *rest = block.splitlines()
    title = re.fullmatch(r"## ([\w ]+) \[(F\d+|-)\]", head)
    assert title is not None, head
    said = [line[2:].strip() for line in rest if line.startswith("##")]
    code = "\n".join(line for line in rest if not line.startswith("##")).strip() + "\n"
    sentence, _, step = " ".join(said).partition("→ ")
    if not code.startswith("# bare"):
        code = IMPORTS + code
    return Case(theme, title[1], None if title[2] == "-" else title[2], sentence.strip() or None, step, code)

"""Characters beyond ASCII: whether they arrive, and what stands for them where they don't."""

from __future__ import annotations

import unicodedata
from collections.abc import Mapping
from functools import lru_cache

from rich.cells import cell_len


def speaks_unicode(environment: Mapping[str, str], encoding: str) -> bool:
    """Python takes the C locale for UTF-8; who asks for it by ``LC_ALL`` asks for ASCII."""
    asked = environment.get("LC_ALL", "").split(".")[0].upper()
    if environment.get("LC_ALL") and "." not in environment["LC_ALL"] and asked in {"C", "POSIX"}:
        return environment.get("PYTHONIOENCODING", "").lower().startswith("utf")
    return encoding.lower().replace("-", "").replace("_", "").startswith("utf")


_ASCII = {
    **dict.fromkeys("─━═╌┄▔▁▂▀▄", "-"),
    **dict.fromkeys("│┃║▎▏▌▐▊▉▕┆", "|"),
    **dict.fromkeys("┌┐└┘├┤┬┴┼╭╮╰╯╔╗╚╝▛▜▙▟╪╞╡", "+"),
    **dict.fromkeys("█▇▆▅▃■▓▒▪", "#"),
    **dict.fromkeys("▶▷▸►→↪❯⇥", ">"),
    **dict.fromkeys("◀◁◂←⌫⏎", "<"),
    **dict.fromkeys("●◆•★", "*"),
    **dict.fromkeys("○◦◇☆", "o"),
    **dict.fromkeys("–—−·‐‑", "-"),
    **dict.fromkeys("‘’′", "'"),
    **dict.fromkeys("“”″„", '"'),
    "✓": "+",
    "✔": "+",
    "✗": "x",
    "✘": "x",
    "×": "x",
    "◌": ".",
    "…": ".",
    "↑": "^",
    "▲": "^",
    "△": "^",
    "↓": "v",
    "▼": "v",
    "▽": "v",
    "≤": "<",
    "≥": ">",
    "≈": "~",
    "≠": "#",
    "∂": "d",
    "∞": "8",
    "␣": "_",
    "÷": "/",
    "⋅": "*",
    "°": "o",
    "µ": "u",
}


@lru_cache(maxsize=4096)
def as_ascii(text: str) -> str:
    """A text in ASCII that takes as many cells; marks keep their meaning, letters lose their accents."""
    return "".join(character if character.isascii() else _plain(character) for character in text)


@lru_cache(maxsize=1024)
def _plain(character: str) -> str:
    cells = cell_len(character)
    if not cells:
        return ""
    known = _ASCII.get(character)
    if known is None:
        known = unicodedata.normalize("NFKD", character).encode("ascii", "ignore").decode()
    return (known or "?")[:cells].ljust(cells, "?")

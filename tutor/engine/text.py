"""Output of learner code, made safe for a terminal."""

from __future__ import annotations

import codecs
import re

_ESCAPES = re.compile(
    r"\x1b\[(?P<sgr>[0-9;:]*)m"  # colours stay
    r"|\x1b\[[0-?]*[ -/]*[@-~]"  # other CSI
    r"|\x1b[PX^_\]][^\x07\x1b]*(?:\x1b\\|\x07)"  # DCS, SOS, PM, APC, OSC with their end
    r"|\x1b[ -/]*[0-~]"  # two-character escapes
    r"|[\x00-\x08\x0b\x0c\x0e-\x1f\x7f\x80-\x9f]",  # C0 but tab, newline, return; DEL; C1
)
_UNFINISHED = re.compile(r"\x1b(?:\[[0-?]*[ -/]*|[PX^_\]][^\x07\x1b]*(?:\x1b)?|[ -/]*)?\Z")
_LONGEST_ESCAPE = 4096


def strip_controls(text: str) -> str:
    """The text without terminal control sequences, but for colours (SGR)."""
    return _ESCAPES.sub(lambda match: match.group(0) if match.group("sgr") is not None else "", text)


class OutputDecoder:
    """Bytes of one stream, in pieces, to safe text; characters and escapes that a piece cuts in two are kept whole."""

    def __init__(self) -> None:
        self._decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self._rest = ""

    def feed(self, data: bytes, final: bool = False) -> str:
        """The safe text that is complete now."""
        text = self._rest + self._decoder.decode(data, final)
        self._rest = ""
        if not final:
            cut = _UNFINISHED.search(text)
            if cut is not None and len(text) - cut.start() <= _LONGEST_ESCAPE:
                text, self._rest = text[: cut.start()], text[cut.start() :]
        return strip_controls(text).replace("\r\n", "\n")

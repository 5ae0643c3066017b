"""What the status line says of a run: how long it takes, how long it took before, how busy the device is."""

from __future__ import annotations

import hashlib

from tutor.session.records import RunRecord
from tutor.session.services import Services

WORTH_KEEPING = 2.0
"""Seconds: of a shorter run nobody asks how long it will take."""


class Pace:
    """One run that is followed."""

    def __init__(self, services: Services, record: RunRecord) -> None:
        self._services = services
        self._record = record
        self._key = f"time:{record.name}"
        self._text = hashlib.sha256(record.text.encode()).hexdigest()[:12]
        self._expected = self._kept()

    def _kept(self) -> float:
        """How long the same code took before, in seconds; 0 where that is unknown."""
        text, _, seconds = (self._services.drafts.get(self._key) or "").partition(" ")
        try:
            return float(seconds) if text == self._text else 0.0
        except ValueError:
            return 0.0

    def text(self) -> str:
        """``3 s of about 5 s · CPU 98 % · 412 MiB``."""
        services = self._services
        parts = [f"{services.control.clock() - services.control.started:.0f} s"]
        if self._expected:
            parts[0] += f" of about {self._expected:.0f} s"
        if services.load is not None:
            parts.append(services.load.text(services.runner.status.device))
        return " · ".join(filter(None, parts))

    def over(self) -> None:
        """Remember how long it took, if it came to its end."""
        if self._record.phase == "ok" and self._record.seconds >= WORTH_KEEPING:
            self._services.drafts.put(self._key, f"{self._text} {self._record.seconds:.1f}")
            self._services.drafts.flush()

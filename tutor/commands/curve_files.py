"""The curves of a run as files that the user has named: CSV, SVG or PNG by the name's ending."""

from __future__ import annotations

from collections.abc import AsyncIterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from tutor.commands.common import CommandError, say
from tutor.engine.events import MetricsReceived, RunEvent

if TYPE_CHECKING:
    from tutor.engine.series import Curves

FORMS = (".png", ".svg", ".csv")


class CurveFiles:
    """Keeps what a run logs, and writes it at the end.

    Raises:
        CommandError: where a name has another ending, or stands in no folder.
    """

    def __init__(self, names: Sequence[str]) -> None:
        self._paths = [Path(name) for name in names]
        for path in self._paths:
            if path.suffix.lower() not in FORMS:
                raise CommandError(f"--curves {path}: name a file that ends in .png, .svg or .csv.")
            if not path.parent.is_dir():
                raise CommandError(f"--curves {path}: there is no folder {path.parent}. Make it first.")

    async def of(self, events: AsyncIterator[RunEvent], label: str) -> AsyncIterator[RunEvent]:
        """The events as they come; once they have ended the files are there."""
        from tutor.engine.series import Curves

        curves = Curves()
        async for event in events:
            if isinstance(event, MetricsReceived):
                curves.add(event)
            yield event
        self._write(curves, label)

    def _write(self, curves: Curves, label: str) -> None:
        """Write every file, or say on stderr why there is none."""
        if not self._paths:
            return
        if not curves.names():
            say(
                "There are no curves to write: nothing was logged. A loop with loss.backward() logs its loss by itself."
            )
            return
        from tutor.engine.export import as_png, as_svg, curves_as_csv
        from tutor.engine.plot import plot

        drawn = plot(curves, label)
        for path in self._paths:
            form = path.suffix.lower()
            try:
                if form == ".csv":
                    path.write_bytes(curves_as_csv(curves, label))
                else:
                    path.write_bytes(as_png(drawn) if form == ".png" else as_svg(drawn))
            except OSError as error:
                say(f"{path} can't be written: {error.strerror}. Name another file by --curves.")

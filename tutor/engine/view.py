"""How one looks at the curves of a run: scale, smoothing, part of the steps, cursor, which curves. Frozen values."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Literal

from tutor.engine.series import Curves, Series

SMOOTHINGS = (0.0, 0.6, 0.9, 0.97)
LEAST_STEPS = 4
"""Steps between the edges, at the closest look."""

Part = Literal["main", "extras"]


@dataclass(frozen=True, slots=True)
class View:
    """A way to look at curves; every change makes a new one."""

    log: bool = False
    """Whether values stand on a logarithmic axis, where that can be."""
    smoothing: float = 0.0
    """Weight of the exponential moving average; 0 for none."""
    span: tuple[int, int] | None = None
    """First and last step in sight; None for all."""
    cursor: int | None = None
    """The step whose values are read; None for the newest."""
    hidden: frozenset[str] = frozenset()
    hidden_runs: frozenset[int] = frozenset()
    """Numbers of earlier runs that are not drawn."""
    pinned: tuple[str, ...] = ()
    """Curves that stand first, and so are drawn when there are too many."""
    part: Part = "main"
    """The metrics, or what only accompanies them: learning rate and norm of the gradient."""


def is_extra(name: str) -> bool:
    """Whether a curve is a learning rate or the norm of the gradient: of another size than losses."""
    words = set(re.split(r"[^a-z]+", name.lower()))
    of_gradient = "norm" in words and bool(words & {"grad", "gradient"})
    return bool(words & {"lr", "gradnorm"}) or {"learning", "rate"} <= words or of_gradient


def is_epoch(name: str) -> bool:
    """Whether a curve counts epochs: it names steps, and is not drawn beside losses."""
    return name.lower() in {"epoch", "epochs"}


def candidates(curves: Curves, part: Part = "main") -> list[Series]:
    """The curves of a part; where there are only such that accompany, they are the main ones."""
    everything = list(curves)
    main = [series for series in everything if not is_extra(series.name) and not is_epoch(series.name)]
    extras = [series for series in everything if is_extra(series.name)]
    if part == "extras":
        return extras if main else []
    return main or extras or everything


def visible(curves: Curves, view: View) -> list[Series]:
    """The curves that are to be drawn, pinned ones first."""
    shown = [series for series in candidates(curves, view.part) if series.name not in view.hidden]
    return sorted(shown, key=lambda series: view.pinned.index(series.name) if series.name in view.pinned else 999)


def whole_span(curves: Sequence[Curves]) -> tuple[int, int] | None:
    """First and last step of all the runs; None where nothing has been logged."""
    series = [one for run in curves for one in run if one.first_step is not None and one.final_step is not None]
    if not series:
        return None
    return min(one.first_step or 0 for one in series), max(one.final_step or 0 for one in series)


def zoomed(view: View, whole: tuple[int, int], factor: float) -> View:
    """Closer (``factor`` above 1) or farther, around the cursor, else around the middle."""
    first, last = view.span or whole
    centre = (first + last) / 2 if view.cursor is None else view.cursor
    share = (centre - first) / max(1, last - first)
    length = max(LEAST_STEPS, round((last - first) / factor))
    if length >= whole[1] - whole[0]:
        return replace(view, span=None)
    start = round(centre - share * length)
    return replace(view, span=_inside((start, start + length), whole))


def panned(view: View, whole: tuple[int, int], share: float) -> View:
    """The part in sight moved by a share of its length; all in sight can't move."""
    if view.span is None:
        return view
    first, last = view.span
    step = round((last - first) * share) or (1 if share > 0 else -1)
    return replace(view, span=_inside((first + step, last + step), whole))


def _inside(span: tuple[int, int], whole: tuple[int, int]) -> tuple[int, int]:
    shift = max(0, whole[0] - span[0]) - max(0, span[1] - whole[1])
    return span[0] + shift, span[1] + shift


def with_cursor(view: View, whole: tuple[int, int], share: float) -> View:
    """The cursor moved by a share of what is in sight (at least a step); the sight follows it.

    A cursor that was not there starts at the newest step in sight.
    """
    first, last = view.span or whole
    if view.cursor is None:
        return replace(view, cursor=last)
    step = round((last - first) * share) or (1 if share > 0 else -1)
    cursor = max(whole[0], min(whole[1], view.cursor + step))
    moved = replace(view, cursor=cursor)
    if view.span is not None and not first <= cursor <= last:
        shift = cursor - (first if cursor < first else last)
        moved = replace(moved, span=_inside((first + shift, last + shift), whole))
    return moved


def next_smoothing(view: View) -> View:
    """The next weight of the moving average, from none to strong and round again."""
    place = SMOOTHINGS.index(view.smoothing) + 1 if view.smoothing in SMOOTHINGS else 0
    return replace(view, smoothing=SMOOTHINGS[place % len(SMOOTHINGS)])


def toggled(view: View, what: str | int) -> View:
    """A curve, or an earlier run by its number, hidden or shown again."""
    if isinstance(what, int):
        return replace(view, hidden_runs=view.hidden_runs ^ {what})
    return replace(view, hidden=view.hidden ^ {what})


def pinned(view: View, name: str) -> View:
    """A curve put first, or back to its place."""
    without = tuple(one for one in view.pinned if one != name)
    return replace(view, pinned=without if name in view.pinned else (*without, name))


def epoch_at(curves: Curves, step: int) -> int | None:
    """The epoch of a step, where the code logged ``epoch``."""
    for series in curves:
        point = series.at(step) if is_epoch(series.name) else None
        if point is not None and abs(point[1]) < 1e9:
            return int(point[1])
    return None

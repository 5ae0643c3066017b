"""Which of several findings is the cause of the others: a learner is told one."""

from __future__ import annotations

from collections.abc import Iterable

from tutor.grading.feedback.catalogue import CATALOGUE
from tutor.grading.feedback.findings import Finding

ORDER = (
    "F01 F32 F31 F29 F30 F33 F19 F39 F42 F58 F06 F07 F59 F18 F16 F17 F02 F03 F05 F15 F45 F34 F54 F52 F25 F50 F48 "
    "F23 F21 F24 F27 F51 F53 F56 F55 F63 F65 F66 F64 F04 F26 F67"
)
"""Among equals the cause comes before what it leads to."""

EXPLAINS_CRASH = {
    "F22": ("F60", "F21"),
    "F20": ("F45",),
    "F28": ("F45",),
    "F38": ("F39", "F58"),
    "F29": ("F29",),
    "F18": ("F29", "F30"),
    "F60": ("F60",),
    "F11": ("F39",),
    "F06": ("F39",),
    "F35": ("F34",),
}
"""What is known of the run and says more than the explanation of its exception."""

ALONE = ("F01", "F20", "F45", "F29", "F30", "F31", "F32", "F39")
"""What may be behind an exception that has no explanation."""

ONLY_CRASHED = ("F01", "F20", "F31", "F39", "F45", "F60")
"""What is no fault where only the text suggests it and nothing was raised."""

PROVEN_BY = {"F46": ("F45",)}
"""What a warning proves as well as an exception would."""


def choose(found: Iterable[Finding], explained: Finding | None, *, crashed: bool) -> Finding | None:
    """The most causal finding; None where there is none. ``explained`` is that of the exception."""
    known = [finding for finding in found if finding.id in CATALOGUE]
    if not crashed:
        proven = {cause for finding in known for cause in PROVEN_BY.get(finding.id, ())}
        known = [finding for finding in known if finding.id in proven or not _needs_crash(finding)]
    if crashed:
        wanted = EXPLAINS_CRASH.get(explained.id, ()) if explained is not None else ALONE
        known = [finding for finding in known if finding.id in wanted]
        return min(known, key=_rank) if known else explained
    return min(known, key=_rank, default=None)


def _needs_crash(finding: Finding) -> bool:
    return finding.id in ONLY_CRASHED and not finding.certain


def _rank(finding: Finding) -> tuple[int, bool, int, int]:
    order = ORDER.find(finding.id) if finding.id in ORDER else len(ORDER)
    return CATALOGUE[finding.id].priority, not finding.certain, order, finding.line or 0

"""Which source items a course owes its readers: the table ``[coverage]`` of ``course.toml``."""

from __future__ import annotations

import re
from typing import Any

from tutor.course.files import FaultLog, did_you_mean

_KEYS = ("practised", "taught")
_ITEM = re.compile(r"S([0-9]{1,4})(?:-S([0-9]{1,4}))?")


def read_items(log: FaultLog, line: int, table: Any) -> tuple[tuple[str, ...], tuple[str, ...]]:
    """Items that a lesson teaches and a task practises, and items that are taught alone; faults go to ``line``.

    ``S7`` is one item, ``S1-S18`` all from the first to the last. No table at all is fine: nothing is owed.
    """
    if table is None:
        return (), ()
    if not isinstance(table, dict):
        log.add(line, "The coverage is not a table. Write `[coverage]` and below it `practised` and `taught`.")
        return (), ()
    for key in table:
        if key not in _KEYS:
            log.add(line, f'"{key}" is not a key of the coverage.{did_you_mean(key, _KEYS)} Rename it.')
    practised, taught = (_items(log, line, key, table.get(key, [])) for key in _KEYS)
    for item in dict.fromkeys(practised):
        if item in taught:
            log.add(line, f"{item} is listed as practised and as taught. Keep it in one of them.")
    return practised, taught


def _items(log: FaultLog, line: int, key: str, listed: Any) -> tuple[str, ...]:
    if not isinstance(listed, list):
        log.add(line, f'The items under "{key}" are not a list. Write `{key} = ["S1-S18", "S24"]`.')
        return ()
    items: list[str] = []
    for text in listed:
        match = _ITEM.fullmatch(text) if isinstance(text, str) else None
        if match is None:
            log.add(line, f'"{text}" is no source item. Write S7, or S1-S18 for all from the first to the last.')
            continue
        first, last = int(match[1]), int(match[2] or match[1])
        if last < first:
            log.add(line, f'"{text}" ends before it begins. Swap the two.')
        items += [f"S{number}" for number in range(first, last + 1)]
    return tuple(items)

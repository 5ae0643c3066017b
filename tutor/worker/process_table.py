"""What ``ps`` tells of processes, for systems that have no /proc."""

from __future__ import annotations

import subprocess

PS = "/bin/ps"
SECONDS = 5.0


def group(leader: int) -> dict[int, int]:
    """Resident memory in KiB of each process in the group that ``leader`` leads, by process id; shared pages count in
    each. Empty where ``ps`` can't be asked."""
    found: dict[int, int] = {}
    for pid, group_id, kilobytes in _rows():
        if group_id == leader:
            found[pid] = kilobytes
    return found


def resident_kb(pid: int) -> int:
    """Resident memory of one process in KiB; 0 where it is unknown."""
    return next((kilobytes for found, _, kilobytes in _rows() if found == pid), 0)


def _rows() -> list[tuple[int, int, int]]:
    try:
        told = subprocess.run(
            [PS, "-axo", "pid=,pgid=,rss="], capture_output=True, text=True, timeout=SECONDS, check=False
        ).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    rows = (line.split() for line in told.splitlines())
    return [(int(row[0]), int(row[1]), int(row[2])) for row in rows if len(row) == 3 and all(map(str.isdigit, row))]

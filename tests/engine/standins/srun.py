"""Behaves like Slurm's ``srun``, as far as a program behind it can tell.

It queues until the file named by ``--until`` exists, says so on stderr, runs the job in another folder and with more
variables than it was given, passes SIGTERM on, and takes the job along when it ends. Output that does not end a line is
held back until 1024 bytes of it have come, as Slurm's step daemon does unless it is told ``--unbuffered``.
"""

from __future__ import annotations

import argparse
import contextlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

MOST_HELD = 1024


def pass_lines(source: int, target: int) -> None:
    """Copy until the source ends, by whole lines."""
    held = b""
    while data := os.read(source, 1 << 16):
        held += data
        end = held.rfind(b"\n") + 1
        if len(held) - end >= MOST_HELD:
            end = len(held) - (len(held) - end) % MOST_HELD
        write(target, held[:end])
        held = held[end:]
    write(target, held)


def write(target: int, data: bytes) -> None:
    while data:
        data = data[os.write(target, data) :]


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--gres")
    parser.add_argument("--until", type=Path)
    parser.add_argument("--folder", default="/")
    parser.add_argument("--busy", action="store_true", help="refuse the job, as for a wrong account")
    parser.add_argument("job", nargs=argparse.REMAINDER)
    options = parser.parse_args()
    if options.busy:
        print("srun: error: Unable to allocate resources: Invalid account or account/partition", file=sys.stderr)
        return 1
    if options.until is not None:
        print("srun: job 1 queued and waiting for resources", file=sys.stderr, flush=True)
        while not options.until.exists():
            time.sleep(0.005)
        print("srun: job 1 has been allocated resources", file=sys.stderr, flush=True)
    environment = {**os.environ, "SLURM_JOB_ID": "1", "CUDA_VISIBLE_DEVICES": "5", "SECRET_OF_THE_CLUSTER": "1"}
    with subprocess.Popen(options.job, env=environment, cwd=options.folder, stdout=subprocess.PIPE) as job:
        assert job.stdout is not None

        def pass_on(number: int, _: object) -> None:
            with contextlib.suppress(ProcessLookupError):
                job.send_signal(number)

        signal.signal(signal.SIGTERM, pass_on)
        try:
            pass_lines(job.stdout.fileno(), 1)
            return job.wait()
        finally:
            job.kill()


if __name__ == "__main__":
    sys.exit(main())

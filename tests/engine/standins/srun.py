"""Behaves like Slurm's ``srun``, as far as a program behind it can tell.

It queues until the file named by ``--until`` exists, says so on stderr, runs the job in another folder and with more
variables than it was given, passes SIGTERM on, and takes the job along when it ends.
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
    with subprocess.Popen(options.job, env=environment, cwd=options.folder) as job:

        def pass_on(number: int, _: object) -> None:
            with contextlib.suppress(ProcessLookupError):
                job.send_signal(number)

        signal.signal(signal.SIGTERM, pass_on)
        try:
            return job.wait()
        finally:
            job.kill()


if __name__ == "__main__":
    sys.exit(main())

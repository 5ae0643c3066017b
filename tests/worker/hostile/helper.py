"""The helper's side: a small fork server that runs acts, confined or not, in processes of equal shape.

Runs in an interpreter of an ordinary user, with the standard library and the tutor's worker alone. Requests and answers
are JSON, one a line, on standard input and output.
"""

from __future__ import annotations

import contextlib
import ctypes
import json
import os
import shutil
import signal
import sys
import tempfile
import traceback

from hostile import acts
from tutor.worker.confine import Policy, confine

GUARD_SECONDS = 60
"""An act that hangs is a failure, not a hanging test run."""

ONLY_HERE = ctypes.create_string_buffer(b"a secret of another process")


def fork_victim() -> int:
    """A process of the same user that has nothing to do with any run."""
    victim = os.fork()
    if victim == 0:
        os.setsid()
        for descriptor in (0, 1):
            os.close(descriptor)
        while True:
            signal.pause()
    return victim


def run(request: dict, world: dict) -> dict:
    """Fork a process, confine it if asked, let it act; returns its outcome."""
    scratch = tempfile.mkdtemp(dir=world["scratches"])
    read_end, write_end = os.pipe()
    child = os.fork()
    if child == 0:
        try:
            os.close(read_end)
            outcome = _act(request, {**world, "scratch": scratch})
            os.write(write_end, json.dumps(outcome).encode())
        except BaseException:
            os.write(write_end, json.dumps({"harness": traceback.format_exc()}).encode())
        finally:
            os._exit(0)
    os.close(write_end)
    # The child's own end is noticed by waiting for it, for descendants it left behind hold the pipe open.
    _, status = os.waitpid(child, 0)
    os.set_blocking(read_end, False)
    try:
        answer = os.read(read_end, 1 << 16)
    except BlockingIOError:
        answer = b""
    os.close(read_end)
    with contextlib.suppress(ProcessLookupError):
        os.killpg(child, signal.SIGKILL)
    shutil.rmtree(scratch, ignore_errors=True)
    if os.WIFSIGNALED(status):
        return {"signal": os.WTERMSIG(status)}
    return json.loads(answer)


def _act(request: dict, world: dict) -> dict:
    os.setsid()
    null = os.open(os.devnull, os.O_RDWR)
    for descriptor in (0, 1):
        os.dup2(null, descriptor)
    signal.alarm(GUARD_SECONDS)
    os.chdir(world["scratch"])
    world["parent"] = os.getppid()
    try:
        prepared = getattr(acts, request["prepare"])(world) if request["prepare"] else None
    except OSError as error:
        return {"unprepared": f"{request['prepare']}: {error}"}
    if request["policy"] is not None:
        confine(Policy.from_dict({"scratch": world["scratch"], **request["policy"]}))
    world["prepared"] = prepared
    try:
        return {"result": getattr(acts, request["act"])(world, **request["arguments"])}
    except OSError as error:
        return {"error": type(error).__name__, "errno": error.errno, "text": str(error)}
    except (ValueError, MemoryError, RuntimeError) as error:
        return {"error": type(error).__name__, "errno": None, "text": str(error)}


def main() -> None:
    """Serve until standard input closes."""
    world = json.loads(sys.stdin.readline())
    world["victim"] = fork_victim()
    world["secret_address"] = ctypes.addressof(ONLY_HERE)
    world["user"] = os.getuid()
    world["secret_length"] = len(ONLY_HERE.value)
    print(json.dumps({"victim": world["victim"], "user": os.getuid()}), flush=True)
    for line in sys.stdin:
        request = json.loads(line)
        if request["act"] == "wait for the victim":
            _, status = os.waitpid(world["victim"], 0)
            outcome = {"result": os.WTERMSIG(status)}
        else:
            outcome = run(request, world)
        print(json.dumps(outcome), flush=True)
    os.kill(world["victim"], signal.SIGKILL)
    os.waitpid(world["victim"], 0)


if __name__ == "__main__":
    main()

"""A machine to reach over ``ssh``: a real OpenSSH server on this one, with keys and settings of its own."""

from __future__ import annotations

import getpass
import os
import shutil
import socket
import subprocess
import time
from pathlib import Path

SERVER = "/usr/sbin/sshd"
PRIVILEGE_SEPARATION = Path("/run/sshd")
"""An empty folder that the server insists on as root; the system's service makes it, too."""

BANNER = "Welcome! Maintenance on Friday.\nAll activity is logged.\n"


class FarMachine:
    """One server, ended by ``close``."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        for name in ("host", "key", "stranger"):
            command = ["ssh-keygen", "-q", "-t", "ed25519", "-N", "", "-f", str(folder / name)]
            subprocess.run(command, check=True)
        (folder / "banner").write_text(BANNER)
        self.port = free_port()
        self._made_folder = os.getuid() == 0 and not PRIVILEGE_SEPARATION.exists()
        if self._made_folder:
            PRIVILEGE_SEPARATION.mkdir(mode=0o755)
        settings = folder / "sshd_config"
        settings.write_text(
            f"Port {self.port}\nListenAddress 127.0.0.1\nHostKey {folder}/host\nAuthorizedKeysFile {folder}/key.pub\n"
            f"Banner {folder}/banner\nPidFile none\nUsePAM no\nStrictModes no\nPasswordAuthentication no\n"
            "KbdInteractiveAuthentication no\nSetEnv SECRET_OF_THE_SERVER=1\n"
        )
        with (folder / "log").open("wb") as log:
            self._server = subprocess.Popen([SERVER, "-D", "-e", "-f", str(settings)], stderr=log)
        self._wait_for_port()

    def _wait_for_port(self) -> None:
        until = time.monotonic() + 30
        while True:
            try:
                socket.create_connection(("127.0.0.1", self.port), 1).close()
                return
            except OSError:
                log = (self.folder / "log").read_text()
                assert self._server.poll() is None, f"the server ended: {log}"
                assert time.monotonic() < until, f"the server does not listen: {log}"
                time.sleep(0.01)

    @property
    def pid(self) -> int:
        return self._server.pid

    def ssh(self, *, key: str = "key", port: int | None = None, known_hosts: str = "known", check: str = "no") -> str:
        """The ``--launch`` command that reaches it."""
        settings = self.folder / f"config-{key}-{port}-{known_hosts}"
        settings.write_text(
            f"Host far\n  HostName 127.0.0.1\n  Port {port or self.port}\n  User {getpass.getuser()}\n"
            f"  IdentityFile {self.folder / key}\n  IdentitiesOnly yes\n  IdentityAgent none\n"
            f"  UserKnownHostsFile {self.folder / known_hosts}\n  GlobalKnownHostsFile none\n"
            f"  StrictHostKeyChecking {check}\n"
        )
        return f"ssh -F {settings} far"

    def close(self) -> None:
        self._server.terminate()
        self._server.wait()
        if self._made_folder:
            PRIVILEGE_SEPARATION.rmdir()


def missing() -> str:
    """Why there can be no such machine here; empty where there can."""
    needed = {
        "the OpenSSH server": shutil.which(SERVER),
        "ssh": shutil.which("ssh"),
        "ssh-keygen": shutil.which("ssh-keygen"),
    }
    absent = [name for name, path in needed.items() if path is None]
    return f"there is no {' and no '.join(absent)} on this machine" if absent else ""


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])

"""How the worker's source gets into an interpreter that has nothing of the tutor installed.

The interpreter is started with ``-c BOOTSTRAP`` and reads one length-prefixed JSON bundle from its standard input:
``{"entry": module, "modules": {name: source}, …}``, perhaps compressed. The modules are imported from memory, then
``entry.main(bundle)`` runs. Among the modules may be data files, by file name and in base64, which ``pkgutil.get_data``
finds. The same few lines start the supervisor (here or behind ``ssh``) and the zygote.
"""

from __future__ import annotations

import json
import struct
import zlib

LISTENS = b"\npytorch-tutor-listens\n"
"""What ``ANNOUNCE`` writes: the interpreter reads its input now, so the bundle may be sent."""

REFUSES = b"\npytorch-tutor-refuses "
"""What stands before the reason, one line, for which no worker can start: ``old 3.9.2``."""

# The words are put together only when they are written, so that an echo of this source is not taken for them.
ANNOUNCE = """\
import os
os.write(1, b"\\npytorch-tutor-" + b"listens\\n")
"""

BOOTSTRAP = """\
import sys
if sys.version_info < (3, 10):
    sys.stdout.write("\\npytorch-tutor-" + "refuses old " + sys.version.split()[0] + "\\n")
    sys.exit(1)
import json, os, struct
if sys.path and sys.path[0] == "": del sys.path[0]
def take(n):
    parts = []
    while n:
        part = os.read(0, n)
        if not part: sys.exit("the bundle of the worker's source broke off")
        parts.append(part); n -= len(part)
    return b"".join(parts)
bundle = take(struct.unpack("!I", take(4))[0])
if bundle[:1] != b"{":
    import zlib
    bundle = zlib.decompress(bundle)
bundle = json.loads(bundle)
from binascii import a2b_base64
from importlib.machinery import ModuleSpec
PACKAGES = "tutor", "tutor.check", "tutor.worker", "tutor.worker.sentinels", "tutor.datasets"
class Memory:
    def find_spec(self, name, path=None, target=None):
        if name not in bundle["modules"]: return None
        spec = ModuleSpec(name, self, origin="<" + name + ">", is_package=name in PACKAGES)
        spec.has_location = True
        return spec
    def create_module(self, spec): return None
    def get_source(self, name): return bundle["modules"][name]
    def get_data(self, path): return a2b_base64(bundle["modules"][path])
    def exec_module(self, module):
        exec(compile(bundle["modules"][module.__name__], "<" + module.__name__ + ">", "exec"), module.__dict__)
sys.meta_path.insert(0, Memory())
__import__(bundle["entry"])
sys.modules[bundle["entry"]].main(bundle)
"""


def pack(entry: str, modules: dict[str, str], *, travels: bool = False) -> bytes:
    """The bundle that ``BOOTSTRAP`` reads.

    One that ``travels`` to another machine is compressed, which a slow link repays, and tells the entry so
    (``"lines"``): what comes back has to end as a line does.
    """
    data = json.dumps({"entry": entry, "modules": modules, "lines": travels}).encode()
    if travels:
        data = zlib.compress(data)
    return struct.pack("!I", len(data)) + data

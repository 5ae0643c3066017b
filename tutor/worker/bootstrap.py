"""How the worker's source gets into an interpreter that has nothing of the tutor installed.

The interpreter is started with ``-c BOOTSTRAP`` and reads one length-prefixed JSON bundle from its standard input:
``{"entry": module, "modules": {name: source}}``. The modules are imported from memory, then ``entry.main(bundle)``
runs. The same few lines start the supervisor (here or behind ``ssh``) and the zygote.
"""

from __future__ import annotations

import json
import struct

BOOTSTRAP = """\
import json, os, struct, sys
if sys.path and sys.path[0] == "": del sys.path[0]
def take(n):
    parts = []
    while n:
        part = os.read(0, n)
        if not part: sys.exit("the bundle of the worker's source broke off")
        parts.append(part); n -= len(part)
    return b"".join(parts)
bundle = json.loads(take(struct.unpack("!I", take(4))[0]))
from importlib.machinery import ModuleSpec
class Memory:
    def find_spec(self, name, path=None, target=None):
        if name not in bundle["modules"]: return None
        spec = ModuleSpec(name, self, origin="<" + name + ">", is_package=name in ("tutor", "tutor.worker"))
        spec.has_location = True
        return spec
    def create_module(self, spec): return None
    def get_source(self, name): return bundle["modules"][name]
    def exec_module(self, module):
        exec(compile(bundle["modules"][module.__name__], "<" + module.__name__ + ">", "exec"), module.__dict__)
sys.meta_path.insert(0, Memory())
__import__(bundle["entry"])
sys.modules[bundle["entry"]].main(bundle)
"""


def pack(entry: str, modules: dict[str, str]) -> bytes:
    """The bundle that ``BOOTSTRAP`` reads."""
    data = json.dumps({"entry": entry, "modules": modules}).encode()
    return struct.pack("!I", len(data)) + data

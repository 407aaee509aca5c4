"""The worker as the one file that goes into a sandbox."""

from __future__ import annotations

import io
import marshal
import zipfile
from functools import cache
from importlib.util import MAGIC_NUMBER, source_hash
from pathlib import Path

MODULES = (
    "__init__", "wire", "basics", "identity", "trees", "launch", "supervisor", "streams", "job", "commands", "tunnels",
    "files", "counters", "loop",
)  # fmt: skip
START = "import sys\nsys.path.insert(0, sys.argv.pop(1))\nfrom agentrt_worker.loop import main\nmain()"
"""What Python is to run (`-IS -c`); then come the archive's path and the worker's arguments."""


@cache
def archive() -> bytes:
    """A zip archive of the worker's modules: sources, and for a Python of this version their bytecode."""
    here, buffer = Path(__file__).parent, io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name in MODULES:
            source = (here / f"{name}.py").read_bytes()
            inside = f"agentrt_worker/{name}.py"
            file.writestr(zipfile.ZipInfo(inside), source)
            file.writestr(zipfile.ZipInfo(f"{inside}c"), bytecode(source, inside))
    return buffer.getvalue()


def bytecode(source: bytes, name: str) -> bytes:
    """What Python keeps in a .pyc file (PEP 552, not to be checked against the source), without docstrings.

    Compiling takes 30 ms at each start of a sandbox; a Python of another version ignores it and does so.
    """
    code = compile(source, name, "exec", dont_inherit=True, optimize=2)
    return MAGIC_NUMBER + (1).to_bytes(4, "little") + source_hash(source) + marshal.dumps(code)

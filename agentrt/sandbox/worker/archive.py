"""The worker as the one file that goes into a sandbox."""

from __future__ import annotations

import io
import zipfile
from functools import cache
from pathlib import Path

MODULES = (
    "__init__", "wire", "identity", "trees", "supervisor", "streams", "job", "commands", "tunnels", "files", "counters",
    "loop",
)  # fmt: skip
MAIN = "from agentrt_worker.loop import main\n\nmain()\n"


@cache
def archive() -> bytes:
    """A zip archive that `python3 -IS` runs; the same bytes for the same sources."""
    here, buffer = Path(__file__).parent, io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as file:
        for name in MODULES:
            source = (here / f"{name}.py").read_text("utf-8")
            file.writestr(zipfile.ZipInfo(f"agentrt_worker/{name}.py"), source)
        file.writestr(zipfile.ZipInfo("__main__.py"), MAIN)
    return buffer.getvalue()

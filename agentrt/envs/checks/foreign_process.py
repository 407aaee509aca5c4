"""Another project's code, run as what it is: untrusted. No network, nothing it can write to, its own Python."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import threading
from collections.abc import Sequence
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import Any, Self

from agentrt.errors import SandboxLost

HERE = Path(__file__).parent / "foreign_inside"
MEMORY = 4 << 20
"""KiB of its own that a program may have. A score that solves an integral once took all 23 GiB of a machine."""
LIMITED = 'ulimit -d "$0" && exec "$@"'
"""Shell that runs a command within a limit; what is over it is a MemoryError there."""


class ForeignProcess:
    """A program of `foreign_inside/` in another project's Python, asked with JSON lines.

    It runs in bubblewrap namespaces: no network, the file system read-only, a `/tmp` of its own; and within `MEMORY`.
    Without bubblewrap it is run as it is, with `isolated` False.

    Args:
        python: The interpreter, of the project's virtual environment.
        program: File name in `foreign_inside/`.
        arguments: Its arguments.
        path: Folders that its Python looks for modules in besides its own.
        hash_seed: `PYTHONHASHSEED`.
        network: Whether it may reach the network: only for a program of ours that talks to a server.

    Attributes:
        isolated: Whether it has the walls.
    """

    def __init__(
        self,
        python: Path,
        program: str,
        arguments: Sequence[str] = (),
        *,
        path: Sequence[Path] = (),
        hash_seed: int = 0,
        network: bool = False,
    ) -> None:
        command = ["sh", "-c", LIMITED, str(MEMORY), str(python), "-B", str(HERE / program), *arguments]
        self.isolated = shutil.which("bwrap") is not None
        env = {
            "PATH": os.environ.get("PATH", ""),
            "HOME": "/tmp",  # noqa: S108
            "PYTHONHASHSEED": str(hash_seed),
            "PYTHONPATH": os.pathsep.join(map(str, path)),
            "PYTHONWARNINGS": "ignore",
            "OMP_NUM_THREADS": "1",
        }
        self._process = subprocess.Popen(
            [*(_walls([*path, HERE, python.parent.parent], network=network) if self.isolated else ()), *command],
            stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, env=env, start_new_session=True,
        )  # fmt: skip

    def ask(self, request: dict[str, Any], seconds: float = 300.0) -> Any:
        """What it answers.

        Raises:
            SandboxLost: It died, said what is no JSON, or nothing in `seconds`.
        """
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        late = threading.Timer(seconds, self._process.kill)
        late.start()
        try:
            self._process.stdin.write(json.dumps(request).encode() + b"\n")
            self._process.stdin.flush()
            line = self._process.stdout.readline(64 << 20)
            return json.loads(line)
        except (OSError, ValueError) as error:
            raise SandboxLost(f"The audited code died: {error}") from None
        finally:
            late.cancel()

    def close(self) -> None:
        """End it."""
        self._process.kill()
        self._process.wait()
        for stream in (self._process.stdin, self._process.stdout):
            if stream is not None:
                with suppress(OSError):
                    stream.close()

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


def _walls(seen: Sequence[Path], *, network: bool) -> list[str]:
    """Bubblewrap's arguments; what is to be `seen` may lie under the hidden `/tmp`, and be reached by a link."""
    tmp = "/tmp"  # noqa: S108
    places = [(one.resolve(), one.resolve()) for one in seen]
    # A link that is visible anyhow cannot be mounted on.
    places += [(one.resolve(), one) for one in seen if one.is_relative_to(tmp)]
    shown = [word for source, place in places for word in ("--ro-bind", str(source), str(place))]
    return [
        "bwrap", "--ro-bind", "/", "/", "--dev", "/dev", "--proc", "/proc", "--tmpfs", tmp, "--tmpfs", "/run", *shown,
        "--unshare-all", *(["--share-net"] if network else []), "--die-with-parent", "--new-session",
        "--cap-drop", "ALL", "--chdir", tmp,
    ]  # fmt: skip

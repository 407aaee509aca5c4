"""What was drawn and checked for a pack that is not whole yet, in a file beside it: whoever makes it again goes on."""

from __future__ import annotations

import json
from collections.abc import Mapping
from pathlib import Path
from typing import IO, Any

from pydantic import ValidationError

from agentrt.synth.general.drawn import Draw


class Journal:
    """A file of JSON lines: what the pack is made with, then each draw and each verdict as they come.

    A line that a crash cut off is taken away, and the file is begun anew where it is about another pack.

    Args:
        path: The file; None: nothing is kept.
        about: What the pack is made with; all of it must be the same for the journal to be of use.
    """

    def __init__(self, path: Path | None = None, about: Mapping[str, Any] | None = None) -> None:
        self.path = path
        self._draws: dict[int, Draw] = {}
        self._verdicts: dict[str, str] = {}
        self._file: IO[str] | None = None
        if path is not None:
            self._open(path, json.loads(json.dumps(dict(about or {}), default=str)))

    def __enter__(self) -> Journal:
        return self

    def __exit__(self, *_: object) -> None:
        if self._file is not None:
            self._file.close()

    def draw(self, number: int) -> Draw | None:
        """What an earlier run drew; None if it did not come so far."""
        return self._draws.get(number)

    def keep(self, draw: Draw) -> None:
        """Keep a draw."""
        self._write({"draw": draw.model_dump(mode="json", by_alias=True, exclude_defaults=True)})

    def verdict(self, task: str) -> str | None:
        """The gate that refused a task, "" if none did; None if it was not judged. Tasks go by digest."""
        return self._verdicts.get(task)

    def judge(self, task: str, gate: str) -> None:
        """Keep a verdict."""
        self._verdicts[task] = gate
        self._write({"task": task, "refused by": gate})

    def remove(self) -> None:
        """The pack is whole: nothing is to be gone on with."""
        if self.path is not None and self._file is not None:
            self._file.close()
            self.path.unlink(missing_ok=True)

    def _open(self, path: Path, about: dict[str, Any]) -> None:
        whole = self._read(path, about) if path.is_file() else 0
        self._file = path.open("a", encoding="utf-8")
        self._file.truncate(whole)
        if not whole:
            self._write({"about": about})

    def _read(self, path: Path, about: dict[str, Any]) -> int:
        """Take in what is there; how many bytes of it are of use."""
        whole = 0
        for line in path.read_bytes().splitlines(keepends=True):
            try:
                if not line.endswith(b"\n"):
                    break
                self._take(json.loads(line), about, first=not whole)
            except (ValueError, KeyError, ValidationError):
                break
            whole += len(line)
        return whole

    def _take(self, told: dict[str, Any], about: dict[str, Any], *, first: bool) -> None:
        if first:
            if told["about"] != about:
                raise ValueError("another pack's")
        elif "draw" in told:
            draw = Draw.model_validate(told["draw"])
            self._draws[draw.number] = draw
        else:
            self._verdicts[str(told["task"])] = str(told["refused by"])

    def _write(self, told: dict[str, Any]) -> None:
        if self._file is not None:
            self._file.write(json.dumps(told, ensure_ascii=False) + "\n")
            self._file.flush()

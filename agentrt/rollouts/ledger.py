"""What a folder of journals knows of finished attempts, so that a killed batch goes on where it was."""

from __future__ import annotations

from pathlib import Path

from pydantic import ValidationError

from agentrt.envs import Task, Verdict
from agentrt.events import Status
from agentrt.frozen import Frozen
from agentrt.journal import read_journal
from agentrt.run import Run


class Row(Frozen):
    """A finished attempt, one line of `results.jsonl`.

    Attributes:
        task: Name of the task.
        index: Which attempt at it.
        reward: What it earned.
        status: How the run ended.
        valid: Whether the reward is a measurement.
        verdict: What the verifier said.
        seconds: Wall-clock time.
        state: Digest of the final state.
        digests: The task's, when it was tried.
        environment: The environment's digest then.
    """

    task: str
    index: int
    reward: float
    status: Status | None
    valid: bool
    verdict: Verdict
    seconds: float
    state: str
    digests: dict[str, str]
    environment: str


class Ledger:
    """The folder of one environment's attempts.

    Attributes:
        folder: Holds `results.jsonl` and `TASK/INDEX.jsonl`.
    """

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        folder.mkdir(parents=True, exist_ok=True)
        self._file = folder / "results.jsonl"
        self._rows = {(row.task, row.index): row for row in self._read()}

    def _read(self) -> list[Row]:
        rows = []
        for line in self._file.read_text().splitlines() if self._file.exists() else []:
            try:
                rows.append(Row.model_validate_json(line))
            except ValidationError:
                continue  # torn by a kill: that attempt is scored again
        return rows

    def journal(self, task: Task, index: int) -> Path:
        """Where an attempt is recorded. One that was made on another version of the task is put aside."""
        path = self.folder / task.name / f"{index}.jsonl"
        kept = path.with_suffix(".digest")
        if path.exists() and (not kept.exists() or kept.read_text() != _digest(task)):
            path.replace(path.with_suffix(".stale"))
        path.parent.mkdir(parents=True, exist_ok=True)
        kept.write_text(_digest(task))
        return path

    def finished(self, task: Task, index: int) -> Row | None:
        """The attempt, where it was finished, measured something, and was made on this very task."""
        row = self._rows.get((task.name, index))
        return row if row is not None and row.valid and row.digests == task.digests else None

    def run(self, task: Task, index: int) -> Run:
        """The run of a finished attempt."""
        path = self.folder / task.name / f"{index}.jsonl"
        return Run.of(read_journal(path)[0], path)

    def add(self, row: Row) -> None:
        """Record a finished attempt."""
        self._rows[row.task, row.index] = row
        torn = self._file.exists() and self._file.stat().st_size and not self._file.read_bytes().endswith(b"\n")
        with self._file.open("a") as file:
            file.write(("\n" if torn else "") + row.model_dump_json() + "\n")


def _digest(task: Task) -> str:
    return " ".join(f"{name}={value}" for name, value in sorted(task.digests.items()))

"""What an author has tried, kept on disk: nothing is thrown away, and work goes on from there after a crash.

    OUT/
      brief.json             what was asked for
      attempts/0001/         one thing handed in: NAME/ as it came, outcome.json, report.txt
      journals/STAGE.jsonl   what the author thought and did

Where the work stands is not written down anywhere: it follows from the attempts that were accepted.
"""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path

from pydantic import Field, ValidationError

from agentrt.errors import ConfigurationError, JournalError
from agentrt.frozen import Frozen
from agentrt.journal import read_journal
from agentrt.run import Run
from agentrt.synth.general.author.brief import Brief


class Outcome(Frozen):
    """How an attempt fared.

    Attributes:
        stage: What it was for: "world", a task's name such as "001", or "001.proposed".
        accepted: Whether everything that had to hold held.
        failed: Ids of the gates that did not.
        time: When it was judged, seconds since the epoch.
    """

    stage: str
    accepted: bool
    failed: tuple[str, ...] = ()
    time: float = Field(default_factory=time.time)


class Attempt(Frozen):
    """One thing handed in, judged.

    Attributes:
        number: From 1, in the order of handing in.
        folder: Where it is kept.
        pack: The environment as it was handed in.
        outcome: How it fared.
    """

    number: int
    folder: Path
    pack: Path
    outcome: Outcome

    @property
    def report(self) -> str:
        """What the author was told."""
        return (self.folder / "report.txt").read_text(encoding="utf-8")


class Ledger:
    """The folder of one order. One author works in it at a time.

    Args:
        folder: Made where it does not exist.
        brief: What is asked for.

    Raises:
        ConfigurationError: The folder holds the work on another order.
    """

    def __init__(self, folder: Path, brief: Brief) -> None:
        self.folder, self.brief = folder, brief
        self._attempts, self._journals = folder / "attempts", folder / "journals"
        for one in (self._attempts, self._journals):
            one.mkdir(parents=True, exist_ok=True)
        self._open(folder / "brief.json")

    def _open(self, path: Path) -> None:
        if not path.exists():
            path.write_text(self.brief.model_dump_json(indent=2) + "\n", encoding="utf-8")
            return
        try:
            kept = Brief.model_validate_json(path.read_text(encoding="utf-8"))
        except ValidationError as error:
            raise ConfigurationError(f"{path} is no brief: {error.errors()[0]['msg']}.") from None
        # More levels than before only add to what is there.
        if kept.model_copy(update={"levels": self.brief.levels}) != self.brief:
            raise ConfigurationError(
                f"{self.folder} holds the work on another order ({kept.name}: {kept.category}). "
                "Name another folder, or give the same order again to go on with it."
            )

    @property
    def attempts(self) -> tuple[Attempt, ...]:
        """All of them, in the order of handing in."""
        found = []
        for folder in sorted(self._attempts.glob("[0-9]*")):
            outcome = Outcome.model_validate_json((folder / "outcome.json").read_bytes())
            found.append(self._attempt(folder, outcome))
        return tuple(found)

    def _attempt(self, folder: Path, outcome: Outcome) -> Attempt:
        return Attempt(number=int(folder.name), folder=folder, pack=folder / self.brief.name, outcome=outcome)

    @property
    def accepted(self) -> Path | None:
        """The environment as it was last accepted; None where nothing has been. A proposal is not yet accepted."""
        done = (one for one in reversed(self.attempts) if one.outcome.accepted and "." not in one.outcome.stage)
        return next((one.pack for one in done), None)

    def last(self, *stages: str) -> Attempt | None:
        """The latest attempt at one of these stages."""
        return next((one for one in reversed(self.attempts) if one.outcome.stage in stages), None)

    def count(self, stage: str) -> int:
        """How many attempts there were at a stage."""
        return sum(one.outcome.stage == stage for one in self.attempts)

    def done(self, stage: str) -> bool:
        """Whether this stage's work was accepted."""
        return any(one.outcome.accepted and one.outcome.stage == stage for one in self.attempts)

    def keep(self, pack: Path, outcome: Outcome, report: str) -> Attempt:
        """Keep what was handed in and how it fared, in one step: a crash leaves all of it or nothing."""
        number = 1 + max((int(one.name) for one in self._attempts.glob("[0-9]*")), default=0)
        with tempfile.TemporaryDirectory(dir=self._attempts, prefix=".new-") as new:
            staged = Path(new) / "attempt"
            shutil.copytree(pack, staged / self.brief.name, symlinks=True)
            (staged / "report.txt").write_text(report, encoding="utf-8")
            (staged / "outcome.json").write_text(outcome.model_dump_json(indent=2) + "\n", encoding="utf-8")
            folder = staged.rename(self._attempts / f"{number:04d}")
        return self._attempt(folder, outcome)

    def journal(self, stage: str) -> Path:
        """Where the run of a stage is recorded."""
        return self._journals / f"{stage}.jsonl"

    def next_journal(self, stage: str) -> Path:
        """The journal of a stage's unfinished run, else of a new one: `001.jsonl`, then `001.2.jsonl` and so on."""
        count = 1
        while (path := self.journal(stage if count == 1 else f"{stage}.{count}")).exists() and _completed(path):
            count += 1
        return path

    def runs(self, but: Path | None = None) -> list[Run]:
        """Every run so far, those that go on included; not the one in the journal `but`."""
        paths = [path for path in sorted(self._journals.glob("*.jsonl")) if path != but]
        return [run for path in paths if (run := _read(path)) is not None]


def _read(path: Path) -> Run | None:
    """The run in a journal; None where a crash left less than its header."""
    try:
        return Run.of(read_journal(path)[0], path)
    except JournalError:
        return None


def _completed(path: Path) -> bool:
    run = _read(path)
    return run is not None and run.status == "completed"

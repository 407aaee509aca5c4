"""The tasks of an environment made with agentrt, for verifiers (v1)."""

from __future__ import annotations

import asyncio
import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import verifiers.v1 as vf

from .tools import EnvironmentToolset, Session

HERE = Path(__file__).parent
SECONDS = 60
"""Time for one verdict."""


class EnvironmentData(vf.TaskData):
    """One task.

    Attributes:
        level: How hard, from 1.
        split: What it is for: train, validation or test.
        user: Whom the agent talks with in a dialogue, by the tool `message_user`; None for nobody.
    """

    level: int = 1
    split: str = "train"
    user: dict[str, Any] | None = None


class TaskConfig(vf.TaskConfig):
    """How tasks are run."""

    tools: vf.ToolsetConfig = vf.ToolsetConfig()


class EnvironmentTask(vf.Task[EnvironmentData, Session, TaskConfig]):
    """A task: tools over data of its own, and a verdict on what was submitted and what was changed."""

    @classmethod
    def toolsets(cls, config: TaskConfig) -> list[vf.Toolset]:
        """The environment's tools, and `submit`."""
        return [EnvironmentToolset(config.tools)]

    async def setup(self, trace: vf.Trace, runtime: vf.Runtime) -> None:
        """Tell the tools whom the agent talks with."""
        trace.state.user = self.data.user

    @vf.stop
    async def submitted(self, trace: vf.Trace) -> bool:
        """Whether the answer was handed in."""
        return bool(trace.state.record.get("submitted"))

    @vf.reward(weight=1.0)
    async def solved(self, trace: vf.Trace) -> float:
        """What the verifier says."""
        verdict = await self._portable("score", trace.state.record)
        if not verdict["valid"]:
            raise RuntimeError(f"the verifier gave no verdict: {verdict['reason']}")
        return float(verdict["reward"])

    async def validate(self, runtime: vf.Runtime) -> bool | None:
        """Whether the reference solution earns the full reward."""
        verdict = await self._portable("score", await self._portable("solve"))
        return verdict["valid"] and verdict["reward"] == 1.0

    async def _portable(self, do: str, record: dict | None = None) -> dict:
        """Ask `portable_job.py`, a process of its own, so that a verifier can neither hang nor touch this one."""
        job = json.dumps({"do": do, "task": self.data.id, "record": record}).encode()
        process = await asyncio.create_subprocess_exec(
            sys.executable, "-I", str(HERE / "portable_job.py"),
            stdin=asyncio.subprocess.PIPE, stdout=asyncio.subprocess.PIPE,
        )  # fmt: skip
        try:
            out, _ = await asyncio.wait_for(process.communicate(job), SECONDS)
        finally:
            if process.returncode is None:
                process.kill()
        if process.returncode != 0:
            raise RuntimeError(f"{do} of {self.data.id} ended with status {process.returncode}")
        return json.loads(out)


class EnvironmentConfig(vf.TasksetConfig):
    """Which tasks.

    Attributes:
        split: Only tasks of this split; all where empty.
        task: How they are run.
    """

    split: str = ""
    task: TaskConfig = TaskConfig()


class EnvironmentTaskset(vf.Taskset[EnvironmentTask, EnvironmentConfig]):
    """All tasks of the environment."""

    def load(self) -> Iterator[EnvironmentTask]:
        """One task for each row of `tasks.jsonl`."""
        with (HERE / "tasks.jsonl").open(encoding="utf-8") as rows:
            for row in map(json.loads, rows):
                if self.config.split in ("", row["split"]):
                    data = EnvironmentData(
                        id=row["id"],
                        name=row["id"],
                        description=row["title"],
                        prompt=row["instruction"],
                        system_prompt=row["system"],
                        level=row["level"],
                        split=row["split"],
                        user=row["user"],
                    )
                    yield EnvironmentTask(data, self.config.task)

"""An environment made with agentrt, for OpenEnv: each step is a call of a tool; `submit` ends the episode and pays."""

from __future__ import annotations

import json
import os
import subprocess
import sys
from pathlib import Path
from typing import Any
from uuid import uuid4

from openenv.core.env_server.interfaces import Environment
from openenv.core.env_server.types import EnvironmentMetadata, State

try:
    from ..models import CallAction, CallObservation
except ImportError:
    from models import CallAction, CallObservation

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "runtime"))

import portable

SECONDS = 60
"""Time for one verdict."""


def _tasks() -> list[dict[str, Any]]:
    with (HERE / "tasks.jsonl").open(encoding="utf-8") as rows:
        return [json.loads(line) for line in rows]


PACK = portable.Pack(portable.read(HERE / "pack.json"))
TASKS = _tasks()


class PackEnvironment(Environment):
    """One session of the environment."""

    SUPPORTS_CONCURRENT_SESSIONS: bool = True

    def __init__(self) -> None:
        super().__init__()
        self._task, self._state = TASKS[0], State(episode_id=str(uuid4()), step_count=0)
        self._play = PACK.begin(user=self._task["user"])

    def reset(
        self,
        seed: int | None = None,
        episode_id: str | None = None,
        split: str | None = None,
        index: int | None = None,
        task: str | None = None,
        **kwargs: Any,
    ) -> CallObservation:
        """Begin a task: that named `task`, or number `index` (else `seed`) of a split, or the first."""
        if task is not None:
            self._task = next(one for one in TASKS if task in (one["id"], one["name"]))
        else:
            among = [one for one in TASKS if split in (None, one["split"])]
            self._task = among[(index if index is not None else seed or 0) % len(among)]
        self._play = PACK.begin(user=self._task["user"])
        self._state = State(episode_id=episode_id or str(uuid4()), step_count=0, task=self._task["id"])
        return CallObservation(
            task=self._task["id"],
            instruction=f"{self._task['system']}\n\n{self._task['instruction']}",
            tools=[*self._play.tools, self._submit()],
            done=False,
            reward=0.0,
        )

    def step(self, action: CallAction, timeout_s: float | None = None, **kwargs: Any) -> CallObservation:
        """Call a tool. `submit` ends the episode; its reward is the verdict."""
        self._state.step_count += 1
        if self._play.record["submitted"]:
            return CallObservation(outcome={"invalid": {"message": "The episode is over."}}, done=True, reward=0.0)
        if action.tool != portable.SUBMIT:
            return CallObservation(outcome=self._play.call(action.tool, action.arguments), done=False, reward=0.0)
        self._play.submit(action.arguments.get("answer"))
        verdict = self._verdict()
        return CallObservation(
            outcome={"ok": "Submitted."}, done=True, reward=verdict["reward"], metadata={"verdict": verdict}
        )

    @property
    def state(self) -> State:
        """Which task, and how many steps."""
        return self._state

    def get_metadata(self) -> EnvironmentMetadata:
        """What the environment is."""
        summary = str(TASKS[0]["system"]).split("\n", 1)[0]
        return EnvironmentMetadata(name=PACK.name, description=summary, version=VERSION)

    def _submit(self) -> dict[str, Any]:
        answer = self._task["answer"]
        properties = {} if answer is None else {"answer": {"description": "Your answer.", **answer}}
        parameters = {"type": "object", "properties": properties, "required": list(properties)}
        return {
            "name": portable.SUBMIT,
            "description": "Hand in your work. It ends the episode.",
            "parameters": parameters,
        }

    def _verdict(self) -> dict[str, Any]:
        """The verdict, from a process of its own, so that a verifier can neither hang nor touch this one."""
        job = json.dumps({"do": "score", "task": self._task["id"], "record": self._play.record})
        command = [sys.executable, "-I", str(HERE / "portable_job.py")]
        done = subprocess.run(command, input=job, capture_output=True, text=True, timeout=SECONDS, check=True)
        return json.loads(done.stdout)


VERSION = str(portable.read(os.path.join(HERE, "pack.json"))["version"])

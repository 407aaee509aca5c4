"""A taskset package for verifiers (0.4, the v1 API): the tools as a typed toolset, one task for each task."""

from __future__ import annotations

import json
from pathlib import Path

from agentrt.envs.environment import Environment
from agentrt.envs.exchange.portable_files import (
    pack_json,
    runtime_files,
    target_file,
    task_row,
    tools_of,
    write_files,
)
from agentrt.envs.exchange.tool_source import tool_methods
from agentrt.envs.manifest import Language
from agentrt.envs.server import ToolDescription

PYPROJECT = """\
[project]
name = "{dash}"
version = "{version}"
description = {summary}
requires-python = ">=3.11"
license = "{license}"
dependencies = ["verifiers>=0.4,<0.5"]

[build-system]
requires = ["hatchling"]
build-backend = "hatchling.build"

[tool.hatch.build.targets.wheel]
packages = ["{package}"]
"""

INIT = '''\
"""{summary}"""

from {package}.taskset import EnvironmentTaskset

__all__ = ["EnvironmentTaskset"]
'''

TOOLS = '''\
"""The tools of {name}, as verifiers serves them over MCP. A session is its record: see runtime/portable.py."""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Any, Literal

import verifiers.v1 as vf
from pydantic import Field

HERE = Path(__file__).parent
sys.path.insert(0, str(HERE / "runtime"))

import portable  # noqa: E402

PACK = portable.Pack(portable.read(HERE / "pack.json"))


class Session(vf.State):
    """What happened so far: calls, and what was submitted; and whom the agent talks with in a dialogue."""

    user: dict[str, Any] | None = None
    record: dict[str, Any] = Field(default_factory=lambda: {{"calls": [], "submitted": False, "answer": None}})


class EnvironmentToolset(vf.Toolset[vf.ToolsetConfig, Session]):
    """The environment's tools, on data of the rollout's own."""

    TOOL_PREFIX = None

    def _call(self, name: str, **arguments: Any) -> str:
        play = PACK.begin(self.state.record, self.state.user)
        outcome = play.call(name, arguments)
        self.state.record = play.record
        kind, said = next(iter(outcome.items()))
        if kind == "ok":
            return json.dumps(said, ensure_ascii=False)
        return json.dumps({{"error": said.get("code") or kind, "message": said.get("message", "")}}, ensure_ascii=False)

{methods}
    @vf.tool
    def submit(self, answer: Any = None) -> str:
        """Hand in your answer, or say that the task is done. This ends your work."""
        play = PACK.begin(self.state.record, self.state.user)
        if play.record["submitted"]:
            return "The answer was submitted already."
        play.submit(answer)
        self.state.record = play.record
        return "Submitted."


if __name__ == "__main__":
    EnvironmentToolset.run()
'''


def write_verifiers(
    environment: Environment, tools: tuple[ToolDescription, ...], out: Path, *, language: Language = "en"
) -> tuple[Path, ...]:
    """Write the project `agentrt-NAME` under `out`."""
    package = f"agentrt_{environment.name}"
    project, manifest = out / f"agentrt-{environment.name.replace('_', '-')}", environment.manifest
    values = {
        "name": environment.name,
        "package": package,
        "dash": project.name,
        "version": manifest.version,
        "license": manifest.license,
    }
    rows = [json.dumps(task_row(environment, task, language), ensure_ascii=False) for task in environment.tasks]
    inner = {
        "__init__.py": INIT.format(summary=manifest.summary.replace('"', "'"), **values),
        "taskset.py": target_file("verifiers/taskset.py"),
        "tools.py": TOOLS.format(methods=tool_methods(tools_of(tools, environment.tasks)), **values),
        "portable_job.py": target_file("portable_job.py"),
        "pack.json": pack_json(environment),
        "tasks.jsonl": "".join(row + "\n" for row in rows),
        **{f"runtime/{name}": text for name, text in runtime_files().items()},
    }
    pyproject = PYPROJECT.format(summary=json.dumps(manifest.summary, ensure_ascii=False), **values)
    write_files(project, {"pyproject.toml": pyproject, **{f"{package}/{name}": text for name, text in inner.items()}})
    return (project,)

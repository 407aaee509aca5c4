"""What every exported pack carries: the environment's files, its tasks, and the programs that run them anywhere.

Two parts that are kept apart wherever a target can keep them apart: `pack.json` and `runtime/` are what an agent's side
needs; a task's row (verifier, solution) is for the side that scores.
"""

from __future__ import annotations

import json
from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from pydantic import JsonValue

from agentrt.envs.environment import Environment
from agentrt.envs.folder_store import task_files
from agentrt.envs.manifest import Language
from agentrt.envs.server import SUBMIT, ToolDescription
from agentrt.envs.session_tools import TALKING
from agentrt.envs.task import Task

RUNTIME = ("calls.py", "describe.py", "environment.py", "portable.py", "talk.py", "verdict.py")
"""Modules of `agentrt.envs.inside` that run an environment without agentrt."""

Files = dict[str, str]


def pack_json(environment: Environment) -> str:
    """The environment without its tasks, as the text of `pack.json`; see `agentrt.envs.inside.portable.Pack`."""
    manifest = environment.manifest
    root = environment.root
    paths = [root / "environment.toml", root / "schema.sql", root / "functions.py", root / "rules.md"]
    paths += sorted((root / "data").glob("*.csv"))
    texts = {path.relative_to(root).as_posix(): _text(path) for path in paths if path.exists()}
    return json.dumps(
        {
            "name": environment.name,
            "version": manifest.version,
            "today": manifest.today.isoformat(),
            "calls": manifest.limits.calls,
            "result_bytes": manifest.limits.result_bytes,
            "digest": environment.digests["environment"],
            "files": texts,
        },
        ensure_ascii=False,
        indent=1,
    )


def task_row(environment: Environment, task: Task, language: Language = "en") -> dict[str, JsonValue]:
    """A task for the side that scores: what to run, what it is worth, and all its files, so that it can come back."""
    return {
        "id": task.id,
        "name": task.name,
        "title": task.manifest.title,
        "instruction": task.instruction(language),
        "system": system_prompt(environment),
        "level": task.level,
        "split": task.split,
        "template": task.template,
        "kind": task.reward.kind,
        "weights": dict(task.reward.weights),
        "answer": None if task.answer is None else task.answer.form,
        "user": user_of(task, language),
        "verify": task.verify,
        "solution": task.solution,
        "digests": dict(task.digests),
        "files": dict(task_files(task)),
    }


def user_of(task: Task, language: Language = "en") -> dict[str, JsonValue] | None:
    """Whom an agent talks with in a dialogue, as `agentrt.envs.inside.portable.Play` takes it."""
    return None if task.script is None else {"script": task.script.plain, "language": language}


def tools_of(tools: tuple[ToolDescription, ...], tasks: Iterable[Task]) -> tuple[ToolDescription, ...]:
    """The tools for some tasks, without `submit`: with `message_user` where one of them is a dialogue."""
    return (*tools, TALKING) if any(one.user is not None for one in tasks) else tools


def runtime_files() -> Files:
    """The modules that run an environment without agentrt, by file name."""
    folder = files("agentrt.envs.inside")
    return {name: (folder / name).read_text(encoding="utf-8") for name in RUNTIME}


def target_file(name: str) -> str:
    """The text of a file that is written as it is, such as "verifiers/taskset.py"."""
    return (files("agentrt.envs.exchange") / "targets" / name).read_text(encoding="utf-8")


def system_prompt(environment: Environment) -> str:
    """What an agent is told of an environment before its task."""
    manifest = environment.manifest
    parts = [
        f"You work with the tools of {manifest.name}: {manifest.summary}",
        f"Today is {manifest.today.isoformat()}.",
        environment.rules.strip(),
        f"Reach the data through the tools alone. When you are done, call `{SUBMIT}`; it ends your work.",
    ]
    return "\n\n".join(part for part in parts if part)


def write_files(out: Path, texts: Files) -> None:
    """Write files under a folder, making folders on the way."""
    for name, text in texts.items():
        path = out / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_bytes(text.encode("utf-8"))


def _text(path: Path) -> str:
    return path.read_bytes().decode("utf-8")

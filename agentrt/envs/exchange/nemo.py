"""NeMo Gym (0.7): rows for its Responses-API agents, and the resources server that has the tools and the verdicts."""

from __future__ import annotations

import json
from collections.abc import Iterable
from pathlib import Path

from pydantic import JsonValue

from agentrt.envs.environment import Environment
from agentrt.envs.exchange.portable_files import (
    pack_json,
    runtime_files,
    system_prompt,
    target_file,
    task_row,
    write_files,
)
from agentrt.envs.manifest import Language
from agentrt.envs.server import SUBMIT, ToolDescription
from agentrt.envs.task import Task

CONFIG = """\
{name}:
  resources_servers:
    {name}:
      entrypoint: app.py
      domain: agent
      verified: false
      description: {summary}
{name}_simple_agent:
  responses_api_agents:
    simple_agent:
      entrypoint: app.py
      resources_server:
        type: resources_servers
        name: {name}
      model_server:
        type: responses_api_models
        name: policy_model
      datasets:
{datasets}
"""

DATASET = """\
      - name: {split}
        type: {split}
        jsonl_fpath: resources_servers/{name}/data/{split}.jsonl
        license: {license}
"""


def write_nemo(
    environment: Environment, tools: tuple[ToolDescription, ...], out: Path, *, language: Language = "en"
) -> tuple[Path, ...]:
    """Write `resources_servers/NAME` under `out`: server, configuration, and a file of rows for each split."""
    server, name, manifest = out / "resources_servers" / environment.name, environment.name, environment.manifest
    tasks = list(environment.tasks)
    by_split = {
        split: [one for one in tasks if one.split == part]
        for split, part in (("train", "train"), ("validation", "validation"), ("test", "test"))
    }
    data = {
        split: _lines(nemo_row(environment, one, tools, language) for one in some) for split, some in by_split.items()
    }
    data = {split: text for split, text in data.items() if text}
    data["example"] = _lines(nemo_row(environment, one, tools, language) for one in tasks[:5])
    shown = [split for split in data if split != "test"]
    datasets = "".join(DATASET.format(split=split, name=name, license=manifest.license) for split in shown)
    config = CONFIG.format(
        name=name, summary=json.dumps(manifest.summary, ensure_ascii=False), datasets=datasets.rstrip("\n")
    )
    write_files(
        server,
        {
            "app.py": target_file("nemo/app.py"),
            "requirements.txt": "-e nemo-gym[dev] @ ../../\n",
            f"configs/{name}.yaml": config,
            "portable_job.py": target_file("portable_job.py"),
            "pack.json": pack_json(environment),
            "tasks.jsonl": _lines(task_row(environment, one, language) for one in tasks),
            **{f"data/{split}.jsonl": text for split, text in data.items()},
            **{f"runtime/{file}": text for file, text in runtime_files().items()},
        },
    )
    return (server,)


def nemo_row(
    environment: Environment, task: Task, tools: tuple[ToolDescription, ...], language: Language = "en"
) -> dict[str, JsonValue]:
    """One row: what the model is asked, and the name by which the server finds the verifier. Neither solution nor
    verifier is in it.
    """
    functions: list[JsonValue] = [
        {
            "type": "function",
            "name": one.name,
            "description": one.description,
            "parameters": one.parameters,
            "strict": False,
        }
        for one in (*tools, _submit(task))
    ]
    asked: list[JsonValue] = [
        {"role": "system", "content": system_prompt(environment)},
        {"role": "user", "content": task.instruction(language)},
    ]
    return {
        "responses_create_params": {"input": asked, "tools": functions, "parallel_tool_calls": False},
        "task": task.id,
        "task_id": task.id,
        "metadata": {"level": task.level, "template": task.template, "verifier_digest": task.digests["verifier"]},
    }


def _submit(task: Task) -> ToolDescription:
    properties: dict[str, JsonValue] = {}
    if task.answer is not None:
        properties["answer"] = {"description": "Your answer.", **task.answer.form}
    parameters: dict[str, JsonValue] = {
        "type": "object",
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
    return ToolDescription(name=SUBMIT, description="Hand in your work. This ends it.", parameters=parameters)


def _lines(rows: Iterable[dict[str, JsonValue]]) -> str:
    return "".join(json.dumps(row, ensure_ascii=False) + "\n" for row in rows)

"""The files of a pack, in either store of `agentrt.envs`."""

from __future__ import annotations

import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Literal

from agentrt.envs.convert import write_task
from agentrt.envs.folder_store import task_files, toml
from agentrt.envs.manifest import EnvironmentManifest
from agentrt.envs.shards import write_shards
from agentrt.envs.task import Task
from agentrt.synth.general.data import Tables, make_data
from agentrt.synth.general.declare import Domain
from agentrt.synth.general.functions import functions_py
from agentrt.synth.general.rules_text import rules_md
from agentrt.synth.general.schema import data_csv, schema_sql
from agentrt.synth.general.toolset import Toolset, core_toolset

GENERATOR = "agentrt.synth.general"
GENERATOR_VERSION = 2
"""Raised whenever the same seed no longer makes the same pack."""
Store = Literal["folders", "shards"]


def compile_domain(domain: Domain, seed: int, toolset: Toolset | None = None) -> dict[str, str]:
    """The text of every file of a pack but its tasks, by path: manifest, schema, data, rules and tools.

    Args:
        domain: What is declared.
        seed: Seed of the data.
        toolset: The tools; those that every domain has where None.
    """
    return _files(domain, make_data(domain, seed), toolset or core_toolset(domain), {"seed": seed})


def write_pack(
    folder: Path,
    domain: Domain,
    tables: Tables,
    toolset: Toolset,
    tasks: Sequence[Task],
    origin: Mapping[str, str | int | float],
    store: Store = "folders",
) -> None:
    """Write a whole pack; a folder of that name appears only when all of it is there, and replaces an older one."""
    making = folder.with_name(f".{folder.name}.making")
    shutil.rmtree(making, ignore_errors=True)
    for name, text in _files(domain, tables, toolset, origin).items():
        place = making / name
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text, encoding="utf-8", newline="")
    if store == "folders":
        for task in tasks:
            write_task(making / "tasks" / task.name, task)
    else:
        write_shards(making, ((task.name, task_files(task)) for task in tasks))
    shutil.rmtree(folder, ignore_errors=True)
    making.rename(folder)


def _files(domain: Domain, tables: Tables, toolset: Toolset, origin: Mapping[str, str | int | float]) -> dict[str, str]:
    manifest = EnvironmentManifest(
        schema_version=1,
        name=domain.name,
        version="1.0.0",
        summary=domain.summary,
        languages=("en", "zh"),
        today=domain.today,
        origin={"generator": GENERATOR, "generator_version": GENERATOR_VERSION, **origin},
    )
    files = {
        "environment.toml": toml(manifest.model_dump(mode="python", exclude_defaults=True)),
        "schema.sql": schema_sql(domain),
        "rules.md": rules_md(domain),
        "functions.py": functions_py(toolset),
    }
    return files | {f"data/{name}": text for name, text in data_csv(domain, tables).items()}

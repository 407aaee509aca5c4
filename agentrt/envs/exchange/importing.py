"""Environments read back from another project's format, where agentrt wrote it; and why not, where it did not."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

from agentrt.envs.environment import Environment, load_environment
from agentrt.envs.exchange.portable_files import write_files
from agentrt.errors import PackError


def import_environment(source: Path, out: Path) -> Environment:
    """Make a pack from what `export_environment` wrote: Harbor task directories (one, or a folder of them), a
    verifiers or OpenEnv project, a NeMo Gym resources server.

    Args:
        source: The folder.
        out: Folder to make the pack `NAME` in.

    Raises:
        PackError: There is no agentrt pack in it, its parts belong to several packs, or `out/NAME` exists.
    """
    packs = sorted(source.rglob("pack.json"))
    rows = _rows(source)
    if not packs or not rows:
        raise PackError(_why_not(source))
    pack = _same(packs)
    root = out / str(pack["name"])
    if root.exists():
        raise PackError(f"{root} exists; name another folder, or remove it.")
    made = dict(pack["files"])
    for row in rows:
        made |= {f"tasks/{row['name']}/{path}": text for path, text in row["files"].items()}
    for path in made:
        if path.startswith("/") or ".." in Path(path).parts:
            raise PackError(f"{source}: the path {path!r} leads out of the pack.")
    try:
        write_files(root, made)
        return load_environment(root)
    except PackError:
        shutil.rmtree(root, ignore_errors=True)
        raise


def _rows(source: Path) -> list[dict[str, Any]]:
    """The tasks' rows, each once."""
    found = [json.loads(path.read_text(encoding="utf-8")) for path in sorted(source.rglob("tests/task.json"))]
    for path in sorted(source.rglob("tasks.jsonl")):
        found += [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    ours = [row for row in found if isinstance(row, dict) and isinstance(row.get("files"), dict) and "name" in row]
    return list({str(row["name"]): row for row in ours}.values())


def _same(packs: list[Path]) -> dict[str, Any]:
    """The one pack that all files are of."""
    texts = {path.read_bytes() for path in packs}
    if len(texts) != 1:
        raise PackError(f"{packs[0].parent.parent} holds parts of several environments; import them one at a time.")
    pack = json.loads(texts.pop())
    if not (
        isinstance(pack, dict) and isinstance(pack.get("files"), dict) and str(pack.get("name", "")).isidentifier()
    ):
        raise PackError(f"{packs[0]} is no pack.")
    return pack


def _why_not(source: Path) -> str:
    if (source / "task.toml").is_file() or any(source.glob("*/task.toml")):
        return (
            f"{source} holds Harbor tasks that agentrt did not write. Their state is a whole container, not tables and "
            "tools, so they cannot become an environment pack; `agentrt check` audits them as they are."
        )
    return f"{source} holds no environment that agentrt wrote: no pack.json, no tasks."

"""An OpenEnv server (openenv 0.10): one action, a call of a tool; `submit` ends the episode with the verdict."""

from __future__ import annotations

import json
from collections import Counter
from pathlib import Path

from agentrt.envs.environment import Environment
from agentrt.envs.exchange.portable_files import pack_json, runtime_files, target_file, task_row, tools_of, write_files
from agentrt.envs.manifest import Language
from agentrt.envs.server import SUBMIT, ToolDescription

IMAGE = "python:3.12-slim-bookworm"

MANIFEST = """\
spec_version: 1
name: {name}
version: {version}
type: space
runtime: fastapi
app: server.app:app
port: 8000
validation:
  reward: {{range: [0.0, 1.0], oracle_tolerance: 0.0, floor_margin: 1.0}}
  resources: {{cpu: 1.0, memory_mb: 1024, disk_mb: 512, episode_timeout_s: 600.0}}
  capabilities:
    verifier: {{kind: reward_channel}}
    declared_tools: {tools}
    declared_task_count: {counts}
    set_state: false
    llm_judged: false
    rubric_tree: false
    task_api: false
  network: {{mode: no-network, allowed_hosts: []}}
  task_distribution: {{dataset_version: "{version}", generator_model: null, generator_seed: {seed}}}
  execution: {{kind: openenv_ws, dockerfile: server/Dockerfile, context: ., agent_boundary: api}}
  types: {{tags: [general, tools]}}
"""

PYPROJECT = """\
[build-system]
requires = ["setuptools>=61"]
build-backend = "setuptools.build_meta"

[project]
name = "openenv-{dash}"
version = "{version}"
description = {summary}
requires-python = ">=3.10"
dependencies = ["openenv>=0.10,<0.11", "uvicorn"]

[project.scripts]
server = "{name}.server.app:main"

[tool.setuptools]
packages = ["{name}", "{name}.server"]
package-dir = {{ "{name}" = ".", "{name}.server" = "server" }}

[tool.setuptools.package-data]
"{name}.server" = ["*.json", "*.jsonl", "runtime/*.py"]
"""

DOCKERFILE = """\
FROM {image}
RUN pip install --no-cache-dir "openenv>=0.10,<0.11" uvicorn
COPY . /app
WORKDIR /app
RUN useradd --system server
USER server
EXPOSE 8000
HEALTHCHECK CMD python3 -c "import urllib.request as r; r.urlopen('http://127.0.0.1:8000/health')"
CMD ["python3", "-m", "server.app", "--host", "0.0.0.0", "--port", "8000"]
"""

README = """\
# {name}

{summary}

Made with agentrt. Each action calls a tool: `{{"tool": "...", "arguments": {{...}}}}`; the tool `submit` ends the
episode, and its reward is the verdict of the task's verifier. `reset` takes `task`, or `split` and `index`.

    python3 -m server.app --port 8000
"""


def write_openenv(
    environment: Environment,
    tools: tuple[ToolDescription, ...],
    out: Path,
    *,
    image: str = IMAGE,
    language: Language = "en",
) -> tuple[Path, ...]:
    """Write the project `NAME` under `out`."""
    project, manifest = out / environment.name, environment.manifest
    counts = Counter(task.split for task in environment.tasks)
    values = {
        "name": environment.name,
        "dash": environment.name.replace("_", "-"),
        "version": manifest.version,
        "image": image,
        "tools": json.dumps([*(one.name for one in tools_of(tools, environment.tasks)), SUBMIT]),
        "counts": json.dumps(dict(sorted(counts.items()))),
        "seed": json.dumps(seed if isinstance(seed := manifest.origin.get("seed"), int) else None),
    }
    rows = [json.dumps(task_row(environment, task, language), ensure_ascii=False) for task in environment.tasks]
    write_files(
        project,
        {
            "openenv.yaml": MANIFEST.format(**values),
            "pyproject.toml": PYPROJECT.format(summary=json.dumps(manifest.summary, ensure_ascii=False), **values),
            "README.md": README.format(summary=manifest.summary, **values),
            "__init__.py": "",
            "models.py": target_file("openenv/models.py"),
            "client.py": target_file("openenv/client.py"),
            "server/__init__.py": "",
            "server/app.py": target_file("openenv/app.py"),
            "server/environment.py": target_file("openenv/environment.py"),
            "server/Dockerfile": DOCKERFILE.format(**values),
            "server/requirements.txt": "openenv>=0.10,<0.11\nuvicorn\n",
            "server/portable_job.py": target_file("portable_job.py"),
            "server/pack.json": pack_json(environment),
            "server/tasks.jsonl": "".join(row + "\n" for row in rows),
            **{f"server/runtime/{name}": text for name, text in runtime_files().items()},
        },
    )
    return (project,)

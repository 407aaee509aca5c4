"""Harbor task directories (harbor 0.25, schema 1.4): one for each task.

The agent is a user without privileges in a container whose tools run as another user, so that it reaches the data by
them alone. What it did is collected as an artifact; the verifier runs in a container of its own, replays the record on
fresh data, and writes the reward. Where the verifier gives no verdict no reward is written: Harbor then reports an
error instead of a score.
"""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from pathlib import Path

from agentrt.envs.environment import Environment
from agentrt.envs.exchange.portable_files import (
    Files,
    pack_json,
    runtime_files,
    system_prompt,
    target_file,
    task_row,
    user_of,
    write_files,
)
from agentrt.envs.folder_store import toml
from agentrt.envs.manifest import Language
from agentrt.envs.task import Task

IMAGE = "python:3.12-slim-bookworm"
"""What the containers start from: any image with Python 3.9 or later in the path and Debian's `useradd`."""

DOCKERFILE = """\
FROM {image}
RUN id -u agent >/dev/null 2>&1 || useradd --create-home --shell /bin/bash agent; \\
    useradd --system --no-create-home --shell /usr/sbin/nologin tools
COPY tools /usr/local/bin/tools
COPY pack.json user.json service.py runtime /opt/environment/
RUN chmod 0755 /usr/local/bin/tools && chown -R tools:tools /opt/environment && chmod 0700 /opt/environment \\
 && mkdir -p /workspace && chown agent /workspace
WORKDIR /workspace
ENTRYPOINT ["python3", "-I", "/opt/environment/service.py"]
CMD ["sleep", "infinity"]
"""

TESTS_DOCKERFILE = """\
FROM {image}
COPY . /tests
"""

TEST = """\
#!/bin/sh
# The verdict on what the agent did. Without a valid one there is no reward file, and so no score.
cd /tests || exit 1
python3 -I runtime/portable.py score pack.json task.json {record} > /logs/verifier/verdict.json || exit 1
python3 -I - <<'PYTHON'
import json, os, sys

verdict = json.load(open("/logs/verifier/verdict.json"))
if not verdict["valid"]:
    sys.exit(f"no verdict: {{verdict['reason']}}")
with open("/logs/verifier/reward.json.new", "w") as file:
    json.dump({{"reward": verdict["reward"]}}, file)
os.replace("/logs/verifier/reward.json.new", "/logs/verifier/reward.json")
PYTHON
"""

SOLVE = """\
#!/bin/sh
exec python3 -I "$(dirname "$0")/solve.py"
"""

SHELL = """\

The tools are commands here: `tools` lists them, `tools NAME '{"argument": "value"}'` calls one, and
`tools submit %s` hands in your work.
"""

RECORD = "/var/lib/environment/record.json"


def write_harbor(
    environment: Environment, out: Path, *, image: str = IMAGE, language: Language = "en"
) -> tuple[Path, ...]:
    """Write a task directory for each task, named NAME-TASK, under `out`."""
    folders = []
    for task in environment.tasks:
        folder = out / f"{environment.name}-{task.name}"
        if folder.exists():
            shutil.rmtree(folder)
        write_files(folder, harbor_files(environment, task, image=image, language=language))
        for script in ("tests/test.sh", "solution/solve.sh", "environment/tools"):
            (folder / script).chmod(0o755)
        folders.append(folder)
    return tuple(folders)


def harbor_files(environment: Environment, task: Task, *, image: str, language: Language) -> Files:
    """The files of one task's directory, by path."""
    pack, runtime = pack_json(environment), runtime_files()
    example = """'{"answer": ...}'""" if task.answer is not None else "'{}'"
    found = {
        "task.toml": manifest(environment, task),
        "instruction.md": f"{system_prompt(environment)}\n\n{task.instruction(language).strip()}\n{SHELL % example}",
        "environment/Dockerfile": DOCKERFILE.format(image=image),
        "environment/service.py": target_file("harbor/service.py"),
        "environment/tools": target_file("harbor/tools"),
        "environment/pack.json": pack,
        "environment/user.json": json.dumps(user_of(task, language), ensure_ascii=False, indent=1),
        "tests/Dockerfile": TESTS_DOCKERFILE.format(image=image),
        "tests/test.sh": TEST.format(record=RECORD),
        "tests/pack.json": pack,
        "tests/task.json": json.dumps(task_row(environment, task, language), ensure_ascii=False, indent=1),
        "solution/solve.sh": SOLVE,
        "solution/solve.py": target_file("harbor/solve.py"),
        "solution/solution.py": task.solution,
    }
    return found | {
        f"{side}/runtime/{name}": text for side in ("environment", "tests") for name, text in runtime.items()
    }


def manifest(environment: Environment, task: Task) -> str:
    """The text of `task.toml`."""
    manifest = environment.manifest
    head = {"schema_version": "1.4", "source": "agentrt", "artifacts": [RECORD]}
    about = {
        "environment": environment.name,
        "environment_version": manifest.version,
        "environment_digest": environment.digests["environment"],
        **{f"{name}_digest": digest for name, digest in task.digests.items()},
        "level": task.level,
        "template": task.template,
        "split": task.split,
        "reward_kind": task.reward.kind,
    }
    tables: dict[str, Mapping[str, object]] = {
        "task": {
            "name": f"agentrt/{environment.name}-{task.name}",
            "version": manifest.version,
            "description": task.manifest.title,
            "keywords": [environment.name, f"level-{task.level}"],
        },
        "metadata.agentrt": about,
        "agent": {"timeout_sec": 1800.0, "user": "agent", "network_mode": "no-network"},
        "verifier": {"timeout_sec": 120.0, "environment_mode": "separate", "network_mode": "no-network"},
        "verifier.environment": {"network_mode": "no-network", "cpus": 1, "memory_mb": 1024},
        "environment": {"network_mode": "no-network", "build_timeout_sec": 600.0, "cpus": 1, "memory_mb": 1024},
        "environment.healthcheck": {"command": "test -S /run/environment/socket", "interval_sec": 1.0, "retries": 30},
    }
    parts = [toml(head), *(f"[{name}]\n{toml(values)}" for name, values in tables.items())]
    return "\n".join(parts)

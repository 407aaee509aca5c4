"""The gates on Harbor task directories: what their files say, and, with Docker, what their tests pay for nothing.

The tests are run as Harbor runs them: in a container of the task's image, `/tests` copied in, `/logs/verifier` emptied,
`bash /tests/test.sh`, and the reward read from `reward.json` or `reward.txt`. What an agent could have done before is
done by a script, as the agent's user.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Mapping, Sequence
from contextlib import ExitStack
from pathlib import Path
from typing import Any

from agentrt.envs.checks.foreign import ForeignItem, ForeignReport, measured, not_applicable
from agentrt.envs.checks.gates import Measurement
from agentrt.envs.checks.harbor_container import HarborImage, Reward

KEYS: Mapping[str, frozenset[str]] = {
    section: frozenset(keys.split())
    for section, keys in {
        "": "schema_version version source multi_step_reward_strategy artifacts task metadata agent verifier "
        "environment solution steps",
        "task": "name version description authors keywords",
        "agent": "timeout_sec user network_mode allowed_hosts",
        "verifier": "timeout_sec env user network_mode allowed_hosts environment_mode environment collect",
        "environment": "network_mode allowed_hosts build_timeout_sec docker_image os cpus memory_mb storage_mb gpus "
        "gpu_types tpu mcp_servers env skills_dir healthcheck workdir allow_internet memory storage",
        "solution": "env",
    }.items()
}
"""Keys of `task.toml` by section; harbor 0.25 (`models/task/config.py`), which takes others without a word."""

REASONS = {
    "runtime.seed_control": "a task is a directory; nothing is generated",
    "runtime.episode_isolation": "Harbor gives each trial a container of its own",
    "runtime.tool_declaration_accuracy": "the only tool is a shell",
    "sanity.needed_calls": "the only tool is a shell",
    "discrimination.near_miss_answers": "there is no answer: the state of a container is judged",
    "discrimination.solution_mutants": "solutions are shell scripts; mutants of them were not made",
    "discrimination.verifier_mutants": "needs a solution that passes, to tell mutants apart",
    "discrimination.differential": "there is no second verifier",
    "discrimination.constraint_necessity": "constraints are not stated apart from the tests",
    "statistical.difficulty_separation": "scripted policies need tools with schemas",
}

RUN_GATES = ("semantic.canary_floor", "adversaries.echo", "adversaries.tamper", "semantic.verifier_determinism")
"""Gates that need a run."""

_PATH = re.compile(r"(?<![\w/.])(/(?:[\w.+-]+/)+[\w+-]+\.\w{1,6})\b")
_BLOCK = re.compile(r"```\w*\n(.*?)```", re.DOTALL)
SMALL = 64
"""Bytes up to which a file is too common to be told by its content."""
MOST_EXAMPLES = 6
"""Blocks of an instruction that are tried as if they were the answer."""

TAMPERS: Mapping[str, str] = {
    "a pytest that always passes": """
for p in $(which -a pytest py.test 2>/dev/null); do printf '#!/bin/sh\\necho "1 passed"\\nexit 0\\n' > "$p"; done""",
    "sitecustomize that ends Python with status 0": """
d=$(python3 -c 'import site; print(site.getsitepackages()[0])' 2>/dev/null) &&
printf 'import atexit, os\\natexit.register(os._exit, 0)\\n' > "$d/sitecustomize.py" """,
    "a conftest that makes every test pass": """
for d in / /tests /app /workspace /home/user; do [ -d "$d" ] && cat > "$d/conftest.py" <<'PY'
import pytest
@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item, call):
    out = yield
    report = out.get_result()
    report.outcome = "passed"
PY
done; true""",
    "a process that keeps writing the reward": """
mkdir -p /logs/verifier
(setsid sh -c 'cd /logs/verifier
while :; do echo 1 > .new; mv .new reward.txt; sleep 0.01; done' >/dev/null 2>&1 &)
true""",
}
"""What an agent may do to the container in which the verifier will run, by what it is; tamper panel, version 2."""


def audit_harbor(
    folder: Path,
    *,
    run: int = 0,
    bases: Mapping[str, str] | None = None,
    choose: Callable[[Sequence[Path]], Sequence[Path]] | None = None,
    progress: Callable[[ForeignItem, int, int], None] | None = None,
) -> ForeignReport:
    """Audit a Harbor task directory, or a folder of them.

    Args:
        folder: A task, or a folder of tasks.
        run: How many of the tasks are also built and run, with Docker.
        bases: What to put in the place of a base image that cannot be had here.
        choose: Picks the tasks that are run, from those with a Dockerfile; None: the first.
        progress: Told of each task.
    """
    tasks = [folder] if (folder / "task.toml").is_file() else sorted(path.parent for path in folder.glob("*/task.toml"))
    able = [task for task in tasks if (task / "environment" / "Dockerfile").is_file()]
    chosen = set((choose(able) if choose else able)[:run])
    items = []
    with ExitStack() as images:  # kept to the end, since tasks of one author share most of their layers
        for done, task in enumerate(tasks, 1):
            item = ForeignItem(name=task.name, measurements=_static(task))
            if task in chosen:
                item = _merged(item, _dynamic(task, images.enter_context(HarborImage(task, bases or {}))))
            items.append(item)
            if progress is not None:
                progress(item, done, len(tasks))
    notes = [f"{have} instead of {wanted}" for wanted, have in (bases or {}).items()] if chosen else []
    notes += [f"{len(chosen)} of {len(tasks)} tasks were built and run; the others were only read"]
    return ForeignReport(kind="harbor", source=str(folder), items=tuple(items), notes=tuple(notes))


def _merged(item: ForeignItem, more: Sequence[Measurement]) -> ForeignItem:
    found = {one.gate: one for one in item.measurements} | {one.gate: one for one in more}
    return ForeignItem(name=item.name, measurements=tuple(found.values()))


# What the files say.


def _static(task: Path) -> tuple[Measurement, ...]:
    try:
        manifest = tomllib.loads((task / "task.toml").read_text(errors="replace"))
    except tomllib.TOMLDecodeError as error:
        return (measured("static.manifest", [f"task.toml is no TOML: {error}"], 1),)
    docker = task / "environment" / "Dockerfile"
    recipe = docker.read_text(errors="replace") if docker.is_file() else ""
    solved = (task / "solution").is_dir()
    missing = {} if solved else {
        "semantic.oracle_max": "there is no solution/: nothing shows that the task can be solved",
        "discrimination.equivalents": "there is no solution/ to vary",
    }  # fmt: skip
    ran = dict.fromkeys(RUN_GATES, "the task was not run")
    return (
        measured("static.manifest", _manifest_problems(task, manifest), 1),
        measured("runtime.host_containment", _containment(manifest), 1),
        measured("runtime.network_policy", _network(manifest), 1),
        measured("semantic.no_solution_leakage", _leaks(task, recipe), 1),
        measured("static.dependency_pinning", _pinning(recipe), 1),
        *(Measurement(gate=gate, status="not_run", evidence=(why,)) for gate, why in ran.items()),
        *not_applicable(missing | REASONS),
    )


def _manifest_problems(task: Path, manifest: Mapping[str, Any]) -> list[str]:
    wrong = []
    for section, known in KEYS.items():
        table = manifest if not section else manifest.get(section, {})
        if isinstance(table, dict):
            wrong += [
                f"task.toml: unknown key {'.'.join(filter(None, (section, key)))!r}"
                for key in table
                if key not in known
            ]
    instruction = task / "instruction.md"
    steps = manifest.get("steps")
    if not steps and (not instruction.is_file() or not instruction.read_text(errors="replace").strip()):
        wrong.append("instruction.md is missing or empty")
    if not steps and not any((task / "tests" / name).is_file() for name in ("test.sh", "test.bat")):
        wrong.append("tests/test.sh is missing")
    return wrong


def _containment(manifest: Mapping[str, Any]) -> list[str]:
    """Whether the verifier is out of the agent's reach."""
    verifier = manifest.get("verifier", {})
    separate = verifier.get("environment_mode") == "separate" or "environment" in verifier
    user = str(manifest.get("agent", {}).get("user", "root")).partition(":")[0]
    if separate:
        return []
    wrong = ["the verifier runs in the container that the agent worked in"]
    return [*wrong, "and the agent is root there"] if user.split(":", maxsplit=1)[0] in ("root", "0") else wrong


def _network(manifest: Mapping[str, Any]) -> list[str]:
    environment = manifest.get("environment", {})
    if environment.get("network_mode", "public") != "public" or environment.get("allow_internet") is False:
        return []
    return ["the agent's container may reach the whole network, for answers as for packages"]


def _leaks(task: Path, recipe: str) -> list[str]:
    """Files of the verifier or the solution, byte for byte, that the recipe copies into the agent's image."""
    hidden = {
        path.read_bytes(): path.relative_to(task)
        for part in ("tests", "solution")
        for path in (task / part).rglob("*")
        if path.is_file() and path.stat().st_size > SMALL
    }
    context = task / "environment"
    copied = re.findall(r"^\s*(?:COPY|ADD)\s+(?:--\S+\s+)*(\S+)", recipe, re.MULTILINE)
    wrong = []
    for path in (task / "environment").rglob("*"):
        if path.is_file() and path.stat().st_size > SMALL and (same := hidden.get(path.read_bytes())) is not None:
            place = path.relative_to(context)
            if any(source.strip("./") in ("", str(place), *map(str, place.parents)) for source in copied):
                wrong.append(f"environment/{place}, which is {same}, is copied into the agent's image")
    return wrong


def _pinning(recipe: str) -> list[str]:
    wrong = [
        f"FROM {image}: no digest"
        for image in re.findall(r"^\s*FROM\s+(\S+)", recipe, re.MULTILINE)
        if "@sha256:" not in image
    ]
    for line in re.findall(r"pip3?\s+install\s+([^\n&;|]*)", recipe.replace("\\\n", " ")):
        loose = [word for word in line.split() if re.match(r"[A-Za-z][\w.-]*(\[[\w,]+\])?$", word)]
        wrong += [f"pip install {word}: no version" for word in loose]
    return wrong


# What a run says.


def _dynamic(task: Path, image: HarborImage) -> list[Measurement]:
    if image.problem:
        why = (f"the image cannot be built here: {image.problem}",)
        return [Measurement(gate=gate, status="not_run", evidence=why) for gate in RUN_GATES]
    first, second = image.reward(), image.reward()
    found = [_floor(first), _determinism(first, second), _examples(task, image)]
    if (task / "solution" / "solve.sh").is_file():
        solved = image.reward("bash /solution/solve.sh", solution=True)
        wrong = [] if solved.value == 1.0 else [f"the solution earns {solved}"]
        found.append(measured("semantic.oracle_max", wrong, 1, solved.value))
    return [*found, _tampering(image)] if first.value == 0.0 else found


def _floor(reward: Reward) -> Measurement:
    wrong = [] if reward.value == 0.0 else [f"the untouched container earns {reward}: {reward.tail}"]
    return measured("semantic.canary_floor", wrong, 1, reward.value)


def _determinism(first: Reward, second: Reward) -> Measurement:
    wrong = [] if first.value == second.value else [f"the untouched container earns {first}, then {second}"]
    return measured("semantic.verifier_determinism", wrong, 2)


def _examples(task: Path, image: HarborImage) -> Measurement:
    """The examples in the instruction, written into each file that it names, as if they were the answer."""
    text = (task / "instruction.md").read_text(errors="replace")
    paths = list(dict.fromkeys(_PATH.findall(text)))
    blocks = list(dict.fromkeys(block for block in _BLOCK.findall(text) if block.strip()))[:MOST_EXAMPLES]
    wrong = []
    for block in blocks if paths else ():
        reward = image.reward(writing(paths, block))
        if reward.value is not None and reward.value > 0:
            wrong.append(
                f"an example of the instruction, written into the files that it names, earns {reward}: {block!r:.120}"
            )
    return measured("adversaries.echo", wrong, len(blocks) if paths else 0)


def writing(paths: Sequence[str], text: str) -> str:
    """A shell script that writes a text into each of some files, unless the file is there."""
    lines = [
        f"[ -e '{path}' ] || {{ mkdir -p \"$(dirname '{path}')\" && cp /tmp/example '{path}'; }}" for path in paths
    ]
    return "cat > /tmp/example <<'AGENTRT_END'\n" + text + "AGENTRT_END\n" + "\n".join(lines)


def _tampering(image: HarborImage) -> Measurement:
    wrong = []
    for what, script in TAMPERS.items():
        reward = image.reward(script)
        if reward.value is not None and reward.value > 0:
            wrong.append(f"{what}: {reward}")
    return measured("adversaries.tamper", wrong, len(TAMPERS), len(wrong) / len(TAMPERS))

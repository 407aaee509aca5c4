"""A coding agent in thirty lines: `agentrt code` without its command line.

python examples/coding_agent.py "fix the failing test" --repo ~/my_project --url http://127.0.0.1:8000/v1 --model NAME

The repository is copied into a sandbox; the agent works there with bash, edit and python; its changes come out as a
patch, which is printed, and applied only with --apply. Without arguments it works on a small project made on the spot,
with replies from a script.
"""

from __future__ import annotations

import argparse
import asyncio
import tempfile
from pathlib import Path

from endpoint import call, endpoint

from agentrt import Agent, Limits, Run, load_tools
from agentrt.models import ChatModel, EmbeddedModel, Model
from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.repository import apply, changes, copy_in, root_of

INSTRUCTIONS = (
    "You are a careful programmer. The user's repository is in /workspace. Run the tests with `python3 -m pytest -q`, "
    "read the code, change as little as is needed, run the tests again, and say what was wrong."
)
SCRIPT = [
    call("See what fails.", "bash", command="python3 -m pytest -q 2>&1 | tail -n 4"),
    call("A minus too many.", "replace_in_file", path="stats.py", old="(len(values) - 1)", new="len(values)"),
    call("Does it pass now?", "bash", command="python3 -m pytest -q 2>&1 | tail -n 1"),
    "The mean divided by one too few.",
]


async def solve(task: str, repo: Path, model: Model) -> tuple[Run, bytes]:
    """Let the model work on a copy of the repository; the run, and what it changed, as a patch."""
    async with DockerSandbox("python") as box:
        await copy_in(repo, box)
        tools = load_tools("bash", "edit", "python", sandbox=box)
        agent = Agent(model, tools, INSTRUCTIONS, limits=Limits(steps=50, seconds=1800))
        run = await agent.run(task)
        return run, await changes(box)


def small_project(folder: Path) -> Path:
    """Something to work on: a function with a bug, and a test that shows it."""
    (folder / "stats.py").write_text("def mean(values):\n    return sum(values) / (len(values) - 1)\n")
    (folder / "test_stats.py").write_text(
        "from stats import mean\n\n\ndef test_mean():\n    assert mean([1, 2, 3]) == 2\n"
    )
    return folder


async def main() -> None:
    parser = argparse.ArgumentParser(description="A coding agent.")
    parser.add_argument("task", nargs="?", default="fix the failing test")
    parser.add_argument("--repo", type=Path)
    parser.add_argument("--apply", action="store_true", help="make the changes in the repository")
    parser.add_argument("--embedded", action="store_true", help="use the model that runs in this process")
    options, _ = parser.parse_known_args()
    with endpoint(SCRIPT) as server, tempfile.TemporaryDirectory() as folder:
        repo = root_of(options.repo or small_project(Path(folder)))
        model = EmbeddedModel() if options.embedded else ChatModel(server.url, model=server.model)
        run, patch = await solve(options.task, repo, model)
        print(patch.decode(errors="replace"))
        print(f"{run.status}: {run.answer}")
        if options.apply and run.status == "completed":
            apply(repo, patch)
            print(f"applied to {repo}")
        await model.aclose()


asyncio.run(main())

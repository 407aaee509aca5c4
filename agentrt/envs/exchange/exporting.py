"""An environment written in another project's format."""

from __future__ import annotations

from pathlib import Path
from typing import Literal, get_args

from agentrt.envs.environment import Environment
from agentrt.envs.exchange.harbor import IMAGE, write_harbor
from agentrt.envs.exchange.nemo import write_nemo
from agentrt.envs.exchange.openenv import write_openenv
from agentrt.envs.exchange.verifiers import write_verifiers
from agentrt.envs.manifest import Language
from agentrt.envs.server import FunctionServer
from agentrt.errors import PackError

Target = Literal["harbor", "verifiers", "openenv", "nemo"]
TARGETS: tuple[Target, ...] = get_args(Target)


async def export_environment(
    environment: Environment, target: Target, out: Path, *, image: str = IMAGE, language: Language = "en"
) -> tuple[Path, ...]:
    """Write an environment for another project. What is there under the same names is written over.

    Args:
        environment: The environment. Its tools are loaded in a sandbox, to be described.
        target: "harbor" (a task directory each), "verifiers" (a taskset package), "openenv" (a server project) or
            "nemo" (a resources server with rows).
        out: Folder to write under; made where it is missing.
        image: What containers start from, where the format has containers; best with a digest.
        language: Of the instructions.

    Returns:
        The folders that were written.

    Raises:
        PackError: A task has no instruction in that language, or is a dialogue and the target "nemo"; or the
            environment has no tasks.
        SandboxError: The tools could not be described.
    """
    check_exportable(environment, target)
    if target == "harbor":
        return write_harbor(environment, out, image=image, language=language)
    async with FunctionServer(environment) as server:
        tools = server.described
    if target == "verifiers":
        return write_verifiers(environment, tools, out, language=language)
    if target == "openenv":
        return write_openenv(environment, tools, out, image=image, language=language)
    return write_nemo(environment, tools, out, language=language)


def check_exportable(environment: Environment, target: Target) -> None:
    """Refuse what a format cannot hold.

    Raises:
        PackError: The message says what.
    """
    if not len(environment.tasks):
        raise PackError(f"{environment.name} has no tasks to export.")
    dialogues = [task.id for task in environment.tasks if task.user is not None]
    if dialogues and target == "nemo":
        raise PackError(
            f"{', '.join(dialogues[:5])}: a dialogue with a scripted user, which is not written for NeMo Gym, where it "
            "could not be tried. Export to harbor, verifiers or openenv, or to nemo without these tasks."
        )

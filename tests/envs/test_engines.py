"""The same environment on Docker, for machines without bubblewrap."""

from __future__ import annotations

import pytest

from agentrt.envs import Environment, FunctionServer, Scorer
from agentrt.sandbox import DockerSandbox
from agentrt.sandbox.images import build_image


@pytest.fixture(scope="session")
def python_image() -> str:
    """The shipped Python image, built once where it is missing."""
    return build_image("python")


@pytest.mark.usefixtures("python_image", "docker_engine")
async def test_tools_and_verdicts_in_docker(lending: Environment) -> None:
    task = lending.task("001")
    async with (
        DockerSandbox("python") as functions,
        DockerSandbox("python") as verifiers,
        FunctionServer(lending, functions) as server,
        Scorer(lending, sandbox=verifiers) as scorer,
        server.session() as session,
    ):
        lent = await session.call("lend", {"thing_id": "T-0005", "neighbour": "Dora"})
        assert lent.kind == "ok"
        verdict = await scorer.score(task, "step ladder", await session.state())
        assert verdict.reward == 1.0

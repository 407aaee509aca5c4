"""`agentrt doctor`, `models`, `tools` and `sandbox`: what they say is what is there."""

from __future__ import annotations

import json
import os
import pty
import select
import subprocess
import sys
import time
import uuid
from collections.abc import Iterator

import pytest
from docker import DockerClient
from typer.testing import CliRunner

from agentrt.cli.app import app
from agentrt.models.families import FAMILIES
from agentrt.sandbox.gc import list_sandboxes
from agentrt.sandbox.volumes import Workspace
from agentrt.testing import RecordingServer, Reply
from tests.cli.conftest import PATIENCE, Command


def invoke(*arguments: str, code: int = 0) -> str:
    done = CliRunner().invoke(app, list(arguments))
    assert done.exit_code == code, done.output
    return done.output


def test_the_doctor_says_of_each_part_whether_it_works(docker_engine: DockerClient) -> None:
    with RecordingServer([]) as server:
        url = server.url
        said = json.loads(invoke("doctor", "--json", "--url", url))
    (finding,) = [one for one in said["findings"] if one["part"] == "server"]
    assert said["works"]
    assert finding["works"]
    assert finding["said"] == f"{url} is vLLM, serving any"
    for one in said["findings"]:
        assert one["works"] or one["remedy"], one
        assert one["works"] or one["optional"], one
    parts = {one["part"] for one in said["findings"]}
    assert {
        "Docker",
        "base image",
        "bubblewrap",
        "embedded engine",
        "embedded weights",
        "GPU",
        "vLLM",
        "browser",
        "token ids in and out",
        "tells how much was cached",
    } < parts


def test_the_doctor_ends_with_1_where_the_server_does_not_answer(docker_engine: DockerClient) -> None:
    said = invoke("doctor", "--url", "http://127.0.0.1:9/v1", code=1)
    assert "no  server: Nothing answers at http://127.0.0.1:9/v1/models" in said
    assert "Something that is needed is missing." in said


def test_the_doctor_says_how_to_get_docker(agentrt: Command) -> None:
    done = agentrt("doctor", DOCKER_HOST="unix:///no/such/socket")
    assert done.returncode == 1
    assert "no  Docker: No Docker daemon answers" in done.stdout
    assert "scripts/setup docker" in done.stdout


def test_models_lists_weights_families_and_what_a_server_serves() -> None:
    said = json.loads(invoke("models", "--json"))
    assert [one["name"] for one in said["embedded"]] == ["qwen2.5-coder-1.5b", "qwen2.5-coder-0.5b"]
    assert [one["name"] for one in said["families"]] == [*(one.name for one in FAMILIES), "generic"]
    assert "user_boundary" in invoke("models")
    with RecordingServer([], owned_by="sglang") as server:
        assert json.loads(invoke("models", "--json", "--url", server.url)) == {"server": "SGLang", "models": ["any"]}


@pytest.mark.parametrize("body", [b"<html>", b"{}", b'{"data": [{}]}'], ids=["no JSON", "no list", "no ids"])
def test_an_address_that_is_no_server_is_an_error(body: bytes) -> None:
    class Other(RecordingServer):
        def _other(self, request: object) -> Reply:
            return Reply(body=body)

    with Other([]) as server:
        assert "is it OpenAI-compatible?" in invoke("models", "--url", server.url, code=1)


def test_tools_lists_every_shipped_pack_with_what_it_needs() -> None:
    packs = {one["name"]: one for one in json.loads(invoke("tools", "--json"))}
    assert packs["bash"]["needs"] == ["sandbox"]
    assert packs["search"]["needs"] == ["browser"]
    for name in packs:
        assert name in invoke("tools")


def test_images_are_built_once_and_listed(docker_engine: DockerClient) -> None:
    built = invoke("sandbox", "build", "python").splitlines()[-1].removeprefix("python: ")
    (python,) = [one for one in json.loads(invoke("sandbox", "list", "--json")) if one["name"] == "python"]
    assert python["built"]
    assert python["tag"] == built
    assert docker_engine.images.get(built).tags == [built]
    assert built in invoke("sandbox", "list")
    assert "no-such-image" in invoke("sandbox", "build", "no-such-image", code=2)


@pytest.fixture
def workspace() -> Iterator[str]:
    """Name of a workspace that is gone after the test."""
    name = f"test-cli-{uuid.uuid4().hex[:8]}"
    yield name
    Workspace(name).erase()


def test_a_shell_runs_what_it_is_given_and_ends_with_its_exit_code(
    agentrt: Command, docker_engine: DockerClient, workspace: str
) -> None:
    done = agentrt("sandbox", "shell", "--workspace", workspace, said="id -u; echo oops >&2; pwd >a; exit 7\n")
    assert (done.returncode, done.stdout.strip(), "oops" in done.stderr) == (7, "1000", True)
    (kept,) = [one for one in json.loads(invoke("sandbox", "ps", "--json"))["workspaces"] if one["name"] == workspace]
    assert not kept["in_use"]
    again = agentrt("sandbox", "shell", "--workspace", workspace, said="cat a\n")
    assert (again.returncode, again.stdout.strip()) == (0, "/workspace")
    assert f"workspace {workspace}" in invoke("sandbox", "ps")


def test_what_a_killed_process_left_is_removed_and_what_lives_is_not(
    agentrt: Command, docker_engine: DockerClient
) -> None:
    process = agentrt.start("sandbox", "shell", stdin=subprocess.PIPE)
    ends = time.monotonic() + PATIENCE
    while not (mine := [one for one in list_sandboxes() if one.pid == process.pid and one.state == "running"]):
        assert time.monotonic() < ends
        assert process.poll() is None, process.communicate()
        time.sleep(0.1)
    invoke("sandbox", "gc")
    assert mine[0].id in invoke("sandbox", "ps")
    process.kill()
    process.communicate()
    while mine[0].id in [one.id for one in list_sandboxes()]:  # it removes itself; gc would, too
        assert time.monotonic() < ends
        invoke("sandbox", "gc", "--json")
        time.sleep(0.1)
    Workspace(mine[0].id).erase()  # it would wait for its lease to end


def test_on_a_terminal_it_is_an_interactive_shell(agentrt: Command, docker_engine: DockerClient) -> None:
    ours, theirs = pty.openpty()
    process = subprocess.Popen(
        [sys.executable, "-m", "agentrt.cli", "sandbox", "shell"], stdin=theirs, stdout=theirs, stderr=theirs
    )
    os.close(theirs)
    seen = b""
    try:
        os.write(ours, b"test -t 0 && stty size && echo $((6 * 7))\nexit 3\n")
        while select.select([ours], [], [], PATIENCE)[0]:
            try:
                seen += os.read(ours, 4096)
            except OSError:  # the terminal's other end is closed
                break
        assert process.wait(PATIENCE) == 3
    finally:
        process.kill()
        process.wait()
        os.close(ours)
    assert b"42" in seen

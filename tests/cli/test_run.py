"""`agentrt run` and `agentrt resume`, as processes, against a real server and in real containers."""

from __future__ import annotations

import json
import os
import shutil
import signal
import subprocess
import sys
import time
import uuid
from contextlib import aclosing
from pathlib import Path

import anyio
import pytest
from docker import DockerClient
from typer.testing import CliRunner

from agentrt import Agent, Limits, load_tools
from agentrt.cli.app import app
from agentrt.events import Record, RunResumed, RunStarted, ToolCalled, ToolReturned
from agentrt.journal import read_journal
from agentrt.models import ChatModel
from agentrt.sandbox import BubblewrapSandbox
from agentrt.sandbox.gc import list_sandboxes
from agentrt.sandbox.memory_workspace import MemoryWorkspace
from agentrt.sandbox.volumes import Workspace
from agentrt.testing import RecordingServer, error
from tests.cli.conftest import PATIENCE, Command, Script, call, wait_for


def of_pid(pid: int) -> list[str]:
    """Containers of a process, once Docker has had time to remove what was closed."""
    ends = time.monotonic() + PATIENCE
    while (left := [one.id for one in list_sandboxes() if one.pid == pid]) and time.monotonic() < ends:
        time.sleep(0.2)
    return left


def workspace_of(journal: Path) -> Workspace:
    header = read_journal(journal)[0][0]
    assert isinstance(header, RunStarted)
    assert header.sandbox is not None
    return Workspace(str(header.sandbox["workspace"]))


def last_result(journal: Path) -> str:
    results = [one for one in read_journal(journal)[0] if isinstance(one, ToolReturned)]
    return str(results[-1].message.content)


def test_a_run_without_tools_is_shown_recorded_and_ends_with_0(agentrt: Command) -> None:
    with RecordingServer(["It scatters blue light most."]) as server:
        done = agentrt("run", "Why is the sky blue?", "--tools", "none", "--url", server.url, "--model", "any")
    assert done.returncode == 0, done.stderr
    assert "It scatters blue light most." in done.stdout
    assert "completed: 1 steps" in done.stdout
    (journal,) = (agentrt.folder / "state" / "agentrt" / "runs").glob("*.jsonl")
    assert isinstance(read_journal(journal)[0][0], RunStarted)


def test_json_is_one_object_and_settings_reach_the_server(agentrt: Command) -> None:
    with RecordingServer(["42"]) as server:
        options = [
            "--tools",
            "none",
            "--json",
            "--temperature",
            "0.5",
            "--max-tokens",
            "9",
            "--instructions",
            "Be terse.",
        ]
        done = agentrt("run", "-", *options, said="What is it?", AGENTRT_URL=server.url, AGENTRT_MODEL="any")
        (request,) = server.requests
    said = json.loads(done.stdout)
    assert (said["status"], said["answer"], said["steps"]) == ("completed", "42", 1)
    assert said["usage"]["prompt_tokens"] == 12
    assert [one["content"] for one in request.messages] == ["Be terse.", "What is it?"]
    assert (request.json["temperature"], request.json["max_tokens"]) == (0.5, 9)


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        (["--tools", "no_such_pack", "--url", "http://127.0.0.1:9/v1", "--model", "m"], "no tool pack 'no_such_pack'"),
        (["--tools", "none", "--url", "http://127.0.0.1:9/v1"], "--model NAME"),
        (["--tools", "none", "--model", "no-such-weights"], "No weights called 'no-such-weights'"),
        (
            ["--tools", "none", "--effort", "furious", "--url", "http://127.0.0.1:9/v1", "--model", "m"],
            "--effort furious",
        ),
        (["--sandbox", "no-such-image", "--url", "http://127.0.0.1:9/v1", "--model", "m"], "no-such-image"),
        (["--steps", "0", "--tools", "none", "--url", "http://127.0.0.1:9/v1", "--model", "m"], "--steps 0"),
    ],
)
def test_what_cannot_be_meant_ends_with_2_and_says_what_to_do(arguments: list[str], told: str) -> None:
    done = CliRunner().invoke(app, ["run", "Go.", *arguments])
    assert done.exit_code == 2
    assert told in done.stderr


def test_a_server_that_refuses_ends_the_run_with_1(agentrt: Command) -> None:
    with RecordingServer([error(400, "no such parameter")]) as server:
        done = agentrt("run", "Go.", "--tools", "none", "--url", server.url, "--model", "any", "--json")
    said = json.loads(done.stdout)
    assert (done.returncode, said["status"]) == (1, "failed")
    assert "no such parameter" in said["reason"]


def test_tools_work_in_a_container_and_a_completed_run_leaves_nothing(
    agentrt: Command, docker_engine: DockerClient
) -> None:
    journal = agentrt.folder / "run.jsonl"
    script: Script = [
        call("bash", "Write it first.", command="echo 6 >n.txt; id -u"),
        call("python", "Now read it.", code="int(open('n.txt').read()) * 7"),
        "It is 42.",
    ]
    with RecordingServer(script) as server:
        process = agentrt.start("run", "6 * 7?", "--url", server.url, "--model", "any", "--journal", str(journal))
        done = agentrt.ended(process)
        assert done.returncode == 0, done.stderr
        second, third = (server.requests[number].messages for number in (1, 2))
    assert second[-1]["content"] == "1000"
    assert third[-1]["content"] == "42"
    assert [one.get("reasoning") for one in third if one["role"] == "assistant"] == ["Write it first.", "Now read it."]
    for shown in ("Write it first.", "▸ bash echo 6 >n.txt; id -u", "  │ 42", "It is 42."):
        assert shown in done.stdout
    assert not of_pid(process.pid)
    assert not workspace_of(journal).exists()


def test_a_human_who_is_asked_can_refuse(agentrt: Command, docker_engine: DockerClient) -> None:
    with RecordingServer([call("bash", command="rm -rf ."), "Then not."]) as server:
        options = ["--ask", "--tools", "bash", "--url", server.url, "--model", "any", "--json"]
        done = agentrt("run", "Clean up.", *options, said="n\n")
        refused = server.requests[1].messages[-1]["content"]
    assert done.returncode == 0, done.stderr
    assert 'Run bash {"command": "rm -rf ."}?' in done.stderr
    assert "not allowed" in refused
    assert json.loads(done.stdout[done.stdout.index('{"run_id') :])["faults"] == {"denied": 1}


def test_a_limit_ends_with_3_and_resume_goes_on_with_the_files(agentrt: Command, docker_engine: DockerClient) -> None:
    journal = agentrt.folder / "run.jsonl"
    script: Script = [call("bash", command="echo kept >a.txt"), call("bash", command="cat a.txt"), "Kept."]
    with RecordingServer(script) as server:
        options = ["--tools", "bash", "--url", server.url, "--model", "any", "--journal", str(journal)]
        first = agentrt("run", "Go.", *options, "--steps", "1")
        assert first.returncode == 3, first.stderr
        assert f"agentrt resume {journal}" in first.stderr
        assert workspace_of(journal).exists()
        second = agentrt("resume", str(journal), "--steps", "5", "--json")
    assert second.returncode == 0, second.stderr
    assert json.loads(second.stdout)["answer"] == "Kept."
    assert last_result(journal) == "kept"
    assert not workspace_of(journal).exists()
    again = agentrt("resume", str(journal), "--json")  # the server is gone: nothing is asked of it
    assert (again.returncode, json.loads(again.stdout)["answer"]) == (0, "Kept.")


@pytest.mark.skipif(shutil.which("bwrap") is None or os.geteuid() != 0, reason="bubblewrap needs root and bwrap")
def test_a_run_of_python_in_bubblewrap_is_resumed_from_the_shell(agentrt: Command) -> None:
    journal, workspace = agentrt.folder / "run.jsonl", MemoryWorkspace(f"test-{uuid.uuid4().hex[:8]}")
    script: Script = [call("bash", command="echo kept >a.txt"), call("bash", command="cat a.txt"), "Kept."]

    async def first(url: str) -> None:
        model = ChatModel(url, model="any")
        async with BubblewrapSandbox("python", workspace=workspace.name) as box, aclosing(model):
            agent = Agent(model, load_tools("bash", sandbox=box), limits=Limits(steps=1), sandbox=box)
            assert (await agent.run("Go.", journal=journal)).status == "limit"

    with RecordingServer(script) as server:
        anyio.run(first, server.url)
        assert workspace.exists()
        done = agentrt("resume", str(journal), "--steps", "5", "--json")
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["answer"] == "Kept."
    assert last_result(journal) == "kept"
    assert not workspace.exists()
    assert not workspace.folder.exists()


def begun(record: Record) -> bool:
    return isinstance(record, ToolCalled) and "sleep" in record.arguments


@pytest.mark.parametrize("how", [signal.SIGINT, signal.SIGKILL], ids=["ctrl-c", "kill -9"])
def test_a_run_that_is_stopped_in_mid_call_can_be_gone_on_with(
    agentrt: Command, docker_engine: DockerClient, how: signal.Signals
) -> None:
    journal = agentrt.folder / "run.jsonl"
    script: Script = [
        call("bash", "Leave a mark.", command="echo here >a.txt"),
        call("bash", "Now wait.", command="sleep 3600"),
        call("bash", "Look.", command="cat a.txt"),
        "Still here.",
    ]
    with RecordingServer(script) as server:
        options = ["--tools", "bash", "--url", server.url, "--model", "any", "--journal", str(journal)]
        process = agentrt.start("run", "Go.", *options)
        wait_for(journal, begun, process)
        process.send_signal(how)
        stopped = agentrt.ended(process)
        assert stopped.returncode == (130 if how == signal.SIGINT else -signal.SIGKILL), stopped.stderr
        assert not of_pid(process.pid)
        assert workspace_of(journal).exists()
        if how == signal.SIGINT:
            assert "cancelled" in stopped.stdout
            assert f"agentrt resume {journal}" in stopped.stderr
        resumed = agentrt("resume", str(journal))
        assert resumed.returncode == 0, resumed.stderr
        told = server.requests[2].messages
    assert "Still here." in resumed.stdout
    assert last_result(journal) == "here"
    results = [one["content"] for one in told if one["role"] == "tool"]
    assert "was stopped" in results[1] if how == signal.SIGINT else "interrupted by a crash" in results[1]
    notes = [one for one in read_journal(journal)[0] if isinstance(one, RunResumed)]
    assert "the shell session" in notes[0].lost_sessions[0]
    assert not workspace_of(journal).exists()


def test_files_that_are_gone_are_an_error_not_an_empty_folder(agentrt: Command, docker_engine: DockerClient) -> None:
    journal = agentrt.folder / "run.jsonl"
    with RecordingServer([call("bash", command="echo 1 >a.txt")]) as server:
        options = ["--tools", "bash", "--url", server.url, "--model", "any", "--journal", str(journal)]
        assert agentrt("run", "Go.", *options, "--steps", "1").returncode == 3
        workspace_of(journal).erase()
        done = agentrt("resume", str(journal), "--steps", "5")
    assert done.returncode == 1
    assert "files of this run are gone" in done.stderr


def test_what_is_no_record_cannot_be_resumed(agentrt: Command) -> None:
    file = agentrt.folder / "notes.txt"
    file.write_text("not a run\n")
    done = agentrt("resume", str(file))
    assert done.returncode == 1
    assert "notes.txt" in done.stderr
    assert agentrt("resume", "no-such-file.jsonl").returncode == 2


def test_help_is_light() -> None:
    """What costs time is imported by the command that needs it; in particular, neither pydantic nor Docker."""
    code = (
        "import sys; from agentrt.cli.app import app\n"
        "print([name for name in ('pydantic', 'anyio', 'docker', 'httpx2', 'xllamacpp', 'playwright', 'asyncio')"
        " if name in sys.modules])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"

"""The journal: what it holds, what it refuses, and that a run killed at any byte goes on."""

from __future__ import annotations

import random
import signal
import subprocess
import sys
import time
from collections import Counter
from collections.abc import Sequence
from pathlib import Path

import pytest

from agentrt import Agent, AssistantMessage, Run, ToolCall, ToolMessage, tool
from agentrt.conversation import text_of
from agentrt.errors import JournalError
from agentrt.events import RunResumed, ToolCalled, ToolReturned
from agentrt.journal import Journal, read_journal
from agentrt.models.scripted import ScriptedModel

SCRIPT = Path(__file__).parent / "crashing_run.py"


@tool
async def add(a: int, b: int) -> int:
    """Add two numbers."""
    return a + b


def adding(model_replies: int = 1) -> Agent:
    call = AssistantMessage(tool_calls=(ToolCall(id="1", name="add", arguments='{"a": 1, "b": 2}'),), reasoning="Sum.")
    return Agent(ScriptedModel([call] * model_replies + ["3"]), [add])


async def finished(path: Path) -> Run:
    return await adding().run("Go.", journal=path)


async def test_a_run_is_a_fold_over_its_journal(tmp_path: Path) -> None:
    run = await finished(tmp_path / "folder" / "run.jsonl")
    records, torn = read_journal(tmp_path / "folder" / "run.jsonl")
    again = Run.of(records, run.journal)
    assert torn == 0
    assert again == run
    assert [record.type for record in records] == [
        "run_started",
        "model_called",
        "reply_received",
        "tool_called",
        "tool_returned",
        "model_called",
        "reply_received",
        "run_ended",
    ]


async def test_a_completed_run_is_returned_as_it_is(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    run = await finished(path)
    before = path.read_bytes()
    assert await adding().resume(path) == run
    assert path.read_bytes() == before


async def test_cut_at_every_byte_it_resumes_to_the_same_end(tmp_path: Path) -> None:
    """Every prefix of a journal is what a kill may leave behind."""
    whole = tmp_path / "whole.jsonl"
    run = await finished(whole)
    data = whole.read_bytes()
    header = data.index(b"\n") + 1
    for length in range(header, len(data), 7):
        path = tmp_path / "cut.jsonl"
        path.write_bytes(data[:length])
        steps_done = len(Run.of(read_journal(path)[0]).conversation.steps)
        resumed = await adding(1 - min(1, steps_done)).resume(path)
        assert resumed.status == "completed"
        replies = [message for message in resumed.conversation.messages if isinstance(message, AssistantMessage)]
        assert [reply.reasoning for reply in replies] == ["Sum.", None]
        resumed_of = [record for record in read_journal(path)[0] if isinstance(record, RunResumed)]
        assert len(resumed_of) == 1
        assert resumed_of[0].torn_bytes == length - (data.rindex(b"\n", 0, length) + 1)
    assert run.status == "completed"


async def test_a_journal_is_not_written_over(tmp_path: Path) -> None:
    await finished(tmp_path / "run.jsonl")
    with pytest.raises(JournalError, match="already holds a run"):
        await finished(tmp_path / "run.jsonl")


def test_two_processes_cannot_write_one_journal(tmp_path: Path) -> None:
    held = Journal.create(tmp_path / "run.jsonl")
    with pytest.raises(JournalError, match="Another process is writing"):
        Journal.create(tmp_path / "run.jsonl")
    held.close()


async def test_damage_before_the_end_is_an_error_that_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    await finished(path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(lines[0] + b'{"type": "nonsense"}\n' + b"".join(lines[2:]))
    with pytest.raises(JournalError, match="Line 2 of the journal"):
        await adding().resume(path)


@pytest.mark.parametrize("content", [b"", b"not json", b'{"type":"run_ended","status":"completed"}\n'])
async def test_a_file_without_a_header_is_no_run(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "run.jsonl"
    path.write_bytes(content)
    with pytest.raises(JournalError, match="holds no run"):
        await adding().resume(path)


async def test_resuming_needs_the_tools_of_the_run(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    await finished(path)
    with pytest.raises(JournalError, match="uses tools that this agent lacks: add"):
        await Agent(ScriptedModel(["3"])).resume(path)


async def test_a_newer_journal_is_refused(tmp_path: Path) -> None:
    path = tmp_path / "run.jsonl"
    await finished(path)
    path.write_bytes(path.read_bytes().replace(b'"version":1', b'"version":99', 1))
    with pytest.raises(JournalError, match="newer agentrt"):
        await adding().resume(path)


async def test_the_model_is_told_which_sessions_were_lost(tmp_path: Path) -> None:
    @tool(session="the shell session")
    async def shell(command: str) -> str:
        """Run a command."""
        return command

    path = tmp_path / "run.jsonl"
    call = AssistantMessage(tool_calls=(ToolCall(id="1", name="shell", arguments='{"command": "cd /tmp"}'),))
    await Agent(ScriptedModel([call, "done"]), [shell]).run("Go.", journal=path)
    lines = path.read_bytes().splitlines(keepends=True)
    path.write_bytes(b"".join(lines[:5]))  # killed after the call's result
    model = ScriptedModel(["done"])
    run = await Agent(model, [shell]).resume(path)
    assert "Lost with it: the shell session" in text_of(run.conversation.messages[-2].content)
    assert [len(turn) for turn in run.conversation.turns] == [5]


def kill_somewhere(journal: Path, effects: Path, chance: random.Random) -> bool:
    """Run the script and kill it at a random point of its progress; whether it had ended by itself."""
    process = subprocess.Popen([sys.executable, str(SCRIPT), str(journal), str(effects)], stdout=subprocess.DEVNULL)
    target = _size(journal) + _size(effects) + chance.randrange(1, 6000)
    while process.poll() is None and _size(journal) + _size(effects) < target:
        time.sleep(0.0005)
    time.sleep(chance.uniform(0, 0.002))
    process.kill()
    assert process.wait(60) in (0, -signal.SIGKILL)
    return process.returncode == 0


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0


def check_against_uninterrupted(journal: Path, effects: Path) -> None:
    lines = effects.read_text().splitlines()
    ended = Counter(lines)
    assert lines[-1] == "completed: all done"
    records, _ = read_journal(journal)
    run = Run.of(records)
    assert len(run.conversation.steps) == 13, "nothing lost, nothing doubled"
    thoughts = [reply.reasoning for reply, _ in run.conversation.steps]
    assert thoughts == [f"This is step {number}." for number in range(12)] + [None]
    intents = Counter((record.step, record.index) for record in records if isinstance(record, ToolCalled))
    returned = Counter((record.step, record.index) for record in records if isinstance(record, ToolReturned))
    assert set(returned.values()) == {1}, "one result per call"
    for reply, results in run.conversation.steps:
        assert [result.call_id for result in results] == [call.id for call in reply.tool_calls]
        for index, result in enumerate(results):
            _check_call(result, ended, intents[(_step_of(records, result), index)])


def _step_of(records: Sequence[object], wanted: ToolMessage) -> int:
    return next(one.step for one in records if isinstance(one, ToolReturned) and one.message == wanted)


def _check_call(result: ToolMessage, effects: Counter[str], intents: int) -> None:
    name, number = result.call_id.split("-")
    starts, ends = effects[f"{name} {number} starts"], effects[f"{name} {number} ends"]
    if name == "charge":
        assert starts <= 1, "a call that may not run twice did not"
        assert intents <= 1
        if result.fault == "interrupted":
            assert "interrupted by a crash" in text_of(result.content)
        else:
            assert (text_of(result.content), ends) == (f"charged {number}", 1)
    else:
        assert (text_of(result.content), result.fault) == (f"saw {number}", None)
        assert ends >= 1


def crash_until_done(folder: Path, chance: random.Random) -> int:
    """Kill and resume a run at random points until one process gets to its end; how often it was killed."""
    journal, effects = folder / "run.jsonl", folder / "effects.txt"
    effects.touch()
    kills = 0
    while not kill_somewhere(journal, effects, chance):
        kills += 1
        assert kills < 200, "it never gets to its end"
    check_against_uninterrupted(journal, effects)
    return kills


def crash_many_times(folder: Path, kills: int, chance: random.Random) -> None:
    """Runs, each killed and resumed at random points, until there were `kills` kills in all."""
    number = 0
    while kills > 0:
        number += 1
        run = folder / str(number)
        run.mkdir()
        kills -= crash_until_done(run, chance)


def test_killed_again_and_again_a_run_gets_to_the_same_end(tmp_path: Path) -> None:
    crash_many_times(tmp_path, 12, random.Random(7))


@pytest.mark.full
def test_killed_at_hundreds_of_points(tmp_path: Path) -> None:
    crash_many_times(tmp_path, 400, random.Random())

"""One attempt at a task: an agent with the environment's tools, and, in a dialogue, the task's scripted user."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import cast

from pydantic import JsonValue

from agentrt.agent import Agent
from agentrt.conversation import AssistantMessage
from agentrt.envs import Session, Task
from agentrt.envs.exchange.portable_files import system_prompt
from agentrt.envs.manifest import Language
from agentrt.envs.server import SUBMIT
from agentrt.errors import JournalError
from agentrt.journal import read_journal
from agentrt.limits import Limits
from agentrt.models.base import Model, Settings
from agentrt.run import Run


@dataclass(frozen=True)
class Attempted:
    """How an attempt ended.

    Attributes:
        run: What the agent did.
        answer: What it submitted; None for nothing.
    """

    run: Run
    answer: JsonValue


async def attempt(
    session: Session,
    task: Task,
    model: Model,
    *,
    limits: Limits,
    settings: Settings,
    language: str = "en",
    journal: Path | None = None,
) -> Attempted:
    """Let a model try a task in a session. With a journal that is there already, go on from it.

    Raises:
        PackError: There is no instruction in that language.
        JournalError: The journal cannot be read or written.
    """
    spoken = cast("Language", language)
    agent = Agent(
        model,
        session.tools(task, spoken),
        system_prompt(session.environment),
        limits=limits,
        settings=settings,
        finish=SUBMIT,
        name=task.id,
    )
    if journal is not None and _begun(journal):
        await replay(session, journal)
        run = await agent.resume(journal)
    else:
        run = await agent.run(task.instruction(spoken), journal=journal)
    return Attempted(run, session.answer if session.submitted else submitted(run))


async def replay(session: Session, journal: Path) -> None:
    """Bring a fresh session to where a journal's run was, by making its answered calls again, in their order.

    An environment's tools are deterministic, so they do what they did.
    """
    records, _ = read_journal(journal)
    run = Run.of(records, journal)
    answered = {result.call_id for _, results in run.conversation.steps for result in results}
    for reply, _ in run.conversation.steps:
        for call in reply.tool_calls:
            if call.id in answered and call.name != SUBMIT:
                await session.call(call.name, _arguments(call.arguments))
    for index, call in enumerate(run.last_reply.tool_calls if run.last_reply else ()):
        if index in run.results and call.name != SUBMIT:
            await session.call(call.name, _arguments(call.arguments))


def submitted(run: Run) -> JsonValue:
    """What a run's `submit` handed in, read from its conversation; None for nothing."""
    if not run.finished:
        return None
    for message in reversed(run.conversation.messages):
        if isinstance(message, AssistantMessage):
            for call in reversed(message.tool_calls):
                if call.name == SUBMIT:
                    return _arguments(call.arguments).get("answer")
    return None


def _begun(journal: Path) -> bool:
    try:
        return bool(read_journal(journal)[0])
    except JournalError:
        return False


def _arguments(text: str) -> dict[str, JsonValue]:
    """What a call's arguments say; nothing where they are no object, since such a call did nothing either."""
    try:
        said = json.loads(text or "{}")
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}

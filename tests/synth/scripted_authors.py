"""Authors who write what a test tells them to: attempts of files, stage by stage, each handed in."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence

from agentrt.conversation import AssistantMessage, ToolCall, UserMessage, text_of
from agentrt.models import ScriptedModel
from agentrt.models.base import Request
from agentrt.synth.general.author.workshop import HAND_IN, PLACE

Files = Mapping[str, str | None]
"""Text of each file to write, by its path in the environment; None takes it away."""
Stages = Mapping[str, Sequence[Files]]
"""For each stage, by a phrase of its prompt, what is handed in: first, second, third time."""


def author(stages: Stages, *, name: str = "scripted") -> ScriptedModel:
    """A model that writes the files of an attempt, hands them in, and goes on with the next attempt if that fails.

    What it says follows from the conversation alone, so a run that was killed can be gone on with.
    """

    def reply(request: Request) -> AssistantMessage:
        messages = request.conversation.messages
        prompt = next(text_of(one.content) for one in messages if isinstance(one, UserMessage))
        attempts = next(attempts for phrase, attempts in stages.items() if phrase in prompt)
        said = sum(isinstance(one, AssistantMessage) for one in messages)
        number, handing_in = divmod(said, 2)
        files = attempts[min(number, len(attempts) - 1)]
        calls = [(HAND_IN, {})] if handing_in else [_write(path, text) for path, text in files.items()] or [_look()]
        made = [
            ToolCall(id=f"{said}-{at}", name=tool, arguments=json.dumps(given))
            for at, (tool, given) in enumerate(calls)
        ]
        return AssistantMessage(reasoning=f"Attempt {number + 1}.", tool_calls=tuple(made))

    return ScriptedModel(reply, name=name)


def _write(path: str, text: str | None) -> tuple[str, dict[str, object]]:
    if text is None:
        return "bash", {"command": f"rm -rf {PLACE}/{path}"}
    return "create_file", {"path": f"{PLACE}/{path}", "text": text}


def _look() -> tuple[str, dict[str, object]]:
    return "bash", {"command": f"ls {PLACE}"}

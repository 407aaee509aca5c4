"""What the examples talk to: your server with `--url URL --model NAME`, else one on loopback that follows a script.

Without a server they show the machinery, at once and without weights: the replies are written down in the example.
"""

from __future__ import annotations

import argparse
import json
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from agentrt.conversation import ToolCall
from agentrt.testing import RecordingServer, Reply


@dataclass(frozen=True)
class Endpoint:
    """An OpenAI-compatible server.

    Attributes:
        url: Its address.
        model: The model's name.
        requests: What was sent to it, where it is the one on loopback.
    """

    url: str
    model: str
    requests: Sequence[Any] = ()


@contextmanager
def endpoint(script: Sequence[Reply | str], *, model: str = "qwen3-scripted") -> Iterator[Endpoint]:
    """The server that the command line names, or one that answers with `script`."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--url", help="OpenAI-compatible server, with its /v1; default: a script")
    parser.add_argument("--model", default=model, help="name of the model on the server")
    options, _ = parser.parse_known_args()
    if options.url:
        yield Endpoint(options.url, options.model)
        return
    with RecordingServer(script) as server:
        yield Endpoint(server.url, options.model, server.requests)


def call(thought: str, name: str, **arguments: Any) -> Reply:
    """A scripted reply that thinks and calls a tool."""
    return Reply(reasoning=thought, tool_calls=[ToolCall(id=f"{name}-1", name=name, arguments=json.dumps(arguments))])

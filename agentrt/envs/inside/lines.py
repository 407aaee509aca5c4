"""JSON lines with the host, over standard input and output. What the environment's own code prints goes nowhere."""

from __future__ import annotations

import contextlib
import json
import os
import sys
from collections.abc import Callable
from typing import Any

Message = dict[str, Any]
"""A JSON object: a request, whose keys depend on what is to be done ("do"), or its reply."""


def take_streams() -> tuple[int, int]:
    """Take standard input and output for the host alone: from here on, whoever prints or reads finds nothing there.

    Returns:
        File descriptors of what the host writes, and of what it reads.
    """
    taken = os.dup(0), os.dup(1)
    null = os.open(os.devnull, os.O_RDWR)
    for standard in (0, 1, 2):
        os.dup2(null, standard)
    os.close(null)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    return taken


def close_all_but(*kept: int) -> None:
    """Close every file but these, the standard ones, and what takes prints: above all, the host's line.

    For a process that was forked to run an environment's code: it must not speak to the host in another's name.
    """
    for one in set(map(int, os.listdir("/proc/self/fd"))) - {0, 1, 2, sys.stdout.fileno(), *kept}:
        with contextlib.suppress(OSError):  # the listing's own
            os.close(one)


def handle(
    answer: Callable[[Message], Message], passed_on: Callable[[bytes], tuple[bytes, bytes] | None] | None = None
) -> None:
    """Answer one JSON object with another for as long as the host asks.

    Args:
        answer: From a request to a reply. What it raises becomes {"error": ...}.
        passed_on: From a request's line to the text of its reply, a JSON object, and its id; or None, for `answer` to
            answer it.
    """
    source, target = take_streams()
    asked, out = os.fdopen(source, "rb", buffering=1 << 16), os.fdopen(target, "wb", buffering=1 << 16)
    for line in asked:
        given = passed_on(line) if passed_on else None
        if given is None:
            out.write(json.dumps(_answered(answer, json.loads(line)), ensure_ascii=True).encode() + b"\n")
        else:
            reply, number = given
            out.write(reply.rstrip().removesuffix(b"}") + b', "id": ' + number + b"}\n")
        out.flush()


def _answered(answer: Callable[[Message], Message], request: Message) -> Message:
    try:
        reply = answer(request)
    except Exception as error:
        reply = {"error": f"{type(error).__name__}: {error}"[:4000]}
    reply["id"] = request.get("id")
    return reply

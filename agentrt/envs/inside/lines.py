"""JSON lines with the host, over standard input and output. What the environment's own code prints goes nowhere."""

from __future__ import annotations

import json
import os
import sys


def handle(answer):
    """Answer one JSON object with another for as long as the host asks.

    Args:
        answer: From a request to a reply. What it raises becomes {"error": ...}.
    """
    out = os.fdopen(os.dup(1), "wb", buffering=1 << 16)
    null = os.open(os.devnull, os.O_WRONLY)
    os.dup2(null, 1)
    os.dup2(null, 2)
    asked = os.fdopen(os.dup(0), "rb", buffering=1 << 16)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.stdout = sys.stderr = open(os.devnull, "w")  # noqa: SIM115 - for as long as the process lives
    for line in asked:
        request = json.loads(line)
        try:
            reply = answer(request)
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:4000]}
        reply["id"] = request.get("id")
        out.write(json.dumps(reply, ensure_ascii=True).encode() + b"\n")
        out.flush()

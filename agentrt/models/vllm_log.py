"""What vLLM's log says: how far a start is, and why it failed."""

from __future__ import annotations

import re
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

Phase = Literal["prepare", "download", "load", "compile", "ready", "restart"]
_TAIL = 200_000
"""Bytes at the end of a log that are looked at."""


@dataclass(frozen=True, slots=True)
class Diagnosis:
    """A known failure: what it is, what to do about it, and the line that gave it away."""

    cause: str
    advice: str
    line: str


_PHASES: tuple[tuple[Phase, str], ...] = (
    ("compile", r"torch\.compile takes|Compiling a graph|Dynamo bytecode|Capturing CUDA graph|Graph capturing"),
    ("load", r"Starting to load model|Loading safetensors|Loading weights|Loading pt checkpoint"),
    ("download", r"Downloading|Fetching \d+ files|Time spent downloading"),
)
_FAILURES: tuple[tuple[str, str, str], ...] = (
    (
        r"No module named '?vllm'?\b",
        "the interpreter has no vLLM.",
        "Name one that has with VLLMServer(python=...) or AGENTRT_VLLM_PYTHON, or make one with scripts/setup vllm.",
    ),
    (
        r"OutOfMemoryError|CUDA out of memory|HIP out of memory|Free memory on device.*less than desired",
        "a GPU has too little free memory.",
        "See what else runs on it (nvidia-smi), lower gpu_share, shorten the context, or take more GPUs.",
    ),
    (
        r"No available memory for the cache blocks|larger than the maximum number of tokens that can be stored"
        r"|KV cache.{0,80}larger than the available|estimated maximum model length",
        "the cache of one whole conversation does not fit beside the weights.",
        "Shorten the context (context=...), raise gpu_share, or take more GPUs.",
    ),
    (
        r"address already in use|Errno 98",
        "the port is taken.",
        "Name another port, or none for a free one.",
    ),
    (
        r"Cannot find any model weights|no file named.*(safetensors|bin)|model weights.*not found",
        "the folder has no weights.",
        "They are files named *.safetensors beside config.json; an interrupted download lacks some.",
    ),
    (
        r"not a (local folder|valid model identifier)|Repository Not Found|RepositoryNotFoundError|Invalid repository",
        "there is no such model.",
        "Check its name, or name a folder that holds it; a gated one needs HF_TOKEN.",
    ),
    (
        r"architectures? .{0,200}(not supported|are not supported)|Unrecognized model",
        "this vLLM does not know the model's architecture.",
        "A newer vLLM may: name its interpreter with VLLMServer(python=...).",
    ),
    (
        r"LocalEntryNotFoundError|outgoing traffic has been disabled|couldn't connect to|Max retries exceeded",
        "the model's files are not on this machine, and the hub cannot be reached.",
        "Check the network, or name a folder that holds the model.",
    ),
    (
        r"Engine core initialization failed.*|unrecognized arguments: .*",
        "vLLM refused to start as asked.",
        "The log says more; arguments of yours go through VLLMServer(arguments=...).",
    ),
)


def tail(path: Path, offset: int = 0) -> list[str]:
    """The last lines of a log that were written after `offset`, progress bars as lines of their own."""
    try:
        with path.open("rb") as file:
            end = file.seek(0, 2)
            file.seek(max(offset, end - _TAIL))
            return re.split(r"[\r\n]+", file.read().decode("utf-8", "replace"))
    except FileNotFoundError:
        return []


def phase_of(path: Path, offset: int, before: Phase) -> tuple[Phase, str]:
    """The phase that a start is in, and the line that says so; a start only goes forward."""
    lines = tail(path, offset)
    order = [phase for phase, _ in reversed(_PHASES)]
    for phase, pattern in _PHASES:
        if before in order and order.index(phase) <= order.index(before):
            break
        for line in reversed(lines):
            if re.search(pattern, line):
                return phase, line.strip()[:300]
    return before, ""


def diagnose(path: Path, offset: int = 0) -> Diagnosis | None:
    """The known failure that a log tells of, the first cause before what followed from it; None where none is known."""
    lines = tail(path, offset)
    for pattern, cause, advice in _FAILURES:
        for line in lines:
            if re.search(pattern, line, re.IGNORECASE):
                return Diagnosis(cause, advice, line.strip()[:500])
    return None


def last_lines(path: Path, offset: int = 0, count: int = 20) -> str:
    """The last lines of a log."""
    return "\n".join([line for line in tail(path, offset) if line.strip()][-count:])

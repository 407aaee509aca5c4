"""Which part of a data set a task belongs to: by its template, so that no kind of task is in two of them."""

from __future__ import annotations

from hashlib import sha256

from agentrt.envs.manifest import Split


def split_of(template: str) -> Split:
    """Train for eight of ten templates, validation and test for one each."""
    share = int(sha256(template.encode()).hexdigest()[:8], 16) % 10
    return "validation" if share == 8 else "test" if share == 9 else "train"

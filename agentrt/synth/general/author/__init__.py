"""Environments written by agents of this runtime; see `author.py`."""

from __future__ import annotations

from agentrt.synth.general.author.author import Authored, author_environment
from agentrt.synth.general.author.brief import Authors, Brief

__all__ = ["Authored", "Authors", "Brief", "author_environment"]

"""What every engine must survive, as one list of checks that runs against any of them.

    python -m agentrt.sandbox.conformance --engine docker

In a test suite: parametrize over `CHECKS` and `await check.run(make)`, where `make(policy)` opens a sandbox.
"""

from __future__ import annotations

from agentrt.sandbox.conformance import files, isolation, output, processes
from agentrt.sandbox.conformance.checks import ALL_NEEDS, CHECKS, Check, Make, Need, Size

__all__ = ["ALL_NEEDS", "CHECKS", "Check", "Make", "Need", "Size", "files", "isolation", "output", "processes"]

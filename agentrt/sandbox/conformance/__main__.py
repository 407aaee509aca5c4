"""Runs the checks against an engine and prints a table."""

from __future__ import annotations

import argparse
import sys
import time
from contextlib import AbstractAsyncContextManager
from importlib import import_module
from typing import Any

import anyio

from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.conformance import ALL_NEEDS, CHECKS, Check, Make
from agentrt.sandbox.policy import SandboxPolicy

ENGINES = {
    "docker": ("agentrt.sandbox.docker", "DockerSandbox", ALL_NEEDS),
    "bubblewrap": ("agentrt.sandbox.bubblewrap", "BubblewrapSandbox", ALL_NEEDS),
    "local": ("agentrt.sandbox.local", "LocalSandbox", frozenset[str]()),
}
SIZES = ("small", "full", "soak")


def maker(engine: str, image: str) -> Make:
    """What opens a sandbox of an engine."""
    module, name, _ = ENGINES[engine]
    kind: Any = getattr(import_module(module), name)

    def make(policy: SandboxPolicy) -> AbstractAsyncContextManager[Sandbox]:
        box: AbstractAsyncContextManager[Sandbox] = (
            kind(image, policy=policy) if engine != "local" else kind(policy=policy, unenforced=True)
        )
        return box

    return make


async def run(check: Check, make: Make) -> str:
    """The word "ok", or what was wrong."""
    try:
        with anyio.fail_after(900):
            await check.run(make)
    except Exception as error:
        return f"FAILED: {type(error).__name__}: {' '.join(str(error).split())[:300]}"
    return "ok"


async def report(engine: str, image: str, sizes: tuple[str, ...], only: str) -> int:
    """Run the checks one after the other; the number that failed."""
    make, offered = maker(engine, image), ENGINES[engine][2]
    failed = passed = 0
    print(f"{'row':>4}  {'size':5} {'seconds':>7}  result  check")
    for check in CHECKS:
        if check.size not in sizes or only not in check.name:
            continue
        missing = check.needs - offered
        began = time.monotonic()
        result = f"not enforced by this engine: {', '.join(sorted(missing))}" if missing else await run(check, make)
        print(f"{check.row:>4}  {check.size:5} {time.monotonic() - began:7.1f}  {result:6}  {check.title}", flush=True)
        passed += result == "ok"
        failed += result.startswith("FAILED")
    print(f"{engine}: {passed} hold, {failed} do not")
    return failed


def main() -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m agentrt.sandbox.conformance", description=__doc__)
    parser.add_argument("--engine", choices=list(ENGINES), default="docker")
    parser.add_argument("--image", default="python")
    parser.add_argument("--size", choices=SIZES, default="small", help="the largest size to run")
    parser.add_argument("--only", default="", help="only checks whose name contains this")
    chosen = parser.parse_args()
    sizes = SIZES[: SIZES.index(chosen.size) + 1]
    sys.exit(1 if anyio.run(report, chosen.engine, chosen.image, sizes, chosen.only) else 0)


if __name__ == "__main__":
    main()

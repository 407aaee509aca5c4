"""Several domains' packs at once, each made by a process of its own.

for report in synthesise_all(["library", "travel"], Settings(tasks=100), Path("packs"), jobs=2):
    print(report.domain, report.accepted)
"""

from __future__ import annotations

import multiprocessing
import os
import signal
import sys
from collections.abc import Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from multiprocessing.context import SpawnProcess
from pathlib import Path
from typing import Any

from agentrt.errors import AgentrtError, PackError, single
from agentrt.synth.general.domains import load_domain
from agentrt.synth.general.synthesis import DomainReport, Progress, Settings, synthesise

PATIENCE = 20.0
"""Seconds that a process is given to stop its sandbox, before it is killed."""


def cores() -> int:
    """Processors that this process may use."""
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


def synthesise_all(
    names: Sequence[str], settings: Settings, out: Path, *, jobs: int, progress: Progress | None = None
) -> Iterator[DomainReport]:
    """Make the packs of some domains; what is made does not depend on how many at once.

    Whoever stops listening, or is interrupted, stops all; each goes on the next time where it was.

    Args:
        names: The domains.
        settings: What they are made with.
        out: Folder for the packs.
        jobs: Most processes at once. With one, all is done in this process.
        progress: Told how far each is.

    Yields:
        Each domain's report as soon as its pack is whole.

    Raises:
        PackError: No task of a domain passed every gate, or its process died.
    """
    out.mkdir(parents=True, exist_ok=True)
    if jobs == 1 or len(names) == 1:
        for name in names:
            yield synthesise(load_domain(name), settings, out, progress)
        return
    left, at_work = list(names), dict[Connection, tuple[str, SpawnProcess]]()
    try:
        while left or at_work:
            while left and len(at_work) < jobs:
                name = left.pop(0)
                here, process = _started(name, settings, out)
                at_work[here] = (name, process)
            ready = wait(list(at_work))
            for here in [one for one in at_work if one in ready]:
                name, process = at_work[here]
                report = _heard(here, name, progress)
                if report is not None:
                    process.join()
                    del at_work[here]
                    here.close()
                    yield report
    finally:
        _stop([process for _, process in at_work.values()])
        for here in at_work:
            here.close()


def _started(name: str, settings: Settings, out: Path) -> tuple[Connection, SpawnProcess]:
    context = multiprocessing.get_context("spawn")
    here, there = context.Pipe(duplex=False)
    process = context.Process(target=_work, args=(name, settings.model_dump(mode="json"), str(out), there), daemon=True)
    process.start()
    there.close()
    return here, process


def _heard(here: Connection, name: str, progress: Progress | None) -> DomainReport | None:
    """Take in one message; the report, when it is that."""
    try:
        message: dict[str, Any] = here.recv()
    except EOFError:
        raise PackError(f"{name}: the process that made it died; the same command goes on where it was.") from None
    if "failed" in message:
        raise PackError(message["failed"])
    if "report" in message:
        return DomainReport.model_validate_json(message["report"])
    if progress is not None:
        progress(name, message["done"], message["wanted"])
    return None


def _stop(processes: list[SpawnProcess]) -> None:
    """Interrupt processes, as Ctrl-C would, and wait until their sandboxes are gone."""
    for one in processes:
        if one.pid is not None and one.is_alive():
            with suppress(ProcessLookupError):
                os.kill(one.pid, signal.SIGINT)
    for one in processes:
        one.join(PATIENCE)
        if one.is_alive():
            one.kill()
            one.join()


def _work(name: str, settings: dict[str, Any], out: str, there: Connection) -> None:
    """Make one domain's pack, in a process that Ctrl-C does not reach: who started it hands that on, once."""
    os.setpgid(0, 0)
    signal.signal(signal.SIGINT, signal.default_int_handler)  # a script's background job has it ignored

    def told(_name: str, done: int, wanted: int) -> None:
        try:
            there.send({"done": done, "wanted": wanted})
        except BrokenPipeError:  # who started it is gone, and cannot say so any more
            os.kill(os.getpid(), signal.SIGINT)

    try:
        report = synthesise(load_domain(name), Settings.model_validate(settings), Path(out), told)
        there.send({"report": report.model_dump_json()})
    except (KeyboardInterrupt, BrokenPipeError):
        sys.exit(130)  # nobody waits for a trace; what is to be cleared away when a process ends still is
    except Exception as error:
        cause = single(error)
        if not isinstance(cause, AgentrtError):
            raise
        there.send({"failed": str(cause)})

"""The host's side of the probe runner: one sandbox a pack, in which every job gets a fresh process.

async with ProbeRunner(environment, answers={}) as runner:
    plays = await runner.play("solve", sources=[task.solution])
    verdicts = await runner.judge("score", source=task.verify, probes=[...])
"""

from __future__ import annotations

from collections.abc import Iterable
from contextlib import AsyncExitStack
from importlib.resources import as_file, files
from types import TracebackType
from typing import Any, Self

from pydantic import JsonValue

from agentrt.envs.environment import Environment
from agentrt.envs.inside_process import PLACE, InsideProcess
from agentrt.envs.server import new_sandbox
from agentrt.errors import PackError, SandboxError
from agentrt.sandbox.base import Sandbox

VARIANTS: tuple[dict[str, str], ...] = (
    {"PYTHONHASHSEED": "0", "TZ": "UTC", "cwd": "/"},
    {"PYTHONHASHSEED": "1", "TZ": "Asia/Shanghai", "cwd": "/tmp"},  # noqa: S108 - a folder of the sandbox's
    {"PYTHONHASHSEED": "4242", "TZ": "America/St_Johns", "cwd": "/workspace"},
)
"""What differs between the interpreters that a solution is proved in: order of sets, time zone, folder."""

Reply = dict[str, Any]


class ProbeFailed(SandboxError):
    """A job could not be done: its process died, took too long, or raised. The message says which."""


class ProbeRunner:
    """Plays and judges an environment in one sandbox.

    Args:
        environment: The environment.
        answers: Answers that probes may name, sent once.
        variants: How many interpreters, each another of `VARIANTS`.
        sandbox: Where to run, open; None: one is made for it, and closed with it.

    Attributes:
        tools: Its tools as an agent is told of them.
        initial: Digest of the state that everything begins with.
        keys: Primary key of each table.
    """

    def __init__(
        self,
        environment: Environment,
        *,
        answers: dict[str, JsonValue] | None = None,
        variants: int = 1,
        sandbox: Sandbox | None = None,
    ) -> None:
        self.environment, self._answers, self._variants, self._box = environment, answers or {}, variants, sandbox
        self._stack = AsyncExitStack()
        self._interpreters: list[InsideProcess] = []
        self.tools: list[dict[str, Any]] = []
        self.initial = ""
        self.keys: dict[str, tuple[str, ...]] = {}

    async def __aenter__(self) -> Self:
        async with AsyncExitStack() as stack:
            box = self._box if self._box is not None else await stack.enter_async_context(new_sandbox())
            with as_file(files("agentrt.envs.inside")) as folder:
                await box.upload(folder, f"{PLACE}/probe")
            for variant in VARIANTS[: self._variants]:
                await self._start(stack, box, variant)
            self._stack = stack.pop_all()
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        await self._stack.aclose()

    async def _start(self, stack: AsyncExitStack, box: Sandbox, variant: dict[str, str]) -> None:
        # Not -I: it would take no notice of PYTHONHASHSEED.
        command = ["python3", "-s", "-S", "-B", f"{PLACE}/probe/probe.py"]
        env = {"PYTHONHASHSEED": variant["PYTHONHASHSEED"], "TZ": variant["TZ"]}
        process = await stack.enter_async_context(await box.start(command, env=env, cwd=variant["cwd"]))
        interpreter = InsideProcess(process, f"The probes of {self.environment.name!r}")
        manifest = self.environment.manifest
        told = await interpreter.ask(
            "load",
            schema=self.environment.schema,
            tables=self.environment.tables,
            functions=self.environment.functions,
            today=manifest.today.isoformat(),
            result_bytes=manifest.limits.result_bytes,
            call_seconds=manifest.limits.call_seconds,
            answers=self._answers,
        )
        if "failed" in told:
            raise PackError(f"{self.environment.root / 'functions.py'}: {told['failed']}")
        loaded: Any = told
        self.tools, self.initial = loaded["tools"], loaded["digest"]
        self.keys = {name: tuple(key) for name, key in loaded["keys"].items()}
        self._interpreters.append(interpreter)

    async def play(self, do: str, *, variant: int = 0, seconds: float = 60.0, **values: object) -> list[Reply]:
        """Do a job of `playing.py`: "solve", "wrong", "calls", "random" or "fuzz".

        Raises:
            ProbeFailed: It could not be done.
            SandboxLost: The sandbox died.
        """
        reply = await self._asked(do, "play", variant, seconds, values)
        results: list[Reply] = reply["results"]
        return results

    async def judge(self, do: str, *, variant: int = 0, seconds: float = 60.0, **values: object) -> Reply:
        """Do a job of `judging.py`: "score". Verdicts are under "results", what became of mutants under "mutants".

        Raises:
            ProbeFailed: It could not be done.
            SandboxLost: The sandbox died.
        """
        return await self._asked(do, "judge", variant, seconds, values)

    async def _asked(self, do: str, to: str, variant: int, seconds: float, values: dict[str, object]) -> Reply:
        interpreter = self._interpreters[variant]
        reply: Reply = await interpreter.ask(do, to=to, limit=seconds, seconds=seconds + 10, **values)
        if "failed" in reply:
            raise ProbeFailed(str(reply["failed"])[:2000])
        return reply

    async def forget(self, keep: Iterable[str] = ()) -> None:
        """Let go of the states that plays left, except for some digests."""
        await self._interpreters[0].ask("forget", keep=[*keep])

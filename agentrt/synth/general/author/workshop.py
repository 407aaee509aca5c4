"""Where an author works: a sandbox with the environment's files, tools to write them, and a way to hand them in."""

from __future__ import annotations

import shutil
import tempfile
from collections.abc import AsyncGenerator, Awaitable, Callable, Sequence
from contextlib import asynccontextmanager
from pathlib import Path

from agentrt.catalogue import load_tools
from agentrt.errors import SandboxError, ToolError
from agentrt.sandbox.base import Sandbox
from agentrt.synth.general.author.judge import Judgement
from agentrt.tool import Tool, tool

PLACE = "/workspace/environment"
"""The environment's folder, inside."""
MOST_BYTES = 64 << 20
"""Largest environment that is taken out of the sandbox."""
HAND_IN = "hand_in"

Judge = Callable[[Path], Awaitable[Judgement]]


class Workshop:
    """An author's sandbox.

    Args:
        box: The sandbox, open.
        name: Name of the environment.
        judge: Judges what is handed in, and keeps it.
    """

    def __init__(self, box: Sandbox, name: str, judge: Judge) -> None:
        self.box, self._name, self._judge = box, name, judge

    async def furnish(self, pack: Path, *, without: Sequence[str] = ()) -> None:
        """Put an environment's files there in the place of what is there.

        Args:
            pack: The environment's folder.
            without: Glob patterns of what is left out: what this author may not see.
        """
        with tempfile.TemporaryDirectory(prefix="agentrt-author-") as folder:
            staged = Path(folder) / "environment"
            shutil.copytree(pack, staged, ignore=shutil.ignore_patterns("quality.json", "__pycache__"))
            for pattern in without:
                for hidden in list(staged.glob(pattern)):
                    shutil.rmtree(hidden) if hidden.is_dir() else hidden.unlink()
            await self.box.exec(["rm", "-rf", PLACE])
            await self.box.upload(staged, PLACE)

    async def furnished(self) -> bool:
        """Whether an environment's files are there, from before a crash."""
        return (await self.box.exec(["test", "-e", f"{PLACE}/environment.toml"])).ok

    @asynccontextmanager
    async def taken_out(self) -> AsyncGenerator[Path, None]:
        """A copy of the files as they are now, for as long as the block lasts.

        Raises:
            ToolError: There are none, they are too large, or they hold what no environment may (links that lead out,
                devices); in words for the author.
        """
        with tempfile.TemporaryDirectory(prefix="agentrt-author-") as folder:
            target = Path(folder) / self._name
            try:
                await self.box.download(PLACE, target, limit=MOST_BYTES)
            except SandboxError as error:
                raise ToolError(f"{PLACE} could not be taken: {error}") from None
            for litter in [*target.rglob("__pycache__"), target / "quality.json"]:  # proofs are made here, not there
                if litter.is_dir() and not litter.is_symlink():
                    shutil.rmtree(litter)
                else:
                    litter.unlink(missing_ok=True)
            if link := next((one for one in target.rglob("*") if one.is_symlink()), None):
                raise ToolError(f"{link.relative_to(target)} is a link; an environment holds files only.")
            yield target

    def tools(self, more: Sequence[Tool] = ()) -> list[Tool]:
        """What the author may call: a shell, an editor, what is handed in here, and `hand_in`, which ends the run."""

        @tool(name=HAND_IN, concurrent=False, idempotent=True, timeout=3600)
        async def hand_in() -> str:
            """Have the environment judged as it is now. Says what is wrong with it; ends your work when nothing is."""
            async with self.taken_out() as pack:
                judgement = await self._judge(pack)
            if not judgement.accepted:
                raise ToolError(judgement.report)
            return judgement.report

        return [*load_tools("bash", "edit", sandbox=self.box), *more, hand_in]

"""A command-line run whose tools read in a browser. Imported when `agentrt search` runs."""

from __future__ import annotations

from collections.abc import AsyncIterator
from contextlib import AsyncExitStack, asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path

from agentrt.agent import Agent
from agentrt.catalogue import load_tools
from agentrt.cli.drive import Session
from agentrt.context import ContextPolicy
from agentrt.errors import ConfigurationError
from agentrt.web import Browser, GuardRules, Site, Tape, index_folder, record_to, replay_from
from agentrt.web.site import default_index


@dataclass(frozen=True)
class Reading:
    """What a run may read, and how.

    Attributes:
        folder: Documents to search instead of the web.
        engines: Names of search engines.
        allow_private: Hosts on private addresses that may be reached.
        record: Where to record what was read.
        replay: A recording to read from.
        window: Tokens of the model's window.
    """

    folder: Path | None = None
    engines: tuple[str, ...] = ()
    allow_private: tuple[str, ...] = ()
    record: Path | None = None
    replay: Path | None = None
    window: int = 32_000

    def check(self) -> None:
        """Makes sure that the parts fit together.

        Raises:
            ConfigurationError: They do not.
        """
        if self.folder is not None and self.engines:
            raise ConfigurationError("Give --folder or --engine, not both.")
        if self.record is not None and self.replay is not None:
            raise ConfigurationError("Give --record or --replay, not both.")
        if self.folder is not None and (self.record or self.replay):
            raise ConfigurationError(
                "A recording holds addresses, and --folder is served at another each time. Serve it at a fixed one: "
                "agentrt web serve FOLDER --port 8080, then --engine site:http://127.0.0.1:8080 "
                "--allow-private 127.0.0.1:8080."
            )

    def tape(self) -> Tape | None:
        """The recording to make or to replay."""
        if self.record is not None:
            return record_to(self.record)
        return replay_from(self.replay) if self.replay is not None else None


@dataclass
class Research(Session):
    """A run with the search tools in a browser session of its own.

    Attributes:
        reading: What it may read.
    """

    reading: Reading = field(default_factory=Reading)

    @asynccontextmanager
    async def opened(self) -> AsyncIterator[Agent]:
        """The agent, its browser up. asyncio only."""
        async with AsyncExitStack() as stack:
            stack.push_async_callback(self.model.aclose)
            engines, rules = await self._engines(stack)
            tape = self.reading.tape()
            if tape is not None:
                stack.callback(tape.close)
            browser = await stack.enter_async_context(Browser())
            session = await stack.enter_async_context(browser.session(rules, tape=tape))
            options = {"engines": engines, "tokens": max(600, min(4000, self.reading.window // 8))}
            yield Agent(
                self.model,
                load_tools(*self.packs, browser=session, options={"search": options}),
                self.instructions,
                limits=self.limits,
                settings=self.settings,
                context=ContextPolicy(window=self.reading.window, prune={"open": 200, "search": 200}, keep_steps=2),
            )

    async def _engines(self, stack: AsyncExitStack) -> tuple[tuple[str, ...], GuardRules]:
        folder = self.reading.folder
        if folder is None:
            engines = self.reading.engines or ("duckduckgo", "bing")
            return engines, GuardRules(allow_private=self.reading.allow_private, seconds_between=1.0)
        if not default_index(folder).exists():
            index_folder(folder)
        site = await stack.enter_async_context(Site(folder))
        return (f"site:{site.url}",), GuardRules(allow=(site.host,), allow_private=(site.host,))

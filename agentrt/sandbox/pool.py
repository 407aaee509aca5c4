"""Sandboxes made before they are needed."""

from __future__ import annotations

import logging
import os
from collections.abc import AsyncIterator, Callable
from contextlib import AsyncExitStack, asynccontextmanager
from types import TracebackType
from typing import Self

import anyio
from anyio.abc import TaskGroup

from agentrt.errors import ConfigurationError, SandboxError
from agentrt.sandbox.base import Sandbox
from agentrt.sandbox.docker import DockerSandbox
from agentrt.sandbox.policy import SandboxPolicy, Size, parse_size

log = logging.getLogger(__name__)

HEALTH_SECONDS = 2.0
TRIES = 3


class SandboxPool:
    """Keeps `size` sandboxes ready, and makes another whenever one is taken.

    A sandbox that was handed out is closed afterwards and never used again. Waiting callers are served in the order
    they came. Not more sandboxes exist at once, ready and taken together, than fit the memory.

        async with SandboxPool("python", size=4) as pool:
            async with pool.acquire() as box:
                await box.exec("true")

    Args:
        image: As for `DockerSandbox`.
        size: How many are kept ready.
        policy: As for `DockerSandbox`.
        memory: Bytes (or "16g") that all of them may take together by their limits; None: 80 % of the machine's.
        factory: Makes a sandbox that is not open yet, for another engine; None: a DockerSandbox of image and policy.

    Attributes:
        capacity: How many may exist at once.
    """

    def __init__(
        self,
        image: str = "python",
        *,
        size: int = 2,
        policy: SandboxPolicy | None = None,
        memory: Size | str | None = None,
        factory: Callable[[], Sandbox] | None = None,
    ) -> None:
        if size < 1:
            raise ConfigurationError(f"A pool of {size} sandboxes is none; size is at least 1.")
        self._make = factory or (lambda: DockerSandbox(image, policy=policy))
        each = self._make().policy.memory
        total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") * 8 // 10
        self.size = size
        self.capacity = max(1, (total if memory is None else parse_size(memory)) // each)
        self._stack = AsyncExitStack()
        self._tasks: TaskGroup | None = None
        self._tokens: dict[int, object] = {}

    async def __aenter__(self) -> Self:
        self._send, self._receive = anyio.create_memory_object_stream[Sandbox | SandboxError](0)
        self._room = anyio.CapacityLimiter(self.capacity)
        self._tasks = await self._stack.enter_async_context(anyio.create_task_group())
        for _ in range(min(self.size, self.capacity)):
            self._tasks.start_soon(self._keep_one_ready)
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        if self._tasks is not None:
            self._tasks.cancel_scope.cancel()
        await self._stack.aclose()  # not told of an error of the block: it would come out wrapped in a group
        self._send.close()
        self._receive.close()

    async def _keep_one_ready(self) -> None:
        """Make one, offer it until somebody takes it, make the next."""
        while True:
            token = object()
            await self._room.acquire_on_behalf_of(token)
            handed = False
            try:
                made = await self._create(token)
                handed = await self._offer(made)
            finally:
                if not handed:
                    self._room.release_on_behalf_of(token)

    async def _create(self, token: object) -> Sandbox | SandboxError:
        failure = SandboxError("no attempt was made")
        for attempt in range(TRIES):
            box = self._make()
            try:
                await box.__aenter__()
            except SandboxError as error:
                log.warning("a sandbox for the pool could not be made: %s", error)
                failure = error
                await anyio.sleep(0.5 * 2**attempt)
            else:
                self._tokens[id(box)] = token
                return box
        return failure

    async def _offer(self, made: Sandbox | SandboxError) -> bool:
        """Wait until it is taken; whether a sandbox was."""
        try:
            await self._send.send(made)
        except BaseException:
            if not isinstance(made, SandboxError):
                with anyio.CancelScope(shield=True):
                    await made.close()
            raise
        return not isinstance(made, SandboxError)

    @asynccontextmanager
    async def acquire(self) -> AsyncIterator[Sandbox]:
        """A fresh sandbox, closed at the end.

        Raises:
            SandboxError: None can be made; the reason is the last attempt's.
        """
        box = await self._healthy()
        try:
            yield box
        finally:
            with anyio.CancelScope(shield=True):
                await self._retire(box)

    async def _healthy(self) -> Sandbox:
        """The next that answers. One that died while it waited is replaced."""
        while True:
            made = await self._receive.receive()
            if isinstance(made, SandboxError):
                raise made
            try:
                with anyio.fail_after(HEALTH_SECONDS):
                    await made.stats()
            except (SandboxError, TimeoutError):
                log.warning("the sandbox %s of the pool has died; another is taken", made.id)
                await self._retire(made)
            except BaseException:
                with anyio.CancelScope(shield=True):
                    await self._retire(made)
                raise
            else:
                return made

    async def _retire(self, box: Sandbox) -> None:
        try:
            await box.close()
        finally:
            self._room.release_on_behalf_of(self._tokens.pop(id(box)))

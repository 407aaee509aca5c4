"""A call of a server, made again where that may help."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Awaitable, Callable
from contextlib import aclosing

import anyio

from agentrt.errors import ModelError
from agentrt.events import CallDelta, ReasoningDelta, ReplyRestarted, TextDelta
from agentrt.models.base import ModelEvent, Retrying, Step
from agentrt.models.retry import Backoff, RetryPolicy

Delta = ReasoningDelta | TextDelta | CallDelta
_MOST_TOLD = 300
"""Characters of a reason that are shown."""


class FailedAttempt(Exception):
    """One attempt failed.

    Attributes:
        error: What to raise where no other attempt is made.
        fault: "connection", "timeout", "http_503", ...
        reason: What happened, in one line.
        passes: Whether another attempt may do better.
        after: Seconds that the server asks to wait, if it does.
    """

    def __init__(
        self, error: ModelError, fault: str, reason: str = "", *, passes: bool, after: float | None = None
    ) -> None:
        super().__init__(reason or str(error))
        self.error = error
        self.fault = fault
        self.reason = " ".join(str(self).split())[:_MOST_TOLD]
        self.passes = passes
        self.after = after


async def attempts(
    attempt: Callable[[], AsyncGenerator[Delta | Step, None]],
    policy: RetryPolicy,
    *,
    replayable: bool = True,
    ready: Callable[[], Awaitable[None]] | None = None,
) -> AsyncGenerator[ModelEvent, None]:
    """Make a call until it yields its step: its deltas, word of each failure, and the step.

    Args:
        attempt: Makes the call once; raises `FailedAttempt`.
        policy: How often, and how long to wait.
        replayable: Whether a reply of which something was shown may be sampled anew.
        ready: Awaited before each further attempt.

    Raises:
        ModelError: No attempt succeeded; the error of the last one.
    """
    backoff: Backoff | None = None
    while True:
        shown = False
        try:
            async with aclosing(attempt()) as events:
                async for event in events:
                    shown = True
                    yield event
            return
        except FailedAttempt as failure:
            failed = failure
        wait = None
        if failed.passes and (replayable or not shown):
            backoff = backoff or Backoff(policy)
            wait = backoff.next(failed.after)
        if wait is None:
            raise failed.error from failed.__cause__
        yield Retrying(failed.fault, failed.reason, wait)
        if shown:
            yield ReplyRestarted(failed.reason)
        await anyio.sleep(wait)
        if ready is not None:
            await ready()

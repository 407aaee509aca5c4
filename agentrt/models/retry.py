"""When a failed model call is made again, and how long to wait before it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import TYPE_CHECKING

from agentrt.frozen import Frozen

if TYPE_CHECKING:
    from tenacity import RetryCallState

RETRIED_STATUSES = frozenset({408, 409, 425, 429})
"""Refusals that may pass; so may every 5xx."""


def may_pass(status: int) -> bool:
    """Whether a request that was answered with `status` is worth making again."""
    return status in RETRIED_STATUSES or status >= 500


class RetryPolicy(Frozen):
    """How failed calls are made again.

    Attributes:
        attempts: How often a call is made at most, the first time included.
        wait: Seconds before the second attempt; doubled for each one after it, with jitter on top.
        longest: Longest wait between two attempts, in seconds, where the server does not ask for a longer one.
        patience: Longest wait that a server's Retry-After is followed for; a longer one ends the call.
    """

    attempts: int = 6
    wait: float = 0.5
    longest: float = 30.0
    patience: float = 120.0


class Backoff:
    """Counts the attempts of one call. Made after the first failure, so that a call that succeeds pays nothing."""

    def __init__(self, policy: RetryPolicy) -> None:
        from tenacity import AsyncRetrying, RetryCallState, stop_after_attempt, wait_exponential, wait_random

        self._policy = policy
        self._stop = stop_after_attempt(policy.attempts)
        self._wait = wait_exponential(multiplier=policy.wait, max=policy.longest) + wait_random(0, policy.wait)
        self._state: RetryCallState = RetryCallState(AsyncRetrying(), None, (), {})

    def next(self, retry_after: float | None) -> float | None:
        """Seconds to wait before the next attempt; None where there is to be none.

        Args:
            retry_after: What the server asked for, in seconds.
        """
        if self._stop(self._state) or (retry_after or 0.0) > self._policy.patience:
            return None
        wait = float(self._wait(self._state))
        self._state.prepare_for_next_attempt()
        return wait if retry_after is None else retry_after


def retry_after(headers: Mapping[str, str]) -> float | None:
    """Seconds that a server asks to wait (RFC 9110, 10.2.3: seconds or a date), or None."""
    milliseconds = _number(headers.get("retry-after-ms"))
    if milliseconds is not None:
        return milliseconds / 1000
    given = headers.get("retry-after")
    seconds = _number(given)
    if seconds is not None or given is None:
        return seconds
    try:
        until = parsedate_to_datetime(given)
    except ValueError:
        return None
    return max(0.0, (until - datetime.now(until.tzinfo or UTC)).total_seconds())


def _number(text: str | None) -> float | None:
    try:
        return max(0.0, float(text)) if text else None
    except ValueError:
        return None

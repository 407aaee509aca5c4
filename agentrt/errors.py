"""Every exception agentrt raises on purpose, in one tree.

    AgentrtError
    ├── ConfigurationError        an argument, manifest or option that cannot be used as given
    │   └── PackError             a pack that is missing, malformed or asks for what it was not given
    ├── ModelError                a model call that did not end in a reply
    │   ├── ModelRequestError     the server answered, and refused
    │   ├── ModelConnectionError  the server did not answer, or the connection broke
    │   ├── ModelResponseError    the server answered with something that is no reply
    │   └── LostTraceError        the history lacks a thought that the model family needs
    ├── ToolError                 raised by a tool: its text is shown to the model
    ├── JournalError              a journal that cannot be read, written or resumed
    ├── SandboxError              the sandbox could not do its part (never: the command failed)
    │   ├── SandboxUnavailable    the engine is not there, or cannot enforce the policy
    │   └── SandboxLost           the sandbox died or broke its protocol; its processes are gone
    └── WebError                  the browser could not do its part; `agentrt.web` has kinds of it

A command that exits non-zero, a tool that fails and a reply that is malformed are *results*, not exceptions:
they are shown to the model, and the run goes on.
"""

from __future__ import annotations


class AgentrtError(Exception):
    """Base of everything agentrt raises on purpose."""


class ConfigurationError(AgentrtError):
    """An argument, a manifest or an option cannot be used as given; the message says what to change."""


class PackError(ConfigurationError):
    """A tool, environment or sandbox pack is missing, malformed, or needs something it was not given."""


class ModelError(AgentrtError):
    """A model call did not end in a reply."""


class ModelRequestError(ModelError):
    """The server answered with an error status.

    Attributes:
        status: HTTP status code.
        url: The address that was asked.
        body: What the server said, cut to a few thousand characters.
    """

    def __init__(self, message: str, *, status: int, url: str, body: str) -> None:
        super().__init__(message)
        self.status = status
        self.url = url
        self.body = body


class ModelConnectionError(ModelError):
    """The server could not be reached, went silent past the time-out, or dropped the connection."""


class ModelResponseError(ModelError):
    """The server's answer is not a reply in the protocol it is meant to speak."""


class LostTraceError(ModelError):
    """The history lacks a thought that the model family needs to be shown again; nothing was sent.

    Servers fill in an empty thought for such a message and the model silently gets worse, so agentrt refuses.
    """


class ToolError(AgentrtError):
    """Raised by a tool to tell the model, in its own words, what went wrong and what to do instead."""


class JournalError(AgentrtError):
    """A journal cannot be read, written or resumed."""


class SandboxError(AgentrtError):
    """The sandbox could not do its part. A command that exits non-zero is a result, not this."""


class SandboxUnavailable(SandboxError):
    """The engine is not there, or it cannot enforce what the policy asks; the message says what to do."""


class SandboxLost(SandboxError):
    """The sandbox died or broke its protocol; every process in it is gone."""


class WebError(AgentrtError):
    """The browser could not do its part."""


def single(error: BaseException) -> BaseException:
    """The exception in a group of one, as a task group raises it; any other as it is."""
    while isinstance(error, BaseExceptionGroup) and len(error.exceptions) == 1:
        error = error.exceptions[0]
    return error

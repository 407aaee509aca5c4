"""Did an answer's sources really get read? Held against what the run opened, never against what the model says."""

from __future__ import annotations

import re

from agentrt.conversation import Conversation, text_of

_ADDRESS = re.compile(r"https?://[^\s<>\"'`【】\[\]{}|\\^]+")
_SHOWN = re.compile(r'^<untrusted-page id="\w+" from="(https?://[^"]+)"', re.MULTILINE)
_PAGE_TOOLS = ("open", "browser_open", "browser_read")


def cited(answer: str) -> list[str]:
    """The addresses that an answer names, in order, each once."""
    found = (match.group().rstrip(".,;:!?*_)") for match in _ADDRESS.finditer(answer))
    return list(dict.fromkeys(found))


def opened(conversation: Conversation) -> list[str]:
    """The addresses of the pages that the model was shown, in order, each once.

    The fence around a page names where it came from; text inside the page cannot forge one (`agentrt.web.page.clean`).
    """
    shown = (
        address
        for message in conversation.messages
        if message.role == "tool" and message.name in _PAGE_TOOLS
        for address in _SHOWN.findall(text_of(message.content))
    )
    return list(dict.fromkeys(shown))


def unread(answer: str, conversation: Conversation) -> list[str]:
    """The addresses that an answer names and the run never opened."""
    read = {_plain(address) for address in opened(conversation)}
    return [address for address in cited(answer) if _plain(address) not in read]


def _plain(address: str) -> str:
    return address.partition("#")[0].rstrip("/").removeprefix("https://").removeprefix("http://")

"""Search and pages for agents, through a real Chromium.

    Browser, Session      one Chromium for many runs; a run's own context (browser.py, session.py)
    GuardRules            what a run may reach (guard.py, enforced by proxy.py)
    Document, Snapshot    what a model is shown (page.py, snapshot.py)
    Search                search engines behind one call (search.py)
    record_to, replay_from  a session's traffic on tape (archive.py)
    Site                  a folder of documents as a site with a search page (site.py)

asyncio only: Playwright is. Needs the extra `browser`.
"""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from agentrt.web.archive import Tape as Tape
    from agentrt.web.archive import record_to as record_to
    from agentrt.web.archive import replay_from as replay_from
    from agentrt.web.browser import Browser as Browser
    from agentrt.web.guard import Blocked as Blocked
    from agentrt.web.guard import GuardRules as GuardRules
    from agentrt.web.page import Document as Document
    from agentrt.web.search import Search as Search
    from agentrt.web.search import SearchResult as SearchResult
    from agentrt.web.session import Session as Session
    from agentrt.web.site import Site as Site
    from agentrt.web.site import index_folder as index_folder
    from agentrt.web.snapshot import Snapshot as Snapshot
    from agentrt.web.tab import PageError as PageError
    from agentrt.web.tab import StaleRef as StaleRef

_HOME = {
    "Blocked": "guard",
    "Browser": "browser",
    "Document": "page",
    "GuardRules": "guard",
    "PageError": "tab",
    "Search": "search",
    "SearchResult": "search",
    "Session": "session",
    "Site": "site",
    "Snapshot": "snapshot",
    "StaleRef": "tab",
    "Tape": "archive",
    "index_folder": "site",
    "record_to": "archive",
    "replay_from": "archive",
}

__all__ = [
    "Blocked",
    "Browser",
    "Document",
    "GuardRules",
    "PageError",
    "Search",
    "SearchResult",
    "Session",
    "Site",
    "Snapshot",
    "StaleRef",
    "Tape",
    "index_folder",
    "record_to",
    "replay_from",
]


def __getattr__(name: str) -> Any:
    if name not in _HOME:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return getattr(import_module(f"{__name__}.{_HOME[name]}"), name)

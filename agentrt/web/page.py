"""What a model is shown of a page: clean text, cut into pages of bounded size, fenced as data.

Sizes are in tokens, by any counter; without one they are estimated (`estimate_tokens`). No view is ever larger than its
budget, fence and header included.
"""

from __future__ import annotations

import bisect
import itertools
import re
import unicodedata
from collections.abc import Callable, Sequence
from urllib.parse import urlsplit

from pydantic import Field

from agentrt.errors import ConfigurationError
from agentrt.frozen import Frozen

CountTokens = Callable[[str], int]

_LEAST_BUDGET = 300
# Letters no reader sees, used to smuggle text past one: tags, bidirectional controls, zero-width, soft hyphen, fillers.
# Zero-width joiners stay, emoji and Indic scripts need them; so do variation selectors 1-16, not their supplement.
_UNSEEN = re.compile(
    "[\U000e0000-\U000e0fff\u202a-\u202e\u2066-\u2069\u200b\u200e\u200f\u2060-\u2064\u206a-\u206f\ufeff\u00ad\u115f\u1160\u3164\uffa0"
    "\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f]"
)
_SURROGATE = re.compile("[\ud800-\udfff]")
_FENCE = re.compile(r"<(/?)(untrusted-page)", re.IGNORECASE)
_LINK_NUMBER = re.compile(r"【(\d+)】")


class Document(Frozen):
    """A page, PDF or text file as it was read.

    Attributes:
        url: The address it was read from, after redirects.
        title: Its title.
        text: Clean Markdown; links are written `text【n】`.
        links: Their addresses: link n is `links[n - 1]`.
        kind: "page", "pdf" or "text".
        whole: False if only the main content was taken.
        notes: What else there is to know, for the model ("a cookie notice is left out").
        hidden_characters: How much text the page held that no reader sees; it was left out.
        hidden_ratio: The share of that in all text of the page.
    """

    url: str
    title: str = ""
    text: str = ""
    links: tuple[str, ...] = ()
    kind: str = "page"
    whole: bool = True
    notes: tuple[str, ...] = ()
    hidden_characters: int = Field(default=0, ge=0)
    hidden_ratio: float = Field(default=0.0, ge=0, le=1)

    def link(self, number: int) -> str:
        """The address of link `number`.

        Raises:
            ConfigurationError: there is no such link.
        """
        if not 1 <= number <= len(self.links):
            raise ConfigurationError(f"there is no link 【{number}】 on this page; it has {len(self.links)}")
        return self.links[number - 1]


def estimate_tokens(text: str) -> int:
    """A cautious estimate: a third of the UTF-8 bytes (English has four bytes a token, Chinese about three)."""
    return -(-len(text.encode("utf-8", "replace")) // 3)


def clean(text: str) -> str:
    """Text without letters that no reader sees, valid UTF-8, and unable to close the fence it will stand in."""
    text = _SURROGATE.sub("\ufffd", text)
    text = _UNSEEN.sub("", text)
    return _FENCE.sub(r"<\1page", text)


def unseen_characters(text: str) -> int:
    """How many invisible letters `clean` would take out."""
    return len(_UNSEEN.findall(text))


def paginate(text: str, budget: int, count: CountTokens = estimate_tokens) -> list[str]:
    """Cuts text into parts of at most `budget` tokens, at line ends where that can be; joined they are the text."""
    parts: list[str] = []
    current: list[str] = []
    size = 0
    for line in _lines(text, budget, count):
        tokens = count(line)
        if current and size + tokens > budget:
            parts.append("".join(current))
            current, size = [], 0
        current.append(line)
        size += tokens
    parts.append("".join(current))
    return [piece for part in parts for piece in _fitting(part, budget, count)]


def _lines(text: str, budget: int, count: CountTokens) -> list[str]:
    return [piece for line in text.splitlines(keepends=True) for piece in _fitting(line, budget, count)]


def _fitting(text: str, budget: int, count: CountTokens) -> list[str]:
    """Halves a text until its pieces fit: a counter need not be additive, and a line need not be short."""
    if len(text) <= 1 or count(text) <= budget:
        return [text]
    middle = len(text) // 2
    space = text.rfind(" ", middle // 2, middle) + 1
    cut = space or middle
    return _fitting(text[:cut], budget, count) + _fitting(text[cut:], budget, count)


def fence(body: str, *, label: str, secret: str, header: Sequence[str] = ()) -> str:
    """Marks text as data of a stranger's making. `secret` is drawn anew for each view, so the text cannot close it."""
    attributes = f' id="{secret}" from="{_one_line(label, 300)}"'
    head = "".join(f"{line}\n" for line in header)
    return f'<untrusted-page{attributes}>\n{body.rstrip()}\n</untrusted-page id="{secret}">\n{head}'


def parts_of(document: Document, *, budget: int, secret: str, count: CountTokens = estimate_tokens) -> list[str]:
    """The text of a document in parts, each of which fits a view of `budget` tokens.

    Raises:
        ConfigurationError: the budget is too small for any.
    """
    empty = _framed(document, "", "Page 0000 of 0000. page=0000 shows the next.", _notes(document), secret)
    room = budget - count(empty) - 8
    if budget < _LEAST_BUDGET or room < budget // 4:
        raise ConfigurationError(f"a budget of {budget} tokens is too small to show a page; give at least 600")
    return paginate(with_hosts(document), room, count)


def view(
    document: Document, *, page: int = 1, budget: int = 4000, secret: str, count: CountTokens = estimate_tokens
) -> str:
    """One page of a document as the model sees it.

    Args:
        document: What was read.
        page: Which part, from 1.
        budget: Most tokens of the whole view.
        secret: The fence's id.
        count: The token counter.

    Raises:
        ConfigurationError: there is no such page, or the budget is too small for any.
    """
    parts = parts_of(document, budget=budget, secret=secret, count=count)
    if not 1 <= page <= len(parts):
        raise ConfigurationError(f"there is no page {page}; this text has {len(parts)}")
    more = f" page={page + 1} shows the next." if page < len(parts) else ""
    return _framed(document, parts[page - 1], f"Page {page} of {len(parts)}.{more}", _notes(document), secret)


def find_view(
    document: Document, words: str, *, budget: int = 4000, secret: str, count: CountTokens = estimate_tokens
) -> str:
    """Where words occur in a document, as the model sees it: excerpts, each with the page of `view` it is on."""
    parts = parts_of(document, budget=budget, secret=secret, count=count)
    ends = list(itertools.accumulate(len(part) for part in parts))
    found = find_in("".join(parts), words)
    lines = [f"page {bisect.bisect_right(ends, position) + 1}: …{excerpt}…" for position, excerpt in found]
    while count(shown := fence("\n".join(lines), label=document.url, secret=secret)) > budget and lines:
        lines.pop()
    return shown if lines else f"{words!r} does not occur on this page (it has {len(parts)} pages of text)."


def _framed(document: Document, body: str, position: str, note: str, secret: str) -> str:
    title = _one_line(document.title, 200) or "(no title)"
    shown = f"# {title}\n\n{body or '(no readable text)'}"
    return fence(shown, label=document.url, secret=secret, header=[f"{position}{note}"])


def _notes(document: Document) -> str:
    notes = list(document.notes)
    if not document.whole:
        notes.append("only the main content is shown; whole=true shows all of it")
    if document.hidden_characters:
        share = f"{document.hidden_ratio:.0%} of its text"
        notes.append(f"{document.hidden_characters} characters hidden from readers ({share}) are left out")
    return f" Note: {'; '.join(notes)}." if notes else ""


def with_hosts(document: Document) -> str:
    """The text, with the host named at each link that leads to another one."""
    own = urlsplit(document.url).hostname

    def shown(found: re.Match[str]) -> str:
        number = int(found[1])
        if not 1 <= number <= len(document.links):
            return found[0]
        host = urlsplit(document.links[number - 1]).hostname
        return f"【{number}】" if host == own or not host else f"【{number} {host[:60]}】"

    return _LINK_NUMBER.sub(shown, document.text)


def find_in(text: str, pattern: str, *, context: int = 160, limit: int = 10) -> list[tuple[int, str]]:
    """Where words occur in a text, without regard to case, accents, spacing or Markdown emphasis between them.

    Returns:
        At most `limit` pairs of position and excerpt; matches inside an excerpt already given are not given again.
    """
    words = [re.escape(word) for word in _folded(pattern).split()]
    if not words:
        raise ConfigurationError("find needs some words to look for")
    folded = _folded(text)
    found: list[tuple[int, str]] = []
    end = -1
    for match in re.finditer(r"[\s*_`|#]+".join(words), folded):
        if match.start() < end:
            continue
        start, end = max(0, match.start() - context), min(len(text), match.end() + context)
        found.append((match.start(), " ".join(text[start:end].split())))
        if len(found) == limit:
            break
    return found


def _folded(text: str) -> str:
    """Lower case without accents, letter for letter, so that positions are those of the text itself."""
    return "".join(_fold(letter) for letter in text)


def _fold(letter: str) -> str:
    if letter.isascii():
        return letter.lower()
    plain = unicodedata.normalize("NFKD", letter)[0].lower()
    return plain if len(plain) == 1 else letter


def _one_line(text: str, limit: int) -> str:
    text = " ".join(clean(text).split()).replace('"', "'")
    return text if len(text) <= limit else text[: limit - 1] + "…"

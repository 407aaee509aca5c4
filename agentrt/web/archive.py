"""Records what a browser context was served, and serves it again without a network.

The tape is a WARC file (ISO 28500), gzipped record by record. The recorder is the context's proxy: it opens HTTPS with
a throw-away certificate, so it sees everything the browser asked for, redirects and beacons included. Recording and
replay run under the same conditions: clock and randomness pinned to what the tape's head says, nothing cached by the
browser, WebSockets off. A request that was not recorded gets a plain 504 and is counted in `misses`.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import secrets
from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass, field
from email.utils import parsedate_to_datetime
from pathlib import Path
from typing import Any, BinaryIO

from agentrt.errors import ConfigurationError

_BOUNDARY = re.compile(rb"----WebKitFormBoundary[A-Za-z0-9]{16}")
_EXPIRES = re.compile(r";\s*expires=([^;]*)", re.IGNORECASE)


@dataclass(frozen=True)
class Exchange:
    """One request and its whole response. Headers carry no framing; the body is as the server encoded it."""

    method: str
    url: str
    status: int
    reason: str
    headers: list[tuple[str, str]]
    body: bytes
    request_headers: list[tuple[str, str]] = field(default_factory=list)
    request_body: bytes = b""


@dataclass
class Tape:
    """A recording being made, or one being replayed; made by `record_to` and `replay_from`.

    Attributes:
        clock: The time that pages see, in seconds since 1970.
        seed: What their randomness starts from.
        replays: True if answers come from the tape.
        misses: While replaying, the (method, url) pairs that the tape does not have.
        count: Exchanges recorded or played.
    """

    clock: int
    seed: str
    replays: bool
    misses: list[tuple[str, str]] = field(default_factory=list)
    count: int = 0
    _writer: Any = None
    _file: BinaryIO | None = None
    _exchanges: dict[tuple[str, str, str], list[Exchange]] = field(default_factory=lambda: defaultdict(list))
    _played: dict[tuple[str, str, str], int] = field(default_factory=lambda: defaultdict(int))

    def record(self, exchange: Exchange) -> None:
        """Writes one exchange to the file, flushed: a kill loses at most the exchange under way."""
        from warcio.statusandheaders import StatusAndHeaders

        assert self._file is not None
        response = StatusAndHeaders(f"{exchange.status} {exchange.reason}", exchange.headers, protocol="HTTP/1.1")
        answer = self._writer.create_warc_record(
            exchange.url, "response", io.BytesIO(exchange.body), len(exchange.body), http_headers=response
        )
        line = f"{exchange.method} {exchange.url} HTTP/1.1"
        request = StatusAndHeaders(line, exchange.request_headers, is_http_request=True)
        question = self._writer.create_warc_record(
            exchange.url, "request", io.BytesIO(exchange.request_body), len(exchange.request_body), http_headers=request
        )
        self._writer.write_request_response_pair(question, answer)
        self._file.flush()
        self.count += 1

    def play(self, method: str, url: str, body: bytes) -> Exchange:
        """The answer to the n-th such request is the n-th recorded one; the last one is repeated."""
        key = _key(method, url, body)
        recorded = self._exchanges.get(key)
        if not recorded:
            self.misses.append((method, url))
            return self.refusal(method, url, "this request is not in the archive")
        turn = min(self._played[key], len(recorded) - 1)
        self._played[key] += 1
        self.count += 1
        return recorded[turn]

    def refusal(self, method: str, url: str, why: str) -> Exchange:
        """An answer that says why there is none."""
        headers = [("content-type", "text/plain; charset=utf-8"), ("x-agentrt-refused", why)]
        return Exchange(method, url, 504, "Gateway Timeout", headers, f"agentrt: {why}: {method} {url}\n".encode())

    def close(self) -> None:
        if self._file is not None:
            self._file.close()

    def unexpiring(self, headers: list[tuple[str, str]]) -> list[tuple[str, str]]:
        """Headers whose cookies live on: a cookie's date is of the recording's time, the browser's clock is not."""
        return [(k, self._undated(v)) if k.lower() == "set-cookie" else (k, v) for k, v in headers]

    def _undated(self, cookie: str) -> str:
        found = _EXPIRES.search(cookie)
        if found is None:
            return cookie
        try:
            if parsedate_to_datetime(found[1].strip().replace("-", " ")).timestamp() <= self.clock:
                return cookie  # it deletes the cookie, then and now
        except ValueError:
            pass
        return _EXPIRES.sub("", cookie)


def record_to(path: str | Path, *, clock: int | None = None, seed: str | None = None) -> Tape:
    """A tape that records into a new WARC file (`.warc.gz`).

    Args:
        path: Where to write; its folder must exist.
        clock: The time pages are told, in seconds since 1970; now, if None.
        seed: What the pages' randomness starts from; drawn, if None.

    Raises:
        ConfigurationError: the file exists, or cannot be written.
    """
    from warcio.warcwriter import WARCWriter

    tape = Tape(
        clock=int(datetime.datetime.now(datetime.UTC).timestamp()) if clock is None else clock,
        seed=seed or secrets.token_hex(16),
        replays=False,
    )
    try:
        tape._file = Path(path).open("xb")  # noqa: SIM115  closed by Tape.close
    except OSError as error:
        raise ConfigurationError(f"cannot record to {str(path)!r}: {error.strerror}") from None
    tape._writer = WARCWriter(tape._file, gzip=True)
    head = {"software": "agentrt", "format": "WARC File Format 1.0", "clock": str(tape.clock), "seed": tape.seed}
    tape._writer.write_record(tape._writer.create_warcinfo_record(Path(path).name, head))
    tape._file.flush()
    return tape


def replay_from(path: str | Path) -> Tape:
    """A tape that answers from a WARC file. Without agentrt's head, the clock is that of the first response.

    Raises:
        ConfigurationError: the file is missing, or no WARC file.
    """
    from warcio.archiveiterator import ArchiveIterator
    from warcio.exceptions import ArchiveLoadFailed

    try:
        with Path(path).open("rb") as file:
            head, exchanges = _read(ArchiveIterator(file))
    except (OSError, ArchiveLoadFailed) as error:
        raise ConfigurationError(f"cannot replay {str(path)!r}: {error}") from None
    if not exchanges:
        raise ConfigurationError(f"cannot replay {str(path)!r}: it holds no response")
    tape = Tape(clock=int(head["clock"]), seed=head["seed"], replays=True)
    for exchange in exchanges:
        tape._exchanges[_key(exchange.method, exchange.url, exchange.request_body)].append(exchange)
    return tape


def _read(records: Iterable[Any]) -> tuple[dict[str, str], list[Exchange]]:
    """The head and the exchanges of a WARC. A request that is missing is taken for a plain GET."""
    head = {"clock": "", "seed": "agentrt"}
    answers: dict[str, tuple[Any, Any, bytes]] = {}
    questions: dict[str, tuple[str, bytes]] = {}
    for record in records:
        headers = record.rec_headers
        if record.rec_type == "warcinfo":
            lines = record.content_stream().read().decode("utf-8", "replace").splitlines()
            head.update(dict(line.split(": ", 1) for line in lines if ": " in line))
        elif record.rec_type == "response" and record.http_headers is not None:
            answers[headers.get_header("WARC-Record-ID")] = (headers, record.http_headers, record.raw_stream.read())
        elif record.rec_type == "request" and record.http_headers is not None:
            body = record.raw_stream.read()
            questions[headers.get_header("WARC-Concurrent-To")] = (record.http_headers.protocol, body)
    exchanges = [_exchange(answer, questions.get(key, ("GET", b""))) for key, answer in answers.items()]
    if not head["clock"] and answers:
        date = next(iter(answers.values()))[0].get_header("WARC-Date")
        head["clock"] = str(int(datetime.datetime.fromisoformat(date).timestamp()))
    return head, exchanges


def _exchange(answer: tuple[Any, Any, bytes], question: tuple[str, bytes]) -> Exchange:
    headers, http, body = answer
    method, request_body = question
    status, _, reason = http.statusline.partition(" ")
    url = headers.get_header("WARC-Target-URI")
    return Exchange(method, url, int(status), reason, list(http.headers), body, request_body=request_body)


def _key(method: str, url: str, body: bytes) -> tuple[str, str, str]:
    """What makes two requests the same. The boundary of a form is drawn anew by each browser, so it does not count."""
    return method, url.partition("#")[0], hashlib.sha256(_BOUNDARY.sub(b"boundary", body)).hexdigest()


def pin_script(tape: Tape) -> str:
    """JavaScript, to run before any of a page's own, that pins its clock and its randomness.

    The clock starts at the tape's and moves 10 ms each time it is read, so that code that waits for it to move ends.
    Workers are not reached by it.
    """
    seed = int(hashlib.sha256(tape.seed.encode()).hexdigest()[:8], 16)
    return _PIN.replace("CLOCK", str(tape.clock * 1000)).replace("SEED", str(seed))


# The generator is mulberry32 (public domain, Tommy Ettinger); the address varies the start, so that pages differ.
_PIN = """(() => {
  let clock = CLOCK, state = SEED;
  for (const c of String(location)) state = Math.imul(state ^ c.charCodeAt(0), 16777619) >>> 0;
  const now = () => (clock += 10);
  const random = () => {
    state = (state + 0x6D2B79F5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
  const RealDate = Date;
  globalThis.Date = new Proxy(RealDate, {
    construct: (target, args, self) => Reflect.construct(target, args.length ? args : [now()], self),
    apply: () => new RealDate(now()).toString(),
    get: (target, key) => (key === 'now' ? now : Reflect.get(target, key)),
  });
  RealDate.prototype.constructor = globalThis.Date;
  Math.random = random;
  Crypto.prototype.getRandomValues = (array) => {
    const bytes = new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    for (let i = 0; i < bytes.length; i++) bytes[i] = Math.floor(random() * 256);
    return array;
  };
  if (Crypto.prototype.randomUUID) Crypto.prototype.randomUUID = () => {
    const hex = (n) => Array.from({ length: n }, () => Math.floor(random() * 16).toString(16)).join('');
    return `${hex(8)}-${hex(4)}-4${hex(3)}-8${hex(3)}-${hex(12)}`;
  };
})()"""

"""Test doubles for those who build on agentrt: a model that says what it was told to, and a real server that does.

with RecordingServer([Reply(reasoning="Hm.", tool_calls=[call]), "It is warmer in Rome."]) as server:
    run = await Agent(ChatModel(server.url, model="any"), tools=[weather]).run("...")
server.requests[1].messages      # what really went over the wire
"""

from __future__ import annotations

import contextlib
import json
import socket
import struct
import threading
import time
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from socketserver import StreamRequestHandler, ThreadingTCPServer
from types import TracebackType
from typing import Any

from agentrt.conversation import ToolCall
from agentrt.models.scripted import ScriptedModel

__all__ = ["Recorded", "RecordingServer", "Reply", "ScriptedModel", "error"]

_USAGE = {
    "prompt_tokens": 12,
    "completion_tokens": 7,
    "total_tokens": 19,
    "prompt_tokens_details": {"cached_tokens": 8},
    "completion_tokens_details": {"reasoning_tokens": 3},
}


@dataclass(frozen=True)
class Reply:
    """What the server answers to one request, streamed or not as the request asks.

    Attributes:
        content: The text.
        reasoning: The thought, under each of the names in `fields`.
        tool_calls: The calls.
        fields: Wire fields of the thought.
        extra: More fields of the message, as they are.
        finish_reason: "tool_calls" or "stop" where None.
        usage: The `usage` object; None for none.
        status: HTTP status; anything but 200 answers with `body` and without a reply.
        headers: More headers of the answer.
        body: The answer's body instead of one made from the fields above; in a stream, the data of each event.
        delay: Seconds before the answer.
        delta: Characters per streamed delta (UTF-16 code units where `ascii`, so that an emoji is cut in two).
        write: Bytes per write to the network, cutting characters wherever they fall; all at once where None.
        pause: Seconds between writes.
        ascii: Whether JSON is written with escapes for all that is not ASCII.
        drop_after: Bytes of the body after which the connection is broken; 0 breaks it before the answer.
        cut_after: Events of the stream after which it ends, as if it were whole.
    """

    content: str | None = None
    reasoning: str | None = None
    tool_calls: Sequence[ToolCall] = ()
    fields: Sequence[str] = ("reasoning",)
    extra: Mapping[str, Any] = field(default_factory=dict)
    finish_reason: str | None = None
    usage: Mapping[str, Any] | None = field(default_factory=lambda: dict(_USAGE))
    status: int = 200
    headers: Mapping[str, str] = field(default_factory=dict)
    body: bytes | Sequence[bytes] | None = None
    delay: float = 0.0
    delta: int = 16
    write: int | None = None
    pause: float = 0.0
    ascii: bool = False
    drop_after: int | None = None
    cut_after: int | None = None

    @property
    def reason(self) -> str:
        """The finish reason that is sent."""
        return self.finish_reason or ("tool_calls" if self.tool_calls else "stop")

    def message(self) -> dict[str, Any]:
        """The whole message, as in an answer that is not streamed."""
        message: dict[str, Any] = {"role": "assistant", "content": self.content}
        if self.reasoning is not None:
            message |= dict.fromkeys(self.fields, self.reasoning)
        message["tool_calls"] = [_wire_call(call) for call in self.tool_calls]
        return message | dict(self.extra)

    def deltas(self) -> Iterator[dict[str, Any]]:
        """The message in pieces."""
        yield {"role": "assistant", "content": ""}
        for piece in self._pieces(self.reasoning):
            yield dict.fromkeys(self.fields, piece)
        for piece in self._pieces(self.content):
            yield {"content": piece}
        for index, call in enumerate(self.tool_calls):
            opening = _wire_call(call)
            opening["function"] = {**opening["function"], "arguments": ""}
            yield {"tool_calls": [{"index": index, **opening}]}
            for piece in self._pieces(call.arguments):
                yield {"tool_calls": [{"index": index, "function": {"arguments": piece}}]}
        if self.extra:
            yield dict(self.extra)

    def _pieces(self, text: str | None) -> Iterator[str]:
        units = text or ""
        if self.ascii:
            units = "".join(
                map(chr, struct.unpack(f"<{len(units.encode('utf-16-le')) // 2}H", units.encode("utf-16-le")))
            )
        for start in range(0, len(units), self.delta):
            yield units[start : start + self.delta]


def error(status: int, message: str = "try again", *, retry_after: float | str | None = 0) -> Reply:
    """A refusal, with a Retry-After header (of 0 seconds, so that tests do not wait) where it is not None."""
    headers = {} if retry_after is None else {"Retry-After": str(retry_after)}
    body = json.dumps({"error": {"message": message, "type": "error", "code": status}}).encode()
    return Reply(status=status, headers=headers, body=body)


@dataclass(frozen=True)
class Recorded:
    """A request as it came.

    Attributes:
        method: "POST" or "GET".
        path: Path of the address.
        headers: Names in lower case.
        body: The bytes.
    """

    method: str
    path: str
    headers: Mapping[str, str]
    body: bytes

    @cached_property
    def json(self) -> dict[str, Any]:
        """The body, parsed."""
        parsed: dict[str, Any] = json.loads(self.body)
        return parsed

    @property
    def messages(self) -> list[dict[str, Any]]:
        """The messages in the body."""
        messages: list[dict[str, Any]] = self.json["messages"]
        return messages


Answerer = Reply | str | Callable[[Recorded], Reply | str]


class RecordingServer:
    """A real HTTP server on loopback that speaks chat completions from a script, and keeps every request.

    Args:
        replies: One per request, in the order in which they arrive: a `Reply`, a text, or a function of the request;
            or a single function for all requests.
        owned_by: What `GET /models` says that it is ("vllm", "sglang").

    Attributes:
        requests: The requests for completions so far.
        others: Other requests so far.
    """

    def __init__(
        self,
        replies: Iterable[Answerer] | Callable[[Recorded], Reply | str] = (),
        *,
        owned_by: str = "vllm",
    ) -> None:
        self.owned_by = owned_by
        self.requests: list[Recorded] = []
        self.others: list[Recorded] = []
        self._always = replies if callable(replies) else None
        self._replies: Iterator[Answerer] = iter(()) if callable(replies) else iter(tuple(replies))
        self._lock = threading.Lock()
        self._server: _Server | None = None

    @property
    def url(self) -> str:
        """The base address, as `ChatModel` wants it."""
        if self._server is None:
            raise RuntimeError("The server is not running; use it as a context manager.")
        return f"http://127.0.0.1:{self._server.server_address[1]}/v1"

    def __enter__(self) -> RecordingServer:
        self._server = _Server(self)
        threading.Thread(target=self._server.serve_forever, kwargs={"poll_interval": 0.02}, daemon=True).start()
        return self

    def __exit__(
        self, kind: type[BaseException] | None, value: BaseException | None, trace: TracebackType | None
    ) -> None:
        assert self._server is not None
        self._server.shutdown()
        self._server.server_close()
        self._server.hang_up()
        self._server = None

    def answer(self, request: Recorded) -> Reply:
        """The reply to a request, which is recorded."""
        with self._lock:
            if not request.path.endswith("/chat/completions"):
                self.others.append(request)
                return self._other(request)
            self.requests.append(request)
            reply = self._always or next(self._replies, None)
        if reply is None:
            return error(400, f"the script is over after {len(self.requests) - 1} replies")
        said = reply(request) if callable(reply) else reply
        return Reply(content=said) if isinstance(said, str) else said

    def _other(self, request: Recorded) -> Reply:
        if not request.path.endswith("/models"):
            return error(404, f"no such path: {request.path}")
        listed = {"object": "list", "data": [{"id": "any", "object": "model", "owned_by": self.owned_by}]}
        return Reply(body=json.dumps(listed).encode())


class _Server(ThreadingTCPServer):
    daemon_threads = True
    block_on_close = False
    allow_reuse_address = True
    request_queue_size = 256

    def __init__(self, owner: RecordingServer) -> None:
        super().__init__(("127.0.0.1", 0), _Connection)
        self.owner = owner
        self.live: set[socket.socket] = set()

    def hang_up(self) -> None:
        for connection in list(self.live):
            with contextlib.suppress(OSError):
                connection.shutdown(socket.SHUT_RDWR)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away is part of many tests."""


class _Connection(StreamRequestHandler):
    server: _Server
    disable_nagle_algorithm = True

    def handle(self) -> None:
        self.server.live.add(self.connection)
        try:
            while (request := self._request()) is not None and self._answer(request):
                pass
        finally:
            self.server.live.discard(self.connection)

    def _request(self) -> Recorded | None:
        line = self.rfile.readline().decode("latin-1").split()
        if len(line) != 3:
            return None
        headers: dict[str, str] = {}
        while (header := self.rfile.readline().decode("latin-1").strip()) != "":
            name, _, value = header.partition(":")
            headers[name.lower()] = value.strip()
        body = self.rfile.read(int(headers.get("content-length", 0)))
        return Recorded(line[0], line[1], headers, body)

    def _answer(self, request: Recorded) -> bool:
        """Send the reply; whether the connection lives on."""
        reply = self.server.owner.answer(request)
        if reply.delay:
            time.sleep(reply.delay)
        if reply.drop_after == 0:
            return self._drop()
        streamed = bool(request.body) and request.json.get("stream") and reply.status == 200
        events = _events(reply, request.json) if streamed else [_whole(reply)]
        kind = "text/event-stream" if streamed else "application/json"
        head = [f"HTTP/1.1 {reply.status} Scripted", f"Content-Type: {kind}", "Transfer-Encoding: chunked"]
        head += [f"{name}: {value}" for name, value in reply.headers.items()]
        self.wfile.write(("\r\n".join(head) + "\r\n\r\n").encode())
        body = b"".join(events[: reply.cut_after])
        self._send(body[: reply.drop_after], reply)
        if reply.drop_after is not None:
            return self._drop()
        self.wfile.write(b"0\r\n\r\n")
        return True

    def _send(self, body: bytes, reply: Reply) -> None:
        size = reply.write or max(len(body), 1)
        for start in range(0, len(body), size):
            piece = body[start : start + size]
            self.wfile.write(b"%x\r\n%s\r\n" % (len(piece), piece))
            if reply.pause:
                time.sleep(reply.pause)

    def _drop(self) -> bool:
        """Break the connection at once, as a server that crashes does."""
        self.connection.setsockopt(socket.SOL_SOCKET, socket.SO_LINGER, struct.pack("ii", 1, 0))
        return False


def _wire_call(call: ToolCall) -> dict[str, Any]:
    return {
        "id": call.id,
        "type": "function",
        "function": {"name": call.name, "arguments": call.arguments},
        **call.extra,
    }


def _events(reply: Reply, request: Mapping[str, Any]) -> list[bytes]:
    if reply.body is not None:
        parts = [reply.body] if isinstance(reply.body, bytes) else reply.body
        return [b"data: %s\n\n" % part for part in parts]
    base = {"id": "reply", "object": "chat.completion.chunk", "created": 0, "model": str(request.get("model"))}
    choices: list[dict[str, Any]] = [{"index": 0, "delta": delta, "finish_reason": None} for delta in reply.deltas()]
    choices.append({"index": 0, "delta": {}, "finish_reason": reply.reason})
    chunks: list[dict[str, Any]] = [{**base, "choices": [choice]} for choice in choices]
    if reply.usage is not None and (request.get("stream_options") or {}).get("include_usage"):
        chunks.append({**base, "choices": [], "usage": dict(reply.usage)})
    return [b"data: %s\n\n" % _json(chunk, reply) for chunk in chunks] + [b"data: [DONE]\n\n"]


def _whole(reply: Reply) -> bytes:
    if reply.body is not None:
        return reply.body if isinstance(reply.body, bytes) else b"".join(reply.body)
    choice = {"index": 0, "message": reply.message(), "finish_reason": reply.reason}
    answer = {"id": "reply", "object": "chat.completion", "created": 0, "model": "any", "choices": [choice]}
    return _json(answer if reply.usage is None else {**answer, "usage": dict(reply.usage)}, reply)


def _json(value: Any, reply: Reply) -> bytes:
    return json.dumps(value, ensure_ascii=reply.ascii, separators=(",", ":")).encode()

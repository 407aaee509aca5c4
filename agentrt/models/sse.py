"""Server-sent events from raw bytes, as far as chat completions use them: the data of each event, nothing else."""

from __future__ import annotations

END = b"[DONE]"
"""The event that closes a stream of chat completions."""


class EventBuffer:
    """Cuts a byte stream into events, wherever the network cut it.

    Lines are split before anything is decoded, so a cut inside a character or an escape does no harm. Source: the
    WHATWG HTML standard, "Server-sent events" (comments, names and ids of events are passed over).
    """

    def __init__(self) -> None:
        self._rest = b""
        self._data: bytes | None = None

    def feed(self, chunk: bytes) -> list[bytes]:
        """The data of each event that `chunk` completes."""
        lines = (self._rest + chunk).split(b"\n")
        self._rest = lines.pop()
        events: list[bytes] = []
        for line in lines:
            if line[:5] == b"data:":
                data = line[5:].strip()
                self._data = data if self._data is None else self._data + b"\n" + data
            elif self._data is not None and line in (b"", b"\r"):
                events.append(self._data)
                self._data = None
        return events

    def end(self) -> list[bytes]:
        """What is left when the stream ends without an empty line."""
        return self.feed(b"\n\n")

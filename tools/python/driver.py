"""Runs inside the sandbox: keeps one Jupyter kernel and executes code in it, one JSON line each way.

Needs ipykernel (with jupyter_client) in the image; started as `python3 -c`, never imported there.
"""

from __future__ import annotations

import json
import os
import queue
import sys
import tempfile
import time
from typing import Any

KEEP = 1 << 15  # characters kept of each end of the text
MOST_IMAGES = 8
READY_SECONDS = 60
INTERRUPT_SECONDS = 5.0


class Text:
    """Text that came out of a cell, its middle left out where it is long."""

    def __init__(self) -> None:
        self.head, self.tail, self.total = "", "", 0

    def add(self, piece: str) -> None:
        self.total += len(piece)
        room = KEEP - len(self.head)
        self.head += piece[:room]
        self.tail = (self.tail + piece[room:])[-KEEP:]


class Kernel:
    """One ipykernel over unix sockets: there is no network in here."""

    def __init__(self) -> None:
        from jupyter_client.manager import KernelManager

        folder = tempfile.mkdtemp(prefix="kernel-")
        self.manager = KernelManager(
            kernel_name="python3", transport="ipc", ip=os.path.join(folder, "s"),
            connection_file=os.path.join(folder, "connection.json"),
        )  # fmt: skip
        self.manager.start_kernel(stdout=sys.stderr, stderr=sys.stderr)
        self.client = self.manager.blocking_client()
        self.client.start_channels()
        self.client.wait_for_ready(timeout=READY_SECONDS)

    def run(self, code: str, seconds: float) -> dict[str, Any]:
        """Execute one cell."""
        text, deadline = Text(), time.monotonic() + seconds
        images: list[str] = []
        asked = self.client.execute(code, allow_stdin=False)
        error, interrupted = False, False
        while True:
            try:
                message = self.client.get_iopub_msg(timeout=0.2)
            except queue.Empty:
                message = None
            if message is not None and message["parent_header"].get("msg_id") == asked:
                kind, content = message["msg_type"], message["content"]
                if kind == "status" and content["execution_state"] == "idle":
                    return self._reply(text, images, error=error, timed_out=interrupted)
                error |= kind == "error"
                self._take(kind, content, text, images)
            if message is None and not self.manager.is_alive():
                return self._restart(text, images, died=True, timed_out=False)
            if time.monotonic() > deadline:
                if interrupted:
                    return self._restart(text, images, died=False, timed_out=True)
                self.manager.interrupt_kernel()
                interrupted, deadline = True, time.monotonic() + INTERRUPT_SECONDS

    def _take(self, kind: str, content: dict[str, Any], text: Text, images: list[str]) -> None:
        if kind == "stream":
            text.add(content["text"])
        elif kind == "error":
            text.add("\n".join(content["traceback"]) + "\n")
        elif kind in ("execute_result", "display_data"):
            data = content["data"]
            if "image/png" in data and len(images) < MOST_IMAGES:
                images.append(data["image/png"])
            text.add(data.get("text/plain", "") + "\n")

    def _restart(self, text: Text, images: list[str], *, died: bool, timed_out: bool) -> dict[str, Any]:
        self.manager.restart_kernel(now=True)
        self.client.wait_for_ready(timeout=READY_SECONDS)
        return {**self._reply(text, images, error=True, timed_out=timed_out), "restarted": True, "died": died}

    @staticmethod
    def _reply(text: Text, images: list[str], *, error: bool, timed_out: bool) -> dict[str, Any]:
        left_out = text.total - len(text.head) - len(text.tail)
        body = text.head + (f"\n[... {left_out} characters left out ...]\n" if left_out else "") + text.tail
        return {
            "text": body, "images": images, "error": error, "timed_out": timed_out, "restarted": False, "died": False,
        }  # fmt: skip


def main() -> None:
    kernel: Kernel | None = None
    for line in sys.stdin:
        request = json.loads(line)
        kernel = kernel or Kernel()
        reply = kernel.run(request["code"], request["seconds"])
        print(json.dumps({**reply, "number": request["number"]}), flush=True)


if __name__ == "__main__":
    main()

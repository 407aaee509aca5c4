"""What the host has asked for and is not over yet."""

from __future__ import annotations

import os

TYPE_CHECKING = False
if TYPE_CHECKING:
    from .loop import Worker


class Job:
    """Something with an id. The worker hands it the frames of that id."""

    def __init__(self, worker: Worker, call_id: int) -> None:
        self.worker, self.id = worker, call_id
        worker.jobs[call_id] = self

    def frame(self, kind: int, payload: bytes) -> None:
        """A frame of the host's; what does not concern this job is ignored."""

    def forget(self) -> None:
        self.worker.jobs.pop(self.id, None)


def send_all(descriptor: int, data: bytes) -> None:
    """All of `data` to a blocking descriptor."""
    view = memoryview(data)
    while view:
        view = view[os.write(descriptor, view) :]

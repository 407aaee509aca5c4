"""The journal: an append-only file of a run's records, one JSON line each.

Each record is handed to the operating system in one write before its effect is used, so a process killed at any byte
loses at most the record it was writing, and that one's effect had not begun. A torn last record is dropped when the
journal is opened again, and said so. Against a crash of the machine itself, ask for `fsync=True`.
"""

from __future__ import annotations

import fcntl
import os
from pathlib import Path

from pydantic import ValidationError

from agentrt.errors import JournalError
from agentrt.events import JOURNAL_VERSION, RECORDS, Record, RunStarted


class Journal:
    """A journal open for writing. One process at a time may hold it.

    Attributes:
        path: The file.
    """

    def __init__(self, path: Path, descriptor: int, *, fsync: bool) -> None:
        self.path = path
        self._descriptor = descriptor
        self._fsync = fsync

    @classmethod
    def create(cls, path: str | os.PathLike[str], *, fsync: bool = False) -> Journal:
        """A new, empty journal; folders on the way are made.

        Raises:
            JournalError: There is one already, or the file cannot be written.
        """
        file = Path(path)
        try:
            file.parent.mkdir(parents=True, exist_ok=True)
            descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND | os.O_CLOEXEC, 0o644)
        except OSError as error:
            raise JournalError(f"The journal {str(file)!r} cannot be written: {error.strerror}.") from error
        journal = cls(file, descriptor, fsync=fsync)
        journal._lock()
        if b"\n" in file.read_bytes():  # a header that was torn is no run yet: it is written over
            journal.close()
            raise JournalError(
                f"The journal {str(file)!r} already holds a run. Go on with it by resume(), or name another file."
            )
        os.ftruncate(descriptor, 0)
        return journal

    @classmethod
    def reopen(cls, path: str | os.PathLike[str], *, fsync: bool = False) -> tuple[Journal, list[Record], int]:
        """An existing journal, to be continued.

        Returns:
            The journal, its records, and how many bytes of a torn last record were dropped.

        Raises:
            JournalError: It is not there, is no journal, is damaged before its end, or another process holds it.
        """
        file = Path(path)
        try:
            descriptor = os.open(file, os.O_RDWR | os.O_APPEND | os.O_CLOEXEC)
        except OSError as error:
            raise JournalError(f"The journal {str(file)!r} cannot be opened: {error.strerror}.") from error
        journal = cls(file, descriptor, fsync=fsync)
        journal._lock()
        try:
            records, torn = read_journal(file)
        except JournalError:
            journal.close()
            raise
        if torn:
            os.ftruncate(descriptor, os.fstat(descriptor).st_size - torn)
        return journal, records, torn

    def append(self, record: Record) -> None:
        """Write `record`; when this returns, it survives the death of this process."""
        line = memoryview(record.model_dump_json().encode() + b"\n")
        try:
            while line:
                line = line[os.write(self._descriptor, line) :]
            if self._fsync:
                os.fsync(self._descriptor)
        except OSError as error:
            raise JournalError(f"The journal {str(self.path)!r} cannot be written: {error.strerror}.") from error

    def close(self) -> None:
        """Give the file back; harmless when done before."""
        if self._descriptor >= 0:
            os.close(self._descriptor)
            self._descriptor = -1

    def _lock(self) -> None:
        try:
            fcntl.flock(self._descriptor, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except OSError:
            self.close()
            raise JournalError(f"Another process is writing the journal {str(self.path)!r}; wait for it.") from None


def read_journal(path: str | os.PathLike[str]) -> tuple[list[Record], int]:
    """The records of a journal, also of one that is still being written.

    Returns:
        The records, and how many bytes at the end are a torn record.

    Raises:
        JournalError: The file cannot be read, is damaged before its end, or is of a newer version.
    """
    file = Path(path)
    try:
        data = file.read_bytes()
    except OSError as error:
        raise JournalError(f"The journal {str(file)!r} cannot be read: {error.strerror}.") from error
    lines = data.split(b"\n")
    torn = len(lines.pop())  # what follows the last line end: nothing, or a torn record
    records: list[Record] = []
    for number, line in enumerate(lines, start=1):
        try:
            records.append(RECORDS.validate_json(line))
        except ValidationError as error:
            if number == len(lines) and not torn:
                torn = len(line) + 1
                break
            raise JournalError(f"Line {number} of the journal {str(file)!r} is damaged: {error}") from None
    _check_header(file, records)
    return records, torn


def _check_header(file: Path, records: list[Record]) -> None:
    if not records or not isinstance(records[0], RunStarted):
        raise JournalError(f"{str(file)!r} holds no run: its first record is not a header. Start the run again.")
    if records[0].version > JOURNAL_VERSION:
        raise JournalError(
            f"{str(file)!r} was written by a newer agentrt (journal version {records[0].version}, this one reads up "
            f"to {JOURNAL_VERSION}). Update agentrt."
        )

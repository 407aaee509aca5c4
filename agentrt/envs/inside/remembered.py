"""A state that many verdicts read: queries are answered once, and it may be edited for one probe and put back."""

from __future__ import annotations

import datetime
import re
import sqlite3
from collections.abc import Iterable
from typing import TYPE_CHECKING, Any

from environment import Database, _reading

if TYPE_CHECKING:
    from typing import Self  # not in 3.9's

_TABLE = re.compile(r'(?:UPDATE|DELETE FROM|INSERT INTO) "(\w+)"')

Edit = list[Any]
"""[SQL, its parameters]."""
Known = dict[Any, Any]
"""What a query gave, by its parameters and their types."""


class Changed(BaseException):
    """A verifier changed a row that it was given."""


class Row(dict[str, Any]):
    """A row that many verdicts are given. A verifier that would change its rows gets its own: see `Bench.judged`."""

    def _no(self, *_: Any, **__: Any) -> Any:
        Remembered.copies = True
        raise Changed

    __setitem__ = __delitem__ = __ior__ = pop = popitem = clear = update = setdefault = _no

    def __copy__(self) -> dict[str, Any]:
        return dict(self)

    def __deepcopy__(self, _: object) -> dict[str, Any]:
        return dict(self)


class Remembered(Database):
    """A database that is only read, and answers the same query twice without asking twice.

    Attributes:
        copies: Whether every answer's rows are its own: slower, for verifiers that change what they are given.
    """

    copies = False
    answers: dict[str, Known]
    first: dict[str, Known]
    other: re.Pattern[str] | None
    touched: re.Pattern[str] | None = None
    editing = False
    places: dict[str, Known]
    _before: dict[str, Known]

    def _place(self, sql: str) -> Known:
        """Where the answers to a query are kept: apart, if it may look at a table that was edited for one probe; and
        with the initial state's, if at no table in which this state differs from that.
        """
        if self.touched is not None and self.touched.search(sql):
            known: Known = {}
        else:
            known = (self.answers if self.other is None or self.other.search(sql) else self.first).setdefault(sql, {})
        self.places[sql] = known
        return known

    @classmethod
    def on(
        cls,
        data: bytes,
        today: datetime.date,
        first: dict[str, Known] | None = None,
        other: list[str] | None = None,
    ) -> Self:
        """Of a file's bytes.

        Args:
            data: The bytes.
            today: The environment's day.
            first: Answers that are known of the initial state.
            other: Tables in which this state differs from it; None: it is another state altogether.
        """
        made = cls.from_bytes(data, today, read_only=True)
        made.answers, made.first, made.places = {}, {} if first is None else first, {}
        made.other = None if other is None else _naming(other)
        made._connection.set_authorizer(None)  # a probe's state may be one that references and CHECKs forbid
        made._connection.execute("PRAGMA foreign_keys = OFF")
        made._connection.execute("PRAGMA ignore_check_constraints = ON")
        # Set once: each time that one is set, all statements are prepared again.
        made._connection.set_authorizer(lambda *asked: sqlite3.SQLITE_OK if made.editing else _reading(*asked))
        return made

    def one(self, sql: str, *values: Any) -> dict[str, Any] | None:
        """See `Database`."""
        row: dict[str, Any] | None
        known = self.places.get(sql)
        if known is None:
            known = self._place(sql)
        key = ("one", values, *map(type, values))
        try:
            row = known[key]
        except KeyError:
            row = super().one(sql, *values)
            row = known[key] = None if row is None else Row(row)
        except TypeError:
            return super().one(sql, *values)
        return dict(row) if self.copies and row is not None else row

    def all(self, sql: str, *values: Any) -> list[dict[str, Any]]:
        """See `Database`."""
        rows: list[dict[str, Any]]
        known = self.places.get(sql)
        if known is None:
            known = self._place(sql)
        key = (values, *map(type, values)) if values else ()
        try:
            rows = known[key]
        except KeyError:
            rows = known[key] = [*map(Row, super().all(sql, *values))]
        except TypeError:
            return super().all(sql, *values)
        return [dict(row) for row in rows] if self.copies else rows.copy()

    def edited(self, edits: list[Edit]) -> str | None:
        """Make statements on it, to be taken back; what the schema says against them, or None."""
        tables = {_TABLE.match(sql)[1] for sql, _ in edits}  # type: ignore[index]
        self.touched, self._before, self.places = _naming(tables), self.places, {}
        self.editing = True
        try:
            self._connection.execute("PRAGMA query_only = OFF")
            self._connection.execute("BEGIN")
            for sql, values in edits:
                if self._connection.execute(sql, values).rowcount < 1:
                    return "it changes nothing"
        except Exception as error:
            return str(error)
        finally:
            self._connection.execute("PRAGMA query_only = ON")
            self.editing = False
        return None

    def restored(self) -> None:
        """Take the statements back."""
        self.editing = True
        self.rollback()
        self.editing = False
        self.touched, self.places = None, self._before


def _naming(tables: Iterable[str]) -> re.Pattern[str]:
    """Finds any of these names; nothing, where there are none."""
    return re.compile("|".join(map(re.escape, tables)) or "(?!)", re.IGNORECASE)

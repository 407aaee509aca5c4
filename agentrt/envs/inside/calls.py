"""One call of a tool on a database: a transaction that is kept whole or not at all."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping
from typing import Any, TypedDict

from describe import Described, fit_arguments
from environment import Database, Refused

RESULT_BYTES = 65536


class Word(TypedDict, total=False):
    """Why a call has no value: in words for the agent, with the rule's name or the cause of a fault."""

    code: str
    message: str
    cause: str


class Outcome(TypedDict, total=False):
    """What a call gives: one of these."""

    ok: Any
    refused: Word
    invalid: Word
    fault: Word


class Toolbox:
    """The tools of an environment, described.

    Args:
        functions: The functions by name.
        descriptions: What `describe` says of them.
        result_bytes: Largest result that an agent is shown, as JSON.
    """

    def __init__(
        self,
        functions: Mapping[str, Callable[..., Any]],
        descriptions: Iterable[Described],
        result_bytes: int = RESULT_BYTES,
    ) -> None:
        self.functions = functions
        self.parameters = {one["name"]: one["parameters"] for one in descriptions}
        self.writes = {one["name"]: tuple(one["writes"]) for one in descriptions}
        self.result_bytes = result_bytes

    def call(self, db: Database, name: str, arguments: Any) -> Outcome:
        """What a call gives: {"ok": value}, {"refused": ...}, {"invalid": ...} or {"fault": ...}.

        What is not "ok" leaves no trace in the database. A fault is a defect of the environment: the agent is not
        told its cause, which stands under "cause".
        """
        if name not in self.functions:
            return _invalid(f"There is no tool {name!r}. There are: {', '.join(self.functions)}.")
        try:
            fitted = fit_arguments(self.parameters[name], arguments)
        except ValueError as error:
            return _invalid(f"The arguments of {name!r} do not fit: {error}.")
        db.begin()
        try:
            db.allow(self.writes[name])
            try:
                value = self.functions[name](db, **fitted)
            finally:
                db.allow(None)
            text = json.dumps(value, ensure_ascii=False, allow_nan=False)
            size = len(text.encode("utf-8", "surrogatepass"))
            if size > self.result_bytes:
                much = f"The result has {size} bytes, more than the {self.result_bytes} allowed"
                raise Refused("result_too_large", f"{much}. Ask for less at once.")
            db.commit()
        except Refused as refusal:
            db.rollback()
            return {"refused": {"code": refusal.code, "message": refusal.message}}
        except (
            Exception,
            SystemExit,
            KeyboardInterrupt,
            GeneratorExit,
        ) as error:  # an environment does not end its server
            db.rollback()
            return {"fault": {"message": "The tool failed.", "cause": f"{type(error).__name__}: {error}"[:2000]}}
        return {"ok": json.loads(text)}


def _invalid(message: str) -> Outcome:
    return {"invalid": {"message": message}}

"""The base of every immutable record: strict about what it is given, lossless through JSON."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict


class Frozen(BaseModel):
    """An immutable value that survives `model_dump_json` and `model_validate_json` unchanged.

    Unknown keys are errors: a misspelt field must not vanish. Floats that JSON cannot write (a log-probability
    of minus infinity) travel as strings. Validators are built when first used, to keep the import quick.
    """

    model_config = ConfigDict(
        frozen=True, extra="forbid", ser_json_inf_nan="strings", protected_namespaces=(), defer_build=True
    )

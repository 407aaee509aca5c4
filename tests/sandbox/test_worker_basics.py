"""What the worker has in the place of the standard library's larger modules does what those do."""

from __future__ import annotations

import json
import subprocess
import sys
from typing import Any

import pytest

from agentrt.sandbox.worker.archive import START, archive
from agentrt.sandbox.worker.basics import from_json, to_json
from agentrt.sandbox.worker.launch import Program

VALUES: list[Any] = [
    None,
    [True, False, 0, 1, -7, 1 << 62, 0.25, 1e300],
    {"text": 'quoted "\\/\n\0 é \udcff 😀', "empty": {}, "list": [[], [""], {"a": None}]},
    ("a", 1),
]


@pytest.mark.parametrize("value", VALUES)
def test_json_is_what_the_json_module_reads_and_writes(value: Any) -> None:
    assert json.loads(to_json(value)) == json.loads(json.dumps(value))
    assert from_json(json.dumps(value).encode()) == json.loads(json.dumps(value))


def test_a_program_arrives_as_it_was_sent() -> None:
    program = Program(b"/work space", [b"", b"a=b", b"\xff\n"], {b"PATH": b"", b"A": b"x=y=z", b"EMPTY": b""})
    arrived = Program.unpacked(program.packed()[4:])
    assert (arrived.cwd, arrived.argv, arrived.env) == (program.cwd, program.argv, program.env)


@pytest.mark.parametrize("without", ["", "_json", "_socket", "_signal"])
def test_the_worker_runs_with_the_small_modules_and_without_them(without: str, tmp_path: Any) -> None:
    """It says hello to the host over its standard output, then ends with its input."""
    (tmp_path / "worker.pyz").write_bytes(archive())
    settings = {
        "uid": None,
        "open_files": 64,
        "workspace": "/tmp",
        "spool": str(tmp_path),
        "spool_bytes": 0,
        "listen": 0,
        "alone": False,
    }
    hide = (
        f"import socket, signal, sys\nsys.modules[{without!r}] = None\n" if without else ""
    )  # they need the small ones
    command = [sys.executable, "-IS", "-c", hide + START, str(tmp_path / "worker.pyz"), "stdio", json.dumps(settings)]
    done = subprocess.run(command, input=b"", capture_output=True, timeout=60, check=False)
    assert b'"version":' in done.stdout, done.stderr.decode()

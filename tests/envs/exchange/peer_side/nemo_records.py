"""What an exported NeMo Gym server reads out of a response, and its rewards, without NeMo Gym: its own two functions.

Arguments: the server's folder. Standard input: cases.
"""

from __future__ import annotations

import ast
import asyncio
import json
import sys
from pathlib import Path
from typing import Any

folder = Path(sys.argv[1])
sys.path.insert(0, str(folder / "runtime"))
import portable

tree = ast.parse((folder / "app.py").read_text())
wanted = [one for one in tree.body if getattr(one, "name", "") in ("record_of", "job")]
scope: dict[str, Any] = {
    "portable": portable, "json": json, "sys": sys, "asyncio": asyncio, "Any": Any, "HERE": folder, "SECONDS": 60
}  # fmt: skip
exec(compile(ast.Module(wanted, []), "app.py", "exec", flags=0x1000000), scope)  # with annotations left alone


async def main() -> None:
    rewards = {}
    for case in json.load(sys.stdin):
        record = case["record"]
        calls = [*record["calls"], *([["submit", {"answer": record["answer"]}]] if record["submitted"] else [])]
        output = [{"type": "function_call", "name": name, "arguments": json.dumps(said)} for name, said in calls]
        verdict = await scope["job"]({"do": "score", "task": case["task"], "record": scope["record_of"](output)})
        rewards[case["name"]] = verdict["reward"]
    print(json.dumps(rewards))


asyncio.run(main())

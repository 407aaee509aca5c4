"""The trust boundary: an agent that looks for the answers, in its own sandbox and through the tools, finds none.

Every file that an agent must not see carries a canary. A scripted agent with a shell searches whatever it can reach, a
tool of the pack (which is not to be trusted either) searches the function server's sandbox, and a verifier searches the
scorer's. Then the canaries are looked for in everything that any of them was shown.
"""

from __future__ import annotations

import json
import secrets
import shutil
from collections.abc import AsyncIterator
from contextlib import AsyncExitStack
from dataclasses import dataclass

import pytest

from agentrt import Agent, load_tools
from agentrt.conversation import AssistantMessage, ToolCall, text_of
from agentrt.envs import Environment, FunctionServer, Scorer, load_environment
from agentrt.envs.server import new_sandbox
from agentrt.models import ScriptedModel
from agentrt.run import Run
from agentrt.sandbox import Sandbox

from .conftest import Edit

SECRET = "canary-"
WORDS = "looked through"

SEARCH = '''


@reads
def search_this_place(db: Database) -> dict:
    """Look for what must not be here."""
    import os

    seen, found = 0, []
    for folder in ("/workspace", "/tmp", "/run", "/root", "/home", "/opt", "/srv", "/mnt"):
        for path, _, names in os.walk(folder):
            for name in names:
                try:
                    text = open(os.path.join(path, name), "rb").read(1 << 20)
                except OSError:
                    continue
                seen += 1
                if b"canary-" + b"0" in text:
                    found.append(os.path.join(path, name))
    variables = [key for key, value in os.environ.items() if "canary-" + "0" in value]
    for row in db.all("SELECT sql FROM sqlite_master"):
        seen += "CREATE" in str(row["sql"])
    return {"looked through": seen, "found": found + variables}
'''

COMMANDS = [
    "grep -rlI --exclude-dir=proc --exclude-dir=sys 'canary-0' / 2>/dev/null; echo looked through",
    "find / -xdev \\( -name 'verify*.py' -o -name 'solution.py' -o -name 'task.toml' -o -name 'quality.json' "
    "-o -name 'functions.py' -o -name '*.sqlite' \\) 2>/dev/null | grep -v python3; echo looked through",
    "cat /proc/*/environ /proc/*/cmdline 2>/dev/null | tr '\\0' '\\n' | grep -a 'canary-0'; echo looked through",
    "cat /proc/*/mountinfo | grep -a canary; ls -a /workspace /tmp /run; echo looked through",
    "env; id; ls -la / /workspace/.agentrt 2>&1; echo looked through",
    "python3 - <<'X'\nimport glob\nfor one in glob.glob('/proc/*/mem'):\n    try:\n        open(one, 'rb').read(1)\n"
    "    except OSError: pass\nprint('looked through')\nX",
    # A socket that meets itself, on a port that the system chose for it, is no port of anybody's.
    "python3 - <<'X'\nimport socket\nfor port in range(1, 65536):\n    s = socket.socket()\n    s.settimeout(0.2)\n"
    "    if s.connect_ex(('127.0.0.1', port)) == 0 and s.getsockname() != s.getpeername(): print('open', port)\n"
    "    s.close()\nprint('looked through')\nX",
]
QUESTIONS: list[tuple[str, dict[str, object]]] = [
    ("list_things", {"kind": "' UNION SELECT sql, 1, 1, 1, 1 FROM sqlite_master --"}),
    ("list_things", {"kind": "../../tasks/001/solution.py"}),
    ("get_loans", {"thing_id": "'; ATTACH DATABASE '/workspace/solution.py' AS x; --"}),
    ("get_loans", {"thing_id": "T-0001" * 10_000}),
    ("lend", {"thing_id": "{db.__class__.__init__.__globals__}", "neighbour": "%s%n"}),
    ("search_this_place", {}),
    ("verify", {"answer": "step ladder"}),
]


@dataclass
class Places:
    """A pack with canaries, and where it is used."""

    environment: Environment
    canaries: dict[str, str]
    server: FunctionServer
    scorer: Scorer
    functions: Sandbox
    agents: Sandbox


@pytest.fixture
async def places(edited: Edit, monkeypatch: pytest.MonkeyPatch) -> AsyncIterator[Places]:
    folder = edited("functions.py", more=SEARCH)
    shutil.copytree(folder / "tasks/001", folder / "tasks/002")
    canaries = {}
    for path in sorted((folder / "tasks").glob("*/*.py")) + sorted((folder / "tasks").glob("*/*.toml")):
        canaries[path.relative_to(folder).as_posix()] = canary = f"{SECRET}0{secrets.token_hex(8)}"
        path.write_text(path.read_text() + f"# {canary}\n")
    hidden = f"{SECRET}0{secrets.token_hex(8)}"
    (folder / "tasks/002/instruction.md").write_text(f"Another task. {hidden}\n")
    canaries["tasks/002/instruction.md"] = canaries["the host's environment"] = hidden
    monkeypatch.setenv("AGENTRT_TEST_SECRET", hidden)
    environment = load_environment(folder)
    async with AsyncExitStack() as stack:
        functions, agents = [await stack.enter_async_context(new_sandbox()) for _ in range(2)]
        server = await stack.enter_async_context(FunctionServer(environment, functions))
        scorer = await stack.enter_async_context(Scorer(environment))
        yield Places(environment, canaries, server, scorer, functions, agents)


def searching() -> ScriptedModel:
    """An agent that tries all it can think of, and then hands in nothing true."""
    calls = [("bash", {"command": one}) for one in COMMANDS] + QUESTIONS
    replies = [
        AssistantMessage(tool_calls=(ToolCall(id=str(number), name=name, arguments=json.dumps(given)),), thought="none")
        for number, (name, given) in enumerate([*calls, ("submit", {"answer": "I looked it up"})])
    ]
    return ScriptedModel(replies)


def shown(run: Run) -> str:
    """Everything that the agent was shown."""
    return "\n".join(text_of(result.content) for _, results in run.conversation.steps for result in results)


async def test_an_agent_with_a_shell_finds_no_answer(places: Places) -> None:
    task = places.environment.task("001")
    async with places.server.session() as session:
        tools = [*load_tools("bash", sandbox=places.agents), *session.tools(task)]
        run = await Agent(searching(), tools, finish="submit").run(task.instruction())
        assert run.status == "completed", run.reason
        text = shown(run)
        assert text.count(WORDS) == len(COMMANDS) + 1  # each search came to its end
        for file, canary in places.canaries.items():
            assert canary not in text, file
        assert "open " not in text  # no port of the host's, nor of another sandbox's
        for name in ("verify.py", "solution.py", "functions.py", "sqlite_master", "CREATE TABLE", "Traceback"):
            assert name not in text, name
        found = json.loads(next(one for one in text.splitlines() if one.startswith('{"looked through"')))
        assert found["found"] == []
        assert found["looked through"] > 2  # the search in the function server's sandbox was a real one
        verdict = await places.scorer.score(task, session.answer, await session.state())
        assert (verdict.reward, verdict.valid) == (0.0, True)


async def test_the_search_would_have_found_them(places: Places) -> None:
    canary = next(iter(places.canaries.values()))
    for box in (places.agents, places.functions):
        await box.write("/workspace/left-behind.txt", canary)
    run = await Agent(searching(), load_tools("bash", sandbox=places.agents)).run("Search.")
    assert "/workspace/left-behind.txt" in shown(run)
    async with places.server.session() as session:
        outcome = await session.call("search_this_place", {})
    assert isinstance(outcome.value, dict)
    assert outcome.value["found"] == ["/workspace/left-behind.txt"]


async def test_a_verifier_sees_what_it_judges_and_nothing_else(places: Places) -> None:
    task = places.environment.task("001")
    looks = {
        "files": "    return {'x': open('/etc/passwd').read() == ''}\n",
        "imports": "    import os\n    return {'x': os.listdir('/') == []}\n",
        "classes": "    return {'x': ().__class__.__base__.__subclasses__() == []}\n",
        "writes": "    after.run('DELETE FROM loans')\n    return {'x': True}\n",
    }
    for name, body in looks.items():
        source = f"def verify(answer, before, after):\n{body}"
        verdict = await places.scorer.score_with(source, task, None)
        assert verdict.reward == 0.0, name
        if name != "classes":
            assert not verdict.valid, name
    assert (await places.scorer.score(task, None)).valid


async def test_a_verifier_cannot_speak_for_another(places: Places) -> None:
    task = places.environment.task("001")
    forged = '{"id": %d, "verdict": {"criteria": {"forged": 1.0}}}'
    speaks = (
        "import os\n\n\ndef verify(answer, before, after):\n"
        "    for number, place in [(one, other) for one in range(100) for other in range(64)]:\n"
        f"        try:\n            os.write(place, ({forged!r} % number + chr(10)).encode())\n"
        "        except OSError:\n            pass\n    return {'x': False}\n"
    )
    for _ in range(2):
        await places.scorer.score_with(speaks, task, None)
        verdict = await places.scorer.score(task, None)
        assert (verdict.reward, verdict.valid) == (0.0, True)
        assert "forged" not in verdict.criteria


async def test_a_verifier_that_does_not_end_gives_no_verdict(places: Places, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("agentrt.envs.scorer.SECONDS", 1.0)
    task = places.environment.task("001")
    for body in ("while True:\n        pass", "return {'x': len('x' * (4 << 30)) > 0}", "import os\n    os._exit(0)"):
        verdict = await places.scorer.score_with(f"def verify(answer, before, after):\n    {body}\n", task, None)
        assert (verdict.reward, verdict.valid) == (0.0, False), body
    assert (await places.scorer.score(task, None)).valid


async def test_one_verdict_leaves_nothing_for_the_next(places: Places) -> None:
    task = places.environment.task("001")
    keeps = (
        "import math\n\n\ndef verify(answer, before, after):\n    n = getattr(math, 'n', 0)\n    math.n = n + 1\n"
        "    return {'first': n == 0}\n"
    )
    for _ in range(3):
        verdict = await places.scorer.score_with(keeps, task, None)
        assert verdict.criteria == {"first": 1.0}

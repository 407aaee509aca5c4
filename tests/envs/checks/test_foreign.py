"""Audits of what agentrt did not make: each defect is named by its gate, and what is sound raises no alarm."""

from __future__ import annotations

import sys
import textwrap
from pathlib import Path

import pytest

from agentrt.cli.foreign import kind_of
from agentrt.envs.checks.foreign_harbor import audit_harbor, writing
from agentrt.envs.checks.foreign_openenv import constant_actions, empty_action
from agentrt.envs.checks.foreign_pairs import audit_pairs
from agentrt.envs.checks.harbor_container import parsed
from agentrt.errors import SandboxLost

GENERATE = """
def generate(seed, n):
    rng = random.Random(seed)
    numbers = [(rng.randint(100, 10**6), rng.randint(100, 10**6)) for _ in range(n)]
    return [{"question": f"What is {a} plus {b}?", "answer": str(a + b)} for a, b in numbers]
"""
SOUND = "return float(answer is not None and answer.strip().casefold() == entry['answer'])"


def failed(tmp_path: Path, score: str, generate: str = GENERATE) -> set[str]:
    """The gates that a pair fails."""
    body = textwrap.indent(textwrap.dedent(score), "    ")
    (tmp_path / "pair.py").write_text(f"import random, time\n{generate}\ndef score(answer, entry):\n{body}\n")
    report = audit_pairs("pair:generate,score", Path(sys.executable), path=[tmp_path])
    return {one.gate for one in report.items[0].failed}


def test_a_sound_pair_raises_no_alarm(tmp_path):
    assert failed(tmp_path, SOUND) == set()


@pytest.mark.parametrize(
    ("score", "gate"),
    [
        ("return 1.0 if not answer else float(answer == entry['answer'])", "semantic.canary_floor"),
        ("return float(answer is not None and entry['answer'] in answer)", "adversaries.shotgun"),
        ("return float(str(answer)[:3] == entry['answer'][:3])", "discrimination.near_miss_answers"),
        ("return float(str(answer) == entry['answer'])", "discrimination.equivalents"),
        ("return float(answer == entry['answer']) * 0.9", "semantic.oracle_max"),
        ("return float(int(answer) == int(entry['answer']))", "runtime.reward_well_formed"),
        ("return float('nan') if answer == 'x' else float(answer == '7')", "semantic.oracle_max"),
        (
            "return random.random() if answer == '0' else float(answer == entry['answer'])",
            "semantic.verifier_determinism",
        ),
        ("return float(eval(answer) == eval(entry['answer']))", "sanity.verifier_purity"),
        ("return 1.0 if answer == 'nan' else float(answer == entry['answer'])", "adversaries.constants"),
    ],
)
def test_a_defect_of_a_scorer_is_found_by_its_gate(tmp_path, score, gate):
    assert gate in failed(tmp_path, score)


def test_items_that_depend_on_the_hash_seed_or_not_on_the_seed_are_found(tmp_path):
    hashed = GENERATE.replace("random.Random(seed)", "random.Random(hash(str(seed)))")
    assert "runtime.seed_control" in failed(tmp_path, SOUND, hashed)
    fixed = GENERATE.replace("random.Random(seed)", "random.Random(1)")
    assert failed(tmp_path, SOUND, fixed) == {"runtime.seed_control"}


def test_audited_code_can_write_nothing_and_reach_no_network(tmp_path):
    generate = f"""
def generate(seed, n):
    import socket
    for act in (lambda: open({str(tmp_path / "out")!r}, "w"), lambda: socket.create_connection(("127.0.0.1", 1), 1)):
        try:
            act()
        except OSError as error:
            if error.errno not in (30, 101, 111):
                raise
    return [{{"question": f"{{seed}} {{at}}?", "answer": str(seed * at + 12345)}} for at in range(n)]
"""
    assert "static.manifest" not in failed(tmp_path, SOUND, generate)
    assert not (tmp_path / "out").exists()


def test_audited_code_cannot_take_all_memory(tmp_path):
    assert "semantic.oracle_max" in failed(tmp_path, f"b'x' * (5 << 30)\n{SOUND}")


def test_a_module_that_is_not_there_is_said(tmp_path):
    with pytest.raises(SandboxLost):
        audit_pairs("no_such_module:a,b", Path(sys.executable))


TEST = """#!/bin/bash
# Nothing that is done in this container is ever worth anything.
echo 0 > /logs/verifier/reward.txt
"""


def harbor_task(
    folder: Path, manifest: str = "", recipe: str = "FROM debian:bookworm-slim\n", leak: str = "seed.txt"
) -> Path:
    for name, text in {
        "task.toml": manifest
        or 'schema_version = "1.4"\n[verifier]\nenvironment_mode = "separate"\n'
        '[environment]\nnetwork_mode = "no-network"\n[agent]\nuser = "agent"\n',
        "instruction.md": "Write the word into /app/out.txt, such as\n```\nblue\n```\n",
        "environment/Dockerfile": recipe,
        f"environment/{leak}": TEST,
        "tests/test.sh": TEST,
    }.items():
        path = folder / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text)
    return folder


def statuses(folder: Path, **options) -> dict[str, str]:
    (item,) = audit_harbor(folder, **options).items
    return {one.gate: one.status for one in item.measurements}


def test_what_a_harbor_tasks_files_say(tmp_path):
    sound = statuses(harbor_task(tmp_path / "sound", recipe=f"FROM debian@sha256:{'0' * 64}\n"))
    assert "failed" not in sound.values()
    assert sound["semantic.oracle_max"] == "not_applicable"
    manifest = 'bogus = 1\n[environment]\nnetwrok_mode = "no-network"\n'
    recipe = "FROM debian\nRUN pip install pytest\nCOPY hidden /t\n"
    loose = statuses(harbor_task(tmp_path / "loose", manifest, recipe, leak="hidden/test.sh"))
    assert {gate for gate, status in loose.items() if status == "failed"} == {
        "static.manifest", "runtime.host_containment", "runtime.network_policy", "semantic.no_solution_leakage",
        "static.dependency_pinning",
    }  # fmt: skip


@pytest.mark.full
def test_what_a_harbor_tasks_tests_pay(tmp_path):
    """One that pays for the example in its instruction, and for a pytest that always passes."""
    task = harbor_task(tmp_path / "task")
    (task / "tests" / "test.sh").write_text(
        "#!/bin/bash\ngrep -q blue /app/out.txt 2>/dev/null && echo 1 > /logs/verifier/reward.txt"
        " || echo 0 > /logs/verifier/reward.txt\n"
    )
    (item,) = audit_harbor(task, run=1).items
    found = {one.gate: one for one in item.measurements}
    assert found["semantic.canary_floor"].status == "passed"
    assert found["adversaries.echo"].status == "failed"
    # A test that asks nothing of pytest or Python; but it leaves its verdict where the agent's processes write too.
    assert found["adversaries.tamper"].evidence == ("a process that keeps writing the reward: 1",)
    (task / "tests" / "test.sh").write_text("#!/bin/bash\necho 0.9 > /logs/verifier/reward.txt\n")
    assert statuses(task, run=1)["semantic.canary_floor"] == "failed"


@pytest.mark.parametrize(
    ("text", "value"),
    [("1\n", 1.0), ('{"reward": 0.5}', 0.5), ("nan", None), ("1e999", None), ('{"reward": "1"}', None), ("yes", None)],
)
def test_rewards_are_read_as_harbor_reads_them(text, value):
    assert parsed(text) == value


def test_an_example_is_written_where_nothing_is_yet():
    script = writing(["/app/out.txt"], "blue\n")
    assert "[ -e '/app/out.txt' ] ||" in script
    assert "\nblue\n" in script


def test_actions_are_made_from_a_servers_schema():
    schema = {
        "properties": {"text": {"type": "string"}, "n": {"type": "integer"}, "metadata": {"type": "object"}},
        "required": ["text", "n"],
    }
    assert empty_action(schema) == {"text": "", "n": 0}
    made = list(constant_actions(schema))
    assert {"text": "nan", "n": 0} in made
    assert {"text": "", "n": 42} in made


def test_what_a_name_names(tmp_path):
    assert kind_of("http://127.0.0.1:8000") == "openenv"
    assert kind_of("reasoning_gym") == "pairs"
    assert kind_of("my_set:make,score") == "pairs"
    assert kind_of("library") is None
    assert kind_of(str(harbor_task(tmp_path / "one"))) == "harbor"
    assert kind_of(str(tmp_path)) == "harbor"

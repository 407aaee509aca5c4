"""Packs: the same seed makes the same bytes, both stores load, tasks keep what their chain promises."""

from __future__ import annotations

import tomllib
from collections import Counter
from pathlib import Path

import pytest

from agentrt.envs.environment import load_environment
from agentrt.envs.inside.purity import problems
from agentrt.synth.general.building import Builder, Size
from agentrt.synth.general.domains import domain_names, load_domain
from agentrt.synth.general.kinds import KINDS
from agentrt.synth.general.pack import compile_domain, write_pack
from agentrt.synth.general.synthesis import Settings, made_already, synthesise


@pytest.fixture(scope="module")
def pack(tmp_path_factory: pytest.TempPathFactory) -> Path:
    out = tmp_path_factory.mktemp("packs")
    synthesise(load_domain("library"), Settings(tasks=30, check=False), out)
    return out / "library"


def files(root: Path) -> dict[str, bytes]:
    return {str(path.relative_to(root)): path.read_bytes() for path in sorted(root.rglob("*")) if path.is_file()}


def test_the_same_seed_makes_the_same_bytes(pack: Path, tmp_path: Path) -> None:
    synthesise(load_domain("library"), Settings(tasks=30, check=False), tmp_path)
    assert files(tmp_path / "library") == files(pack)


def test_another_seed_makes_other_data(pack: Path) -> None:
    other = compile_domain(load_domain("library"), seed=2)
    assert other["data/loans.csv"] != (pack / "data" / "loans.csv").read_text()
    assert other["schema.sql"] == (pack / "schema.sql").read_text()


def test_every_task_has_its_parent_one_level_below(pack: Path) -> None:
    tasks = {one.name: one for one in load_environment(pack).tasks}
    raised = [one for one in tasks.values() if one.parent]
    assert len(raised) >= 3  # a small pack leaves out a parent whose template it has already
    for one in raised:
        assert tasks[one.parent].level == one.level - 1
        assert one.instruction() != tasks[one.parent].instruction()


def test_levels_reach_five_and_level_one_takes_at_most_two_calls(pack: Path) -> None:
    tasks = list(load_environment(pack).tasks)
    assert {one.level for one in tasks} == {1, 2, 3, 4, 5}
    assert all(one.claims.calls <= 2 for one in tasks if one.level == 1)


def test_a_small_pack_is_a_mix_of_kinds_with_few_tasks_for_rules(pack: Path) -> None:
    tasks = list(load_environment(pack).tasks)
    kinds = Counter(str(one.manifest.origin["kind"]) for one in tasks)
    assert set(kinds) == set(KINDS)
    assert kinds["exception"] <= len(tasks) / 3
    assert max(times for kind, times in kinds.items() if kind != "exception") <= len(tasks) / 4
    for one in tasks:
        assert ("if the rules forbid" in one.instruction()) <= (one.manifest.origin["kind"] == "exception")


def test_about_one_in_ten_pays_for_its_steps(pack: Path) -> None:
    shared = [one for one in load_environment(pack).tasks if one.reward.kind == "partial"]
    assert 2 <= len(shared) <= 5
    for one in shared:
        assert one.level >= 3
        assert one.answer is None


def test_no_template_is_in_two_splits(pack: Path) -> None:
    tasks = list(load_environment(pack).tasks)
    assert len({one.template for one in tasks}) == len({(one.template, one.split) for one in tasks})


def test_solutions_and_verifiers_are_pure_and_readable(pack: Path) -> None:
    for one in load_environment(pack).tasks:
        assert not problems(one.solution, "solve", ("tools",))
        assert one.verify_declared is not None
        for verifier in (one.verify, one.verify_declared):
            assert not problems(verifier, "verify", ("answer", "before", "after"))


def test_the_declared_verifier_holds_no_answer(pack: Path) -> None:
    for one in load_environment(pack).tasks:
        truth = [line for line in one.verify.splitlines() if line.startswith("ANSWER = ")]
        for line in truth:
            assert line not in (one.verify_declared or "")
            assert "ANSWER" not in (one.verify_declared or "")


def test_every_rule_refuses_a_call_in_some_task(pack: Path) -> None:
    met = {str(rule) for one in load_environment(pack).tasks for rule in one.manifest.origin["refusals"]}  # type: ignore[union-attr]
    declared = {f"{action.name}.{rule.code}" for action in load_domain("library").actions for rule in action.rules}
    assert declared <= met


def test_chinese_instructions_name_the_same_things(pack: Path) -> None:
    for one in load_environment(pack).tasks:
        ids = {
            word.strip(".,;?") for word in one.instruction("en").split() if word[:2] in ("B-", "C-", "M-", "L-", "H-")
        }
        assert all(name in one.instruction("zh") for name in ids)
        assert any("\u4e00" <= sign <= "\u9fff" for sign in one.instruction("zh"))


def test_a_finished_pack_is_resumed_and_another_setting_is_not(tmp_path: Path) -> None:
    settings = Settings(tasks=6, check=False)
    report = synthesise(load_domain("library"), settings, tmp_path)
    assert made_already(load_domain("library"), settings, tmp_path) == report
    assert made_already(load_domain("library"), Settings(tasks=6, seed=9, check=False), tmp_path) is None


def test_shards_hold_the_same_tasks(pack: Path, tmp_path: Path) -> None:
    synthesise(load_domain("library"), Settings(tasks=30, check=False, store="shards"), tmp_path)
    assert [one.digests for one in load_environment(tmp_path / "library").tasks] == [
        one.digests for one in load_environment(pack).tasks
    ]


def test_more_rows_and_tools_to_look_through(tmp_path: Path) -> None:
    plain, large = Builder(load_domain("library"), 1), Builder(load_domain("library"), 1, Size(2.0, 3))
    try:
        assert len(large.world.tables["loans"]) == 2 * len(plain.world.tables["loans"])
        assert len(large.toolset.names) == len(plain.toolset.names) + 3
        tasks = large.tasks(8)
        write_pack(tmp_path / "library", large.domain, large.world.tables, large.toolset, tasks, {})
        assert len(load_environment(tmp_path / "library").tasks) == 8
    finally:
        plain.close()
        large.close()


@pytest.mark.parametrize("name", domain_names())
def test_every_domain_compiles_to_a_pack_that_loads(name: str, tmp_path: Path) -> None:
    for path, text in compile_domain(load_domain(name), seed=1).items():
        place = tmp_path / name / path
        place.parent.mkdir(parents=True, exist_ok=True)
        place.write_text(text)
    environment = load_environment(tmp_path / name)
    assert tomllib.loads((tmp_path / name / "environment.toml").read_text())["name"] == name
    assert environment.rules

"""Repeated benchmarks: what is shipped catches a task that repeats one, and no shipped environment does."""

import shutil
from importlib.resources import files
from pathlib import Path

import pytest

from agentrt.envs import load_environment, shipped_environments
from agentrt.envs.checks.checker import check_environment
from agentrt.envs.checks.contamination import FILE, WORDS, Source, corpus_of, hashed, packed, shipped, unpacked

DEPOT = Path(__file__).parents[1] / "packs" / "depot"
REPEATED = {
    "GSM8K test": "He buys a house for $80,000 and then puts in $50,000 in repairs.",
    "tau-bench": "You want to fly from New York to Seattle on May 20 (one way).",
    "HumanEval": "Check if in given list of numbers, are any two numbers closer to each other than given threshold.",
    "WebArena": "List out reviewers, if exist, who mention about ear cups being small",
}
"""A sentence each of a few public benchmarks."""


@pytest.mark.parametrize("name", REPEATED)
def test_a_sentence_of_a_benchmark_is_known(name):
    shared, looked = shipped().shared(f"Do this first. {REPEATED[name]} Then submit.")
    assert name in shipped().names
    assert 0 < len(shared) <= looked


async def test_a_task_that_repeats_a_benchmark_is_caught(tmp_path):
    pack = tmp_path / "depot"
    shutil.copytree(DEPOT, pack)
    instruction = pack / "tasks/001/instruction.md"
    instruction.write_text(f"{REPEATED['GSM8K test']} {instruction.read_text()}")
    quality = await check_environment(pack, only=["001"], workers=1)
    told = quality.set["set.contamination"]
    assert told.status == "failed"
    assert "with a benchmark" in told.evidence[0]


def test_no_shipped_environment_repeats_a_benchmark():
    looked = 0
    for name in shipped_environments():
        for task in load_environment(name).tasks:
            shared, count = shipped().shared(task.instruction())
            assert shared == [], task.id
            looked += count
    assert looked > 1000


def test_the_file_is_small_and_says_what_it_was_made_from():
    data = (files("agentrt.envs.checks") / FILE).read_bytes()
    assert len(data) < 1_000_000
    sources, grams = unpacked(data)
    assert all(len(one.commit) == 40 and one.licence and one.texts for one in sources)
    assert max(one.grams for one in sources) < len(grams) <= sum(one.grams for one in sources)


def test_what_is_packed_comes_back():
    text = "one two three four five six seven eight nine ten"
    grams = {*corpus_of("x", [text]).grams, 0, 1, 2**48 - 1}
    source = Source(name="x", repository="a/b", commit="0" * 40, licence="MIT", texts=1, grams=len(grams))
    assert unpacked(packed([source], grams)) == ([source], frozenset(grams))
    assert hashed(" ".join(text.split()[:WORDS])) in grams

#!/usr/bin/env python3
"""Writes agentrt/envs/checks/benchmarks.bin anew: hashes of the word 8-grams of public benchmarks' tasks.

    python scripts/benchmark_grams.py FOLDER

FOLDER holds a clone of each repository of `SOURCES` under the name OWNER+NAME, bare or not (or a folder in which the
clone is called `repo`), with the commit that is named here. Hashes alone are written; no text of a benchmark is. A task
that repeats eight words in a row of one is found by `set.contamination`.
"""

from __future__ import annotations

import ast
import gzip
import json
import subprocess
import sys
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path, PurePosixPath
from typing import Any

from agentrt.envs.checks.contamination import FILE, Source, corpus_of, packed

Read = Callable[[bytes], Iterator[str]]


def field(*names: str) -> Read:
    """Reads the texts under some names, wherever they stand in a file of JSON, or of JSON lines."""

    def texts(value: Any, under: bool) -> Iterator[str]:
        if isinstance(value, str) and under:
            yield value
        elif isinstance(value, list):
            for one in value:
                yield from texts(one, under)
        elif isinstance(value, dict):
            for name, one in value.items():
                yield from texts(one, under or name in names)

    def read(data: bytes) -> Iterator[str]:
        for one in parsed(data):
            yield from texts(one, False)

    return read


def parsed(data: bytes) -> Iterator[Any]:
    """What a file of JSON, or of JSON lines, says."""
    text = (gzip.decompress(data) if data[:2] == b"\x1f\x8b" else data).decode("utf-8", "replace")
    try:
        yield json.loads(text)
    except json.JSONDecodeError:
        yield from (json.loads(line) for line in text.splitlines() if line.strip())


def instructions(data: bytes) -> Iterator[str]:
    """The texts given as `instruction=` in a Python file; the file is parsed, not run."""
    for node in ast.walk(ast.parse(data)):
        if isinstance(node, ast.keyword) and node.arg == "instruction" and isinstance(node.value, ast.Constant):
            yield str(node.value.value)


@dataclass(frozen=True)
class Benchmark:
    """A benchmark in a public repository.

    Attributes:
        name: What it is called.
        repository: Owner and name.
        commit: The commit that is read.
        licence: Of its tasks, as SPDX names it.
        files: Patterns of the files that hold its tasks.
        read: Gives the texts of a file.
    """

    name: str
    repository: str
    commit: str
    licence: str
    files: tuple[str, ...]
    read: Read


TAU2, BFCL = "data/tau2/domains", "berkeley-function-call-leaderboard/bfcl_eval/data"
SCENARIO = ("reason_for_call", "known_info", "unknown_info", "task_instructions", "instructions", "ticket")
SOURCES = (
    Benchmark("tau2-bench", "sierra-research/tau2-bench", "a2c024725189473d2d7cea3a5cfdbcc67478e41f", "MIT",
              tuple(f"{TAU2}/{one}.json" for one in (
                  "airline/tasks", "retail/tasks", "banking_knowledge/tasks", "telecom/tasks_small")),
              field(*SCENARIO)),
    Benchmark("tau-bench", "sierra-research/tau-bench", "59a200c6d575d595120f1cb70fea53cef0632f6b", "MIT",
              ("tau_bench/envs/*/tasks_test.py",), instructions),
    Benchmark("BFCL v4", "ShishirPatil/gorilla", "6ea57973c7a6097fd7c5915698c54c17c5b1b6c8", "Apache-2.0",
              tuple(f"{BFCL}/BFCL_v4_{one}.json" for one in (
                  "simple_python", "simple_java", "simple_javascript", "multiple", "parallel", "parallel_multiple",
                  "irrelevance", "live_simple", "live_multiple", "live_parallel", "live_parallel_multiple",
                  "multi_turn_base", "memory", "web_search")), field("content")),
    Benchmark("WebArena", "web-arena-x/webarena", "f62e0b99bc7d9e0cd996d0cf5ebb2225780ec279", "Apache-2.0",
              ("config_files/test.raw.json",), field("intent")),
    Benchmark("AgentBench", "THUDM/AgentBench", "578c5e9f706fc2dd96188ca6c8cf9095ca0c6528", "Apache-2.0",
              ("data/dbbench/standard.jsonl", "data/knowledgegraph/std.json", "data/os_interaction/data/*/*.json"),
              field("description", "question")),
    Benchmark("ToolQA", "night-chen/ToolQA", "acf55534d6dcd81df84df7b5d01ebdd14508367a", "Apache-2.0",
              ("data/questions/*/*.jsonl",), field("question")),
    Benchmark("GSM8K test", "openai/grade-school-math", "3101c7d5072418e28b9008a6636bde82a006892c", "MIT",
              ("grade_school_math/data/test.jsonl",), field("question")),
    Benchmark("HumanEval", "openai/human-eval", "6d43fb980f9fee3c892a914eda09951f772ad10d", "MIT",
              ("data/HumanEval.jsonl.gz",), field("prompt")),
    Benchmark("MBPP sanitized", "microsoft/CodeT", "35f54d60b152cc31d134b788e702878ad613d9f7", "MIT",
              ("CodeT/data/dataset/mbpp_sanitized_for_code_generation.jsonl",), field("prompt")),
)  # fmt: skip


def main(folder: Path) -> None:
    """Write the file.

    Args:
        folder: Where the clones are.
    """
    grams: set[int] = set()
    sources = []
    for one in SOURCES:
        texts = list(dict.fromkeys(texts_of(one, folder)))
        found = corpus_of(one.name, texts).grams
        grams |= found
        sources.append(Source(name=one.name, repository=one.repository, commit=one.commit, licence=one.licence,
                              texts=len(texts), grams=len(found)))  # fmt: skip
        print(f"{one.name}: {len(texts)} texts, {len(found)} 8-grams")
    data = packed(sources, grams)
    target = Path(__file__).parents[1] / "agentrt" / "envs" / "checks" / FILE
    target.write_bytes(data)
    print(f"{target}: {len(grams)} 8-grams, {len(data)} bytes")


def texts_of(benchmark: Benchmark, folder: Path) -> Iterator[str]:
    """The texts of a benchmark's tasks."""
    clone = folder / benchmark.repository.replace("/", "+")
    clone = clone / "repo" if (clone / "repo").is_dir() else clone
    if not clone.is_dir():
        raise SystemExit(f"{clone} is missing: clone {benchmark.repository} at {benchmark.commit} there")
    names = git(clone, "ls-tree", "-r", "--name-only", benchmark.commit).decode().splitlines()
    matching = [one for one in names if any(PurePosixPath(one).match(pattern) for pattern in benchmark.files)]
    if not matching:
        raise SystemExit(f"{clone}: no file is called {' or '.join(benchmark.files)}")
    for name in matching:
        yield from benchmark.read(git(clone, "show", f"{benchmark.commit}:{name}"))


def git(clone: Path, *arguments: str) -> bytes:
    """What git says of a clone."""
    return subprocess.run(["git", "-C", str(clone), *arguments], check=True, capture_output=True).stdout


if __name__ == "__main__":
    if len(sys.argv) != 2:
        raise SystemExit(__doc__)
    main(Path(sys.argv[1]))

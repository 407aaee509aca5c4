"""How fast, how varied and for how long general synthesis makes tasks.

    .venv/bin/python benchmarks/synth.py speed [TASKS [DOMAIN ...]]       accepted tasks a minute of processor time
    .venv/bin/python benchmarks/synth.py gates [TASKS [DOMAIN ...]]       with all gates of `agentrt check`, on one core
    .venv/bin/python benchmarks/synth.py duplicates [MOST [DOMAIN ...]]   tasks before near-duplicates exceed 1 %
    .venv/bin/python benchmarks/synth.py structure                        diversity, beside published counts

Speed without a sandbox is judged by processor time, which says the same on a busy machine. With one it is judged by the
clock, since what runs in a sandbox is nobody's child; everything is then held on one core, which should be idle.
"""

from __future__ import annotations

import os
import resource
import sys
import tempfile
import time
from collections import Counter
from math import exp, log
from pathlib import Path

from agentrt.envs.checks.duplicates import NearDuplicates
from agentrt.synth.general.building import Builder
from agentrt.synth.general.domains import domain_names, load_domain
from agentrt.synth.general.synthesis import Settings, synthesise

AIM = 300
"""Accepted tasks a minute on one core."""
SHARE = 0.01
PUBLISHED = {
    # Read in their papers and repositories; what is not said there stands as "-".
    "tau2-bench": ("3", "3.7", "14.3", "278"),
    "AWM": ("1,000", "18.5", "35.1", "about 10,000"),
}
"""Domains, tables and tools for each, tasks. tau2-bench: airline 50, retail 114, telecom 114 tasks (the Environments
Hub's README of it); its tools (`@is_tool` in each domain's tools.py: 14, 16, 13; telecom's user has 30 more) and tables
(collections of each domain's database: 3, 3, 5) counted in its repository at a2c0247. AWM: arXiv 2602.10090."""


def spent() -> float:
    """Processor seconds of this process and its children."""
    each = (resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN))
    return sum(one.ru_utime + one.ru_stime for one in each)


def speed(tasks: int, names: list[str], *, check: bool) -> None:
    if check:
        os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # sandboxes inherit it
    measure = time.monotonic if check else spent
    total, began = 0, measure()
    with tempfile.TemporaryDirectory() as folder:
        for name in names:
            before = measure()
            report = synthesise(load_domain(name), Settings(tasks=tasks, check=check), Path(folder))
            used = measure() - before
            total += report.accepted
            rejected = sum(times for gate, times in report.rejected.items() if gate != "no draw")
            counts = f"{report.accepted:6} accepted{rejected:6} rejected"
            print(f"{name:12}{counts}{used:8.1f} s{60 * report.accepted / used:8.0f} a minute", flush=True)
    used = measure() - began
    rate = 60 * total / used
    what = "every gate, by the clock" if check else "gates in process, processor time"
    print(f"{total} tasks, {what}: {used:.1f} s; load {os.getloadavg()[0]:.1f}")
    print(f"{rate:.0f} accepted tasks a minute on one core; aim {AIM}: {'kept' if rate >= AIM else 'MISSED'}")


def duplicates(most: int, names: list[str]) -> None:
    print(f"{'domain':12}{'tasks before near-duplicates exceed 1 %':>42}")
    for name in names:
        builder = Builder(load_domain(name), 1, distinct=False)
        alike, found, count = NearDuplicates(), 0, 0
        for task in builder.tasks(most):
            count += 1
            found += alike.add(task.name, builder.signature(task)) is not None
            if count >= 50 and found / count > SHARE:
                break
        ended = found / count > SHARE
        print(f"{name:12}{count if ended else f'more than {count}':>42}", flush=True)
        builder.close()


def structure(tasks: int) -> None:
    templates: Counter[str] = Counter()
    tables, tools, total = [], [], 0
    for name in domain_names():
        builder = Builder(load_domain(name), 1)
        made = builder.tasks(tasks)
        own = Counter(one.template for one in made)
        templates += own
        tables.append(len(builder.domain.tables))
        tools.append(len(builder.toolset.names))
        total += len(made)
        kinds = f"{len(own):5} templates in {len(made)} tasks, {effective(own):6.1f} effective"
        print(f"{name:12}{tables[-1]:4} tables{tools[-1]:4} tools{kinds}", flush=True)
        builder.close()
    print(
        f"\n{'':24}{'domains':>10}{'tables each':>13}{'tools each':>12}{'tasks':>16}{'templates':>12}{'effective':>11}"
    )
    ours = (str(len(tables)), f"{sum(tables) / len(tables):.1f}", f"{sum(tools) / len(tools):.1f}", str(total))
    print(row("agentrt (this run)", ours, str(len(templates)), f"{effective(templates):.0f}"))
    for name, published in PUBLISHED.items():
        print(row(f"{name} (published)", published, "-", "-"))


def row(name: str, counts: tuple[str, ...], templates: str, kinds: str) -> str:
    domains, tables, tools, tasks = counts
    return f"{name:24}{domains:>10}{tables:>13}{tools:>12}{tasks:>16}{templates:>12}{kinds:>11}"


def effective(counts: Counter[str]) -> float:
    """The exponential of the entropy: how many kinds there would be if all were as frequent."""
    total = sum(counts.values())
    return exp(-sum(times / total * log(times / total) for times in counts.values()))


def main(what: str, number: str = "", *names: str) -> None:
    if what == "duplicates":
        duplicates(int(number or 400), list(names) or domain_names())
    elif what == "structure":
        structure(int(number or 60))
    else:
        check = what == "gates"
        speed(int(number or (20 if check else 100)), list(names) or domain_names(), check=check)


if __name__ == "__main__":
    main(*(sys.argv[1:] or ["speed"]))

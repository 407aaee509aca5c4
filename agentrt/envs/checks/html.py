"""The report of a check as one HTML page that needs nothing beside it."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape
from typing import Any

from agentrt.envs.checks.table import Row, failures_of, rows_of
from agentrt.envs.quality import GateResult, Quality, TaskQuality

STYLE = """
:root { color-scheme: light dark; --bad: #b3261e; --good: #1b7a3d; --dim: #777; --line: #8884 }
body { font: 15px/1.5 system-ui, sans-serif; max-width: 75rem; margin: 2rem auto; padding: 0 1rem }
table { border-collapse: collapse; width: 100%; margin: .5rem 0 1.5rem }
th, td { text-align: left; vertical-align: top; padding: .25rem .6rem; border-bottom: 1px solid var(--line) }
td.n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap }
.failed { color: var(--bad); font-weight: 600 } .passed { color: var(--good) } .dim, .not { color: var(--dim) }
code, pre { font: 13px/1.45 ui-monospace, monospace; white-space: pre-wrap; overflow-wrap: anywhere }
details { margin: .2rem 0 } summary { cursor: pointer } h2 { margin-top: 2.2rem }
"""


def page(qualities: Sequence[Quality]) -> str:
    """The page."""
    names = ", ".join(one.name for one in qualities)
    body = "".join(_pack(one) for one in qualities)
    return (
        f'<!doctype html><html lang="en"><meta charset="utf-8"><title>agentrt check: {escape(names)}</title>'
        f'<meta name="viewport" content="width=device-width"><style>{STYLE}</style>'
        f"<h1>agentrt check</h1>{body}</html>\n"
    )


def _pack(quality: Quality) -> str:
    word = "passed" if quality.accepted else "failed"
    head = f'<h2>{escape(quality.name)}: <span class="{word}">{word}</span></h2>'
    digests = "".join(f"<li>{escape(name)} <code>{digest}</code>" for name, digest in quality.digests.items())
    return "".join(
        (
            head,
            f"<p>Version {quality.checks} of the gates. What follows holds for:<ul>{digests}</ul>",
            _figures(quality.figures),
            _failures(quality),
            _gates(rows_of(quality)),
            _containers(quality),
            "<h3>Tasks</h3>",
            *(_task(name, one) for name, one in quality.tasks.items()),
        )
    )


def _figures(figures: dict[str, Any]) -> str:
    rows = []
    for name, value in figures.items():
        if isinstance(value, dict) and "hits" in value:
            low, high = value["interval"]
            shown = f"{value['hits']} of {value['total']}"
            rows.append((name, shown, f"{value['share']:.4f}", f"{low:.4f} to {high:.4f}"))
        elif isinstance(value, dict) and "interval" in value:
            low, high = value["interval"]
            rows.append((name, "", f"{value['value']:.4f}", f"{low:.4f} to {high:.4f}"))
        elif isinstance(value, dict):
            rows += [(f"{name}: {key}", str(count), "", "") for key, count in value.items()]
        else:
            rows.append((name, str(value), "", ""))
    cells = "".join(
        f'<tr><td>{escape(name)}<td class="n">{count}<td class="n">{share}<td class="n">{interval}'
        for name, count, share, interval in rows
    )
    return f"<h3>Figures</h3><table><tr><th>what<th>count<th>share<th>interval of 95 %{cells}</table>"


def _failures(quality: Quality) -> str:
    found = failures_of(quality)
    if not found:
        return ""
    items = "".join(
        f'<tr><td>{escape(one.where)}<td class="failed">{escape(one.gate.name)}<br><code>{one.gate.id}</code>'
        f"<td>{_evidence(one.result)}<td>{escape(one.gate.remedy)}"
        for one in found
    )
    return f"<h3>What failed</h3><table><tr><th>where<th>gate<th>evidence<th>what to do{items}</table>"


def _gates(rows: Sequence[Row]) -> str:
    cells = "".join(
        f"<tr><td>{escape(row.gate.name)}<br><code>{row.gate.id}</code><td>{escape(row.gate.measures)}"
        f'<br><span class="dim">passes with: {escape(row.gate.threshold)}</span>'
        f'<td class="{row.status.split()[0]}">{row.status}<td class="n">{row.passed}<td class="n">{row.failed}'
        f'<td class="n">{row.idle}<td class="n">{row.probes}<td class="n">{_number(row.least)}'
        f'<td class="n">{_number(row.mean)}'
        for row in rows
    )
    head = "<th>gate<th>measures<th>status<th>passed<th>failed<th>not applicable<th>probes<th>least<th>mean"
    return f"<h3>Gates</h3><table><tr>{head}{cells}</table>"


def _containers(quality: Quality) -> str:
    told: Any = quality.containers
    if not told:
        return ""
    differences = "".join(f"<li>{escape(one)}" for one in told["differences"]) or "<li>no difference"
    return f"<h3>Proved again in fresh containers</h3><p>{escape(told['sampled'])}<ul>{differences}</ul>"


def _task(name: str, task: TaskQuality) -> str:
    word = "passed" if task.accepted else "failed"
    rows = "".join(
        f'<tr><td><code>{gate}</code><td class="{one.status.split("_")[0]}">{one.status.replace("_", " ")}'
        f'<td class="n">{_number(one.value)}<td class="n">{one.probes}<td>{_evidence(one)}'
        for gate, one in task.gates.items()
    )
    labels = ", ".join([*(f"{key} {value}" for key, value in task.labels.items() if key != "pass_rate"), *_rates(task)])
    head = "<th>gate<th>status<th>value<th>probes<th>evidence"
    return (
        f'<details><summary>{escape(name)}: <span class="{word}">{word}</span> '
        f'<span class="dim">{escape(labels)}</span>'
        f"</summary><table><tr>{head}{rows}</table></details>"
    )


def _rates(task: TaskQuality) -> list[str]:
    """How often models solved it, where that was measured."""
    rates: Any = task.labels.get("pass_rate", {})
    return [f"{model} solved {one['passed']} of {one['attempts']}" for model, one in rates.items()]


def _evidence(one: GateResult) -> str:
    lines = "".join(f"<li><code>{escape(line)}</code>" for line in one.evidence)
    return f"<ul>{lines}</ul>" if lines else ""


def _number(value: float | None) -> str:
    return "" if value is None else f"{value:.4g}"

"""`agentrt synth`: environments and tasks are made."""

from __future__ import annotations

from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer
from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn
from rich.table import Table

from agentrt.cli import author
from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from collections.abc import Sequence

    from agentrt.synth.general.declare import Domain
    from agentrt.synth.general.synthesis import DomainReport, Settings

app = typer.Typer(no_args_is_help=True, help="Make environments with tasks, solutions and verifiers.")


@app.callback()
def _group() -> None:
    """Kinds of synthesis."""


app.command("author")(author.author)


@app.command("general", no_args_is_help=True)
def general(
    out: Annotated[Path, typer.Option("--out", help="Folder for the packs; each domain gets one of its own in it.")],
    domains: Annotated[str, typer.Option(help='Names with commas, or "all"; see --list.')] = "all",
    per_domain: Annotated[int, typer.Option(min=1, help="Tasks for each domain.")] = 100,
    seed: Annotated[int, typer.Option(help="The same seed and settings make the same packs.")] = 1,
    rows: Annotated[float, typer.Option(help="Factor on the rows of every table: more to look through.")] = 1.0,
    distractors: Annotated[int, typer.Option(min=0, help="Tools that no task needs.")] = 0,
    check: Annotated[
        bool, typer.Option("--check/--no-check", help="Also apply the gates of `agentrt check`, in a sandbox.")
    ] = True,
    dialogues: Annotated[
        bool, typer.Option("--dialogues", help="Also tasks with a scripted user, in domains that have them.")
    ] = False,
    shards: Annotated[bool, typer.Option(help="Keep tasks in shards, for thousands of them.")] = False,
    again: Annotated[bool, typer.Option(help="Make packs anew that are there already.")] = False,
    jobs: Annotated[
        int | None, typer.Option("--jobs", "-j", min=1, help="Domains at once; as many as there are cores by default.")
    ] = None,
) -> None:
    """Tool environments from declared domains, without a model.

    Programs are drawn over a domain's data, raised step by step, solved for their truth, worded in English and Chinese,
    and kept only if they pass every gate. What is drawn and checked is kept: stopped at any point, by Ctrl-C or a
    crash, the same command goes on there and makes the same packs. The report says how many tasks there are of each
    kind.

        agentrt synth general --domains library,travel --per-domain 20 --out packs/
    """
    from agentrt.synth.general.at_once import cores
    from agentrt.synth.general.domains import domain_names, load_domain
    from agentrt.synth.general.synthesis import Settings

    named = dict.fromkeys(one.strip() for one in domains.split(",") if one.strip())
    settings = Settings(
        tasks=per_domain,
        seed=seed,
        rows=rows,
        distractors=distractors,
        check=check,
        dialogues=dialogues,
        store="shards" if shards else "folders",
    )
    with reported():
        chosen = [load_domain(one) for one in (domain_names() if domains == "all" else named)]
        _made(chosen, settings, out, jobs=jobs or cores(), again=again)


def _made(domains: Sequence[Domain], settings: Settings, out: Path, *, jobs: int, again: bool) -> None:
    """Make packs, with a bar for each, and report on those that are whole, whatever ends it."""
    from agentrt.synth.general.at_once import synthesise_all
    from agentrt.synth.general.synthesis import made_already, write_report

    console, names = Console(stderr=True), [one.name for one in domains]
    out.mkdir(parents=True, exist_ok=True)
    kept = {} if again else {one.name: made for one in domains if (made := made_already(one, settings, out))}
    reports: list[DomainReport] = [*kept.values()]
    try:
        with _bars(console) as bars:
            bar = {one: bars.add_task(one, total=settings.tasks, completed=_done(kept.get(one))) for one in names}
            fresh = [one for one in names if one not in kept]

            def told(name: str, at: int, _wanted: int) -> None:
                bars.update(bar[name], completed=at)

            for report in synthesise_all(fresh, settings, out, jobs=jobs, progress=told):
                reports.append(report)
                bars.update(bar[report.domain], completed=report.accepted)
    except KeyboardInterrupt:
        console.print(
            f"Stopped. {len(reports)} of {len(names)} packs are finished; what was drawn and checked for the others "
            "is kept: the same command goes on from there."
        )
        raise typer.Exit(130) from None
    finally:
        reports.sort(key=lambda one: names.index(one.domain))
        if reports:
            _print(reports, settings, console)
            console.print(f"Report: {write_report(reports, settings, out)}")


def _done(report: DomainReport | None) -> int:
    """Tasks of a pack that is there already."""
    return 0 if report is None else report.accepted


def _bars(console: Console) -> Progress:
    columns = (TextColumn("{task.description:12}"), BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    return Progress(*columns, console=console)


def _print(reports: Sequence[DomainReport], settings: Settings, console: Console) -> None:
    """Two tables, and what was rejected; report.json says all of it for each domain."""
    total = sum(one.accepted for one in reports)
    table = Table(title=f"{total} tasks, {settings.tasks} wanted for each domain")
    for name in ("domain", "tasks", "levels 1-5", "templates", "tools (grown)", "rules met", "seconds"):
        table.add_column(name)
    for one in reports:
        table.add_row(
            one.domain,
            str(one.accepted),
            " ".join(str(one.levels.get(level, 0)) for level in range(1, 6)),
            f"{one.templates} ({one.effective_templates:g})",
            f"{one.tools} ({len(one.grown)})",
            f"{one.rules_met}" + (f" of {one.rules_met + len(one.rules_missed)}" if one.rules_missed else ""),
            f"{one.seconds:g}",
        )
    console.print(table)
    console.print(_mix(reports))
    rejected: Counter[str] = Counter()
    for one in reports:
        rejected.update({gate: times for gate, times in one.rejected.items() if gate != "no draw"})
    told = ", ".join(f"{gate} {times}" for gate, times in rejected.most_common())
    console.print(f"Rejected by gate: {told or 'nothing'}.")


def _mix(reports: Sequence[DomainReport]) -> Table:
    """Tasks of each kind, and how many pay for their steps one by one."""
    kinds = [kind for kind in _KINDS if any(one.kinds.get(kind) for one in reports)]
    table = Table(title="Mix of tasks, by kind")
    table.add_column("domain")
    for kind in kinds:
        table.add_column(_KINDS[kind], justify="right")
    table.add_column("partial reward", justify="right")
    for one in reports:
        table.add_row(one.domain, *(str(one.kinds.get(kind, 0)) for kind in kinds), str(one.partial))
    sums = [str(sum(one.kinds.get(kind, 0) for one in reports)) for kind in kinds]
    table.add_section()
    table.add_row("all", *sums, str(sum(one.partial for one in reports)))
    return table


_KINDS = {
    "lookup": "look-up",
    "join": "join",
    "aggregation": "aggre-gation",
    "choice": "choice",
    "policy": "policy",
    "steps": "steps",
    "exception": "excep-tion",
    "dialogue": "dia-logue",
}
"""What `agentrt.synth.general.kinds` calls them, as headings of narrow columns."""

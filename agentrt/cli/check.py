"""`agentrt check`: the gates of environments."""

from __future__ import annotations

import json as jsonlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from agentrt.cli import options
from agentrt.cli.attempts import Trial, print_rates, trial_of, try_tasks
from agentrt.cli.foreign import kind_of
from agentrt.cli.reporting import reported

if TYPE_CHECKING:
    from rich.console import Console

    from agentrt.envs.checks.foreign import ForeignItem
    from agentrt.envs.environment import Environment
    from agentrt.envs.quality import Quality


@dataclass(frozen=True)
class Wanted:
    """What was asked for.

    Attributes:
        only: Names of tasks; empty: all.
        workers: Sandboxes at once.
        again: Whether to measure what is known.
        containers: Tasks to prove again in fresh containers.
        against: Files with texts that no task may repeat.
        write: Whether to write quality.json.
    """

    only: tuple[str, ...]
    workers: int
    again: bool
    containers: int
    against: tuple[Path, ...]
    write: bool


def check(
    packs: Annotated[
        list[str], typer.Argument(help="Environments: names, or paths with a slash. `all`: those shipped.")
    ],
    task: Annotated[list[str] | None, typer.Option("--task", help="Only this task; may be repeated.")] = None,
    workers: Annotated[int, typer.Option("--workers", min=1, help="Sandboxes at once.")] = 2,
    fresh_containers: Annotated[
        int,
        typer.Option("--fresh-containers", min=0, help="Prove this many tasks again, each in a Docker container."),
    ] = 0,
    against: Annotated[
        list[Path] | None, typer.Option("--against", help="Texts that no task may repeat; .jsonl: one a line.")
    ] = None,
    html: Annotated[Path | None, typer.Option("--html", help="Write a report as one HTML page.")] = None,
    again: Annotated[bool, typer.Option("--again", help="Measure also what is known from an earlier check.")] = False,
    dry: Annotated[bool, typer.Option("--dry", help="Do not write quality.json.")] = False,
    json: Annotated[bool, typer.Option("--json", help="Print one JSON object, and nothing else.")] = False,
    python: Annotated[
        Path | None, typer.Option("--python", help="The Python of what agentrt did not make; see docs/audits.md.")
    ] = None,
    run: Annotated[int, typer.Option("--run", min=0, help="How many of others' Harbor tasks to build and run.")] = 0,
    model: options.Model = None,
    url: options.Url = None,
    family: options.Family = None,
    n: options.Attempts = 1,
    concurrency: options.Concurrency = 8,
    steps: options.AttemptSteps = 30,
    seconds: options.AttemptSeconds = 600.0,
    max_tokens: options.MaxTokens = None,
    temperature: options.Temperature = None,
    language: options.InstructionLanguage = "en",
    journals: options.Journals = None,
) -> None:
    """Measure whether environments and their tasks can be trusted, and write quality.json.

    Every gate is a measurement with a threshold: the solution passes, doing nothing does not, scripted adversaries get
    nothing, near misses and mutants are told apart, equivalents are accepted, tools keep their contracts. A check that
    was stopped goes on where it was; a task that has changed is measured again. `docs/checks.md` lists the gates.

    With --model, a model then tries the accepted tasks, -n times each: pass@k is printed by level, and becomes a label
    of each task in quality.json, something to choose tasks by. It is no gate.

    What agentrt did not make is audited with the gates that apply (docs/audits.md): a Harbor task directory or a
    folder of them, a verifiers taskset's project, the URL of an OpenEnv server, reasoning_gym, or two Python functions
    as module:generate,score.

    Exit codes: 0 if every gate passes, 1 if one fails, 2 if a pack cannot be loaded.
    """
    import anyio
    from rich.console import Console

    from agentrt.envs.environment import shipped_environments
    from agentrt.errors import AgentrtError

    console = Console(stderr=True, quiet=json)
    wanted = Wanted(
        only=tuple(task or ()),
        workers=workers,
        again=again,
        containers=fresh_containers,
        against=tuple(against or ()),
        write=not dry,
    )
    if any(map(kind_of, packs)):
        if model is not None:
            raise typer.BadParameter("tries the tasks of agentrt's own environments alone.", param_hint="--model")
        raise typer.Exit(_foreign(packs, python, run, json=json))
    trial = None
    if model is not None:
        with reported():
            trial = trial_of(
                model, url, family, n=n, concurrency=concurrency, steps=steps, seconds=seconds, max_tokens=max_tokens,
                temperature=temperature, language=language, journals=journals, quiet=json,
            )  # fmt: skip
    names = list(shipped_environments()) if packs == ["all"] else packs
    qualities: list[Quality] = []
    for name in names:
        try:
            qualities.append(anyio.run(partial(_checked, name, wanted, console)))
        except (AgentrtError, OSError) as error:
            typer.echo(str(error), err=True)
            raise typer.Exit(2) from None
        except KeyboardInterrupt:
            typer.echo("\nStopped. What was measured is kept; run the same command to go on.", err=True)
            raise typer.Exit(130) from None
        if not json:
            show(qualities[-1], Console())
    if trial is not None:
        with reported():
            qualities = _tried(names, qualities, trial, console, write=wanted.write)
    if html is not None:
        from agentrt.envs.checks.html import page

        html.parent.mkdir(parents=True, exist_ok=True)
        html.write_text(page(qualities), encoding="utf-8")
        console.print(f"report: {html}")
    if json:
        typer.echo(jsonlib.dumps([one.model_dump(mode="json", exclude_defaults=True) for one in qualities]))
    elif len(qualities) > 1:
        show_together(qualities, Console())
    raise typer.Exit(0 if qualities and all(one.accepted for one in qualities) else 1)


def _tried(
    names: Sequence[str], qualities: Sequence[Quality], trial: Trial, console: Console, *, write: bool
) -> list[Quality]:
    """Let a model try the accepted tasks; gives what was measured with its pass rates as labels."""
    import anyio

    from agentrt.envs.environment import load_environment
    from agentrt.rollouts.labels import labelled, write_labels

    environments = [load_environment(name) for name in names]
    accepted = [[name for name, task in one.tasks.items() if task.accepted] for one in qualities]
    wanted = [(one, tasks) for one, tasks in zip(environments, accepted, strict=True) if tasks]
    # They were checked just now; what is not accepted is not tried.
    done = anyio.run(partial(try_tasks, trial, wanted, allow_unchecked=True))
    if not trial.quiet:
        print_rates(done, as_json=False)
    for environment in environments if write else ():
        if environment.quality is None:
            console.print(f"{environment.name}: there is no quality.json to label", markup=False)
        else:
            console.print(f"[dim]{write_labels(environment, trial.model.name, done)}")
    return [labelled(one, trial.model.name, done) for one in qualities]


def _foreign(names: Sequence[str], python: Path | None, run: int, *, json: bool) -> int:
    """Audit what agentrt did not make; gives the exit code."""
    from agentrt.cli.foreign import audit, show_audit

    passed = True
    for name in names:
        with reported():
            report = audit(name, python=python, run=run, told=None if json else _told)
        show_audit(report, json=json)
        passed = passed and report.passed
    return 0 if passed else 1


def _told(item: ForeignItem, done: int, total: int) -> None:
    failed = ", ".join(one.gate for one in item.failed)
    typer.echo(f"{done}/{total} {item.name}: {failed or 'nothing failed'}", err=True)


async def _checked(name: str, wanted: Wanted, console: Console) -> Quality:
    from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

    from agentrt.envs.checks.again import prove_again
    from agentrt.envs.checks.checker import check_environment
    from agentrt.envs.checks.contamination import given, shipped
    from agentrt.envs.checks.records import TaskRecord
    from agentrt.envs.checks.store import RecordStore
    from agentrt.envs.environment import load_environment

    environment = load_environment(name)
    tasks = [environment.task(one) for one in wanted.only] if wanted.only else list(environment.tasks)
    by_name = {one.name: one for one in tasks}
    store = RecordStore(environment)
    records: dict[str, TaskRecord] = {} if wanted.again else store.known(tasks)
    columns = (
        TextColumn("{task.description}"),
        BarColumn(),
        MofNCompleteColumn(),
        TimeElapsedColumn(),
        TextColumn("{task.fields[said]}"),
    )
    with Progress(*columns, console=console, transient=True) as progress:
        bar = progress.add_task(environment.name, total=len(tasks), completed=len(records), said="")
        refused = 0

        def came(record: TaskRecord) -> None:
            nonlocal refused
            refused += not record.accepted
            records[record.name] = record
            store.add(by_name[record.name], record)
            progress.update(bar, advance=1, said=f"{refused} refused" if refused else "")

        quality = await check_environment(
            environment,
            only=wanted.only,
            workers=wanted.workers,
            progress=came,
            known=dict(records),
            corpus=shipped() | given(wanted.against),
        )
        quality = quality.with_labels_of(_known(environment))
        if wanted.containers:
            bar = progress.add_task("in containers", total=min(wanted.containers, len(tasks)), said="")
            told = await prove_again(environment, tasks, records, wanted.containers, lambda _: progress.advance(bar))
            quality = quality.model_copy(
                update={"containers": told, "accepted": quality.accepted and not told["differences"]}
            )
    if wanted.write and not wanted.only:
        _write(environment, quality, console)
    return quality


def _known(environment: Environment) -> Quality | None:
    """What an earlier check wrote; None also where that cannot be read, since it is written anew."""
    from agentrt.errors import PackError

    try:
        return environment.quality
    except PackError:
        return None


def _write(environment: Environment, quality: Quality, console: Console) -> None:
    from agentrt.envs.quality import write_quality

    try:
        console.print(f"[dim]{write_quality(environment.root, quality)}")
    except OSError as error:
        console.print(f"quality.json was not written: {error}", markup=False)


def show(quality: Quality, console: Console) -> None:
    """Print what was measured."""
    from rich.box import SIMPLE_HEAD
    from rich.table import Table
    from rich.text import Text

    from agentrt.envs.checks.table import failures_of, rows_of

    table = Table(box=SIMPLE_HEAD, title=quality.name, title_justify="left", pad_edge=False)
    table.add_column("gate", no_wrap=True)
    for column in ("passed", "failed", "n/a", "probes", "least", "mean"):
        table.add_column(column, justify="right")
    for row in rows_of(quality):
        style = "red" if row.failed else "dim" if not row.passed else ""
        numbers = ("" if one is None else f"{one:.3g}" for one in (row.least, row.mean))
        cells = (row.gate.name, *map(str, (row.passed, row.failed, row.idle, row.probes)), *numbers)
        table.add_row(*(Text(cell) for cell in cells), style=style)
    console.print(table)
    for one in failures_of(quality):
        console.print(Text(f"{quality.name}/{one.where}: {one.gate.id} ({one.gate.name}) failed", style="bold red"))
        for line in one.result.evidence[:5]:
            console.print(Text(f"    {line}"), soft_wrap=True)
        console.print(Text(f"    what to do: {one.gate.remedy}", style="dim"))
    for line in lines_of(quality.figures):
        console.print(Text(line), soft_wrap=True)
    verdict = "every gate passed" if quality.accepted else "not accepted"
    console.print(Text(f"{quality.name}: {verdict}", style="bold green" if quality.accepted else "bold red"))


def lines_of(figures: dict[str, Any]) -> list[str]:
    """The figures, a line each."""
    lines = []
    for name, value in figures.items():
        if isinstance(value, dict) and "hits" in value:
            if value["total"]:
                low, high = value["interval"]
                lines.append(
                    f"{name}: {value['hits']} of {value['total']} = {value['share']:.4f} [{low:.4f}, {high:.4f}]"
                )
        elif isinstance(value, dict) and "interval" in value:
            low, high = value["interval"]
            lines.append(f"{name}: {value['value']:.4f} [{low:.4f}, {high:.4f}]")
        elif isinstance(value, dict):
            told = ", ".join(f"{key} {count}" for key, count in value.items())
            lines.append(f"{name}: {told or 'none'}")
        else:
            lines.append(f"{name}: {value}")
    return lines


def show_together(qualities: Sequence[Quality], console: Console) -> None:
    """Print the figures of several packs together."""
    from agentrt.envs.checks.figures import together

    console.print(f"\nAll {len(qualities)} packs", style="bold")
    for line in lines_of(together([one.figures for one in qualities])):
        console.print(line, markup=False, soft_wrap=True)
    refused = [one.name for one in qualities if not one.accepted]
    console.print(f"not accepted: {', '.join(refused)}" if refused else "every pack passes every gate", markup=False)

"""Family D, sanity of environment and sources: determinism, isolation, contracts, purity, resources."""

from __future__ import annotations

import ast
import re
from collections import Counter
from typing import Any

from agentrt.envs.checks.evidence import EnvironmentCase, TaskCase
from agentrt.envs.checks.gates import Result, gate, not_applicable
from agentrt.envs.inside import purity

FUNCTION_IMPORTS = frozenset({*purity.MODULES, "environment", "typing", "json", "__future__"})
CHANCE = frozenset({"random", "randint", "uuid4", "uuid1", "urandom", "token_hex", "shuffle", "choice"})
LEAKS = re.compile(
    r"Traceback|\.py\b|sqlite|\bSELECT\b|\bno such column\b|\bline \d+|0x[0-9a-f]{6,}|UNIQUE constraint", re.IGNORECASE
)
"""What a message to the agent must not hold: it is about the program, and not about the world."""
SOLVE_SECONDS, VERIFY_SECONDS, MEMORY = 2.0, 0.02, 256 << 20
CALL_SECONDS = 1.0


@gate(
    "runtime.seed_control",
    scope="environment",
    family="sanity",
    name="no clock and no chance in the tools",
    measures="What functions.py imports and calls, from its syntax tree.",
    threshold="only modules without effects; no clock, no random numbers",
    remedy="Use db.today for the date and db.next_id for ids.",
)
def functions_pure(case: EnvironmentCase) -> Result:
    """See the gate."""
    tree = ast.parse(case.environment.functions)
    said, looked = [], 0
    for node in ast.walk(tree):
        names: list[str] = []
        if isinstance(node, ast.Import):
            names = [one.name.split(".")[0] for one in node.names]
        elif isinstance(node, ast.ImportFrom):
            names = [(node.module or "").split(".")[0]]
        looked += bool(names)
        said += [f"line {node.lineno}: it imports {name}" for name in names if name not in FUNCTION_IMPORTS]  # type: ignore[attr-defined]
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
            name, looked = node.func.attr, looked + 1
            clock = name in purity.CLOCKS or (name == "today" and not node.args)
            if clock or name in CHANCE:
                said.append(f"line {node.lineno}: .{name}() reads a clock or chance")
        if isinstance(node, ast.Global):
            said.append(f"line {node.lineno}: 'global' keeps state outside the database")
    return Result(passed=not said, value=float(len(said)), probes=looked, evidence=tuple(said))


@gate(
    "runtime.episode_determinism",
    scope="environment",
    family="sanity",
    name="determinism",
    measures="Whether the same random calls give the same outcomes and the same final state in interpreters with other "
    "hash seeds, time zones and folders.",
    threshold="identical chains",
    remedy="Some tool depends on the order of a set, a clock or chance: add ORDER BY, sort, use db.today.",
)
def determinism(case: EnvironmentCase) -> Result:
    """See the gate."""
    differing = [
        f"episode {index} differs between interpreters"
        for index, chains in enumerate(zip(*case.chains, strict=True))
        if len(set(chains)) > 1
    ]
    return Result(
        passed=not differing and not case.failed,
        value=float(len(differing)),
        probes=sum(len(one) for one in case.chains),
        evidence=(*differing, *([case.failed] if case.failed else [])),
    )


@gate(
    "runtime.episode_isolation",
    scope="environment",
    family="sanity",
    name="isolation",
    measures="Whether two interleaved sessions go as each goes alone, and whether a reading call gives the "
    "same after other "
    "calls as alone.",
    threshold="no difference",
    remedy="A tool keeps something outside the database, such as a cache or a counter: put it into a table.",
)
def isolation(case: EnvironmentCase) -> Result:
    """See the gate."""
    said = list(dict.fromkeys(case.isolated))
    return Result(
        passed=not said and not case.failed,
        value=float(len(said)),
        probes=case.sessions,
        evidence=(*said, *([case.failed] if case.failed else [])),
    )


@gate(
    "runtime.state_contract",
    scope="environment",
    family="sanity",
    name="reset",
    measures="Whether the data after a reset are those of the beginning, by their digest.",
    threshold="equal",
    remedy="Report it: sessions are agentrt's own.",
)
def reset(case: EnvironmentCase) -> Result:
    """See the gate."""
    wrong = [f"reset left {after[:12]}, not {before[:12]}" for before, after in case.reset if before != after]
    return Result(passed=not wrong, value=float(len(wrong)), probes=len(case.reset), evidence=tuple(wrong))


@gate(
    "runtime.tool_declaration_accuracy",
    scope="environment",
    family="sanity",
    name="tool contracts",
    measures="Each tool called with arguments that fit, that do not fit, and that are hostile: no fault, "
    "arguments that do "
    "not fit are refused as such, no message about the program's insides, a result within its time and size.",
    threshold="no violation",
    remedy="Raise Refused with a code and a message for what the tool cannot do; handle empty, huge and odd arguments.",
)
def contracts(case: EnvironmentCase) -> Result:
    """See the gate."""
    said: list[str] = []
    for one in case.fuzzed:
        outcome, call = one["outcome"], f"{one['tool']}({one['arguments']})"
        kind = next(iter(outcome))
        if kind == "fault":
            said.append(f"{call} fails: {outcome['fault'].get('cause')}")
        elif one["kind"] == "invalid" and kind != "invalid":
            said.append(f"{call} does not fit the parameters, and was taken")
        elif kind in ("refused", "invalid") and LEAKS.search(_text(outcome)):
            said.append(f"{call} tells of the program's insides: {_text(outcome)}")
        if one["seconds"] > CALL_SECONDS:
            said.append(f"{call} took {one['seconds']:.2f} s")
    by_kind = Counter(one["kind"] for one in case.fuzzed)
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=len(case.fuzzed),
        evidence=tuple(dict.fromkeys(said)),
        details=dict(by_kind),
    )


def _text(outcome: dict[str, Any]) -> str:
    """A refusal's own words. The agent's arguments come back in some: their own quotes are not the program's."""
    body = next(iter(outcome.values()))
    return re.sub(r"'[^']*'|\"[^\"]*\"", "", str(body.get("message", "")))


@gate(
    "sanity.side_effects",
    scope="environment",
    family="sanity",
    name="declared side effects",
    measures="Which tables each call changed: none for @reads, none but those named for @writes, none for a "
    "call that was "
    "refused.",
    threshold="no other table",
    remedy="Correct the mark, or the function.",
)
def side_effects(case: EnvironmentCase) -> Result:
    """See the gate."""
    declared = {one["name"]: set(one["writes"]) for one in case.tools}
    said = []
    for one in case.fuzzed:
        odd = set(one["wrote"]) - declared[one["tool"]]
        if odd:
            said.append(f"{one['tool']} changed {', '.join(sorted(odd))}, which it does not declare")
        cause = one["outcome"].get("fault", {}).get("cause", "")
        if "not authorized" in cause or "prohibited" in cause:
            said.append(f"{one['tool']} tried to change what it does not declare: {cause}")
        if one["wrote"] and "ok" not in one["outcome"]:
            said.append(f"{one['tool']} was refused, and changed {', '.join(one['wrote'])}")
    seen = {(one["tool"], table) for one in case.fuzzed for table in one["wrote"]}
    idle = sorted(
        f"{name}: {table}" for name, tables in declared.items() for table in tables if (name, table) not in seen
    )
    return Result(
        passed=not said,
        value=float(len(said)),
        probes=len(case.fuzzed),
        evidence=tuple(dict.fromkeys(said)),
        details={"declared and not seen": ", ".join(idle)},
    )


@gate(
    "sanity.reachable_tools",
    scope="environment",
    family="sanity",
    name="every tool can be used",
    measures="Whether each tool gave a result for some arguments that fit, drawn at random or in a task's solution.",
    threshold="all tools",
    remedy="A tool that never gives a result is broken, or refuses everything: look at its refusals.",
)
def reachable(case: EnvironmentCase) -> Result:
    """See the gate."""
    tried = {one["tool"] for one in case.fuzzed if one["kind"] == "valid"}
    # rules may be so strict that few calls drawn at random are allowed: a solution shows as well that some are
    good = {one["tool"] for one in case.fuzzed if "ok" in one["outcome"]} | (case.solved & tried)
    never = sorted(tried - good)
    said = []
    for name in never:
        why = Counter(
            next(iter(one["outcome"].values())).get("code", next(iter(one["outcome"])))
            for one in case.fuzzed
            if one["tool"] == name and one["kind"] == "valid"
        )
        said.append(f"{name} never gave a result; {', '.join(f'{code} {count} times' for code, count in why.items())}")
    value = len(good) / len(tried) if tried else None
    return Result(passed=not never, value=value, probes=len(tried), evidence=tuple(said))


@gate(
    "runtime.task_declaration_accuracy",
    family="sanity",
    name="claims hold",
    measures="What [claims] says against what the solution does: the number of calls, the tools, whether it writes.",
    threshold="calls: no more than the solution makes, and no more than the session may make; tools and "
    "writes: the same",
    remedy="Correct [claims], or the solution.",
)
def claims(case: TaskCase) -> Result:
    """See the gate."""
    claims, oracle = case.task.claims, case.oracle[0]
    used = {name for name, _, _ in oracle.calls}
    said = []
    plays = [oracle, *case.alternatives.values()]
    fewest = min(len(one.calls) for one in plays if not one.error)
    if fewest < claims.calls:
        said.append(f"{claims.calls} calls are claimed to be needed, and {fewest} were enough")
    if len(oracle.calls) > case.home.environment.manifest.limits.calls:
        said.append(f"the solution makes {len(oracle.calls)} calls, more than a session may make")
    if set(claims.tools) != used:
        odd = sorted(used ^ set(claims.tools))
        said.append(f"the tools claimed and the tools used differ: {', '.join(odd)}")
    if claims.writes != bool(oracle.changes):
        said.append(f"writes = {str(claims.writes).lower()}, and the solution changes {len(oracle.changes)} tables")
    return Result(
        passed=not said,
        value=float(len(oracle.calls)),
        probes=3 + len(plays),
        evidence=tuple(said),
        details={"calls": len(oracle.calls), "tools": ", ".join(sorted(used))},
    )


@gate(
    "sanity.needed_calls",
    family="sanity",
    name="tools are needed",
    measures="Whether the solution still reaches the right end when any one of its tools is taken away: each "
    "call of it is "
    "dropped in the solution's mutants and noise, and none of those may be right for another reason.",
    threshold="the task claims at least one call, and the solution makes it",
    remedy="A task that is solved without tools asks for nothing: ask for what must be looked up or done.",
)
def needed_calls(case: TaskCase) -> Result:
    """See the gate."""
    oracle = case.oracle[0]
    used = sorted({name for name, _, _ in oracle.calls})
    said = []
    if not used:
        said.append("the solution calls no tool")
    if case.task.claims.calls < 1:
        said.append("[claims] calls is 0")
    broken = [one for chance, one in case.noise if chance == 1.0]
    right = [one for one in broken if not one.error and case.replays(one.answer, one.changes)]
    if broken and len(right) == len(broken):
        said.append("the solution gets to the right end with every one of its calls gone wrong")
    return Result(passed=not said, value=float(len(used)), probes=len(used) + len(broken), evidence=tuple(said))


@gate(
    "runtime.oracle_containment",
    family="sanity",
    name="solution uses tools alone",
    measures="The solution's syntax tree, and what it reached for while it ran in a process without the database.",
    threshold="nothing forbidden, nothing reached for",
    remedy="Call the tools; compute with what they give.",
)
def tools_only(case: TaskCase) -> Result:
    """See the gate."""
    files = [name for name in case.problems if name == "solution.py" or name.startswith("alternatives/")]
    said = [f"{name}: {one}" for name in files for one in case.problems[name]]
    plays = [*case.oracle, *case.alternatives.values()]
    said += [f"it reached for {one}" for play in plays for one in play.reached]
    return Result(
        passed=not said, value=float(len(said)), probes=len(files) + len(plays), evidence=tuple(dict.fromkeys(said))
    )


@gate(
    "sanity.no_faults",
    family="sanity",
    name="no tool fails for the solution",
    measures="The outcomes of all calls of the solution.",
    threshold="no fault, no arguments that do not fit",
    remedy="Mend the tool, or the solution's call.",
)
def no_faults(case: TaskCase) -> Result:
    """See the gate."""
    said = [
        f"{name}({arguments}): {outcome}"
        for name, arguments, outcome in case.oracle[0].calls
        if "fault" in outcome or "invalid" in outcome
    ]
    if not case.oracle[0].calls:
        return not_applicable("the solution makes no call")
    return Result(passed=not said, value=float(len(said)), probes=len(case.oracle[0].calls), evidence=tuple(said))


@gate(
    "sanity.collateral",
    family="sanity",
    name="no collateral damage",
    measures="What the solution changed against what the task is for: nothing where it only asks, no table "
    "that its tools do "
    "not declare.",
    threshold="nothing else",
    remedy="The solution or a tool changes what nobody asked for.",
)
def collateral(case: TaskCase) -> Result:
    """See the gate."""
    oracle = case.oracle[0]
    declared = {one["name"]: set(one["writes"]) for one in case.home.tools}
    allowed: set[str] = set().union(
        *(declared.get(name, set()) for name, _, outcome in oracle.calls if "ok" in outcome)
    )
    said = [f"{table} changed, and no called tool declares it" for table in oracle.changes if table not in allowed]
    if oracle.changes and not case.task.claims.writes:
        said.append(f"the task only asks, and {', '.join(oracle.changes)} changed")
    return Result(passed=not said, value=float(len(said)), probes=1 + len(oracle.changes), evidence=tuple(said))


@gate(
    "sanity.verifier_purity",
    family="sanity",
    name="verifier is pure",
    measures="The verifiers' syntax trees, and what they reached for while they ran.",
    threshold="nothing forbidden, nothing reached for",
    remedy="A verifier is a function of answer, before and after; before.today is the day.",
)
def verifier_purity(case: TaskCase) -> Result:
    """See the gate."""
    files = [name for name in case.problems if name.startswith("verify")]
    said = [f"{name}: {one}" for name in files for one in case.problems[name]]
    said += [f"verify.py reached for {one}" for one in case.reached]
    return Result(passed=not said, value=float(len(said)), probes=len(files) + len(case.tried), evidence=tuple(said))


@gate(
    "runtime.reward_well_formed",
    family="sanity",
    name="verifier never breaks",
    measures="Whether every probe, malformed ones included (a megabyte, deep nesting, nan, half a surrogate "
    "pair), gets a "
    "valid verdict with the same criteria, and no malformed one is paid.",
    threshold="all",
    remedy="Test the answer's type before using it; return the same criteria whatever comes.",
)
def well_formed(case: TaskCase) -> Result:
    """See the gate."""
    said = [f"{one.probe.id}: {one.verdict.reason}" for one in case.tried if not one.verdict.valid]
    said += [
        f"{one.probe.id}: verify_declared.py: {one.declared.reason}"
        for one in case.tried
        if one.declared is not None and not one.declared.valid
    ]
    names = Counter(tuple(sorted(one.verdict.criteria)) for one in case.tried if one.verdict.valid)
    if len(names) > 1:
        said.append(f"the criteria are not always the same: {', '.join(map(str, names))[:300]}")
    said += [f"paid: {one.described}" for one in case.panel("malformed") if one.accepted and not one.right]
    return Result(passed=not said, value=float(len(said)), probes=len(case.tried), evidence=tuple(said))


@gate(
    "semantic.resource_envelope",
    family="sanity",
    name="resources",
    measures="Time and memory of the solution, time of a verdict, size of the largest result.",
    threshold=f"solution {SOLVE_SECONDS:g} s, verdict {VERIFY_SECONDS * 1000:g} ms on average, {MEMORY >> 20} MiB",
    remedy="Make it cheaper: fewer calls, narrower queries.",
)
def resources(case: TaskCase) -> Result:
    """See the gate."""
    slowest = max(one.seconds for one in case.oracle)
    memory = max([one.rss for one in case.oracle] + [case.rss])
    each = case.seconds / len(case.tried) if case.tried else 0.0
    said = []
    if slowest > SOLVE_SECONDS:
        said.append(f"the solution took {slowest:.2f} s")
    if each > VERIFY_SECONDS:
        said.append(f"a verdict took {each * 1000:.1f} ms on average")
    if memory > MEMORY:
        said.append(f"{memory >> 20} MiB were used")
    return Result(
        passed=not said,
        value=round(slowest, 4),
        probes=len(case.oracle) + len(case.tried),
        evidence=tuple(said),
        details={"solution ms": round(slowest * 1000, 1), "verdict ms": round(each * 1000, 3), "MiB": memory >> 20},
    )

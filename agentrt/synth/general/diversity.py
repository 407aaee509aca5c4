"""How different the structures of domains are: graphs of schema, rules and tools, compared with all names taken away.

Renaming is no diversity: a library that became a video shop has the same tables, rules and tools under other names.
So each domain is made three graphs whose labels say kinds only ("table", "whole column", "count", "update"), and these
are compared by Weisfeiler-Lehman refinement (Shervashidze et al., JMLR 12, 2011): a node's label is refined, a few
times, by those of its neighbours. Two graphs whose labels differ in number are not isomorphic; how many labels they
share is their similarity.

`python -m agentrt.synth.general.diversity` prints the tables of `docs/synthesis.md`.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, fields
from hashlib import sha256
from itertools import combinations
from math import sqrt

from agentrt.synth.general import expressions as ex
from agentrt.synth.general.consistency import row_table
from agentrt.synth.general.declare import Action, Column, Delete, Domain, Effect, Insert, Ref, SetAll, Text
from agentrt.synth.general.domains import domain_names, load_domain
from agentrt.synth.general.toolset import Get, Joined, Related, Search, Tool, Totals, core_toolset

ROUNDS = 4
"""Refinements: a label then says what is within four steps of its node."""
PARTS = ("schema", "rules", "tools")


@dataclass
class Graph:
    """A directed graph with labels, without names.

    Attributes:
        labels: Label of each node.
        edges: From, label, to.
    """

    labels: list[str] = field(default_factory=list)
    edges: list[tuple[int, str, int]] = field(default_factory=list)

    def node(self, label: str) -> int:
        """A new node."""
        self.labels.append(label)
        return len(self.labels) - 1

    def edge(self, start: int, label: str, end: int) -> None:
        """A new edge."""
        self.edges.append((start, label, end))


def refined(graph: Graph, rounds: int = ROUNDS) -> Counter[str]:
    """How often each label occurs, over all rounds of refinement; labels that no neighbour refined are not counted."""
    around: list[list[tuple[str, int]]] = [[] for _ in graph.labels]
    for start, label, end in graph.edges:
        around[start].append((f">{label}", end))
        around[end].append((f"<{label}", start))
    now = [_short(one) for one in graph.labels]
    counts: Counter[str] = Counter()
    for _ in range(rounds):
        now = [
            _short(own + "|" + ",".join(sorted(f"{label} {now[other]}" for label, other in near)))
            for own, near in zip(now, around, strict=True)
        ]
        counts.update(now)
    return counts


def graph_hash(graph: Graph) -> str:
    """Twelve hexadecimal digits, the same for isomorphic graphs."""
    return _short(repr(sorted(refined(graph).items())))


def similarity(one: Graph, other: Graph) -> float:
    """Cosine of the counts of labels: 1.0 for isomorphic graphs, 0.0 for those without a label in common."""
    left, right = refined(one), refined(other)
    shared = sum(times * right[label] for label, times in left.items())
    return shared / sqrt(sum(n * n for n in left.values()) * sum(n * n for n in right.values()))


def _short(text: str) -> str:
    return sha256(text.encode()).hexdigest()[:12]


# ---------------------------------------------------------------------------------------------------------- the graphs


def schema_graph(domain: Domain) -> Graph:
    """Tables and columns by their kinds; references as edges."""
    graph = Graph()
    tables = {one.name: graph.node("table") for one in domain.tables}
    for table in domain.tables:
        for column in table.columns:
            node = graph.node(_kind(domain, table.name, column))
            graph.edge(tables[table.name], "has", node)
            if isinstance(column, Ref):
                graph.edge(node, "refers", tables[column.table])
    return graph


def rules_graph(domain: Domain) -> Graph:
    """Actions with the syntax of their rules, and the tables that these look at and that effects change."""
    graph = Graph()
    tables = {one.name: graph.node("table") for one in domain.tables}
    for action in domain.actions:
        scope = ex.action_scope(domain, action.parameters)
        top = graph.node(action.kind)
        for rule in action.rules:
            graph.edge(top, "rule", _syntax(graph, ex.parse(rule.test, scope), scope, tables))
        for effect in action.effects:
            graph.edge(top, type(effect).__name__, tables[_changed(domain, effect, scope)])
    return graph


def tools_graph(domain: Domain) -> Graph:
    """Tools by their kinds, the kinds of their parameters, and the tables that they read and write."""
    graph = Graph()
    tables = {one.name: graph.node("table") for one in domain.tables}
    for tool in core_toolset(domain).tools:
        _reader(graph, domain, tool, tables)
    for action in domain.actions:
        _writer(graph, domain, action, tables)
    return graph


def _kind(domain: Domain, table: str, column: Column) -> str:
    empty = " or empty" if ex.may_be_empty(domain, domain.table(table), column) else ""
    own = " unique" if isinstance(column, Text) and column.unique else ""
    return f"{type(column).__name__.lower()}{own}{empty}"


def _syntax(graph: Graph, node: ex.Node, scope: ex.Scope, tables: Mapping[str, int]) -> int:
    """A node for a part of an expression: its kind and its sign, over its parts; constants and names are left out."""
    label = type(node).__name__
    label += "".join(f" {getattr(node, one)}" for one in ("sign", "word", "kind") if hasattr(node, one))
    top = graph.node(label)
    match node:
        case ex.Cell(row=row, follows=follows):
            graph.labels[top] += f" after {len(follows)}" if row else f" counted after {len(follows)}"
            if follows:
                graph.edge(top, "of", tables[follows[-1].table])
            elif row:
                graph.edge(top, "of", tables[scope.rows[row]])
        case ex.Aggregate(table=table):
            graph.edge(top, "over", tables[table])
    for one in fields(node):
        value = getattr(node, one.name)
        for part in value if isinstance(value, tuple) else (value,):
            if isinstance(part, ex.Node):
                graph.edge(top, one.name, _syntax(graph, part, scope, tables))
    return top


def _changed(domain: Domain, effect: Effect, scope: ex.Scope) -> str:
    if isinstance(effect, Insert | SetAll):
        return effect.table
    return row_table(domain, effect.row, scope).name


def _reader(graph: Graph, domain: Domain, tool: Tool, tables: Mapping[str, int]) -> None:
    node = graph.node(type(tool).__name__)
    graph.edge(node, "reads", tables[tool.table])
    table = domain.table(tool.table)
    match tool:
        case Search() | Totals():
            for column in table.columns:
                graph.edge(node, "filters", graph.node(type(column).__name__))
        case Related(column=name) | Joined(reference=name):
            graph.edge(node, "by", tables[table.refs[name]])
        case Get():
            pass


def _writer(graph: Graph, domain: Domain, action: Action, tables: Mapping[str, int]) -> None:
    node = graph.node(action.kind)
    scope = ex.action_scope(domain, action.parameters)
    for one in action.parameters:
        if isinstance(one, Ref):
            graph.edge(node, "takes", tables[one.table])
        else:
            graph.edge(node, "takes", graph.node(type(one).__name__))
    for effect in action.effects:
        word = "deletes" if isinstance(effect, Delete) else "writes"
        graph.edge(node, word, tables[_changed(domain, effect, scope)])


# ---------------------------------------------------------------------------------------------------------- the report

GRAPHS = {"schema": schema_graph, "rules": rules_graph, "tools": tools_graph}


@dataclass(frozen=True)
class Structure:
    """What a domain is made of.

    Attributes:
        name: The domain.
        tables: How many.
        columns: How many, keys included.
        references: How many columns refer to a table.
        loops: References beyond those of a forest: 0 where any two tables are joined in one way at most.
        depth: References that can be followed one after the other, without coming back.
        tools: Tools that read and tools that write.
        rules: Rules that can refuse a call.
        rows: Rows of data.
        hashes: Of the three graphs.
    """

    name: str
    tables: int
    columns: int
    references: int
    loops: int
    depth: int
    tools: tuple[int, int]
    rules: int
    rows: int
    hashes: Mapping[str, str]


def structure(domain: Domain) -> Structure:
    """The figures of one domain."""
    references = [(table.name, other) for table in domain.tables for other in table.refs.values()]
    depth: dict[str, int] = {}
    for table in domain.tables:
        depth[table.name] = max((depth[one] + 1 for one in table.refs.values() if one != table.name), default=0)
    return Structure(
        name=domain.name,
        tables=len(domain.tables),
        columns=sum(len(one.columns) + 1 for one in domain.tables),
        references=len(references),
        loops=len(references) - len(domain.tables) + _components([one.name for one in domain.tables], references),
        depth=max(depth.values()),
        tools=(len(core_toolset(domain).tools), len(domain.actions)),
        rules=sum(len(one.rules) for one in domain.actions),
        rows=sum(one.rows for one in domain.tables),
        hashes={part: graph_hash(make(domain)) for part, make in GRAPHS.items()},
    )


def _components(nodes: Sequence[str], edges: Sequence[tuple[str, str]]) -> int:
    group = {one: one for one in nodes}
    for start, end in edges:
        old, new = group[start], group[end]
        group = {one: new if own == old else own for one, own in group.items()}
    return len(set(group.values()))


def similarities(domains: Sequence[Domain]) -> dict[str, dict[tuple[str, str], float]]:
    """For each part, the similarity of each pair of domains."""
    found: dict[str, dict[tuple[str, str], float]] = {}
    for part, make in GRAPHS.items():
        graphs = {one.name: make(one) for one in domains}
        found[part] = {(a, b): similarity(graphs[a], graphs[b]) for a, b in combinations(graphs, 2)}
    return found


def report(domains: Sequence[Domain]) -> str:
    """Two Markdown tables: what each domain is made of with its hashes, and how alike pairs are."""
    lines = [
        "| domain | tables | columns | references | loops | depth | tools (read + write) | rules | rows "
        "| schema | rules | tools |",
        f"|---|{'---:|' * 8}---|---|---|",
    ]
    for domain in domains:
        one = structure(domain)
        figures = f"{one.tables} | {one.columns} | {one.references} | {one.loops} | {one.depth}"
        tools = f"{one.tools[0]} + {one.tools[1]}"
        hashes = " | ".join(f"`{one.hashes[part][:8]}`" for part in PARTS)
        lines.append(f"| {one.name} | {figures} | {tools} | {one.rules} | {one.rows} | {hashes} |")
    lines += ["", "| graph | hashes that differ | similarity: mean | largest | of |", "|---|---:|---:|---:|---|"]
    pairs = similarities(domains)
    for part in PARTS:
        distinct = len({graph_hash(GRAPHS[part](one)) for one in domains})
        values = pairs[part]
        top = max(values, key=lambda pair: values[pair])
        mean = sum(values.values()) / len(values)
        lines.append(f"| {part} | {distinct} of {len(domains)} | {mean:.2f} | {values[top]:.2f} | {top[0]}, {top[1]} |")
    return "\n".join(lines) + "\n"


if __name__ == "__main__":
    print(report([load_domain(name) for name in domain_names()]), end="")

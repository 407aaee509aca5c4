"""Structure diversity: names do not count, structure does, and no two declared domains are alike."""

from __future__ import annotations

from dataclasses import replace
from itertools import combinations

import pytest

from agentrt.synth.general.declare import Choice, Domain, Table, Whole
from agentrt.synth.general.diversity import GRAPHS, Graph, graph_hash, report, similarities, similarity, structure
from agentrt.synth.general.domains import domain_names, load_domain

DOMAINS = [load_domain(name) for name in domain_names()]
LIKE = 0.7
"""Two domains more alike than this would be one with details changed: a column more or less leaves above 0.75."""


def _renamed(domain: Domain) -> Domain:
    """The same structure under other words: what a lazy author of a new domain would do."""
    tables = tuple(
        replace(table, one=f"gadget {place}", zh="物件", prefix=f"X{place}-", rows=table.rows + 7)
        for place, table in enumerate(domain.tables)
    )
    actions = []
    for place, one in enumerate(domain.actions):
        rules = tuple(replace(rule, code=f"no_{n}", message="No.") for n, rule in enumerate(one.rules))
        actions.append(replace(one, name=f"do_{place}", says="Do it.", rules=rules))
    return replace(domain, name="elsewhere", summary="Another world.", tables=tables, actions=tuple(actions))


@pytest.mark.parametrize("part", GRAPHS)
def test_all_graphs_of_the_declared_domains_differ(part: str) -> None:
    assert len({graph_hash(GRAPHS[part](one)) for one in DOMAINS}) == len(DOMAINS)


@pytest.mark.parametrize("part", GRAPHS)
def test_no_two_domains_are_alike(part: str) -> None:
    pairs = similarities(DOMAINS)[part]
    assert len(pairs) == len(list(combinations(DOMAINS, 2)))
    worst = max(pairs, key=lambda pair: pairs[pair])
    assert pairs[worst] < LIKE, worst


@pytest.mark.parametrize("part", GRAPHS)
def test_other_names_make_no_other_structure(part: str) -> None:
    for domain in DOMAINS[:4]:
        renamed = _renamed(domain)
        assert graph_hash(GRAPHS[part](renamed)) == graph_hash(GRAPHS[part](domain))
        assert similarity(GRAPHS[part](renamed), GRAPHS[part](domain)) == pytest.approx(1.0)


def _more(table: Table) -> Table:
    return replace(table, columns=(*table.columns, Whole("extra", 1, 9, zh="附加")))


def test_one_column_more_is_another_schema_but_much_alike() -> None:
    domain = DOMAINS[0]
    larger = replace(domain, tables=(_more(domain.tables[0]), *domain.tables[1:]))
    one, other = GRAPHS["schema"](domain), GRAPHS["schema"](larger)
    assert graph_hash(one) != graph_hash(other)
    assert 0.75 < similarity(one, other) < 1.0


def test_direction_and_kind_of_edges_count() -> None:
    def pair(label: str, *, back: bool = False) -> Graph:
        graph = Graph()
        first, second = graph.node("table"), graph.node("column")
        graph.edge(second if back else first, label, first if back else second)
        return graph

    assert len({graph_hash(one) for one in (pair("has"), pair("refers"), pair("has", back=True))}) == 3
    assert graph_hash(pair("has")) == graph_hash(pair("has"))


def test_the_report_says_what_there_is() -> None:
    text = report(DOMAINS)
    for domain in DOMAINS:
        assert f"| {domain.name} | {len(domain.tables)} |" in text
    assert f"{len(DOMAINS)} of {len(DOMAINS)}" in text
    assert structure(load_domain("restaurant")).loops == 0  # a forest: every two tables are joined in one way at most
    assert structure(load_domain("logistics")).loops > 3
    assert any(isinstance(one, Choice) for one in load_domain("library").table("copies").columns)

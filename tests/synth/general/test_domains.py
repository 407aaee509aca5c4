"""The declared domains: their data agree with themselves, and every rule refuses some call on them."""

from __future__ import annotations

import random
from collections import Counter
from datetime import timedelta

import pytest

from agentrt.envs.inside.environment import Refused
from agentrt.synth.general.data import make_data
from agentrt.synth.general.declare import Action, Choice, Day, Domain, Ref, Row, Value
from agentrt.synth.general.domains import domain_names, load_domain
from agentrt.synth.general.toolset import core_toolset
from agentrt.synth.general.world import World

CALLS = 6000


def test_there_are_at_least_twelve_with_five_rules_each() -> None:
    domains = [load_domain(name) for name in domain_names()]
    assert len(domains) >= 12
    for domain in domains:
        assert sum(len(one.rules) for one in domain.actions) >= 5, domain.name


@pytest.mark.parametrize("name", domain_names())
def test_a_seed_makes_the_same_data_and_another_seed_others(name: str) -> None:
    domain = load_domain(name)
    assert make_data(domain, 3) == make_data(domain, 3)
    assert make_data(domain, 3) != make_data(domain, 4)


@pytest.mark.parametrize("name", domain_names())
def test_references_hold_and_only_declared_columns_are_empty(name: str) -> None:
    domain = load_domain(name)
    tables = make_data(domain, 11)
    for table in domain.tables:
        for column in table.columns:
            values = [row[column.name] for row in tables[table.name]]
            if column.null == 0:
                assert None not in values, f"{table.name}.{column.name}"
            if isinstance(column, Ref):
                keys = {row[domain.table(column.table).key] for row in tables[column.table]}
                assert set(values) - {None} <= keys, f"{table.name}.{column.name}"
            if isinstance(column, Choice):
                assert set(values) - {None} <= set(column.values), f"{table.name}.{column.name}"


def _argument(domain: Domain, world: World, action: Action, name: str, rng: random.Random) -> Value:
    column = next(one for one in action.parameters if one.name == name)
    match column:
        case Ref(table=table):
            return rng.choice(list(world.rows[table]))
        case Choice(values=values):
            return rng.choice(list(values))
        case Day(low=low, high=high):
            return (domain.today + timedelta(days=rng.randint(low, high))).isoformat()
    low, high, step = getattr(column, "low", 0), getattr(column, "high", 0), getattr(column, "step", 1)
    return int(low + step * rng.randint(0, (high - low) // step))


@pytest.mark.parametrize("name", domain_names())
def test_every_rule_refuses_some_call_and_every_action_allows_some(name: str) -> None:
    """Arguments are drawn evenly from the declared ranges: no rule is there that a sensible request cannot meet."""
    domain = load_domain(name)
    world, rng = World(domain, 1), random.Random(name)
    world.equip(core_toolset(domain))
    for action in domain.actions:
        met: Counter[str] = Counter()
        wanted = {rule.code for rule in action.rules} | {"allowed"}
        for _ in range(CALLS):
            arguments = {one.name: _argument(domain, world, action, one.name, rng) for one in action.parameters}
            with world.trial():
                try:
                    world.call(action.name, **arguments)
                    met["allowed"] += 1
                except Refused as refusal:
                    met[refusal.code] += 1
            if wanted <= set(met):
                break
        assert wanted <= set(met), f"{action.name}: never {sorted(wanted - set(met))}"
    world.close()


def _clashes(rows: list[Row], *columns: str) -> int:
    times = Counter(tuple(row[one] for one in columns) for row in rows)
    return sum(n - 1 for n in times.values())


def test_nobody_is_at_two_places_at_a_time() -> None:
    clinic = make_data(load_domain("clinic"), 5)
    booked = [row for row in clinic["appointments"] if row["status"] == "booked"]
    assert booked
    assert not _clashes(booked, "doctor_id", "day", "time")
    office = make_data(load_domain("office"), 5)
    planned = [row for row in office["meetings"] if row["status"] == "planned"]
    assert planned
    assert not _clashes(planned, "room_id", "day", "slot")
    university = make_data(load_domain("university"), 5)
    assert not _clashes(university["sections"], "room_id", "weekday", "period")
    assert not _clashes(university["sections"], "lecturer_id", "weekday", "period")
    festival = make_data(load_domain("festival"), 5)
    assert not _clashes(festival["screenings"], "screen_id", "day", "hour")


def test_popular_things_get_most_references() -> None:
    """Real data are not even: the busiest tenth of members has far more than a tenth of the loans."""
    loans = make_data(load_domain("library"), 5)["loans"]
    times = sorted(Counter(row["member_id"] for row in loans).values(), reverse=True)
    assert sum(times[:4]) > 0.25 * len(loans)


def test_balances_are_what_was_moved() -> None:
    bank = make_data(load_domain("bank"), 5)
    assert all(row["to_account_id"] != row["from_account_id"] for row in bank["transfers"])
    assert all(int(row["balance"] or 0) >= 0 for row in bank["accounts"])
    assert all(row["balance"] == 0 for row in bank["accounts"] if row["status"] == "closed")

"""The same verdict from the declaration alone: brute force in SQL over the data at the start."""

from fractions import Fraction

WANTED = """
SELECT (SELECT rating FROM power_lines WHERE line_id = (SELECT line_id FROM outages WHERE outage_id = (SELECT outage_id FROM jobs WHERE job_id = (SELECT t1.job_id FROM jobs AS t1 WHERE t1.status = 'done' AND t1.crew_id = (SELECT crew_id FROM jobs WHERE job_id = 'JB-0036') AND t1.hours IS NOT NULL ORDER BY t1.hours LIMIT 1))))
"""
KEYS = {
    "zones": "zone_id",
    "substations": "substation_id",
    "power_lines": "line_id",
    "plants": "plant_id",
    "consumers": "consumer_id",
    "crews": "crew_id",
    "outages": "outage_id",
    "jobs": "job_id",
}


def verify(answer, before, after):
    wanted = [list(row.values()) for row in before.all(WANTED)]
    same = same_tables(before, after)
    return {
        "answer_as_declared": matches(answer, wanted),
        "state_untouched": all(same.values()),
    }


def matches(answer, wanted):
    """One whole number, also as digits in a text."""
    if len(wanted) != 1 or isinstance(answer, bool) or not isinstance(answer, (int, float, str)):
        return False
    try:
        return Fraction(answer.replace(",", "") if isinstance(answer, str) else answer) == Fraction(str(wanted[0][0]))
    except (ValueError, OverflowError, ZeroDivisionError):
        return False


def same_tables(before, after):
    """Which tables hold what they should."""
    return {
        table: before.all(f"SELECT * FROM {table} ORDER BY {key}") == after.all(f"SELECT * FROM {table} ORDER BY {key}")
        for table, key in KEYS.items()
    }

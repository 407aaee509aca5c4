"""Tools of the pack energy. A power grid: zones, substations, power lines, plants, consumers, outages, crews and repair jobs."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _zone(db: Database, zone_id: str) -> dict:
    row = db.one("SELECT * FROM zones WHERE zone_id = ?", zone_id)
    if row is None:
        raise Refused("no_such_zone", f"There is no zone {zone_id!r}.")
    return row


def _substation(db: Database, substation_id: str) -> dict:
    row = db.one("SELECT * FROM substations WHERE substation_id = ?", substation_id)
    if row is None:
        raise Refused("no_such_substation", f"There is no substation {substation_id!r}.")
    return row


def _power_line(db: Database, line_id: str) -> dict:
    row = db.one("SELECT * FROM power_lines WHERE line_id = ?", line_id)
    if row is None:
        raise Refused("no_such_power_line", f"There is no power line {line_id!r}.")
    return row


def _power_plant(db: Database, plant_id: str) -> dict:
    row = db.one("SELECT * FROM plants WHERE plant_id = ?", plant_id)
    if row is None:
        raise Refused("no_such_power_plant", f"There is no power plant {plant_id!r}.")
    return row


def _consumer(db: Database, consumer_id: str) -> dict:
    row = db.one("SELECT * FROM consumers WHERE consumer_id = ?", consumer_id)
    if row is None:
        raise Refused("no_such_consumer", f"There is no consumer {consumer_id!r}.")
    return row


def _crew(db: Database, crew_id: str) -> dict:
    row = db.one("SELECT * FROM crews WHERE crew_id = ?", crew_id)
    if row is None:
        raise Refused("no_such_crew", f"There is no crew {crew_id!r}.")
    return row


def _outage(db: Database, outage_id: str) -> dict:
    row = db.one("SELECT * FROM outages WHERE outage_id = ?", outage_id)
    if row is None:
        raise Refused("no_such_outage", f"There is no outage {outage_id!r}.")
    return row


def _repair_job(db: Database, job_id: str) -> dict:
    row = db.one("SELECT * FROM jobs WHERE job_id = ?", job_id)
    if row is None:
        raise Refused("no_such_repair_job", f"There is no repair job {job_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


@reads
def get_zone(db: Database, zone_id: str) -> dict:
    """One zone by its id.

    Args:
        zone_id: Id of the zone.
    """
    return _zone(db, zone_id)


@reads
def search_zones(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search zones by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM zones ORDER BY zone_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_substation(db: Database, substation_id: str) -> dict:
    """One substation by its id.

    Args:
        substation_id: Id of the substation.
    """
    return _substation(db, substation_id)


@reads
def search_substations(
    db: Database,
    name: str | None = None,
    voltage: Literal["110 kV", "220 kV", "380 kV"] | None = None,
    page: int = 1,
) -> dict:
    """Search substations by name and voltage; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        voltage: Only those with this voltage.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM substations ORDER BY substation_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if voltage is not None:
        rows = [row for row in rows if row["voltage"] == voltage]
    return _page(rows, page)


@reads
def list_substations_of_zone(db: Database, zone_id: str) -> list[dict]:
    """All substations of one zone.

    Args:
        zone_id: Id of the zone.
    """
    _zone(db, zone_id)
    return db.all("SELECT * FROM substations WHERE zone_id = ? ORDER BY substation_id", zone_id)


@reads
def get_power_line(db: Database, line_id: str) -> dict:
    """One power line by its id.

    Args:
        line_id: Id of the power line.
    """
    return _power_line(db, line_id)


@reads
def search_power_lines(db: Database, status: Literal["in service", "off"] | None = None, page: int = 1) -> dict:
    """Search power lines by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM power_lines ORDER BY line_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_power_lines_of_from_substation(db: Database, from_substation_id: str) -> list[dict]:
    """All power lines of one first substation.

    Args:
        from_substation_id: Id of the substation.
    """
    _substation(db, from_substation_id)
    return db.all("SELECT * FROM power_lines WHERE from_substation_id = ? ORDER BY line_id", from_substation_id)


@reads
def list_power_lines_of_to_substation(db: Database, to_substation_id: str) -> list[dict]:
    """All power lines of one second substation.

    Args:
        to_substation_id: Id of the substation.
    """
    _substation(db, to_substation_id)
    return db.all("SELECT * FROM power_lines WHERE to_substation_id = ? ORDER BY line_id", to_substation_id)


@reads
def get_power_plant(db: Database, plant_id: str) -> dict:
    """One power plant by its id.

    Args:
        plant_id: Id of the power plant.
    """
    return _power_plant(db, plant_id)


@reads
def search_plants(
    db: Database,
    name: str | None = None,
    fuel: Literal["hydro", "wind", "gas", "solar"] | None = None,
    page: int = 1,
) -> dict:
    """Search power plants by name and energy source; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        fuel: Only those with this energy source.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM plants ORDER BY plant_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if fuel is not None:
        rows = [row for row in rows if row["fuel"] == fuel]
    return _page(rows, page)


@reads
def list_plants_of_substation(db: Database, substation_id: str) -> list[dict]:
    """All power plants of one substation.

    Args:
        substation_id: Id of the substation.
    """
    _substation(db, substation_id)
    return db.all("SELECT * FROM plants WHERE substation_id = ? ORDER BY plant_id", substation_id)


@reads
def get_consumer(db: Database, consumer_id: str) -> dict:
    """One consumer by its id.

    Args:
        consumer_id: Id of the consumer.
    """
    return _consumer(db, consumer_id)


@reads
def search_consumers(
    db: Database,
    name: str | None = None,
    kind: Literal["industry", "hospital", "offices", "housing"] | None = None,
    supply: Literal["normal", "reduced"] | None = None,
    page: int = 1,
) -> dict:
    """Search consumers by name, kind and supply status; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        kind: Only those with this kind.
        supply: Only those with this supply status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM consumers ORDER BY consumer_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if supply is not None:
        rows = [row for row in rows if row["supply"] == supply]
    return _page(rows, page)


@reads
def list_consumers_of_substation(db: Database, substation_id: str) -> list[dict]:
    """All consumers of one substation.

    Args:
        substation_id: Id of the substation.
    """
    _substation(db, substation_id)
    return db.all("SELECT * FROM consumers WHERE substation_id = ? ORDER BY consumer_id", substation_id)


@reads
def get_crew(db: Database, crew_id: str) -> dict:
    """One crew by its id.

    Args:
        crew_id: Id of the crew.
    """
    return _crew(db, crew_id)


@reads
def search_crews(
    db: Database,
    name: str | None = None,
    skill: Literal["overhead", "cable", "high voltage"] | None = None,
    page: int = 1,
) -> dict:
    """Search crews by name and skill; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        skill: Only those with this skill.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM crews ORDER BY crew_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if skill is not None:
        rows = [row for row in rows if row["skill"] == skill]
    return _page(rows, page)


@reads
def list_crews_of_zone(db: Database, zone_id: str) -> list[dict]:
    """All crews of one zone.

    Args:
        zone_id: Id of the zone.
    """
    _zone(db, zone_id)
    return db.all("SELECT * FROM crews WHERE zone_id = ? ORDER BY crew_id", zone_id)


@reads
def get_outage(db: Database, outage_id: str) -> dict:
    """One outage by its id.

    Args:
        outage_id: Id of the outage.
    """
    return _outage(db, outage_id)


@reads
def search_outages(db: Database, cause: Literal["storm", "digging", "ageing"] | None = None, page: int = 1) -> dict:
    """Search outages by cause; with how many there are in total.

    Args:
        cause: Only those with this cause.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM outages ORDER BY outage_id")
    if cause is not None:
        rows = [row for row in rows if row["cause"] == cause]
    return _page(rows, page)


@reads
def list_outages_of_line(db: Database, line_id: str) -> list[dict]:
    """All outages of one power line.

    Args:
        line_id: Id of the power line.
    """
    _power_line(db, line_id)
    return db.all("SELECT * FROM outages WHERE line_id = ? ORDER BY outage_id", line_id)


@reads
def get_repair_job(db: Database, job_id: str) -> dict:
    """One repair job by its id.

    Args:
        job_id: Id of the repair job.
    """
    return _repair_job(db, job_id)


@reads
def search_jobs(db: Database, status: Literal["under way", "done"] | None = None, page: int = 1) -> dict:
    """Search repair jobs by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM jobs ORDER BY job_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_jobs_of_outage(db: Database, outage_id: str) -> list[dict]:
    """All repair jobs of one outage.

    Args:
        outage_id: Id of the outage.
    """
    _outage(db, outage_id)
    return db.all("SELECT * FROM jobs WHERE outage_id = ? ORDER BY job_id", outage_id)


@reads
def list_jobs_of_crew(db: Database, crew_id: str) -> list[dict]:
    """All repair jobs of one crew.

    Args:
        crew_id: Id of the crew.
    """
    _crew(db, crew_id)
    return db.all("SELECT * FROM jobs WHERE crew_id = ? ORDER BY job_id", crew_id)


@reads
def total_demand_of_consumers(
    db: Database,
    kind: Literal["industry", "hospital", "offices", "housing"] | None = None,
    supply: Literal["normal", "reduced"] | None = None,
) -> dict:
    """Number of consumers, and sum, smallest and largest demand of them.

    Args:
        kind: Only those with this kind.
        supply: Only those with this supply status.
    """
    rows = db.all("SELECT * FROM consumers")
    if kind is not None:
        rows = [row for row in rows if row["kind"] == kind]
    if supply is not None:
        rows = [row for row in rows if row["supply"] == supply]
    found = [row["demand"] for row in rows if row["demand"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("plants")
def set_output(db: Database, plant_id: str, megawatts: int) -> dict:
    """Set the present output of a power plant, in MW.

    Args:
        plant_id: Id of the power plant.
        megawatts: Output.
    """
    plant = _power_plant(db, plant_id)
    if not (megawatts >= 0 and megawatts <= plant["capacity"]):
        raise Refused("plant_capacity", "The output must be between 0 and the plant's capacity.")
    if not (plant["fuel"] != "gas" or megawatts == 0 or (megawatts * 5) >= (plant["capacity"] * 2)):
        raise Refused("gas_minimum", "A gas plant runs at 40 % of its capacity at least, or not at all.")
    if (
        (
            sum(
                other["output"]
                for other in db.all("SELECT * FROM plants")
                if other["substation_id"] == plant["substation_id"]
            )
            - plant["output"]
        )
        + megawatts
    ) > _substation(db, plant["substation_id"])["capacity"]:
        raise Refused("station_capacity", "The substation cannot take that much.")
    db.run("UPDATE plants SET output = ? WHERE plant_id = ?", megawatts, plant["plant_id"])
    return _power_plant(db, plant["plant_id"])


@writes("outages", "power_lines")
def report_outage(db: Database, line_id: str, reason: Literal["storm", "digging"]) -> dict:
    """Report that a power line in service failed; it is off from now on.

    Args:
        line_id: Id of the power line.
        reason: Cause.
    """
    line = _power_line(db, line_id)
    if line["status"] != "in service":
        raise Refused("in_service", "The line is off already.")
    new_outage = db.next_id("outages", "OU-", width=4)
    db.run(
        "INSERT INTO outages (outage_id, line_id, cause, began) VALUES (?, ?, ?, ?)",
        new_outage,
        line["line_id"],
        reason,
        db.today.isoformat(),
    )
    db.run("UPDATE power_lines SET status = ? WHERE line_id = ?", "off", line["line_id"])
    return _outage(db, new_outage)


@writes("jobs")
def send_crew(db: Database, crew_id: str, outage_id: str, estimate: int) -> dict:
    """Send a crew to an open outage, with an estimate of the working hours.

    Args:
        crew_id: Id of the crew.
        outage_id: Id of the outage.
        estimate: Working time.
    """
    crew = _crew(db, crew_id)
    outage = _outage(db, outage_id)
    if not (estimate >= 1 and estimate <= 12):
        raise Refused("estimate_range", "An estimate is from 1 to 12 hours.")
    if outage["ended"] is not None:
        raise Refused("outage_open", "The outage is over.")
    if any(
        True
        for other in db.all("SELECT * FROM jobs")
        if other["crew_id"] == crew["crew_id"] and other["status"] == "under way"
    ):
        raise Refused("crew_free", "The crew has a job under way.")
    if any(
        True
        for other in db.all("SELECT * FROM jobs")
        if other["outage_id"] == outage["outage_id"] and other["status"] == "under way"
    ):
        raise Refused("nobody_there", "Another crew works on this outage.")
    if not (
        crew["zone_id"] == _substation(db, _power_line(db, outage["line_id"])["from_substation_id"])["zone_id"]
        or crew["zone_id"] == _substation(db, _power_line(db, outage["line_id"])["to_substation_id"])["zone_id"]
    ):
        raise Refused("crew_zone", "The line does not touch the crew's zone.")
    if not (
        _substation(db, _power_line(db, outage["line_id"])["from_substation_id"])["voltage"] == "110 kV"
        or crew["skill"] == "high voltage"
        or crew["size"] >= 6
    ):
        raise Refused("voltage_skill", "Above 110 kV a crew needs high voltage skill or 6 workers.")
    new_repair_job = db.next_id("jobs", "JB-", width=4)
    db.run(
        "INSERT INTO jobs (job_id, outage_id, crew_id, hours, status) VALUES (?, ?, ?, ?, ?)",
        new_repair_job,
        outage["outage_id"],
        crew["crew_id"],
        estimate,
        "under way",
    )
    return _repair_job(db, new_repair_job)


@writes("jobs", "outages", "power_lines")
def finish_job(db: Database, job_id: str) -> dict:
    """Finish a job: its outage ends today, and the line is in service again.

    Args:
        job_id: Id of the repair job.
    """
    job = _repair_job(db, job_id)
    if job["status"] != "under way":
        raise Refused("job_under_way", "The job is done already.")
    if not (
        _outage(db, job["outage_id"])["cause"] != "storm"
        or _outage(db, job["outage_id"])["began"] <= _later(db.today.isoformat(), -7)
    ):
        raise Refused("storm_watch", "Storm damage is watched for 7 days before a job on it is finished.")
    db.run("UPDATE jobs SET status = ? WHERE job_id = ?", "done", job["job_id"])
    db.run("UPDATE outages SET ended = ? WHERE outage_id = ?", db.today.isoformat(), job["outage_id"])
    db.run(
        "UPDATE power_lines SET status = ? WHERE line_id = ?",
        "in service",
        _outage(db, job["outage_id"])["line_id"],
    )
    return _repair_job(db, job["job_id"])


@writes("consumers")
def reduce_supply(db: Database, substation_id: str) -> dict:
    """Reduce the supply of all industry at a substation.

    Args:
        substation_id: Id of the substation.
    """
    substation = _substation(db, substation_id)
    if not any(
        True
        for other in db.all("SELECT * FROM consumers")
        if other["substation_id"] == substation["substation_id"]
        and other["kind"] == "industry"
        and other["supply"] == "normal"
    ):
        raise Refused("industry_there", "No industry at the substation has normal supply.")
    if not any(
        True
        for other in db.all("SELECT * FROM power_lines")
        if other["status"] == "off"
        and (
            other["from_substation_id"] == substation["substation_id"]
            or other["to_substation_id"] == substation["substation_id"]
        )
    ):
        raise Refused("line_off", "All lines of the substation are in service.")
    changed_consumers = [
        other
        for other in db.all("SELECT * FROM consumers ORDER BY consumer_id")
        if other["substation_id"] == substation["substation_id"] and other["kind"] == "industry"
    ]
    for other in changed_consumers:
        db.run("UPDATE consumers SET supply = ? WHERE consumer_id = ?", "reduced", other["consumer_id"])
    return {"done": True}


@writes("consumers")
def restore_supply(db: Database, consumer_id: str) -> dict:
    """Restore the supply of a consumer.

    Args:
        consumer_id: Id of the consumer.
    """
    consumer = _consumer(db, consumer_id)
    if consumer["supply"] != "reduced":
        raise Refused("is_reduced", "The supply is normal already.")
    if not (
        (consumer["demand"] * 5) <= _zone(db, _substation(db, consumer["substation_id"])["zone_id"])["reserve"]
        or consumer["kind"] == "hospital"
    ):
        raise Refused("reserve", "A consumer that needs a fifth of the zone's reserve stays reduced.")
    db.run("UPDATE consumers SET supply = ? WHERE consumer_id = ?", "normal", consumer["consumer_id"])
    return _consumer(db, consumer["consumer_id"])

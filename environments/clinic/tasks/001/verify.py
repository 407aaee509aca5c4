"""Whether the task was done: named criteria on the answer and the state."""

TABLES = {
    "departments": "department_id",
    "doctors": "doctor_id",
    "wards": "ward_id",
    "patients": "patient_id",
    "drugs": "drug_id",
    "allergies": "allergy_id",
    "appointments": "appointment_id",
    "prescriptions": "prescription_id",
    "admissions": "admission_id",
}
ADMISSIONS_ADDED = [
    {"ward_id": "WA-0001", "patient_id": "PA-0040", "admitted": "2026-04-13", "discharged": None},
    {"ward_id": "WA-0006", "patient_id": "PA-0031", "admitted": "2026-04-13", "discharged": None},
]
PRESCRIPTIONS_ADDED = [
    {
        "patient_id": "PA-0035",
        "doctor_id": "DR-0011",
        "drug_id": "RX-0020",
        "dose": 280,
        "issued": "2026-04-13",
        "status": "active",
    }
]
PRESCRIPTIONS_CHANGED = {"PR-0002": {"status": "stopped"}}


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "admissions_added": seen.pop("admissions_added", None) == ADMISSIONS_ADDED,
        "prescriptions_added": seen.pop("prescriptions_added", None) == PRESCRIPTIONS_ADDED,
        "prescriptions_changed": seen.pop("prescriptions_changed", None) == PRESCRIPTIONS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added (without their keys), changed and removed."""
    old, new, fresh, found = {}, {}, {}, {}
    for table, key in TABLES.items():
        old[table] = {row[key]: row for row in before.all(f"SELECT * FROM {table}")}
        new[table] = {row[key]: row for row in after.all(f"SELECT * FROM {table}")}
        fresh.update({one: f"new {table}" for one in new[table] if one not in old[table]})
    for table, key in TABLES.items():
        added = [
            {name: fresh.get(value, value) for name, value in row.items() if name != key}
            for one, row in new[table].items()
            if one not in old[table]
        ]
        changed = {
            one: {name: value for name, value in row.items() if value != old[table][one][name]}
            for one, row in new[table].items()
            if one in old[table] and row != old[table][one]
        }
        removed = sorted(one for one in old[table] if one not in new[table])
        found[f"{table}_added"] = sorted(added, key=repr)
        found[f"{table}_changed"] = changed
        found[f"{table}_removed"] = removed
    return {name: one for name, one in found.items() if one}

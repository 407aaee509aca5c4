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
ADMISSIONS_CHANGED = {"AD-0027": {"discharged": "2026-04-13"}, "AD-0060": {"discharged": "2026-04-13"}}
APPOINTMENTS_ADDED = [
    {"doctor_id": "DR-0009", "patient_id": "PA-0044", "day": "2026-04-27", "time": "10:00", "status": "booked"}
]
PATIENTS_CHANGED = {"PA-0028": {"balance": 122}, "PA-0058": {"balance": 526}}
PRESCRIPTIONS_ADDED = [
    {
        "patient_id": "PA-0034",
        "doctor_id": "DR-0012",
        "drug_id": "RX-0023",
        "dose": 240,
        "issued": "2026-04-13",
        "status": "active",
    }
]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "admissions_changed": seen.pop("admissions_changed", None) == ADMISSIONS_CHANGED,
        "appointments_added": seen.pop("appointments_added", None) == APPOINTMENTS_ADDED,
        "patients_changed": seen.pop("patients_changed", None) == PATIENTS_CHANGED,
        "prescriptions_added": seen.pop("prescriptions_added", None) == PRESCRIPTIONS_ADDED,
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

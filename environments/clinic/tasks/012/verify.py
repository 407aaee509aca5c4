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
ADMISSIONS_CHANGED = [{"admission_id": "AD-0005", "discharged": "2026-04-13"}]
PATIENTS_CHANGED = [{"patient_id": "PA-0048", "balance": 525}]
PRESCRIPTIONS_CHANGED = [{"prescription_id": "PR-0081", "status": "stopped"}]


def verify(answer, before, after):
    seen = _difference(before, after)
    return {
        "admissions_changed": seen.pop("admissions_changed", None) == ADMISSIONS_CHANGED,
        "patients_changed": seen.pop("patients_changed", None) == PATIENTS_CHANGED,
        "prescriptions_changed": seen.pop("prescriptions_changed", None) == PRESCRIPTIONS_CHANGED,
        "nothing_else_changed": not seen,
    }


def _difference(before, after):
    """What differs, by table: rows added, new values of changed rows, ids of removed ones. New ids are "new TABLE"."""
    names = [(one, key, f"SELECT * FROM {one}") for one, key in TABLES.items()]
    old = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in before.all(rows)}
    new = {(one, row[key]): tuple(row.items()) for one, key, rows in names for row in after.all(rows)}
    fresh = {key: f"new {table}" for table, key in new.keys() - old.keys()}
    found = {}
    for (table, key), row in new.items() - old.items():
        known = old.get((table, key), ())
        values = {name: fresh.get(one, one) for name, one in row if name == TABLES[table] or (name, one) not in known}
        found.setdefault(f"{table}_changed" if known else f"{table}_added", []).append(values)
    for table, key in old.keys() - new.keys():
        found.setdefault(f"{table}_removed", []).append(key)
    return {name: sorted(rows, key=repr) for name, rows in found.items()}

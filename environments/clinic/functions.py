"""Tools of the pack clinic. A clinic: departments with doctors and wards, patients, appointments, drugs, prescriptions, admissions."""

from __future__ import annotations

from datetime import date, timedelta
from typing import Literal

from environment import Database, Refused, reads, writes


def _department(db: Database, department_id: str) -> dict:
    row = db.one("SELECT * FROM departments WHERE department_id = ?", department_id)
    if row is None:
        raise Refused("no_such_department", f"There is no department {department_id!r}.")
    return row


def _doctor(db: Database, doctor_id: str) -> dict:
    row = db.one("SELECT * FROM doctors WHERE doctor_id = ?", doctor_id)
    if row is None:
        raise Refused("no_such_doctor", f"There is no doctor {doctor_id!r}.")
    return row


def _ward(db: Database, ward_id: str) -> dict:
    row = db.one("SELECT * FROM wards WHERE ward_id = ?", ward_id)
    if row is None:
        raise Refused("no_such_ward", f"There is no ward {ward_id!r}.")
    return row


def _patient(db: Database, patient_id: str) -> dict:
    row = db.one("SELECT * FROM patients WHERE patient_id = ?", patient_id)
    if row is None:
        raise Refused("no_such_patient", f"There is no patient {patient_id!r}.")
    return row


def _drug(db: Database, drug_id: str) -> dict:
    row = db.one("SELECT * FROM drugs WHERE drug_id = ?", drug_id)
    if row is None:
        raise Refused("no_such_drug", f"There is no drug {drug_id!r}.")
    return row


def _allergy(db: Database, allergy_id: str) -> dict:
    row = db.one("SELECT * FROM allergies WHERE allergy_id = ?", allergy_id)
    if row is None:
        raise Refused("no_such_allergy", f"There is no allergy {allergy_id!r}.")
    return row


def _appointment(db: Database, appointment_id: str) -> dict:
    row = db.one("SELECT * FROM appointments WHERE appointment_id = ?", appointment_id)
    if row is None:
        raise Refused("no_such_appointment", f"There is no appointment {appointment_id!r}.")
    return row


def _prescription(db: Database, prescription_id: str) -> dict:
    row = db.one("SELECT * FROM prescriptions WHERE prescription_id = ?", prescription_id)
    if row is None:
        raise Refused("no_such_prescription", f"There is no prescription {prescription_id!r}.")
    return row


def _admission(db: Database, admission_id: str) -> dict:
    row = db.one("SELECT * FROM admissions WHERE admission_id = ?", admission_id)
    if row is None:
        raise Refused("no_such_admission", f"There is no admission {admission_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


def _later(day: str, days: int) -> str:
    return (date.fromisoformat(day) + timedelta(days=days)).isoformat()


def _days_between(start: str, end: str) -> int:
    return (date.fromisoformat(end) - date.fromisoformat(start)).days


@reads
def get_department(db: Database, department_id: str) -> dict:
    """One department by its id.

    Args:
        department_id: Id of the department.
    """
    return _department(db, department_id)


@reads
def search_departments(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search departments by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM departments ORDER BY department_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_doctor(db: Database, doctor_id: str) -> dict:
    """One doctor by its id.

    Args:
        doctor_id: Id of the doctor.
    """
    return _doctor(db, doctor_id)


@reads
def search_doctors(
    db: Database,
    name: str | None = None,
    level: Literal["resident", "specialist", "consultant"] | None = None,
    page: int = 1,
) -> dict:
    """Search doctors by name and level; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        level: Only those with this level.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM doctors ORDER BY doctor_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if level is not None:
        rows = [row for row in rows if row["level"] == level]
    return _page(rows, page)


@reads
def list_doctors_of_department(db: Database, department_id: str) -> list[dict]:
    """All doctors of one department.

    Args:
        department_id: Id of the department.
    """
    _department(db, department_id)
    return db.all("SELECT * FROM doctors WHERE department_id = ? ORDER BY doctor_id", department_id)


@reads
def get_ward(db: Database, ward_id: str) -> dict:
    """One ward by its id.

    Args:
        ward_id: Id of the ward.
    """
    return _ward(db, ward_id)


@reads
def search_wards(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search wards by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM wards ORDER BY ward_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def list_wards_of_department(db: Database, department_id: str) -> list[dict]:
    """All wards of one department.

    Args:
        department_id: Id of the department.
    """
    _department(db, department_id)
    return db.all("SELECT * FROM wards WHERE department_id = ? ORDER BY ward_id", department_id)


@reads
def get_patient(db: Database, patient_id: str) -> dict:
    """One patient by its id.

    Args:
        patient_id: Id of the patient.
    """
    return _patient(db, patient_id)


@reads
def search_patients(
    db: Database,
    name: str | None = None,
    insurance: Literal["public", "private", "none"] | None = None,
    page: int = 1,
) -> dict:
    """Search patients by name and insurance; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        insurance: Only those with this insurance.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM patients ORDER BY patient_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if insurance is not None:
        rows = [row for row in rows if row["insurance"] == insurance]
    return _page(rows, page)


@reads
def get_drug(db: Database, drug_id: str) -> dict:
    """One drug by its id.

    Args:
        drug_id: Id of the drug.
    """
    return _drug(db, drug_id)


@reads
def search_drugs(
    db: Database,
    name: str | None = None,
    family: Literal["penicillin", "statin", "opioid", "antacid", "sedative", "diuretic"] | None = None,
    page: int = 1,
) -> dict:
    """Search drugs by name and drug family; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        family: Only those with this drug family.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM drugs ORDER BY drug_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if family is not None:
        rows = [row for row in rows if row["family"] == family]
    return _page(rows, page)


@reads
def get_allergy(db: Database, allergy_id: str) -> dict:
    """One allergy by its id.

    Args:
        allergy_id: Id of the allergy.
    """
    return _allergy(db, allergy_id)


@reads
def search_allergies(db: Database, severity: Literal["mild", "severe"] | None = None, page: int = 1) -> dict:
    """Search allergies by severity; with how many there are in total.

    Args:
        severity: Only those with this severity.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM allergies ORDER BY allergy_id")
    if severity is not None:
        rows = [row for row in rows if row["severity"] == severity]
    return _page(rows, page)


@reads
def list_allergies_of_patient(db: Database, patient_id: str) -> list[dict]:
    """All allergies of one patient.

    Args:
        patient_id: Id of the patient.
    """
    _patient(db, patient_id)
    return db.all("SELECT * FROM allergies WHERE patient_id = ? ORDER BY allergy_id", patient_id)


@reads
def list_allergies_of_drug(db: Database, drug_id: str) -> list[dict]:
    """All allergies of one drug.

    Args:
        drug_id: Id of the drug.
    """
    _drug(db, drug_id)
    return db.all("SELECT * FROM allergies WHERE drug_id = ? ORDER BY allergy_id", drug_id)


@reads
def get_appointment(db: Database, appointment_id: str) -> dict:
    """One appointment by its id.

    Args:
        appointment_id: Id of the appointment.
    """
    return _appointment(db, appointment_id)


@reads
def search_appointments(
    db: Database,
    time: Literal["08:30", "10:00", "11:30", "14:00", "15:30"] | None = None,
    status: Literal["booked", "done", "missed", "cancelled"] | None = None,
    page: int = 1,
) -> dict:
    """Search appointments by time and status; with how many there are in total.

    Args:
        time: Only those with this time.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM appointments ORDER BY appointment_id")
    if time is not None:
        rows = [row for row in rows if row["time"] == time]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_appointments_of_doctor(db: Database, doctor_id: str) -> list[dict]:
    """All appointments of one doctor.

    Args:
        doctor_id: Id of the doctor.
    """
    _doctor(db, doctor_id)
    return db.all("SELECT * FROM appointments WHERE doctor_id = ? ORDER BY appointment_id", doctor_id)


@reads
def list_appointments_of_patient(db: Database, patient_id: str) -> list[dict]:
    """All appointments of one patient.

    Args:
        patient_id: Id of the patient.
    """
    _patient(db, patient_id)
    return db.all("SELECT * FROM appointments WHERE patient_id = ? ORDER BY appointment_id", patient_id)


@reads
def get_prescription(db: Database, prescription_id: str) -> dict:
    """One prescription by its id.

    Args:
        prescription_id: Id of the prescription.
    """
    return _prescription(db, prescription_id)


@reads
def search_prescriptions(db: Database, status: Literal["active", "stopped"] | None = None, page: int = 1) -> dict:
    """Search prescriptions by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM prescriptions ORDER BY prescription_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_prescriptions_of_patient(db: Database, patient_id: str) -> list[dict]:
    """All prescriptions of one patient.

    Args:
        patient_id: Id of the patient.
    """
    _patient(db, patient_id)
    return db.all("SELECT * FROM prescriptions WHERE patient_id = ? ORDER BY prescription_id", patient_id)


@reads
def list_prescriptions_of_doctor(db: Database, doctor_id: str) -> list[dict]:
    """All prescriptions of one doctor.

    Args:
        doctor_id: Id of the doctor.
    """
    _doctor(db, doctor_id)
    return db.all("SELECT * FROM prescriptions WHERE doctor_id = ? ORDER BY prescription_id", doctor_id)


@reads
def list_prescriptions_of_drug(db: Database, drug_id: str) -> list[dict]:
    """All prescriptions of one drug.

    Args:
        drug_id: Id of the drug.
    """
    _drug(db, drug_id)
    return db.all("SELECT * FROM prescriptions WHERE drug_id = ? ORDER BY prescription_id", drug_id)


@reads
def get_admission(db: Database, admission_id: str) -> dict:
    """One admission by its id.

    Args:
        admission_id: Id of the admission.
    """
    return _admission(db, admission_id)


@reads
def search_admissions(db: Database, page: int = 1) -> dict:
    """Search admissions one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM admissions ORDER BY admission_id")
    return _page(rows, page)


@reads
def list_admissions_of_ward(db: Database, ward_id: str) -> list[dict]:
    """All admissions of one ward.

    Args:
        ward_id: Id of the ward.
    """
    _ward(db, ward_id)
    return db.all("SELECT * FROM admissions WHERE ward_id = ? ORDER BY admission_id", ward_id)


@reads
def list_admissions_of_patient(db: Database, patient_id: str) -> list[dict]:
    """All admissions of one patient.

    Args:
        patient_id: Id of the patient.
    """
    _patient(db, patient_id)
    return db.all("SELECT * FROM admissions WHERE patient_id = ? ORDER BY admission_id", patient_id)


@reads
def total_balance_of_patients(db: Database, insurance: Literal["public", "private", "none"] | None = None) -> dict:
    """Number of patients, and sum, smallest and largest unpaid balance of them.

    Args:
        insurance: Only those with this insurance.
    """
    rows = db.all("SELECT * FROM patients")
    if insurance is not None:
        rows = [row for row in rows if row["insurance"] == insurance]
    found = [row["balance"] for row in rows if row["balance"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@writes("appointments")
def book_appointment(
    db: Database,
    patient_id: str,
    doctor_id: str,
    on_day: str,
    at: Literal["08:30", "10:00", "11:30", "14:00", "15:30"],
) -> dict:
    """Book a patient in with a doctor on a day at a time.

    Args:
        patient_id: Id of the patient.
        doctor_id: Id of the doctor.
        on_day: Date, as YYYY-MM-DD.
        at: Time.
    """
    patient = _patient(db, patient_id)
    doctor = _doctor(db, doctor_id)
    if not (on_day > db.today.isoformat() and on_day <= _later(db.today.isoformat(), 14)):
        raise Refused("day_range", "An appointment must be after today and within 14 days.")
    if any(
        True
        for other in db.all("SELECT * FROM appointments")
        if other["doctor_id"] == doctor["doctor_id"]
        and other["day"] == on_day
        and other["time"] == at
        and other["status"] == "booked"
    ):
        raise Refused("doctor_free", "The doctor has another appointment at that time.")
    if any(
        True
        for other in db.all("SELECT * FROM appointments")
        if other["patient_id"] == patient["patient_id"] and other["day"] == on_day and other["status"] == "booked"
    ):
        raise Refused("patient_free", "The patient has another appointment on that day.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM appointments")
            if other["patient_id"] == patient["patient_id"] and other["status"] == "missed"
        )
        >= 2
    ):
        raise Refused("missed_limit", "A patient who missed two appointments cannot book another one.")
    if not (patient["balance"] <= 150 or patient["insurance"] == "public"):
        raise Refused("balance_limit", "Without public insurance, a patient who owes more than 150 EUR cannot book.")
    new_appointment = db.next_id("appointments", "AP-", width=4)
    db.run(
        "INSERT INTO appointments (appointment_id, doctor_id, patient_id, day, time, status) VALUES (?, ?, ?, ?, ?, ?)",
        new_appointment,
        doctor["doctor_id"],
        patient["patient_id"],
        on_day,
        at,
        "booked",
    )
    return _appointment(db, new_appointment)


@writes("appointments", "patients")
def cancel_appointment(db: Database, appointment_id: str) -> dict:
    """Cancel a booked appointment; within 2 days of it this costs the patient 20 EUR.

    Args:
        appointment_id: Id of the appointment.
    """
    appointment = _appointment(db, appointment_id)
    if appointment["status"] != "booked":
        raise Refused("appointment_booked", "Only a booked appointment can be cancelled.")
    if appointment["day"] <= db.today.isoformat():
        raise Refused("not_same_day", "An appointment cannot be cancelled on its day.")
    new_balance = (
        (_patient(db, appointment["patient_id"])["balance"] + 20)
        if appointment["day"] <= _later(db.today.isoformat(), 2)
        else _patient(db, appointment["patient_id"])["balance"]
    )
    db.run(
        "UPDATE appointments SET status = ? WHERE appointment_id = ?",
        "cancelled",
        appointment["appointment_id"],
    )
    db.run("UPDATE patients SET balance = ? WHERE patient_id = ?", new_balance, appointment["patient_id"])
    return _appointment(db, appointment["appointment_id"])


@writes("prescriptions")
def prescribe(db: Database, doctor_id: str, patient_id: str, drug_id: str, milligrams: int) -> dict:
    """Prescribe a drug to a patient, with a daily dose in mg.

    Args:
        doctor_id: Id of the doctor.
        patient_id: Id of the patient.
        drug_id: Id of the drug.
        milligrams: Daily dose.
    """
    doctor = _doctor(db, doctor_id)
    patient = _patient(db, patient_id)
    drug = _drug(db, drug_id)
    if not (milligrams > 0 and milligrams <= drug["daily_limit"]):
        raise Refused("dose_limit", "The dose must be positive, and within the drug's daily limit.")
    if any(
        True
        for other in db.all("SELECT * FROM allergies")
        if other["patient_id"] == patient["patient_id"] and _drug(db, other["drug_id"])["family"] == drug["family"]
    ):
        raise Refused("no_allergy", "The patient is allergic to a drug of this family.")
    if any(
        True
        for other in db.all("SELECT * FROM prescriptions")
        if other["patient_id"] == patient["patient_id"]
        and other["status"] == "active"
        and _drug(db, other["drug_id"])["family"] == drug["family"]
    ):
        raise Refused("one_of_family", "The patient takes a drug of this family already.")
    if not (drug["family"] != "opioid" or doctor["level"] == "consultant"):
        raise Refused("opioid_level", "Opioids are prescribed by consultants only.")
    new_prescription = db.next_id("prescriptions", "PR-", width=4)
    db.run(
        "INSERT INTO prescriptions (prescription_id, patient_id, doctor_id, drug_id, dose, issued, status)"
        " VALUES (?, ?, ?, ?, ?, ?, ?)",
        new_prescription,
        patient["patient_id"],
        doctor["doctor_id"],
        drug["drug_id"],
        milligrams,
        db.today.isoformat(),
        "active",
    )
    return _prescription(db, new_prescription)


@writes("prescriptions")
def stop_prescription(db: Database, prescription_id: str) -> dict:
    """Stop an active prescription.

    Args:
        prescription_id: Id of the prescription.
    """
    prescription = _prescription(db, prescription_id)
    if prescription["status"] != "active":
        raise Refused("prescription_active", "The prescription has been stopped already.")
    db.run(
        "UPDATE prescriptions SET status = ? WHERE prescription_id = ?",
        "stopped",
        prescription["prescription_id"],
    )
    return _prescription(db, prescription["prescription_id"])


@writes("admissions")
def admit_patient(db: Database, patient_id: str, ward_id: str) -> dict:
    """Admit a patient to a ward.

    Args:
        patient_id: Id of the patient.
        ward_id: Id of the ward.
    """
    patient = _patient(db, patient_id)
    ward = _ward(db, ward_id)
    if any(
        True
        for other in db.all("SELECT * FROM admissions")
        if other["patient_id"] == patient["patient_id"] and other["discharged"] is None
    ):
        raise Refused("not_inside", "The patient is in a ward already.")
    if (
        sum(
            1
            for other in db.all("SELECT * FROM admissions")
            if other["ward_id"] == ward["ward_id"] and other["discharged"] is None
        )
        >= ward["beds"]
    ):
        raise Refused("bed_free", "The ward has no free bed.")
    new_admission = db.next_id("admissions", "AD-", width=4)
    db.run(
        "INSERT INTO admissions (admission_id, ward_id, patient_id, admitted) VALUES (?, ?, ?, ?)",
        new_admission,
        ward["ward_id"],
        patient["patient_id"],
        db.today.isoformat(),
    )
    return _admission(db, new_admission)


@writes("admissions", "patients")
def discharge_patient(db: Database, admission_id: str) -> dict:
    """End an admission; each day of it costs the patient 15 EUR.

    Args:
        admission_id: Id of the admission.
    """
    admission = _admission(db, admission_id)
    if admission["discharged"] is not None:
        raise Refused("admission_open", "The patient has been discharged already.")
    if admission["admitted"] >= db.today.isoformat():
        raise Refused("one_night", "A patient stays for one night at least.")
    new_balance = _patient(db, admission["patient_id"])["balance"] + (
        15 * _days_between(admission["admitted"], db.today.isoformat())
    )
    db.run(
        "UPDATE admissions SET discharged = ? WHERE admission_id = ?",
        db.today.isoformat(),
        admission["admission_id"],
    )
    db.run("UPDATE patients SET balance = ? WHERE patient_id = ?", new_balance, admission["patient_id"])
    return _admission(db, admission["admission_id"])

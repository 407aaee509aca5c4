def solve(tools):
    tools.discharge_patient(admission_id="AD-0005")
    prescription = tools.get_prescription(prescription_id="PR-0024")
    try:
        tools.admit_patient(patient_id="PA-0013", ward_id="WA-0001")
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0015", patient_id=prescription["patient_id"], drug_id="RX-0003", milligrams=120)
    ward = next(one for one in tools.search_wards(name="Ward B2")["items"] if one["name"] == "Ward B2")
    admissions = tools.list_admissions_of_ward(ward_id=ward["ward_id"])
    return sorted(one["admission_id"] for one in admissions)

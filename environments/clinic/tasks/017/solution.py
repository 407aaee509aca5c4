def solve(tools):
    patient = next(one for one in tools.search_patients(name="Beatriz Wood")["items"] if one["name"] == "Beatriz Wood")
    admissions = tools.list_admissions_of_patient(patient_id=patient["patient_id"])
    for one in admissions:
        try:
            tools.discharge_patient(admission_id=one["admission_id"])
        except tools.Refused:
            pass
    tools.discharge_patient(admission_id="AD-0031")

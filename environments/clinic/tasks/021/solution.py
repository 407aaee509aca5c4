def solve(tools):
    number = tools.total_dose_of_prescriptions(status="active")["sum"]
    admission = tools.get_admission(admission_id="AD-0050")
    drug = next(one for one in tools.search_drugs(name="Oxidrol")["items"] if one["name"] == "Oxidrol")
    if number > 16393:
        tools.admit_patient(patient_id="PA-0034", ward_id=admission["ward_id"])
    else:
        tools.prescribe(doctor_id="DR-0006", patient_id="PA-0012", drug_id=drug["drug_id"], milligrams=220)

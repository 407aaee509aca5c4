def solve(tools):
    admission = tools.get_admission(admission_id="AD-0021")
    admissions = tools.list_admissions_of_ward(ward_id=admission["ward_id"])
    admissions = [one for one in admissions if one["discharged"] is not None]
    patient_of = {key: tools.get_patient(patient_id=key) for key in sorted({one["patient_id"] for one in admissions})}
    admissions = [one for one in admissions if patient_of[one["patient_id"]]["balance"] >= 35]
    admission_2 = max(admissions, key=lambda one: one["admitted"])
    return admission_2["admission_id"]

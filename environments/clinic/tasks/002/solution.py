def solve(tools):
    tools.admit_patient(patient_id="PA-0055", ward_id="WA-0002")

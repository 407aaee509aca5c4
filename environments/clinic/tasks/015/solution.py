def solve(tools):
    admissions = tools.list_admissions_of_ward(ward_id="WA-0009")
    for one in admissions:
        try:
            tools.discharge_patient(admission_id=one["admission_id"])
        except tools.Refused:
            pass

def solve(tools):
    try:
        tools.prescribe(doctor_id="DR-0017", patient_id="PA-0044", drug_id="RX-0026", milligrams=160)
    except tools.Refused:
        tools.admit_patient(patient_id="PA-0044", ward_id="WA-0006")
    try:
        tools.prescribe(doctor_id="DR-0019", patient_id="PA-0032", drug_id="RX-0014", milligrams=140)
    except tools.Refused:
        tools.stop_prescription(prescription_id="PR-0057")
    try:
        tools.prescribe(doctor_id="DR-0011", patient_id="PA-0039", drug_id="RX-0010", milligrams=20)
    except tools.Refused:
        tools.prescribe(doctor_id="DR-0006", patient_id="PA-0032", drug_id="RX-0009", milligrams=260)
    try:
        tools.stop_prescription(prescription_id="PR-0025")
    except tools.Refused:
        tools.book_appointment(patient_id="PA-0026", doctor_id="DR-0016", on_day="2026-04-17", at="10:00")

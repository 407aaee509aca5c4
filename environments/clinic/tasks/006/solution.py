def solve(tools):
    tools.discharge_patient(admission_id="AD-0014")
    tools.cancel_appointment(appointment_id="AP-0165")

def solve(tools):
    appointments = tools.list_appointments_of_doctor(doctor_id="DR-0021")
    return sorted(one["appointment_id"] for one in appointments)

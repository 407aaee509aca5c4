def solve(tools):
    doctor = next(one for one in tools.search_doctors(name="Esther Moser")["items"] if one["name"] == "Esther Moser")
    appointments = tools.list_appointments_of_doctor(doctor_id=doctor["doctor_id"])
    appointments.sort(key=lambda one: one["day"])
    for one in appointments:
        try:
            tools.cancel_appointment(appointment_id=one["appointment_id"])
        except tools.Refused:
            continue
        break

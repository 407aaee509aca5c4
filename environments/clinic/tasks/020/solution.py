def solve(tools):
    doctor = next(one for one in tools.search_doctors(name="Joan Reyes")["items"] if one["name"] == "Joan Reyes")
    prescriptions = tools.list_prescriptions_of_doctor(doctor_id=doctor["doctor_id"])
    prescriptions = [one for one in prescriptions if one["issued"] <= "2026-03-28"]
    prescription = max(prescriptions, key=lambda one: one["dose"])
    drug = tools.get_drug(drug_id=prescription["drug_id"])
    return drug["daily_limit"]

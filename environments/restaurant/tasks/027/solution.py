def solve(tools):
    bill_line = tools.get_bill_line(line_id="BL-0076")
    bill = tools.get_bill(bill_id=bill_line["bill_id"])
    reservations = tools.list_reservations_of_table(table_id=bill["table_id"])
    reservations = [one for one in reservations if one["status"] == "seated" and one["day"] <= "2026-10-27"]
    return sorted(one["reservation_id"] for one in reservations)

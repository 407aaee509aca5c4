"""An outpatient clinic: departments, doctors, patients, drugs, allergies, appointments, prescriptions, ward stays."""

from __future__ import annotations

from datetime import date

from agentrt.synth.general.declare import (
    Action,
    Choice,
    Day,
    Domain,
    Draw,
    Insert,
    Money,
    Ref,
    Rule,
    Set,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import in_order, person

DRUGS = (
    "Amoxil Brevanil Cardolex Dormitan Enalor Fluvane Gastrol Hepzin Ibulan Jenaxil Kalmor Lorvatin Metforil "
    "Naprovex Oxidrol Penvacil Quintol Rivastan Sulfadex Tramadin Ulcerin Valmodex Warfexin Xylomed Zolpinor Cefarol"
).split()
FAMILIES = {"penicillin": 2, "statin": 2, "opioid": 1, "antacid": 2, "sedative": 1, "diuretic": 2}
FAMILIES_ZH = {
    "penicillin": "青霉素类",
    "statin": "他汀类",
    "opioid": "阿片类",
    "antacid": "抗酸药",
    "sedative": "镇静药",
    "diuretic": "利尿药",
}
TIMES = {"08:30": 3, "10:00": 4, "11:30": 3, "14:00": 3, "15:30": 2}
TIMES_ZH = {one: one for one in TIMES}


def _agree(draw: Draw) -> None:
    """Nobody is at two places at a time; what lies ahead is booked or cancelled; a stay in a ward is open once."""
    today = draw.today.isoformat()
    taken: set[tuple[object, ...]] = set()
    for visit in draw.tables["appointments"]:
        if visit["status"] != "cancelled":
            if str(visit["day"]) >= today:
                visit["status"] = "booked"
            elif visit["status"] == "booked":
                visit["status"] = "done"
        marks = {(visit[one], visit["day"], visit["time"]) for one in ("doctor_id", "patient_id")}
        if visit["status"] == "booked" and marks & taken:
            visit["status"] = "cancelled"
        if visit["status"] == "booked":
            taken |= marks
    inside: set[object] = set()
    full: dict[object, int] = {}
    wards = draw.keys["wards"]
    for stay in draw.tables["admissions"]:
        if stay["discharged"] is not None:
            stay["discharged"] = max(str(stay["discharged"]), str(stay["admitted"]))
        elif stay["patient_id"] in inside or full.get(stay["ward_id"], 0) >= int(wards[stay["ward_id"]]["beds"] or 0):
            stay["discharged"] = today
        else:
            inside.add(stay["patient_id"])
            full[stay["ward_id"]] = full.get(stay["ward_id"], 0) + 1
    pairs: set[tuple[object, object]] = set()
    for allergy in draw.tables["allergies"]:
        while (allergy["patient_id"], allergy["drug_id"]) in pairs:
            allergy["drug_id"] = draw.rng.choice(draw.tables["drugs"])["drug_id"]
        pairs.add((allergy["patient_id"], allergy["drug_id"]))
    for one in draw.tables["prescriptions"]:
        drug = draw.keys["drugs"][one["drug_id"]]
        one["dose"] = max(10, int(drug["daily_limit"] or 0) * draw.rng.randint(2, 10) // 100 * 10)


CLINIC = Domain(
    name="clinic",
    summary="A clinic: departments with doctors and wards, patients, appointments, drugs, prescriptions, admissions.",
    summary_zh="一家诊所：科室、医生与病房，患者，预约，药品，处方和住院。",
    today=date(2026, 4, 13),
    tables=(
        Table(
            name="departments",
            key="department_id",
            prefix="DE-",
            rows=6,
            one="department",
            zh="科室",
            measure="个",
            columns=(
                Text(
                    "name",
                    unique=True,
                    make=in_order("Cardiology", "Neurology", "Dermatology", "Surgery", "Paediatrics", "Oncology"),
                    zh="名称",
                ),
                Whole("floor", 1, 5, adds=False, zh="楼层"),
            ),
        ),
        Table(
            name="doctors",
            key="doctor_id",
            prefix="DR-",
            rows=22,
            one="doctor",
            zh="医生",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("department_id", "departments"),
                Choice(
                    "level",
                    {"resident": 4, "specialist": 5, "consultant": 2},
                    words_zh={"resident": "住院医师", "specialist": "专科医师", "consultant": "主任医师"},
                    zh="职级",
                ),
                Money("fee", 40, 220, step=5, label="fee", zh="诊费"),
            ),
        ),
        Table(
            name="wards",
            key="ward_id",
            prefix="WA-",
            rows=10,
            one="ward",
            zh="病房",
            measure="间",
            columns=(
                Text(
                    "name",
                    unique=True,
                    make=in_order(*(f"Ward {letter}{floor}" for floor in (1, 2) for letter in "ABCDE")),
                    zh="名称",
                ),
                Ref("department_id", "departments"),
                Whole("beds", 1, 4, label="number of beds", zh="床位数"),
            ),
        ),
        Table(
            name="patients",
            key="patient_id",
            prefix="PA-",
            rows=60,
            one="patient",
            zh="患者",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Day("born", -31000, -3000, label="date of birth", zh="出生日期"),
                Choice(
                    "insurance",
                    {"public": 6, "private": 2, "none": 1},
                    words_zh={"public": "公立", "private": "商业", "none": "无"},
                    zh="保险",
                ),
                Money("balance", 0, 300, shape="low", label="unpaid balance", zh="未付金额"),
            ),
        ),
        Table(
            name="drugs",
            key="drug_id",
            prefix="RX-",
            rows=26,
            one="drug",
            zh="药品",
            measure="种",
            columns=(
                Text("name", unique=True, make=in_order(*DRUGS), zh="名称"),
                Choice("family", FAMILIES, words_zh=FAMILIES_ZH, label="drug family", zh="药物类别"),
                Whole(
                    "daily_limit",
                    20,
                    800,
                    step=20,
                    adds=False,
                    label="daily limit",
                    unit="mg",
                    unit_zh="毫克",
                    zh="每日上限",
                ),
                Money("price", 4, 90, shape="low", label="price per pack", zh="每盒价格"),
            ),
        ),
        Table(
            name="allergies",
            key="allergy_id",
            prefix="AL-",
            rows=40,
            one="allergy",
            many="allergies",
            zh="过敏记录",
            measure="条",
            about="Which drug a patient does not bear; its whole family is then avoided.",
            columns=(
                Ref("patient_id", "patients"),
                Ref("drug_id", "drugs"),
                Choice(
                    "severity",
                    {"mild": 3, "severe": 1},
                    words_zh={"mild": "轻度", "severe": "重度"},
                    zh="严重程度",
                ),
            ),
        ),
        Table(
            name="appointments",
            key="appointment_id",
            prefix="AP-",
            rows=170,
            one="appointment",
            zh="预约",
            measure="个",
            columns=(
                Ref("doctor_id", "doctors"),
                Ref("patient_id", "patients", spread="skewed"),
                Day("day", -60, 14, label="date", zh="日期"),
                Choice("time", TIMES, words_zh=TIMES_ZH, zh="时间"),
                Choice(
                    "status",
                    {"booked": 2, "done": 6, "missed": 1, "cancelled": 1},
                    words_zh={"booked": "已预约", "done": "已就诊", "missed": "爽约", "cancelled": "已取消"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="prescriptions",
            key="prescription_id",
            prefix="PR-",
            rows=90,
            one="prescription",
            zh="处方",
            measure="张",
            columns=(
                Ref("patient_id", "patients", spread="skewed"),
                Ref("doctor_id", "doctors"),
                Ref("drug_id", "drugs"),
                Whole(
                    "dose", 10, 800, step=10, adds=False, label="daily dose", unit="mg", unit_zh="毫克", zh="每日剂量"
                ),
                Day("issued", -120, -1, shape="low", label="date of issue", zh="开具日期"),
                Choice(
                    "status",
                    {"active": 3, "stopped": 2},
                    words_zh={"active": "有效", "stopped": "已停用"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="admissions",
            key="admission_id",
            prefix="AD-",
            rows=70,
            one="admission",
            zh="住院记录",
            measure="条",
            columns=(
                Ref("ward_id", "wards"),
                Ref("patient_id", "patients"),
                Day("admitted", -40, 0, shape="low", label="admission date", zh="入院日期"),
                Day("discharged", -30, 0, null=0.6, label="discharge date", zh="出院日期"),
            ),
        ),
    ),
    actions=(
        Action(
            name="book_appointment",
            kind="create",
            says="Book a patient in with a doctor on a day at a time.",
            zh="为患者预约医生。",
            ask="book an appointment on {on_day} at {at} with {doctor_id} for {patient_id}",
            ask_zh="为{patient_id}预约{doctor_id}，{on_day} {at}",
            parameters=(
                Ref("patient_id", "patients"),
                Ref("doctor_id", "doctors"),
                Day("on_day", 1, 17, label="date", zh="日期"),
                Choice("at", TIMES, words_zh=TIMES_ZH, label="time", zh="时间"),
            ),
            rules=(
                Rule(
                    "day_range",
                    "on_day > today and on_day <= today + days(14)",
                    "An appointment must be after today and within 14 days.",
                    "预约日期必须晚于今天且在 14 天之内。",
                ),
                Rule(
                    "doctor_free",
                    "not exists(appointments, doctor_id == doctor.doctor_id and day == on_day and time == at"
                    " and status == 'booked')",
                    "The doctor has another appointment at that time.",
                    "该医生在该时间已有预约。",
                ),
                Rule(
                    "patient_free",
                    "not exists(appointments, patient_id == patient.patient_id and day == on_day"
                    " and status == 'booked')",
                    "The patient has another appointment on that day.",
                    "该患者当天已有预约。",
                ),
                Rule(
                    "missed_limit",
                    "count(appointments, patient_id == patient.patient_id and status == 'missed') < 2",
                    "A patient who missed two appointments cannot book another one.",
                    "爽约两次的患者不能再预约。",
                ),
                Rule(
                    "balance_limit",
                    "patient.balance <= 150 or patient.insurance == 'public'",
                    "Without public insurance, a patient who owes more than 150 EUR cannot book.",
                    "没有公立保险且欠款超过 150 欧元的患者不能预约。",
                ),
            ),
            effects=(
                Insert(
                    "appointments",
                    {
                        "doctor_id": "doctor.doctor_id",
                        "patient_id": "patient.patient_id",
                        "day": "on_day",
                        "time": "at",
                        "status": "'booked'",
                    },
                ),
            ),
        ),
        Action(
            name="cancel_appointment",
            kind="cancel",
            says="Cancel a booked appointment; within 2 days of it this costs the patient 20 EUR.",
            zh="取消预约；距就诊不足两天取消需付 20 欧元。",
            ask="cancel {appointment_id}",
            ask_zh="取消{appointment_id}",
            parameters=(Ref("appointment_id", "appointments"),),
            rules=(
                Rule(
                    "appointment_booked",
                    "appointment.status == 'booked'",
                    "Only a booked appointment can be cancelled.",
                    "只能取消已预约的就诊。",
                ),
                Rule(
                    "not_same_day",
                    "appointment.day > today",
                    "An appointment cannot be cancelled on its day.",
                    "就诊当天不能取消。",
                ),
            ),
            effects=(
                Set("appointment", {"status": "'cancelled'"}),
                Set(
                    "appointment.patient_id",
                    {
                        "balance": "appointment.patient_id.balance + 20 if appointment.day <= today + days(2)"
                        " else appointment.patient_id.balance"
                    },
                ),
            ),
        ),
        Action(
            name="prescribe",
            kind="create",
            says="Prescribe a drug to a patient, with a daily dose in mg.",
            zh="为患者开药，给出每日剂量（毫克）。",
            ask="let {doctor_id} prescribe {milligrams} mg a day of {drug_id} to {patient_id}",
            ask_zh="由{doctor_id}为{patient_id}开{drug_id}，每日 {milligrams} 毫克",
            parameters=(
                Ref("doctor_id", "doctors"),
                Ref("patient_id", "patients"),
                Ref("drug_id", "drugs"),
                Whole("milligrams", 20, 300, step=20, label="daily dose", zh="每日剂量"),
            ),
            rules=(
                Rule(
                    "dose_limit",
                    "milligrams > 0 and milligrams <= drug.daily_limit",
                    "The dose must be positive, and within the drug's daily limit.",
                    "剂量必须为正，且不超过该药品的每日上限。",
                ),
                Rule(
                    "no_allergy",
                    "not exists(allergies, patient_id == patient.patient_id and drug_id.family == drug.family)",
                    "The patient is allergic to a drug of this family.",
                    "患者对该类药物过敏。",
                ),
                Rule(
                    "one_of_family",
                    "not exists(prescriptions, patient_id == patient.patient_id and status == 'active'"
                    " and drug_id.family == drug.family)",
                    "The patient takes a drug of this family already.",
                    "患者已在服用该类药物。",
                ),
                Rule(
                    "opioid_level",
                    "drug.family != 'opioid' or doctor.level == 'consultant'",
                    "Opioids are prescribed by consultants only.",
                    "阿片类药物只能由主任医师开具。",
                ),
            ),
            effects=(
                Insert(
                    "prescriptions",
                    {
                        "patient_id": "patient.patient_id",
                        "doctor_id": "doctor.doctor_id",
                        "drug_id": "drug.drug_id",
                        "dose": "milligrams",
                        "issued": "today",
                        "status": "'active'",
                    },
                ),
            ),
        ),
        Action(
            name="stop_prescription",
            kind="cancel",
            says="Stop an active prescription.",
            zh="停用有效处方。",
            ask="stop {prescription_id}",
            ask_zh="停用{prescription_id}",
            parameters=(Ref("prescription_id", "prescriptions"),),
            rules=(
                Rule(
                    "prescription_active",
                    "prescription.status == 'active'",
                    "The prescription has been stopped already.",
                    "该处方已经停用。",
                ),
            ),
            effects=(Set("prescription", {"status": "'stopped'"}),),
        ),
        Action(
            name="admit_patient",
            kind="create",
            says="Admit a patient to a ward.",
            zh="安排患者住进病房。",
            ask="admit {patient_id} to {ward_id}",
            ask_zh="安排{patient_id}住进{ward_id}",
            parameters=(Ref("patient_id", "patients"), Ref("ward_id", "wards")),
            rules=(
                Rule(
                    "not_inside",
                    "not exists(admissions, patient_id == patient.patient_id and discharged == None)",
                    "The patient is in a ward already.",
                    "该患者已在住院。",
                ),
                Rule(
                    "bed_free",
                    "count(admissions, ward_id == ward.ward_id and discharged == None) < ward.beds",
                    "The ward has no free bed.",
                    "该病房没有空床位。",
                ),
            ),
            effects=(
                Insert(
                    "admissions",
                    {"ward_id": "ward.ward_id", "patient_id": "patient.patient_id", "admitted": "today"},
                ),
            ),
        ),
        Action(
            name="discharge_patient",
            kind="update",
            says="End an admission; each day of it costs the patient 15 EUR.",
            zh="办理出院；住院每天收 15 欧元。",
            ask="discharge the patient of {admission_id}",
            ask_zh="为{admission_id}办理出院",
            parameters=(Ref("admission_id", "admissions"),),
            rules=(
                Rule(
                    "admission_open",
                    "admission.discharged == None",
                    "The patient has been discharged already.",
                    "该患者已经出院。",
                ),
                Rule(
                    "one_night",
                    "admission.admitted < today",
                    "A patient stays for one night at least.",
                    "患者至少住院一晚。",
                ),
            ),
            effects=(
                Set("admission", {"discharged": "today"}),
                Set(
                    "admission.patient_id",
                    {"balance": "admission.patient_id.balance + 15 * days_between(admission.admitted, today)"},
                ),
            ),
        ),
    ),
    tidy=_agree,
)

"""A motor insurer: holders, their vehicles, policies, claims, garages, assessors and their reports, payments."""

from __future__ import annotations

from datetime import date, timedelta

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
from agentrt.synth.general.words import city, code, company, person

COVERS = {"liability": 5, "partial": 3, "full": 3}
COVERS_ZH = {"liability": "责任险", "partial": "部分险", "full": "全险"}


def _end(draw: Draw) -> str:
    return (date.fromisoformat(str(draw.row["starts"])) + timedelta(days=365)).isoformat()


def _agree(draw: Draw) -> None:
    """Policies run one year, one at a time for a vehicle; claims fall into them; only accepted claims are paid."""
    today, covered = draw.today.isoformat(), set()
    for policy in draw.tables["policies"]:
        if policy["status"] == "running" and str(policy["ends"]) < today:
            policy["status"] = "ended"
        if policy["status"] == "running" and policy["vehicle_id"] in covered:
            policy["status"] = "cancelled"
        if policy["status"] == "running":
            covered.add(policy["vehicle_id"])
    for claim in draw.tables["claims"]:
        policy = draw.keys["policies"][claim["policy_id"]]
        claim["happened"] = min(max(str(claim["happened"]), str(policy["starts"])), today)
    judged: set[object] = set()
    for report in draw.tables["reports"]:
        while report["claim_id"] in judged:
            report["claim_id"] = draw.rng.choice(draw.tables["claims"])["claim_id"]
        judged.add(report["claim_id"])
        amount = int(draw.keys["claims"][report["claim_id"]]["amount"] or 0)
        report["estimate"] = amount * draw.rng.choice((6, 8, 9, 10, 10, 11)) // 10
    for claim in draw.tables["claims"]:
        if claim["status"] == "accepted" and claim["claim_id"] not in judged:
            claim["status"] = "open"
    fit = [one for one in draw.tables["claims"] if one["status"] == "accepted"]
    for place, payment in enumerate(draw.tables["payments"]):
        claim = fit[place % len(fit)]
        payment["claim_id"] = claim["claim_id"]
        payment["amount"] = int(claim["amount"] or 0) * 3 // 10
        payment["paid"] = max(str(payment["paid"]), str(claim["happened"]))


INSURANCE = Domain(
    name="insurance",
    summary="A motor insurer: holders, vehicles, policies, claims, garages, assessors, their reports and payments.",
    summary_zh="一家车险公司：投保人、车辆、保单、理赔、维修厂、定损员、定损报告和赔付。",
    today=date(2026, 7, 15),
    tables=(
        Table(
            name="holders",
            key="holder_id",
            prefix="HD-",
            rows=40,
            one="holder",
            zh="投保人",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Text("city", make=city, zh="城市"),
                Whole(
                    "clean_years", 0, 20, adds=False, shape="low", label="number of claim-free years", zh="无赔款年数"
                ),
                Choice(
                    "status",
                    {"good": 8, "in arrears": 2},
                    words_zh={"good": "正常", "in arrears": "欠费"},
                    label="payment status",
                    zh="缴费状态",
                ),
            ),
        ),
        Table(
            name="vehicles",
            key="vehicle_id",
            prefix="VE-",
            rows=60,
            one="vehicle",
            zh="车辆",
            measure="辆",
            columns=(
                Text("plate", unique=True, make=code("@@@ ###"), label="licence plate", zh="车牌号"),
                Ref("holder_id", "holders"),
                Choice(
                    "kind",
                    {"car": 6, "van": 2, "motorcycle": 2},
                    words_zh={"car": "轿车", "van": "面包车", "motorcycle": "摩托车"},
                    zh="类型",
                ),
                Whole("built", 2005, 2026, adds=False, label="year of construction", zh="制造年份"),
                Money("worth", 2000, 48000, step=500, shape="low", label="present value", zh="现值"),
            ),
        ),
        Table(
            name="policies",
            key="policy_id",
            prefix="PO-",
            rows=90,
            one="policy",
            many="policies",
            zh="保单",
            measure="份",
            columns=(
                Ref("vehicle_id", "vehicles"),
                Choice("cover", COVERS, words_zh=COVERS_ZH, zh="险种"),
                Money("premium", 180, 1600, step=20, label="yearly premium", zh="年保费"),
                Money("excess", 0, 1000, step=250, zh="免赔额"),
                Day("starts", -600, -5, label="start date", zh="起保日期"),
                Day("ends", 0, 0, make=_end, label="end date", zh="到期日期"),
                Choice(
                    "status",
                    {"running": 8, "cancelled": 1, "ended": 1},
                    words_zh={"running": "有效", "cancelled": "已退保", "ended": "已到期"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="garages",
            key="garage_id",
            prefix="GA-",
            rows=12,
            one="garage",
            zh="维修厂",
            measure="家",
            columns=(
                Text("name", unique=True, make=lambda draw: f"{company(draw)} Garage", zh="名称"),
                Whole("bays", 1, 6, label="number of bays", zh="工位数"),
                Choice(
                    "partner",
                    {"partner": 3, "independent": 2},
                    words_zh={"partner": "合作", "independent": "独立"},
                    label="type",
                    zh="类型",
                ),
            ),
        ),
        Table(
            name="claims",
            key="claim_id",
            prefix="CL-",
            rows=110,
            one="claim",
            zh="理赔案",
            measure="件",
            columns=(
                Ref("policy_id", "policies", spread="skewed"),
                Ref("garage_id", "garages", null=0.4),
                Choice(
                    "cause",
                    {"collision": 5, "theft": 1, "hail": 2, "glass": 2},
                    words_zh={"collision": "碰撞", "theft": "盗窃", "hail": "冰雹", "glass": "玻璃破损"},
                    zh="出险原因",
                ),
                Day("happened", -300, -1, shape="low", label="date of damage", zh="出险日期"),
                Money("amount", 200, 9000, step=100, shape="low", label="claimed amount", zh="索赔金额"),
                Choice(
                    "status",
                    {"open": 5, "accepted": 5, "rejected": 1},
                    words_zh={"open": "处理中", "accepted": "已核准", "rejected": "已拒赔"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="assessors",
            key="assessor_id",
            prefix="AS-",
            rows=9,
            one="assessor",
            zh="定损员",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Money("authority", 1000, 9000, step=1000, label="authority limit", zh="定损权限"),
            ),
        ),
        Table(
            name="reports",
            key="report_id",
            prefix="RP-",
            rows=64,
            one="report",
            zh="定损报告",
            measure="份",
            about="What an assessor found a claim to be worth; one for each claim at most.",
            columns=(
                Ref("claim_id", "claims"),
                Ref("assessor_id", "assessors"),
                Money("estimate", 0, 0, label="estimated amount", zh="定损金额"),
                Day("written", -90, 0, shape="low", label="report date", zh="报告日期"),
            ),
        ),
        Table(
            name="payments",
            key="payment_id",
            prefix="PY-",
            rows=40,
            one="payment",
            zh="赔付",
            measure="笔",
            columns=(
                Ref("claim_id", "claims"),
                Money("amount", 0, 0, zh="金额"),
                Day("paid", -80, 0, shape="low", label="payment date", zh="赔付日期"),
            ),
        ),
    ),
    actions=(
        Action(
            name="file_claim",
            kind="create",
            says="File a claim for damage under a running policy.",
            zh="在有效保单下报案。",
            ask="file a claim of {asked_sum} for {reason} on {on_day} under {policy_id}",
            ask_zh="在{policy_id}下就{on_day}的{reason}报案，索赔 {asked_sum}",
            parameters=(
                Ref("policy_id", "policies"),
                Choice(
                    "reason",
                    {"collision": 1, "theft": 1, "hail": 1},
                    words_zh={"collision": "碰撞", "theft": "盗窃", "hail": "冰雹"},
                    label="cause",
                    zh="出险原因",
                ),
                Day("on_day", -40, 0, label="date of damage", zh="出险日期"),
                Money("asked_sum", 200, 9000, step=200, label="claimed amount", zh="索赔金额"),
            ),
            rules=(
                Rule(
                    "policy_running", "policy.status == 'running'", "The policy is not running.", "该保单不是有效状态。"
                ),
                Rule(
                    "in_time",
                    "on_day <= today and on_day >= today - days(30)",
                    "Damage is reported within 30 days, and not ahead.",
                    "须在出险后 30 天内报案，不得提前。",
                ),
                Rule(
                    "in_term",
                    "on_day >= policy.starts",
                    "The policy had not started on that day.",
                    "出险时保单尚未起保。",
                ),
                Rule(
                    "cover_theft",
                    "policy.cover == 'full' or reason == 'collision'"
                    " or (policy.cover == 'partial' and reason == 'hail')",
                    "Liability covers collisions only, partial cover hail too, full cover everything.",
                    "责任险只保碰撞，部分险另保冰雹，全险保所有原因。",
                ),
                Rule(
                    "above_excess",
                    "asked_sum > policy.excess",
                    "The amount is not above the excess.",
                    "索赔金额未超过免赔额。",
                ),
                Rule(
                    "not_above_worth",
                    "asked_sum <= policy.vehicle_id.worth",
                    "The amount is above the vehicle's value.",
                    "索赔金额超过车辆现值。",
                ),
            ),
            effects=(
                Insert(
                    "claims",
                    {
                        "policy_id": "policy.policy_id",
                        "cause": "reason",
                        "happened": "on_day",
                        "amount": "asked_sum",
                        "status": "'open'",
                    },
                ),
            ),
        ),
        Action(
            name="write_report",
            kind="create",
            says="Write an assessor's report on an open claim.",
            zh="为处理中的理赔案出具定损报告。",
            ask="let {assessor_id} report {found_sum} for {claim_id}",
            ask_zh="由{assessor_id}为{claim_id}出具 {found_sum} 的定损报告",
            parameters=(
                Ref("claim_id", "claims"),
                Ref("assessor_id", "assessors"),
                Money("found_sum", 200, 9000, step=200, label="estimate", zh="定损金额"),
            ),
            rules=(
                Rule(
                    "claim_open",
                    "claim.status == 'open'",
                    "Only open claims are assessed.",
                    "只能为处理中的理赔案定损。",
                ),
                Rule(
                    "one_report",
                    "not exists(reports, claim_id == claim.claim_id)",
                    "There is a report on this claim already.",
                    "该理赔案已有定损报告。",
                ),
                Rule(
                    "authority",
                    "found_sum > 0 and found_sum <= assessor.authority",
                    "The estimate must be positive, and within the assessor's authority limit.",
                    "定损金额必须为正，且不超过定损员的权限。",
                ),
            ),
            effects=(
                Insert(
                    "reports",
                    {
                        "claim_id": "claim.claim_id",
                        "assessor_id": "assessor.assessor_id",
                        "estimate": "found_sum",
                        "written": "today",
                    },
                ),
            ),
        ),
        Action(
            name="accept_claim",
            kind="update",
            says="Accept an open claim that an assessor reported on.",
            zh="核准已定损的理赔案。",
            ask="accept {claim_id}",
            ask_zh="核准{claim_id}",
            parameters=(Ref("claim_id", "claims"),),
            rules=(
                Rule(
                    "claim_open", "claim.status == 'open'", "The claim has been decided already.", "该理赔案已经处理。"
                ),
                Rule(
                    "has_report",
                    "exists(reports, claim_id == claim.claim_id)",
                    "There is no report on the claim.",
                    "该理赔案没有定损报告。",
                ),
                Rule(
                    "report_supports",
                    "not exists(reports, claim_id == claim.claim_id and estimate < claim.amount)",
                    "The report says less than what is claimed.",
                    "定损金额低于索赔金额。",
                ),
                Rule(
                    "premium_paid",
                    "claim.policy_id.vehicle_id.holder_id.status == 'good'",
                    "The holder is in arrears.",
                    "投保人欠费。",
                ),
            ),
            effects=(
                Set("claim", {"status": "'accepted'"}),
                Set("claim.policy_id.vehicle_id.holder_id", {"clean_years": "0"}),
            ),
        ),
        Action(
            name="choose_garage",
            kind="update",
            says="Send the vehicle of a claim to a garage.",
            zh="为理赔案指定维修厂。",
            ask="send the vehicle of {claim_id} to {garage_id}",
            ask_zh="把{claim_id}的车辆送往{garage_id}",
            parameters=(Ref("claim_id", "claims"), Ref("garage_id", "garages")),
            rules=(
                Rule("not_rejected", "claim.status != 'rejected'", "The claim has been rejected.", "该理赔案已拒赔。"),
                Rule("no_theft", "claim.cause != 'theft'", "A stolen vehicle is not repaired.", "被盗车辆无法维修。"),
                Rule(
                    "partner_above",
                    "claim.amount <= 2000 or garage.partner == 'partner'",
                    "Above 2000 EUR only partner garages repair.",
                    "超过 2000 欧元只能由合作维修厂维修。",
                ),
                Rule(
                    "bay_free",
                    "count(claims, garage_id == garage.garage_id and status == 'open') < garage.bays",
                    "The garage has no free bay.",
                    "该维修厂没有空工位。",
                ),
            ),
            effects=(Set("claim", {"garage_id": "garage.garage_id"}),),
        ),
        Action(
            name="cancel_policy",
            kind="cancel",
            says="Cancel a running policy.",
            zh="办理退保。",
            ask="cancel {policy_id}",
            ask_zh="为{policy_id}办理退保",
            parameters=(Ref("policy_id", "policies"),),
            rules=(
                Rule(
                    "policy_running",
                    "policy.status == 'running'",
                    "Only a running policy can be cancelled.",
                    "只能为有效保单退保。",
                ),
                Rule(
                    "no_open_claim",
                    "not exists(claims, policy_id == policy.policy_id and status == 'open')",
                    "There is an open claim under the policy.",
                    "该保单下有处理中的理赔案。",
                ),
                Rule(
                    "term_left",
                    "policy.ends > today + days(30)",
                    "In the last 30 days a policy runs out and is not cancelled.",
                    "到期前 30 天内不能退保。",
                ),
            ),
            effects=(Set("policy", {"status": "'cancelled'"}),),
        ),
    ),
    tidy=_agree,
)

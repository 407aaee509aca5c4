"""Human resources: units in a tree, pay grades, employees under managers, leave, vacancies, applications."""

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
from agentrt.synth.general.words import city, in_order, person

UNITS = (
    "Company",
    "Operations",
    "Products",
    "Administration",
    "Logistics",
    "Service",
    "Hardware",
    "Software",
    "Accounting",
    "Personnel",
    "Support",
    "Testing",
)
PARENTS = (None, 1, 1, 1, 2, 2, 3, 3, 4, 4, 6, 8)
GRADES = ("Grade A", "Grade B", "Grade C", "Grade D", "Grade E")


def _unit_above(draw: Draw) -> str | None:
    place = PARENTS[draw.index]
    return None if place is None else f"UN-{place:04d}"


def _agree(draw: Draw) -> None:
    """Salaries fit their grades, and staff their posts; one manager at the top; leave that has begun is decided."""
    for place, one in enumerate(draw.tables["employees"]):
        if place == 0:
            one["manager_id"] = None
        elif place < 12:
            one["manager_id"] = draw.tables["employees"][0]["employee_id"]
        else:
            one["manager_id"] = draw.tables["employees"][1 + draw.rng.randrange(11)]["employee_id"]
        grade = draw.keys["grades"][one["grade_id"]]
        low, high = int(grade["lowest"] or 0), int(grade["highest"] or 0)
        one["salary"] = low + (high - low) * draw.rng.randint(0, 10) // 10 // 100 * 100
    for unit in draw.tables["units"]:
        staff = sum(one["unit_id"] == unit["unit_id"] for one in draw.tables["employees"])
        unit["posts"] = staff + draw.rng.choice((0, 0, 1, 2, 3))
    for leave in draw.tables["leave_requests"]:
        if leave["status"] == "open" and str(leave["first_day"]) <= draw.today.isoformat():
            leave["status"] = "approved"
    pairs: set[tuple[object, object]] = set()
    for one in draw.tables["applications"]:
        while (one["vacancy_id"], one["candidate_id"]) in pairs:
            one["candidate_id"] = draw.rng.choice(draw.tables["candidates"])["candidate_id"]
        pairs.add((one["vacancy_id"], one["candidate_id"]))
        if draw.keys["vacancies"][one["vacancy_id"]]["status"] == "withdrawn":
            one["stage"] = "rejected"


HR = Domain(
    name="hr",
    summary="Human resources: units, pay grades, employees, leave requests, vacancies, candidates and applications.",
    summary_zh="人力资源：部门、薪级、员工、请假、职位空缺、候选人和求职申请。",
    today=date(2026, 3, 2),
    tables=(
        Table(
            name="units",
            key="unit_id",
            prefix="UN-",
            rows=len(UNITS),
            one="unit",
            zh="部门",
            measure="个",
            about="A tree: all but the topmost belong to another unit.",
            columns=(
                Text("name", unique=True, make=in_order(*UNITS), zh="名称"),
                Ref("parent_id", "units", null=0.01, make=_unit_above, label="parent unit", zh="上级部门"),
                Whole("posts", 4, 14, label="number of posts", zh="编制人数"),
            ),
        ),
        Table(
            name="grades",
            key="grade_id",
            prefix="GR-",
            rows=len(GRADES),
            one="pay grade",
            many="pay grades",
            zh="薪级",
            measure="个",
            columns=(
                Text("name", unique=True, make=in_order(*GRADES), zh="名称"),
                Money(
                    "lowest",
                    0,
                    0,
                    adds=False,
                    make=lambda d: 2000 + 900 * d.index,
                    label="lowest salary",
                    zh="最低工资",
                ),
                Money(
                    "highest",
                    0,
                    0,
                    adds=False,
                    make=lambda d: 3400 + 1100 * d.index,
                    label="highest salary",
                    zh="最高工资",
                ),
            ),
        ),
        Table(
            name="employees",
            key="employee_id",
            prefix="E-",
            rows=80,
            one="employee",
            zh="员工",
            measure="名",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("unit_id", "units"),
                Ref("grade_id", "grades", label="pay grade", zh="薪级"),
                Ref("manager_id", "employees", null=0.01, label="manager", zh="主管"),
                Choice(
                    "contract",
                    {"permanent": 6, "fixed-term": 3, "trainee": 1},
                    words_zh={"permanent": "长期", "fixed-term": "定期", "trainee": "实习"},
                    zh="合同类型",
                ),
                Money("salary", 0, 0, zh="月薪"),
                Day("hired", -4000, -60, shape="low", label="hiring date", zh="入职日期"),
                Whole("leave_left", 0, 30, label="remaining leave", unit="days", unit_zh="天", zh="剩余年假"),
            ),
        ),
        Table(
            name="leave_requests",
            key="leave_id",
            prefix="LV-",
            rows=90,
            one="leave request",
            zh="请假申请",
            measure="条",
            columns=(
                Ref("employee_id", "employees", spread="skewed"),
                Choice(
                    "kind",
                    {"annual": 6, "parental": 1, "training": 2},
                    words_zh={"annual": "年假", "parental": "育儿假", "training": "培训假"},
                    label="kind of leave",
                    zh="假别",
                ),
                Day("first_day", -50, 60, label="first day", zh="首日"),
                Whole("length", 1, 15, shape="low", unit="days", unit_zh="天", zh="天数"),
                Choice(
                    "status",
                    {"open": 6, "approved": 3, "rejected": 1},
                    words_zh={"open": "待批", "approved": "已批准", "rejected": "已驳回"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="vacancies",
            key="vacancy_id",
            prefix="VA-",
            rows=22,
            one="vacancy",
            many="vacancies",
            zh="职位空缺",
            measure="个",
            columns=(
                Ref("unit_id", "units"),
                Ref("grade_id", "grades", label="pay grade", zh="薪级"),
                Day("published", -90, -3, label="publication date", zh="发布日期"),
                Whole(
                    "experience",
                    0,
                    10,
                    adds=False,
                    label="required experience",
                    unit="years",
                    unit_zh="年",
                    zh="要求年限",
                ),
                Choice(
                    "status",
                    {"open": 5, "filled": 2, "withdrawn": 1},
                    words_zh={"open": "招聘中", "filled": "已招满", "withdrawn": "已撤回"},
                    zh="状态",
                ),
            ),
        ),
        Table(
            name="candidates",
            key="candidate_id",
            prefix="CN-",
            rows=45,
            one="candidate",
            zh="候选人",
            measure="位",
            columns=(
                Text("name", unique=True, make=lambda d: f"{person(d)}-{person(d).split()[1]}", zh="姓名"),
                Text("city", make=city, zh="城市"),
                Whole("years", 0, 20, adds=False, label="experience", unit="years", unit_zh="年", zh="工作年限"),
            ),
        ),
        Table(
            name="applications",
            key="application_id",
            prefix="AP-",
            rows=100,
            one="application",
            zh="求职申请",
            measure="份",
            columns=(
                Ref("vacancy_id", "vacancies", spread="skewed"),
                Ref("candidate_id", "candidates"),
                Whole("rating", 1, 10, adds=False, shape="normal", zh="评分"),
                Choice(
                    "stage",
                    {"new": 4, "interview": 3, "offer": 2, "rejected": 2},
                    words_zh={"new": "新申请", "interview": "面试", "offer": "已发录用", "rejected": "已拒绝"},
                    zh="阶段",
                ),
            ),
        ),
    ),
    actions=(
        Action(
            name="request_leave",
            kind="create",
            says="Ask for annual leave of an employee.",
            zh="为员工申请年假。",
            ask="request annual leave from {starting} (days: {length_wanted}) for {employee_id}",
            ask_zh="为{employee_id}申请从{starting}起 {length_wanted} 天的年假",
            parameters=(
                Ref("employee_id", "employees"),
                Day("starting", 3, 60, label="first day", zh="首日"),
                Whole("length_wanted", 1, 18, label="number of days", zh="天数"),
            ),
            rules=(
                Rule(
                    "notice", "starting >= today + days(7)", "Leave is requested a week ahead.", "年假须提前一周申请。"
                ),
                Rule(
                    "length_range",
                    "length_wanted >= 1 and length_wanted <= 15",
                    "A leave has 1 to 15 days.",
                    "每次年假为 1 至 15 天。",
                ),
                Rule(
                    "enough_left",
                    "length_wanted <= employee.leave_left",
                    "The employee has not enough leave left.",
                    "该员工剩余年假不足。",
                ),
                Rule(
                    "one_open",
                    "count(leave_requests, employee_id == employee.employee_id and status == 'open') < 2",
                    "The employee has two open requests already.",
                    "该员工已有两条待批申请。",
                ),
            ),
            effects=(
                Insert(
                    "leave_requests",
                    {
                        "employee_id": "employee.employee_id",
                        "kind": "'annual'",
                        "first_day": "starting",
                        "length": "length_wanted",
                        "status": "'open'",
                    },
                ),
            ),
        ),
        Action(
            name="approve_leave",
            kind="update",
            says="Approve an open leave request, by the employee's manager; annual leave is taken from what is left.",
            zh="由主管批准请假申请；年假从剩余天数中扣除。",
            ask="approve {leave_id} as {employee_id}",
            ask_zh="以{employee_id}的身份批准{leave_id}",
            parameters=(Ref("leave_id", "leave_requests"), Ref("employee_id", "employees", label="manager", zh="主管")),
            rules=(
                Rule(
                    "leave_open", "leave.status == 'open'", "The request has been decided already.", "该申请已经处理。"
                ),
                Rule(
                    "by_manager",
                    "leave.employee_id.manager_id == employee.employee_id",
                    "Only the manager of the employee can approve.",
                    "只有申请人的主管可以批准。",
                ),
                Rule(
                    "enough_left",
                    "leave.kind != 'annual' or leave.length <= leave.employee_id.leave_left",
                    "Not enough annual leave is left.",
                    "剩余年假不足。",
                ),
            ),
            effects=(
                Set("leave", {"status": "'approved'"}),
                Set(
                    "leave.employee_id",
                    {
                        "leave_left": "leave.employee_id.leave_left - leave.length if leave.kind == 'annual'"
                        " else leave.employee_id.leave_left"
                    },
                ),
            ),
        ),
        Action(
            name="raise_salary",
            kind="update",
            says="Raise the monthly salary of an employee by an amount.",
            zh="为员工加薪。",
            ask="add {extra} to the salary of {employee_id}",
            ask_zh="为{employee_id}加薪 {extra}",
            parameters=(Ref("employee_id", "employees"), Money("extra", 50, 500, step=50, label="raise", zh="加薪额")),
            rules=(
                Rule("not_trainee", "employee.contract != 'trainee'", "Trainees get no raise.", "实习生不能加薪。"),
                Rule(
                    "hired_long",
                    "employee.hired <= today - days(365)",
                    "A raise comes after a year at the earliest.",
                    "入职满一年后才能加薪。",
                ),
                Rule(
                    "raise_share",
                    "extra > 0 and extra * 10 <= employee.salary",
                    "A raise is positive, and at most a tenth of the salary.",
                    "加薪额必须为正，且不超过月薪的十分之一。",
                ),
                Rule(
                    "within_grade",
                    "employee.salary + extra <= employee.grade_id.highest",
                    "The salary would leave the pay grade.",
                    "加薪后超出薪级上限。",
                ),
            ),
            effects=(Set("employee", {"salary": "employee.salary + extra"}),),
        ),
        Action(
            name="transfer_employee",
            kind="update",
            says="Move an employee to another unit.",
            zh="把员工调到另一个部门。",
            ask="transfer {employee_id} to {unit_id}",
            ask_zh="把{employee_id}调到{unit_id}",
            parameters=(Ref("employee_id", "employees"), Ref("unit_id", "units")),
            rules=(
                Rule(
                    "other_unit",
                    "unit.unit_id != employee.unit_id",
                    "The employee works there already.",
                    "该员工已在该部门。",
                ),
                Rule(
                    "post_free",
                    "count(employees, unit_id == unit.unit_id) < unit.posts",
                    "The unit has no free post.",
                    "该部门没有空编。",
                ),
                Rule(
                    "manages_nobody",
                    "not exists(employees, manager_id == employee.employee_id)",
                    "An employee who manages others cannot be transferred.",
                    "管理下属的员工不能调动。",
                ),
            ),
            effects=(Set("employee", {"unit_id": "unit.unit_id"}),),
        ),
        Action(
            name="offer_post",
            kind="update",
            says="Offer the post to a candidate who was interviewed.",
            zh="向面试过的候选人发出录用。",
            ask="make an offer on {application_id}",
            ask_zh="对{application_id}发出录用",
            parameters=(Ref("application_id", "applications"),),
            rules=(
                Rule(
                    "interviewed",
                    "application.stage == 'interview'",
                    "Only an application in the interview stage gets an offer.",
                    "只有面试阶段的申请可以发出录用。",
                ),
                Rule(
                    "vacancy_open",
                    "application.vacancy_id.status == 'open'",
                    "The vacancy is not open.",
                    "该职位不在招聘中。",
                ),
                Rule(
                    "experience",
                    "application.candidate_id.years >= application.vacancy_id.experience",
                    "The candidate has not the experience required.",
                    "候选人的工作年限不足。",
                ),
                Rule(
                    "one_offer",
                    "not exists(applications, vacancy_id == application.vacancy_id and stage == 'offer')",
                    "Somebody else has an offer for this vacancy.",
                    "该职位已向他人发出录用。",
                ),
            ),
            effects=(Set("application", {"stage": "'offer'"}),),
        ),
        Action(
            name="withdraw_vacancy",
            kind="cancel",
            says="Withdraw an open vacancy.",
            zh="撤回招聘中的职位。",
            ask="withdraw {vacancy_id}",
            ask_zh="撤回{vacancy_id}",
            parameters=(Ref("vacancy_id", "vacancies"),),
            rules=(
                Rule(
                    "vacancy_open",
                    "vacancy.status == 'open'",
                    "Only an open vacancy can be withdrawn.",
                    "只能撤回招聘中的职位。",
                ),
                Rule(
                    "no_offer",
                    "not exists(applications, vacancy_id == vacancy.vacancy_id and stage == 'offer')",
                    "An offer has been made already.",
                    "已经发出录用。",
                ),
            ),
            effects=(Set("vacancy", {"status": "'withdrawn'"}),),
        ),
    ),
    tidy=_agree,
)

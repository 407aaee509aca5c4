"""A university: departments, lecturers, rooms, courses that require others, sections, students, enrolments."""

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
    Row,
    Rule,
    Set,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import code, in_order, pattern, person

DEPARTMENTS = "Biology Chemistry Computing Economics History Mathematics Physics".split()
COURSE = pattern(
    "{how} {what}",
    how="Introductory Intermediate Advanced Applied Computational Modern Theoretical".split(),
    what="Algebra|Algorithms|Ecology|Genetics|Markets|Mechanics|Optics|Polymers|Probability|Statistics|Trade".split(
        "|"
    ),
)
DAYS = {"Monday": 3, "Tuesday": 3, "Wednesday": 3, "Thursday": 3, "Friday": 2}
DAYS_ZH = {"Monday": "周一", "Tuesday": "周二", "Wednesday": "周三", "Thursday": "周四", "Friday": "周五"}


def _agree(draw: Draw) -> None:
    """A room and a lecturer are at one place at a time; nobody sits in two sections at once, or twice in one."""
    taken: set[tuple[object, ...]] = set()
    for section in draw.tables["sections"]:
        while True:
            marks = {(section[one], section["weekday"], section["period"]) for one in ("room_id", "lecturer_id")}
            if not marks & taken:
                break
            section["weekday"], section["period"] = draw.rng.choice(list(DAYS)), draw.rng.randint(1, 5)
        taken |= marks
    seats: dict[object, int] = {}
    for one in draw.tables["enrolments"]:
        _place(draw, one, taken, seats)
        one["grade"] = None
        if one["status"] == "passed":
            one["grade"] = draw.rng.randint(50, 100)
        elif one["status"] == "failed":
            one["grade"] = draw.rng.randint(5, 49)


def _place(draw: Draw, one: Row, taken: set[tuple[object, ...]], seats: dict[object, int]) -> None:
    """Find a section of a course new to the student; for a running one, with a seat and at a time that is free."""
    sections = draw.tables["sections"]
    for section in [draw.keys["sections"][one["section_id"]], *draw.rng.sample(sections, len(sections))]:
        time = (one["student_id"], section["weekday"], section["period"])
        course = (one["student_id"], section["course_id"])
        room = draw.keys["rooms"][section["room_id"]]
        full = seats.get(section["section_id"], 0) >= int(room["seats"] or 0)
        if course in taken or (one["status"] == "enrolled" and (time in taken or full)):
            continue
        one["section_id"] = section["section_id"]
        taken.add(course)
        if one["status"] == "enrolled":
            taken.add(time)
            seats[section["section_id"]] = seats.get(section["section_id"], 0) + 1
        return
    one["status"] = "dropped"


UNIVERSITY = Domain(
    name="university",
    summary="A university: departments, lecturers, rooms, courses, sections of courses, students and enrolments.",
    summary_zh="一所大学：院系、教师、教室、课程、教学班、学生和选课。",
    today=date(2026, 9, 28),
    tables=(
        Table(
            name="departments",
            key="department_id",
            prefix="D-",
            rows=len(DEPARTMENTS),
            one="department",
            zh="院系",
            measure="个",
            columns=(
                Text("name", unique=True, make=in_order(*DEPARTMENTS), zh="名称"),
                Money("budget", 20000, 300000, step=5000, zh="预算"),
            ),
        ),
        Table(
            name="lecturers",
            key="lecturer_id",
            prefix="LE-",
            rows=26,
            one="lecturer",
            zh="教师",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("department_id", "departments"),
                Choice(
                    "position",
                    {"assistant": 3, "associate": 3, "full professor": 2},
                    words_zh={"assistant": "讲师", "associate": "副教授", "full professor": "教授"},
                    zh="职称",
                ),
                Whole(
                    "load_limit",
                    1,
                    5,
                    adds=False,
                    label="teaching limit",
                    unit="sections",
                    unit_zh="个班",
                    zh="授课上限",
                ),
            ),
        ),
        Table(
            name="rooms",
            key="room_id",
            prefix="R-",
            rows=16,
            one="room",
            zh="教室",
            measure="间",
            columns=(
                Text("number", unique=True, make=code("@ ###"), zh="房间号"),
                Choice(
                    "kind",
                    {"lecture hall": 3, "seminar": 4, "laboratory": 2},
                    words_zh={"lecture hall": "阶梯教室", "seminar": "研讨室", "laboratory": "实验室"},
                    zh="类型",
                ),
                Whole("seats", 3, 12, label="number of seats", zh="座位数"),
            ),
        ),
        Table(
            name="courses",
            key="course_id",
            prefix="C-",
            rows=44,
            one="course",
            zh="课程",
            measure="门",
            about="A course may require another one to be passed before.",
            columns=(
                Text("title", unique=True, make=COURSE, zh="名称"),
                Ref("department_id", "departments"),
                Ref("required_id", "courses", null=0.5, label="required course", zh="先修课程"),
                Whole("credits", 2, 10, label="number of credits", zh="学分"),
                Choice(
                    "level",
                    {"basic": 3, "major": 3, "graduate": 2},
                    words_zh={"basic": "基础", "major": "专业", "graduate": "研究生"},
                    zh="层次",
                ),
            ),
        ),
        Table(
            name="sections",
            key="section_id",
            prefix="SE-",
            rows=32,
            one="section",
            zh="教学班",
            measure="个",
            about="A course as it is taught, every week at one time.",
            columns=(
                Ref("course_id", "courses"),
                Ref("lecturer_id", "lecturers"),
                Ref("room_id", "rooms"),
                Choice("weekday", DAYS, words_zh=DAYS_ZH, zh="星期"),
                Whole("period", 1, 5, adds=False, zh="节次"),
            ),
        ),
        Table(
            name="students",
            key="student_id",
            prefix="ST-",
            rows=70,
            one="student",
            zh="学生",
            measure="名",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Ref("department_id", "departments", label="major", zh="主修院系"),
                Choice(
                    "degree",
                    {"bachelor": 6, "master": 3, "exchange": 1},
                    words_zh={"bachelor": "本科", "master": "硕士", "exchange": "交换"},
                    zh="学历层次",
                ),
                Day("enrolled", -1500, -20, label="enrolment date", zh="入学日期"),
                Money("dues", 0, 900, step=50, shape="low", label="unpaid tuition", zh="欠缴学费"),
            ),
        ),
        Table(
            name="enrolments",
            key="enrolment_id",
            prefix="EN-",
            rows=320,
            one="enrolment",
            zh="选课记录",
            measure="条",
            columns=(
                Ref("student_id", "students", spread="skewed"),
                Ref("section_id", "sections"),
                Choice(
                    "status",
                    {"enrolled": 5, "passed": 7, "failed": 2, "dropped": 1},
                    words_zh={"enrolled": "在读", "passed": "通过", "failed": "未通过", "dropped": "已退选"},
                    zh="状态",
                ),
                Whole("grade", 0, 100, null=0.4, adds=False, zh="成绩"),
            ),
        ),
    ),
    actions=(
        Action(
            name="enrol_student",
            kind="create",
            says="Enrol a student in a section.",
            zh="为学生选课。",
            ask="enrol {student_id} in {section_id}",
            ask_zh="为{student_id}选{section_id}",
            parameters=(Ref("student_id", "students"), Ref("section_id", "sections")),
            rules=(
                Rule(
                    "dues_paid",
                    "student.dues < 500",
                    "A student who owes 500 EUR or more cannot enrol.",
                    "欠费达到 500 欧元的学生不能选课。",
                ),
                Rule(
                    "seat_left",
                    "count(enrolments, section_id == section.section_id and status == 'enrolled')"
                    " < section.room_id.seats",
                    "The section's room has no seat left.",
                    "教室没有空座位。",
                ),
                Rule(
                    "course_once",
                    "not exists(enrolments, student_id == student.student_id"
                    " and section_id.course_id == section.course_id and status in ('enrolled', 'passed'))",
                    "The student takes this course, or has passed it.",
                    "该学生正在修读或已通过该课程。",
                ),
                Rule(
                    "required_passed",
                    "section.course_id.required_id == None or exists(enrolments, student_id == student.student_id"
                    " and section_id.course_id == section.course_id.required_id and status == 'passed')",
                    "The student has not passed the course that this one requires.",
                    "该学生尚未通过先修课程。",
                ),
                Rule(
                    "time_free",
                    "not exists(enrolments, student_id == student.student_id and status == 'enrolled'"
                    " and section_id.weekday == section.weekday and section_id.period == section.period)",
                    "The student sits in another section at that time.",
                    "该学生在该时间有其他课程。",
                ),
                Rule(
                    "graduate_level",
                    "section.course_id.level != 'graduate' or student.degree != 'bachelor'",
                    "Graduate courses are not for bachelor students.",
                    "本科生不能选研究生课程。",
                ),
            ),
            effects=(
                Insert(
                    "enrolments",
                    {
                        "student_id": "student.student_id",
                        "section_id": "section.section_id",
                        "status": "'enrolled'",
                    },
                ),
            ),
        ),
        Action(
            name="drop_enrolment",
            kind="cancel",
            says="Take a student out of a section that is being taught.",
            zh="退选在读课程。",
            ask="drop {enrolment_id}",
            ask_zh="退选{enrolment_id}",
            parameters=(Ref("enrolment_id", "enrolments"),),
            rules=(
                Rule(
                    "is_enrolled",
                    "enrolment.status == 'enrolled'",
                    "Only a running enrolment can be dropped.",
                    "只能退选在读的课程。",
                ),
                Rule(
                    "keeps_one",
                    "count(enrolments, student_id == enrolment.student_id and status == 'enrolled') > 1",
                    "A student keeps one section at least.",
                    "学生至少保留一门课程。",
                ),
            ),
            effects=(Set("enrolment", {"status": "'dropped'"}),),
        ),
        Action(
            name="grade_enrolment",
            kind="update",
            says="Grade a running enrolment: 50 points or more pass.",
            zh="为在读课程评分，50 分及以上为通过。",
            ask="give {reached} points to {enrolment_id}",
            ask_zh="为{enrolment_id}评 {reached} 分",
            parameters=(Ref("enrolment_id", "enrolments"), Whole("reached", 25, 110, step=5, label="grade", zh="成绩")),
            rules=(
                Rule(
                    "is_enrolled",
                    "enrolment.status == 'enrolled'",
                    "Only a running enrolment can be graded.",
                    "只能为在读的课程评分。",
                ),
                Rule(
                    "grade_range", "reached >= 0 and reached <= 100", "A grade is from 0 to 100.", "成绩为 0 至 100。"
                ),
            ),
            effects=(Set("enrolment", {"grade": "reached", "status": "'passed' if reached >= 50 else 'failed'"}),),
        ),
        Action(
            name="assign_lecturer",
            kind="update",
            says="Let another lecturer teach a section.",
            zh="为教学班更换教师。",
            ask="let {lecturer_id} teach {section_id}",
            ask_zh="安排{lecturer_id}讲授{section_id}",
            parameters=(Ref("section_id", "sections"), Ref("lecturer_id", "lecturers")),
            rules=(
                Rule(
                    "other_lecturer",
                    "lecturer.lecturer_id != section.lecturer_id",
                    "The lecturer teaches this section already.",
                    "该教师已讲授该教学班。",
                ),
                Rule(
                    "own_department",
                    "lecturer.department_id == section.course_id.department_id",
                    "The course is of another department.",
                    "该课程属于其他院系。",
                ),
                Rule(
                    "load",
                    "count(sections, lecturer_id == lecturer.lecturer_id) < lecturer.load_limit",
                    "The lecturer's teaching limit is reached.",
                    "已达到该教师的授课上限。",
                ),
                Rule(
                    "lecturer_free",
                    "not exists(sections, lecturer_id == lecturer.lecturer_id and weekday == section.weekday"
                    " and period == section.period)",
                    "The lecturer teaches another section at that time.",
                    "该教师在该时间有其他课程。",
                ),
            ),
            effects=(Set("section", {"lecturer_id": "lecturer.lecturer_id"}),),
        ),
        Action(
            name="move_section",
            kind="update",
            says="Move a section to another room.",
            zh="为教学班更换教室。",
            ask="move {section_id} to {room_id}",
            ask_zh="把{section_id}改到{room_id}",
            parameters=(Ref("section_id", "sections"), Ref("room_id", "rooms")),
            rules=(
                Rule(
                    "room_free",
                    "not exists(sections, room_id == room.room_id and weekday == section.weekday"
                    " and period == section.period)",
                    "The room is taken at that time.",
                    "该教室在该时间已被占用。",
                ),
                Rule(
                    "seats",
                    "count(enrolments, section_id == section.section_id and status == 'enrolled') <= room.seats",
                    "The room has too few seats.",
                    "教室座位不足。",
                ),
                Rule(
                    "same_kind",
                    "room.kind == 'laboratory' or section.room_id.kind != 'laboratory'",
                    "A section that is in a laboratory stays in laboratories.",
                    "在实验室上课的教学班只能改到实验室。",
                ),
            ),
            effects=(Set("section", {"room_id": "room.room_id"}),),
        ),
    ),
    tidy=_agree,
)

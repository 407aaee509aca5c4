"""An issue tracker: users, projects, milestones, issues with parents and blockers, labels on issues, comments."""

from __future__ import annotations

from collections import Counter
from datetime import date

from agentrt.synth.general.declare import (
    Action,
    Choice,
    Day,
    Domain,
    Draw,
    Insert,
    Ref,
    Rule,
    Set,
    Table,
    Text,
    Whole,
)
from agentrt.synth.general.words import in_order, pattern, person

PROJECTS = "Aurora Bastion Cinder Driftwood Ember Foxglove".split()
LABELS = "accessibility crash documentation performance regression security translation upstream".split()
TITLE = pattern(
    "{what} {where} {when}",
    what="Error|Wrong colour|Slow answer|Missing icon|Empty page|Lost setting|Wrong total|Broken link|Bad layout".split(
        "|"
    ),
    where="in the search|in the menu|in the export|at the login|in the report|on the start page|in the editor".split(
        "|"
    ),
    when="after an update|with long names|on small screens|in dark mode|without a network|on the first start".split(
        "|"
    ),
)
STATUS = {"open": 5, "in progress": 3, "in review": 2, "closed": 6}
STATUS_ZH = {"open": "待处理", "in progress": "进行中", "in review": "评审中", "closed": "已关闭"}


def _agree(draw: Draw) -> None:
    """Milestones, parents and blockers are of one project; what is worked on has somebody; no limit is broken yet."""
    issues, users = draw.tables["issues"], [one["user_id"] for one in draw.tables["users"]]
    for issue in issues:
        if issue["milestone_id"] is not None:
            fit = [one for one in draw.tables["milestones"] if one["project_id"] == issue["project_id"]]
            issue["milestone_id"] = draw.rng.choice(fit)["milestone_id"] if fit else None
        if issue["parent_id"] is not None:
            issue["project_id"] = draw.keys["issues"][issue["parent_id"]]["project_id"]
            issue["milestone_id"] = None
        if issue["status"] in ("in progress", "in review") and issue["assignee_id"] is None:
            issue["assignee_id"] = draw.rng.choice(users)
    pairs: set[tuple[object, object]] = set()
    for block in draw.tables["blocks"]:
        first = draw.keys["issues"][block["blocker_id"]]
        fit = [one for one in issues if one["project_id"] == first["project_id"] and one is not first]
        block["blocked_id"] = draw.rng.choice(fit)["issue_id"]
        while {(block["blocker_id"], block["blocked_id"]), (block["blocked_id"], block["blocker_id"])} & pairs:
            block["blocked_id"] = draw.rng.choice(fit)["issue_id"]
        pairs.add((block["blocker_id"], block["blocked_id"]))
    labels: Counter[object] = Counter()
    for mark in draw.tables["issue_labels"]:
        while (mark["issue_id"], mark["label_id"]) in pairs or labels[mark["issue_id"]] == 3:
            mark["issue_id"] = draw.rng.choice(issues)["issue_id"]
        pairs.add((mark["issue_id"], mark["label_id"]))
        labels[mark["issue_id"]] += 1
    for table, limit, column in (("users", "capacity", "assignee_id"), ("milestones", "budget", "milestone_id")):
        for row in draw.tables[table]:
            mine = [one for one in issues if one[column] in row.values() and one["status"] != "closed"]
            row[limit] = max(int(row[limit] or 0), sum(int(one["points"] or 0) for one in mine))


TRACKER = Domain(
    name="tracker",
    summary="An issue tracker: users, projects, milestones, issues, blockers, labels and comments.",
    summary_zh="一个问题跟踪系统：用户、项目、里程碑、问题、阻塞关系、标签和评论。",
    today=date(2026, 10, 5),
    tables=(
        Table(
            name="users",
            key="user_id",
            prefix="U-",
            rows=24,
            one="user",
            zh="用户",
            measure="位",
            columns=(
                Text("name", unique=True, make=person, zh="姓名"),
                Choice(
                    "role",
                    {"developer": 6, "maintainer": 2, "reporter": 3},
                    words_zh={"developer": "开发者", "maintainer": "维护者", "reporter": "报告者"},
                    zh="角色",
                ),
                Whole("capacity", 5, 30, label="capacity", unit="points", unit_zh="点", zh="工作容量"),
            ),
        ),
        Table(
            name="projects",
            key="project_id",
            prefix="PJ-",
            rows=len(PROJECTS),
            one="project",
            zh="项目",
            measure="个",
            columns=(
                Text("name", unique=True, make=in_order(*PROJECTS), zh="名称"),
                Ref("lead_id", "users", label="lead", zh="负责人"),
                Choice(
                    "stage",
                    {"active": 4, "maintenance": 2},
                    words_zh={"active": "活跃", "maintenance": "维护"},
                    zh="阶段",
                ),
            ),
        ),
        Table(
            name="milestones",
            key="milestone_id",
            prefix="MI-",
            rows=20,
            one="milestone",
            zh="里程碑",
            measure="个",
            columns=(
                Ref("project_id", "projects"),
                Day("due", -40, 120, label="due date", zh="截止日期"),
                Choice(
                    "status",
                    {"planned": 5, "frozen": 2},
                    words_zh={"planned": "计划中", "frozen": "已冻结"},
                    zh="状态",
                ),
                Whole("budget", 10, 60, step=5, label="points budget", unit="points", unit_zh="点", zh="点数预算"),
            ),
        ),
        Table(
            name="labels",
            key="label_id",
            prefix="LB-",
            rows=len(LABELS),
            one="label",
            zh="标签",
            columns=(
                Text("name", unique=True, make=in_order(*LABELS), zh="名称"),
                Whole("weight", 1, 5, adds=False, zh="权重"),
            ),
        ),
        Table(
            name="issues",
            key="issue_id",
            prefix="IS-",
            rows=130,
            one="issue",
            zh="问题",
            measure="个",
            about="An issue may be part of another one.",
            columns=(
                Text("title", unique=True, make=TITLE, zh="标题"),
                Ref("project_id", "projects", spread="skewed"),
                Ref("reporter_id", "users", label="reporter", zh="报告人"),
                Ref("assignee_id", "users", null=0.3, spread="skewed", label="assignee", zh="受理人"),
                Ref("milestone_id", "milestones", null=0.4),
                Ref("parent_id", "issues", null=0.8, label="parent issue", zh="上级问题"),
                Choice(
                    "severity",
                    {"minor": 4, "major": 4, "critical": 2},
                    words_zh={"minor": "轻微", "major": "重要", "critical": "严重"},
                    zh="严重程度",
                ),
                Whole("points", 1, 13, shape="low", label="effort", unit="points", unit_zh="点", zh="工作量"),
                Choice("status", STATUS, words_zh=STATUS_ZH, zh="状态"),
                Day("opened", -200, 0, shape="low", label="opening date", zh="提出日期"),
            ),
        ),
        Table(
            name="blocks",
            key="block_id",
            prefix="BK-",
            rows=45,
            one="blocking link",
            many="blocking links",
            zh="阻塞关系",
            measure="条",
            about="One issue that must be closed before work on another one starts.",
            columns=(
                Ref("blocker_id", "issues", label="blocking issue", zh="阻塞方问题"),
                Ref("blocked_id", "issues", label="blocked issue", zh="被阻塞的问题"),
            ),
        ),
        Table(
            name="issue_labels",
            key="mark_id",
            prefix="MK-",
            rows=110,
            one="label mark",
            many="label marks",
            zh="标签记录",
            measure="条",
            about="Which issue carries which label.",
            columns=(
                Ref("issue_id", "issues"),
                Ref("label_id", "labels", spread="skewed"),
            ),
        ),
        Table(
            name="comments",
            key="comment_id",
            prefix="CM-",
            rows=150,
            one="comment",
            zh="评论",
            measure="条",
            columns=(
                Ref("issue_id", "issues", spread="skewed"),
                Ref("author_id", "users", spread="skewed", label="author", zh="作者"),
                Day("written", -90, 0, shape="low", label="date", zh="日期"),
                Whole("votes", 0, 30, shape="low", label="number of votes", zh="票数"),
            ),
        ),
    ),
    actions=(
        Action(
            name="assign_issue",
            kind="update",
            says="Assign an issue to a user.",
            zh="把问题分配给用户。",
            ask="assign {issue_id} to {user_id}",
            ask_zh="把{issue_id}分配给{user_id}",
            parameters=(Ref("issue_id", "issues"), Ref("user_id", "users")),
            rules=(
                Rule(
                    "issue_unclosed",
                    "issue.status != 'closed'",
                    "A closed issue cannot be assigned.",
                    "已关闭的问题不能分配。",
                ),
                Rule(
                    "other_user",
                    "issue.assignee_id != user.user_id",
                    "The issue is assigned to that user already.",
                    "该问题已分配给该用户。",
                ),
                Rule("may_work", "user.role != 'reporter'", "Reporters are not assigned issues.", "报告者不受理问题。"),
                Rule(
                    "critical_role",
                    "issue.severity != 'critical' or user.role == 'maintainer'",
                    "Critical issues are for maintainers.",
                    "严重问题只能分配给维护者。",
                ),
                Rule(
                    "capacity_left",
                    "sum(issues.points, assignee_id == user.user_id and status != 'closed') + issue.points"
                    " <= user.capacity",
                    "The user's capacity does not allow that.",
                    "超过该用户的工作容量。",
                ),
            ),
            effects=(Set("issue", {"assignee_id": "user.user_id"}),),
        ),
        Action(
            name="start_issue",
            kind="update",
            says="Start work on an open issue.",
            zh="开始处理问题。",
            ask="start work on {issue_id}",
            ask_zh="开始处理{issue_id}",
            parameters=(Ref("issue_id", "issues"),),
            rules=(
                Rule(
                    "issue_open",
                    "issue.status == 'open'",
                    "Only an open issue can be started.",
                    "只能开始待处理的问题。",
                ),
                Rule(
                    "has_assignee",
                    "issue.assignee_id != None",
                    "The issue is assigned to nobody.",
                    "该问题没有受理人。",
                ),
                Rule(
                    "not_blocked",
                    "not exists(blocks, blocked_id == issue.issue_id and blocker_id.status != 'closed')",
                    "Another issue must be closed first.",
                    "须先关闭阻塞它的问题。",
                ),
            ),
            effects=(Set("issue", {"status": "'in progress'"}),),
        ),
        Action(
            name="close_issue",
            kind="cancel",
            says="Close an issue that is in review.",
            zh="关闭评审中的问题。",
            ask="close {issue_id}",
            ask_zh="关闭{issue_id}",
            parameters=(Ref("issue_id", "issues"),),
            rules=(
                Rule(
                    "in_review",
                    "issue.status == 'in review'",
                    "Only an issue in review can be closed.",
                    "只能关闭评审中的问题。",
                ),
                Rule(
                    "parts_closed",
                    "not exists(issues, parent_id == issue.issue_id and status != 'closed')",
                    "A part of the issue is not closed.",
                    "该问题还有未关闭的子问题。",
                ),
            ),
            effects=(Set("issue", {"status": "'closed'"}),),
        ),
        Action(
            name="plan_issue",
            kind="update",
            says="Put an issue into a milestone of its project.",
            zh="把问题列入所属项目的里程碑。",
            ask="put {issue_id} into {milestone_id}",
            ask_zh="把{issue_id}列入{milestone_id}",
            parameters=(Ref("issue_id", "issues"), Ref("milestone_id", "milestones")),
            rules=(
                Rule(
                    "issue_unclosed",
                    "issue.status != 'closed'",
                    "A closed issue cannot be planned.",
                    "已关闭的问题不能列入计划。",
                ),
                Rule(
                    "same_project",
                    "issue.project_id == milestone.project_id",
                    "The milestone is of another project.",
                    "该里程碑属于其他项目。",
                ),
                Rule("not_frozen", "milestone.status == 'planned'", "The milestone is frozen.", "该里程碑已冻结。"),
                Rule("not_over", "milestone.due >= today", "The milestone is over.", "该里程碑已过期。"),
                Rule(
                    "budget_left",
                    "sum(issues.points, milestone_id == milestone.milestone_id and status != 'closed')"
                    " + issue.points <= milestone.budget",
                    "The milestone's points budget does not allow that.",
                    "超过里程碑的点数预算。",
                ),
            ),
            effects=(Set("issue", {"milestone_id": "milestone.milestone_id"}),),
        ),
        Action(
            name="add_blocker",
            kind="create",
            says="Note that one issue must be closed before another one is started.",
            zh="登记一个问题阻塞另一个问题。",
            ask="note that {blocker_id} blocks {blocked_id}",
            ask_zh="登记{blocker_id}阻塞{blocked_id}",
            parameters=(
                Ref("blocker_id", "issues", label="blocking issue", zh="阻塞方问题"),
                Ref("blocked_id", "issues", label="blocked issue", zh="被阻塞的问题"),
            ),
            rules=(
                Rule(
                    "other_issue",
                    "blocker.issue_id != blocked.issue_id",
                    "An issue cannot block itself.",
                    "问题不能阻塞自身。",
                ),
                Rule(
                    "same_project",
                    "blocker.project_id == blocked.project_id",
                    "Both issues must be of one project.",
                    "两个问题必须属于同一项目。",
                ),
                Rule(
                    "blocker_unclosed",
                    "blocker.status != 'closed'",
                    "A closed issue blocks nothing.",
                    "已关闭的问题不会阻塞其他问题。",
                ),
                Rule(
                    "no_circle",
                    "not exists(blocks, blocker_id == blocked.issue_id and blocked_id == blocker.issue_id)",
                    "They would block each other.",
                    "两者会互相阻塞。",
                ),
                Rule(
                    "noted_once",
                    "not exists(blocks, blocker_id == blocker.issue_id and blocked_id == blocked.issue_id)",
                    "That is noted already.",
                    "已经登记过。",
                ),
            ),
            effects=(Insert("blocks", {"blocker_id": "blocker.issue_id", "blocked_id": "blocked.issue_id"}),),
        ),
        Action(
            name="add_label",
            kind="create",
            says="Put a label on an issue.",
            zh="给问题加标签。",
            ask="put {label_id} on {issue_id}",
            ask_zh="给{issue_id}加上{label_id}",
            parameters=(Ref("issue_id", "issues"), Ref("label_id", "labels")),
            rules=(
                Rule(
                    "label_once",
                    "not exists(issue_labels, issue_id == issue.issue_id and label_id == label.label_id)",
                    "The issue carries that label already.",
                    "该问题已有该标签。",
                ),
                Rule(
                    "label_limit",
                    "count(issue_labels, issue_id == issue.issue_id) < 3",
                    "An issue carries at most 3 labels.",
                    "每个问题最多 3 个标签。",
                ),
            ),
            effects=(Insert("issue_labels", {"issue_id": "issue.issue_id", "label_id": "label.label_id"}),),
        ),
    ),
    tidy=_agree,
)

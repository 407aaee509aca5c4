"""Tools of the pack tracker. An issue tracker: users, projects, milestones, issues, blockers, labels and comments."""

from __future__ import annotations

from typing import Literal

from environment import Database, Refused, reads, writes


def _user(db: Database, user_id: str) -> dict:
    row = db.one("SELECT * FROM users WHERE user_id = ?", user_id)
    if row is None:
        raise Refused("no_such_user", f"There is no user {user_id!r}.")
    return row


def _project(db: Database, project_id: str) -> dict:
    row = db.one("SELECT * FROM projects WHERE project_id = ?", project_id)
    if row is None:
        raise Refused("no_such_project", f"There is no project {project_id!r}.")
    return row


def _milestone(db: Database, milestone_id: str) -> dict:
    row = db.one("SELECT * FROM milestones WHERE milestone_id = ?", milestone_id)
    if row is None:
        raise Refused("no_such_milestone", f"There is no milestone {milestone_id!r}.")
    return row


def _label(db: Database, label_id: str) -> dict:
    row = db.one("SELECT * FROM labels WHERE label_id = ?", label_id)
    if row is None:
        raise Refused("no_such_label", f"There is no label {label_id!r}.")
    return row


def _issue(db: Database, issue_id: str) -> dict:
    row = db.one("SELECT * FROM issues WHERE issue_id = ?", issue_id)
    if row is None:
        raise Refused("no_such_issue", f"There is no issue {issue_id!r}.")
    return row


def _blocking_link(db: Database, block_id: str) -> dict:
    row = db.one("SELECT * FROM blocks WHERE block_id = ?", block_id)
    if row is None:
        raise Refused("no_such_blocking_link", f"There is no blocking link {block_id!r}.")
    return row


def _label_mark(db: Database, mark_id: str) -> dict:
    row = db.one("SELECT * FROM issue_labels WHERE mark_id = ?", mark_id)
    if row is None:
        raise Refused("no_such_label_mark", f"There is no label mark {mark_id!r}.")
    return row


def _comment(db: Database, comment_id: str) -> dict:
    row = db.one("SELECT * FROM comments WHERE comment_id = ?", comment_id)
    if row is None:
        raise Refused("no_such_comment", f"There is no comment {comment_id!r}.")
    return row


def _page(rows: list[dict], page: int) -> dict:
    if page < 1:
        raise Refused("no_such_page", "Pages are counted from 1.")
    first = (page - 1) * 20
    return {"total": len(rows), "page": page, "items": rows[first : first + 20]}


@reads
def get_user(db: Database, user_id: str) -> dict:
    """One user by its id.

    Args:
        user_id: Id of the user.
    """
    return _user(db, user_id)


@reads
def search_users(
    db: Database,
    name: str | None = None,
    role: Literal["developer", "maintainer", "reporter"] | None = None,
    page: int = 1,
) -> dict:
    """Search users by name and role; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        role: Only those with this role.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM users ORDER BY user_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if role is not None:
        rows = [row for row in rows if row["role"] == role]
    return _page(rows, page)


@reads
def get_project(db: Database, project_id: str) -> dict:
    """One project by its id.

    Args:
        project_id: Id of the project.
    """
    return _project(db, project_id)


@reads
def search_projects(
    db: Database,
    name: str | None = None,
    stage: Literal["active", "maintenance"] | None = None,
    page: int = 1,
) -> dict:
    """Search projects by name and stage; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        stage: Only those with this stage.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM projects ORDER BY project_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    if stage is not None:
        rows = [row for row in rows if row["stage"] == stage]
    return _page(rows, page)


@reads
def list_projects_of_lead(db: Database, lead_id: str) -> list[dict]:
    """All projects of one lead.

    Args:
        lead_id: Id of the user.
    """
    _user(db, lead_id)
    return db.all("SELECT * FROM projects WHERE lead_id = ? ORDER BY project_id", lead_id)


@reads
def get_milestone(db: Database, milestone_id: str) -> dict:
    """One milestone by its id.

    Args:
        milestone_id: Id of the milestone.
    """
    return _milestone(db, milestone_id)


@reads
def search_milestones(db: Database, status: Literal["planned", "frozen"] | None = None, page: int = 1) -> dict:
    """Search milestones by status; with how many there are in total.

    Args:
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM milestones ORDER BY milestone_id")
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_milestones_of_project(db: Database, project_id: str) -> list[dict]:
    """All milestones of one project.

    Args:
        project_id: Id of the project.
    """
    _project(db, project_id)
    return db.all("SELECT * FROM milestones WHERE project_id = ? ORDER BY milestone_id", project_id)


@reads
def get_label(db: Database, label_id: str) -> dict:
    """One label by its id.

    Args:
        label_id: Id of the label.
    """
    return _label(db, label_id)


@reads
def search_labels(db: Database, name: str | None = None, page: int = 1) -> dict:
    """Search labels by name; with how many there are in total.

    Args:
        name: Part of the name; upper and lower case are the same.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM labels ORDER BY label_id")
    if name is not None:
        rows = [row for row in rows if name.lower() in row["name"].lower()]
    return _page(rows, page)


@reads
def get_issue(db: Database, issue_id: str) -> dict:
    """One issue by its id.

    Args:
        issue_id: Id of the issue.
    """
    return _issue(db, issue_id)


@reads
def search_issues(
    db: Database,
    title: str | None = None,
    severity: Literal["minor", "major", "critical"] | None = None,
    status: Literal["open", "in progress", "in review", "closed"] | None = None,
    page: int = 1,
) -> dict:
    """Search issues by title, severity and status; with how many there are in total.

    Args:
        title: Part of the title; upper and lower case are the same.
        severity: Only those with this severity.
        status: Only those with this status.
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM issues ORDER BY issue_id")
    if title is not None:
        rows = [row for row in rows if title.lower() in row["title"].lower()]
    if severity is not None:
        rows = [row for row in rows if row["severity"] == severity]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    return _page(rows, page)


@reads
def list_issues_of_project(db: Database, project_id: str) -> list[dict]:
    """All issues of one project.

    Args:
        project_id: Id of the project.
    """
    _project(db, project_id)
    return db.all("SELECT * FROM issues WHERE project_id = ? ORDER BY issue_id", project_id)


@reads
def list_issues_of_reporter(db: Database, reporter_id: str) -> list[dict]:
    """All issues of one reporter.

    Args:
        reporter_id: Id of the user.
    """
    _user(db, reporter_id)
    return db.all("SELECT * FROM issues WHERE reporter_id = ? ORDER BY issue_id", reporter_id)


@reads
def list_issues_of_assignee(db: Database, assignee_id: str) -> list[dict]:
    """All issues of one assignee.

    Args:
        assignee_id: Id of the user.
    """
    _user(db, assignee_id)
    return db.all("SELECT * FROM issues WHERE assignee_id = ? ORDER BY issue_id", assignee_id)


@reads
def list_issues_of_milestone(db: Database, milestone_id: str) -> list[dict]:
    """All issues of one milestone.

    Args:
        milestone_id: Id of the milestone.
    """
    _milestone(db, milestone_id)
    return db.all("SELECT * FROM issues WHERE milestone_id = ? ORDER BY issue_id", milestone_id)


@reads
def list_issues_of_parent(db: Database, parent_id: str) -> list[dict]:
    """All issues of one parent issue.

    Args:
        parent_id: Id of the issue.
    """
    _issue(db, parent_id)
    return db.all("SELECT * FROM issues WHERE parent_id = ? ORDER BY issue_id", parent_id)


@reads
def get_blocking_link(db: Database, block_id: str) -> dict:
    """One blocking link by its id.

    Args:
        block_id: Id of the blocking link.
    """
    return _blocking_link(db, block_id)


@reads
def search_blocks(db: Database, page: int = 1) -> dict:
    """Search blocking links one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM blocks ORDER BY block_id")
    return _page(rows, page)


@reads
def list_blocks_of_blocker(db: Database, blocker_id: str) -> list[dict]:
    """All blocking links of one blocking issue.

    Args:
        blocker_id: Id of the issue.
    """
    _issue(db, blocker_id)
    return db.all("SELECT * FROM blocks WHERE blocker_id = ? ORDER BY block_id", blocker_id)


@reads
def list_blocks_of_blocked(db: Database, blocked_id: str) -> list[dict]:
    """All blocking links of one blocked issue.

    Args:
        blocked_id: Id of the issue.
    """
    _issue(db, blocked_id)
    return db.all("SELECT * FROM blocks WHERE blocked_id = ? ORDER BY block_id", blocked_id)


@reads
def get_label_mark(db: Database, mark_id: str) -> dict:
    """One label mark by its id.

    Args:
        mark_id: Id of the label mark.
    """
    return _label_mark(db, mark_id)


@reads
def search_issue_labels(db: Database, page: int = 1) -> dict:
    """Search label marks one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM issue_labels ORDER BY mark_id")
    return _page(rows, page)


@reads
def list_issue_labels_of_issue(db: Database, issue_id: str) -> list[dict]:
    """All label marks of one issue.

    Args:
        issue_id: Id of the issue.
    """
    _issue(db, issue_id)
    return db.all("SELECT * FROM issue_labels WHERE issue_id = ? ORDER BY mark_id", issue_id)


@reads
def list_issue_labels_of_label(db: Database, label_id: str) -> list[dict]:
    """All label marks of one label.

    Args:
        label_id: Id of the label.
    """
    _label(db, label_id)
    return db.all("SELECT * FROM issue_labels WHERE label_id = ? ORDER BY mark_id", label_id)


@reads
def get_comment(db: Database, comment_id: str) -> dict:
    """One comment by its id.

    Args:
        comment_id: Id of the comment.
    """
    return _comment(db, comment_id)


@reads
def search_comments(db: Database, page: int = 1) -> dict:
    """Search comments one page after the other; with how many there are in total.

    Args:
        page: Which 20 of them, from 1.
    """
    rows = db.all("SELECT * FROM comments ORDER BY comment_id")
    return _page(rows, page)


@reads
def list_comments_of_issue(db: Database, issue_id: str) -> list[dict]:
    """All comments of one issue.

    Args:
        issue_id: Id of the issue.
    """
    _issue(db, issue_id)
    return db.all("SELECT * FROM comments WHERE issue_id = ? ORDER BY comment_id", issue_id)


@reads
def list_comments_of_author(db: Database, author_id: str) -> list[dict]:
    """All comments of one author.

    Args:
        author_id: Id of the user.
    """
    _user(db, author_id)
    return db.all("SELECT * FROM comments WHERE author_id = ? ORDER BY comment_id", author_id)


@reads
def total_points_of_issues(
    db: Database,
    severity: Literal["minor", "major", "critical"] | None = None,
    status: Literal["open", "in progress", "in review", "closed"] | None = None,
) -> dict:
    """Number of issues, and sum, smallest and largest effort of them.

    Args:
        severity: Only those with this severity.
        status: Only those with this status.
    """
    rows = db.all("SELECT * FROM issues")
    if severity is not None:
        rows = [row for row in rows if row["severity"] == severity]
    if status is not None:
        rows = [row for row in rows if row["status"] == status]
    found = [row["points"] for row in rows if row["points"] is not None]
    return {"count": len(rows), "sum": sum(found), "min": min(found, default=None), "max": max(found, default=None)}


@reads
def find_issues_by_assignee_role(db: Database, role: Literal["developer", "maintainer", "reporter"]) -> list[dict]:
    """All issues whose assignee has a given role.

    Args:
        role: Role of the user.
    """
    return db.all(
        "SELECT * FROM issues WHERE assignee_id IN (SELECT user_id FROM users WHERE role = ?) ORDER BY issue_id", role
    )


@writes("issues")
def assign_issue(db: Database, issue_id: str, user_id: str) -> dict:
    """Assign an issue to a user.

    Args:
        issue_id: Id of the issue.
        user_id: Id of the user.
    """
    issue = _issue(db, issue_id)
    user = _user(db, user_id)
    if issue["status"] == "closed":
        raise Refused("issue_unclosed", "A closed issue cannot be assigned.")
    if issue["assignee_id"] == user["user_id"]:
        raise Refused("other_user", "The issue is assigned to that user already.")
    if user["role"] == "reporter":
        raise Refused("may_work", "Reporters are not assigned issues.")
    if not (issue["severity"] != "critical" or user["role"] == "maintainer"):
        raise Refused("critical_role", "Critical issues are for maintainers.")
    if (
        sum(
            other["points"]
            for other in db.all("SELECT * FROM issues")
            if other["assignee_id"] == user["user_id"] and other["status"] != "closed"
        )
        + issue["points"]
    ) > user["capacity"]:
        raise Refused("capacity_left", "The user's capacity does not allow that.")
    db.run("UPDATE issues SET assignee_id = ? WHERE issue_id = ?", user["user_id"], issue["issue_id"])
    return _issue(db, issue["issue_id"])


@writes("issues")
def start_issue(db: Database, issue_id: str) -> dict:
    """Start work on an open issue.

    Args:
        issue_id: Id of the issue.
    """
    issue = _issue(db, issue_id)
    if issue["status"] != "open":
        raise Refused("issue_open", "Only an open issue can be started.")
    if issue["assignee_id"] is None:
        raise Refused("has_assignee", "The issue is assigned to nobody.")
    if any(
        True
        for other in db.all("SELECT * FROM blocks")
        if other["blocked_id"] == issue["issue_id"] and _issue(db, other["blocker_id"])["status"] != "closed"
    ):
        raise Refused("not_blocked", "Another issue must be closed first.")
    db.run("UPDATE issues SET status = ? WHERE issue_id = ?", "in progress", issue["issue_id"])
    return _issue(db, issue["issue_id"])


@writes("issues")
def close_issue(db: Database, issue_id: str) -> dict:
    """Close an issue that is in review.

    Args:
        issue_id: Id of the issue.
    """
    issue = _issue(db, issue_id)
    if issue["status"] != "in review":
        raise Refused("in_review", "Only an issue in review can be closed.")
    if any(
        True
        for other in db.all("SELECT * FROM issues")
        if other["parent_id"] == issue["issue_id"] and other["status"] != "closed"
    ):
        raise Refused("parts_closed", "A part of the issue is not closed.")
    db.run("UPDATE issues SET status = ? WHERE issue_id = ?", "closed", issue["issue_id"])
    return _issue(db, issue["issue_id"])


@writes("issues")
def plan_issue(db: Database, issue_id: str, milestone_id: str) -> dict:
    """Put an issue into a milestone of its project.

    Args:
        issue_id: Id of the issue.
        milestone_id: Id of the milestone.
    """
    issue = _issue(db, issue_id)
    milestone = _milestone(db, milestone_id)
    if issue["status"] == "closed":
        raise Refused("issue_unclosed", "A closed issue cannot be planned.")
    if issue["project_id"] != milestone["project_id"]:
        raise Refused("same_project", "The milestone is of another project.")
    if milestone["status"] != "planned":
        raise Refused("not_frozen", "The milestone is frozen.")
    if milestone["due"] < db.today.isoformat():
        raise Refused("not_over", "The milestone is over.")
    if (
        sum(
            other["points"]
            for other in db.all("SELECT * FROM issues")
            if other["milestone_id"] == milestone["milestone_id"] and other["status"] != "closed"
        )
        + issue["points"]
    ) > milestone["budget"]:
        raise Refused("budget_left", "The milestone's points budget does not allow that.")
    db.run("UPDATE issues SET milestone_id = ? WHERE issue_id = ?", milestone["milestone_id"], issue["issue_id"])
    return _issue(db, issue["issue_id"])


@writes("blocks")
def add_blocker(db: Database, blocker_id: str, blocked_id: str) -> dict:
    """Note that one issue must be closed before another one is started.

    Args:
        blocker_id: Id of the issue.
        blocked_id: Id of the issue.
    """
    blocker = _issue(db, blocker_id)
    blocked = _issue(db, blocked_id)
    if blocker["issue_id"] == blocked["issue_id"]:
        raise Refused("other_issue", "An issue cannot block itself.")
    if blocker["project_id"] != blocked["project_id"]:
        raise Refused("same_project", "Both issues must be of one project.")
    if blocker["status"] == "closed":
        raise Refused("blocker_unclosed", "A closed issue blocks nothing.")
    if any(
        True
        for other in db.all("SELECT * FROM blocks")
        if other["blocker_id"] == blocked["issue_id"] and other["blocked_id"] == blocker["issue_id"]
    ):
        raise Refused("no_circle", "They would block each other.")
    if any(
        True
        for other in db.all("SELECT * FROM blocks")
        if other["blocker_id"] == blocker["issue_id"] and other["blocked_id"] == blocked["issue_id"]
    ):
        raise Refused("noted_once", "That is noted already.")
    new_blocking_link = db.next_id("blocks", "BK-", width=4)
    db.run(
        "INSERT INTO blocks (block_id, blocker_id, blocked_id) VALUES (?, ?, ?)",
        new_blocking_link,
        blocker["issue_id"],
        blocked["issue_id"],
    )
    return _blocking_link(db, new_blocking_link)


@writes("issue_labels")
def add_label(db: Database, issue_id: str, label_id: str) -> dict:
    """Put a label on an issue.

    Args:
        issue_id: Id of the issue.
        label_id: Id of the label.
    """
    issue = _issue(db, issue_id)
    label = _label(db, label_id)
    if any(
        True
        for other in db.all("SELECT * FROM issue_labels")
        if other["issue_id"] == issue["issue_id"] and other["label_id"] == label["label_id"]
    ):
        raise Refused("label_once", "The issue carries that label already.")
    if sum(1 for other in db.all("SELECT * FROM issue_labels") if other["issue_id"] == issue["issue_id"]) >= 3:
        raise Refused("label_limit", "An issue carries at most 3 labels.")
    new_label_mark = db.next_id("issue_labels", "MK-", width=4)
    db.run(
        "INSERT INTO issue_labels (mark_id, issue_id, label_id) VALUES (?, ?, ?)",
        new_label_mark,
        issue["issue_id"],
        label["label_id"],
    )
    return _label_mark(db, new_label_mark)

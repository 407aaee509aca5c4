-- An issue tracker: users, projects, milestones, issues, blockers, labels and comments.
-- Dates are ISO texts; money is whole EUR.

CREATE TABLE users (
    user_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    role TEXT NOT NULL CHECK (role IN ('developer', 'maintainer', 'reporter')),
    capacity INTEGER NOT NULL
) STRICT;

CREATE TABLE projects (
    project_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    lead_id TEXT NOT NULL REFERENCES users (user_id),
    stage TEXT NOT NULL CHECK (stage IN ('active', 'maintenance'))
) STRICT;

CREATE TABLE milestones (
    milestone_id TEXT PRIMARY KEY,
    project_id TEXT NOT NULL REFERENCES projects (project_id),
    due TEXT NOT NULL CHECK (due = date(due)),
    status TEXT NOT NULL CHECK (status IN ('planned', 'frozen')),
    budget INTEGER NOT NULL
) STRICT;

CREATE TABLE labels (
    label_id TEXT PRIMARY KEY,
    name TEXT NOT NULL UNIQUE,
    weight INTEGER NOT NULL
) STRICT;

-- An issue may be part of another one.
CREATE TABLE issues (
    issue_id TEXT PRIMARY KEY,
    title TEXT NOT NULL UNIQUE,
    project_id TEXT NOT NULL REFERENCES projects (project_id),
    reporter_id TEXT NOT NULL REFERENCES users (user_id),
    assignee_id TEXT REFERENCES users (user_id),
    milestone_id TEXT REFERENCES milestones (milestone_id),
    parent_id TEXT REFERENCES issues (issue_id),
    severity TEXT NOT NULL CHECK (severity IN ('minor', 'major', 'critical')),
    points INTEGER NOT NULL,
    status TEXT NOT NULL CHECK (status IN ('open', 'in progress', 'in review', 'closed')),
    opened TEXT NOT NULL CHECK (opened = date(opened))
) STRICT;

-- One issue that must be closed before work on another one starts.
CREATE TABLE blocks (
    block_id TEXT PRIMARY KEY,
    blocker_id TEXT NOT NULL REFERENCES issues (issue_id),
    blocked_id TEXT NOT NULL REFERENCES issues (issue_id)
) STRICT;

-- Which issue carries which label.
CREATE TABLE issue_labels (
    mark_id TEXT PRIMARY KEY,
    issue_id TEXT NOT NULL REFERENCES issues (issue_id),
    label_id TEXT NOT NULL REFERENCES labels (label_id)
) STRICT;

CREATE TABLE comments (
    comment_id TEXT PRIMARY KEY,
    issue_id TEXT NOT NULL REFERENCES issues (issue_id),
    author_id TEXT NOT NULL REFERENCES users (user_id),
    written TEXT NOT NULL CHECK (written = date(written)),
    votes INTEGER NOT NULL
) STRICT;

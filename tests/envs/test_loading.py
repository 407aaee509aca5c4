"""Loading a pack: everything in it is read strictly, errors say where, and none of its code runs."""

from __future__ import annotations

import json
import shutil
from pathlib import Path

import pytest

from agentrt.envs import Environment, load_environment
from agentrt.envs.convert import to_folders, to_shards
from agentrt.errors import PackError

from .conftest import Edit

USER = """\
schema_version = 1
opening = { en = "Hello." }
requests = [{ id = "ladder", say = { en = "A ladder, please." }, done = ["lent"], examples = ["It is lent to you."] }]
unknown = { say = { en = "I do not know." } }
closing = { say = { en = "Thanks." } }
"""

BREAKS = [
    # file, what stands there, what stands there instead, what the error says
    ("environment.toml", "summary", "sumary", "environment.toml: summary: Field required; sumary: Extra inputs"),
    (
        "environment.toml",
        "schema_version = 1",
        "schema_version = 2",
        "environment.toml: schema_version: Input should be 1",
    ),
    ("environment.toml", 'name = "lending"', 'name = "landing"', "'landing' is not the folder's name"),
    ("environment.toml", "today = ", "today = x", "environment.toml is not TOML"),
    ("schema.sql", "STRICT;", ";", "is not STRICT"),
    ("schema.sql", "", "ATTACH 'elsewhere' AS other;\n", "schema.sql: it may only make tables and indexes"),
    (
        "schema.sql",
        "",
        "CREATE TABLE x (a TEXT PRIMARY KEY, b BLOB) STRICT;\n",
        "table 'x', column 'b': its type is TEXT, IN",
    ),
    ("schema.sql", "", "CREATE TABLE x (a TEXT) STRICT;\n", "table 'x' has no PRIMARY KEY"),
    ("schema.sql", "", "CREATE TABLE x (a TEXT PRIMARY KEY CHECK (a = random())) STRICT;\n", "schema.sql: "),
    ("schema.sql", "", "CREATE TABLE x (a TEXT PRIMARY KEY) STRICT;\n", "x.csv is missing: schema.sql has a table 'x'"),
    ("schema.sql", "", "CREATE VIEW v AS SELECT 1;\n", "it may only make tables and indexes"),
    ("data/extra.csv", "", "a,b\n", "extra.csv: schema.sql has no table for it"),
    ("data/things.csv", "thing_id,", "things_id,", "things.csv, line 1: its header is things_id"),
    ("data/things.csv", "\nT-0002,", "\nT-0001,", "things.csv, line 3: UNIQUE constraint failed"),
    ("data/things.csv", "T-0002", '""', "things.csv, line 3: a text of no length in quotes"),
    ("data/things.csv", "\nT-0003,", "\nT-0003,more,", "things.csv, line 4: "),
    (
        "data/loans.csv",
        "T-0001",
        "T-9999",
        "loans.csv, line 2: thing_id 'T-9999' refers to a row of 'things' that is not",
    ),
    (
        "functions.py",
        "thing_id: str, neighbour: str",
        "thing_id: str, neighbour",
        "lend, argument neighbour: it has no type hint",
    ),
    (
        "functions.py",
        "thing_id: str, neighbour: str",
        "thing_id: str, neighbour: bytes",
        "neighbour: the type bytes is none of",
    ),
    ("functions.py", '@writes("loans")\n', "", "lend: mark it with exactly one of @reads"),
    ("functions.py", '@writes("loans")', '@writes("leans")', "@writes('leans'): there is no such table"),
    (
        "functions.py",
        "        neighbour: Who takes it.\n",
        "",
        "lend, argument neighbour: the docstring does not describe it",
    ),
    (
        "functions.py",
        "        neighbour: Who takes it.\n",
        "        neighbor: Who.\n",
        "argument neighbour: the docstring does not",
    ),
    (
        "functions.py",
        "def lend(db: Database",
        "def lend(base: Database",
        "lend: its first argument must be `db: Database`",
    ),
    ("functions.py", ") -> dict:", "):", "it does not say what it returns"),
    ("functions.py", ") -> dict:", ") -> dict", "functions.py, line "),
    ("misspelt.md", "", "x", "misspelt.md does not belong to an environment"),
]

TASK_BREAKS = [
    ("task.toml", "title", "titel", "task.toml: title: Field required; titel: Extra inputs"),
    ("task.toml", 'kind = "both"', 'kind = "most"', "task.toml: reward.kind: "),
    ("task.toml", 'kind = "both"', 'kind = "partial"', "a partial reward needs a positive weight"),
    ("task.toml", 'kind = "both"', 'kind = "state"', "the final state alone is judged"),
    ("task.toml", 'type = "string"', 'type = "text"', "task.toml: answer.schema: it is no JSON schema"),
    ("task.toml", '"lend"]', '"land"]', "claims.tools: functions.py has no tool 'land'"),
    ("task.toml", '[answer]\nschema = { type = "string" }', "", "needs an [answer] with a schema"),
    ("task.toml", "level = 1", 'level = 1\nparent = "009"', "parent: there is no task '009'"),
    ("task.toml", "level = 1", "level = 0", "task.toml: level: "),
    ("instructions.md", "", "x", "instructions.md does not belong to a task"),
    ("alternatives/a.txt", "", "x", "a.txt does not belong to a task"),
    ("probes.jsonl", "", '{"accept": true}\n', "probes.jsonl, line 1: why: Field required"),
    ("user.toml", "", USER.replace("closing", "closed"), "user.toml: closing: Field required; closed: Extra"),
    ("user.toml", "", USER.replace('done = ["lent"]', 'done = ["*"]'), "user.toml: requests.0.done.0: "),
    ("user.toml", "", USER.replace('{ en = "Hello." }', '{ zh = "x" }'), "opening: it says nothing in 'en'"),
]


@pytest.mark.parametrize(("file", "old", "new", "message"), BREAKS, ids=[f"{one[0]}: {one[3][:40]}" for one in BREAKS])
def test_a_pack_that_is_not_whole_is_an_error_that_says_where(
    edited: Edit, file: str, old: str, new: str, message: str
) -> None:
    folder = edited(file, old, new) if old else edited(file, more=new)
    with pytest.raises(PackError) as error:
        load_environment(folder)
    assert message in str(error.value)


@pytest.mark.parametrize(("file", "old", "new", "message"), TASK_BREAKS, ids=[one[3][:40] for one in TASK_BREAKS])
@pytest.mark.parametrize("store", ["folders", "shards"])
def test_a_task_that_is_not_whole_is_an_error_that_says_where(
    edited: Edit, tmp_path: Path, file: str, old: str, new: str, message: str, store: str
) -> None:
    folder = edited()
    (folder / "tasks/001/alternatives").mkdir()
    folder = edited(f"tasks/001/{file}", old, new) if old else edited(f"tasks/001/{file}", more=new)
    if store == "shards":
        to_shards(folder, tmp_path / "sharded" / "lending")
        folder = tmp_path / "sharded" / "lending"
    with pytest.raises(PackError) as error:
        load_environment(folder).task("001")
    assert message in str(error.value)


@pytest.mark.parametrize("name", ["environment.toml", "schema.sql", "functions.py", "data/loans.csv"])
def test_a_missing_file_is_named(edited: Edit, name: str) -> None:
    folder = edited()
    (folder / name).unlink()
    with pytest.raises(PackError, match=Path(name).name):
        load_environment(folder)


def test_links_are_no_files_of_a_pack(edited: Edit) -> None:
    folder = edited()
    (folder / "rules.md").symlink_to("/etc/hostname")
    with pytest.raises(PackError, match="is a link"):
        load_environment(folder)
    (folder / "rules.md").unlink()
    (folder / "tasks/001/verify_declared.py").symlink_to("/etc/hostname")
    with pytest.raises(PackError, match="is a link"):
        load_environment(folder).task("001")


def test_loading_runs_nothing_of_the_pack(edited: Edit, tmp_path: Path) -> None:
    trace = f"\n\nopen({str(tmp_path / 'trace')!r}, 'w').close()\n"
    edited("functions.py", more=trace)
    edited("tasks/001/solution.py", more=trace)
    environment = load_environment(edited("tasks/001/verify.py", more=trace))
    assert environment.task("001").solution.endswith(trace)
    assert not (tmp_path / "trace").exists()


def test_what_a_pack_is_called_and_not(lending: Environment) -> None:
    with pytest.raises(PackError, match="There is no environment 'lending'"):
        load_environment("lending")  # never from the current directory by bare name
    with pytest.raises(PackError, match=r"has no task '9'. It has 1: 001"):
        lending.task("9")
    assert lending.task("lending/001") == lending.task("001")


def test_the_initial_state_is_that_of_the_files(lending: Environment) -> None:
    assert lending.initial.tables() == {name: lending.tables[name] for name in ("loans", "things")}
    assert lending.initial.diff(lending.initial).empty


def test_a_shard_that_was_tampered_with_is_refused(edited: Edit, tmp_path: Path) -> None:
    sharded = tmp_path / "sharded" / "lending"
    to_shards(edited(), sharded)
    solution = next(path for path in sharded.glob("objects/*/*.py") if "def solve" in path.read_text())
    solution.write_text(solution.read_text() + "\n")
    with pytest.raises(PackError, match="is not what its name says"):
        load_environment(sharded).task("001")
    row = json.loads((sharded / "tasks-00000.jsonl").read_text())
    for change in ({"name": "../../x"}, {"sources": row["sources"] | {"verify.py": "../../../etc/passwd"}}):
        (sharded / "tasks-00000.jsonl").write_text(json.dumps(row | change, separators=(",", ":")) + "\n")
        with pytest.raises(PackError):
            to_folders(sharded, tmp_path / "folders" / "lending")
        shutil.rmtree(tmp_path / "folders", ignore_errors=True)
    assert not (tmp_path / "x").exists()


def test_thousands_of_tasks_are_found_without_being_read(edited: Edit, tmp_path: Path) -> None:
    folder = edited()
    for number in range(2, 41):
        shutil.copytree(folder / "tasks/001", folder / f"tasks/{number:03d}")
    to_shards(folder, tmp_path / "sharded" / "lending")
    environment = load_environment(tmp_path / "sharded" / "lending")
    assert len(environment.tasks) == 40
    assert environment.task("040").solution == environment.task("001").solution
    assert len(list((tmp_path / "sharded/lending/objects").glob("*/*.py"))) == 2  # the same programs are kept once
    assert [one.name for one in environment.tasks[38:]] == ["039", "040"]

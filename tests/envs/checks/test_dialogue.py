"""The gate of dialogues, on a pack whose task is one."""

from __future__ import annotations

import shutil
from pathlib import Path

from agentrt.envs import load_environment
from agentrt.envs.checks.checker import check_tasks

LENDING = Path(__file__).parents[1] / "packs" / "lending"
USER = """\
schema_version = 1
opening = { en = "Hello." }

[[facts]]
id = "name"
ask = ["name"]
say = { en = "Dora." }
values = ["Dora"]
examples = ["What is your name?"]

[[facts]]
id = "kind"
ask = ["kind"]
say = { en = "A ladder, please: the one with the lowest deposit." }
values = ["ladder"]
examples = ["What kind of thing?"]

[[requests]]
id = "lend"
say = { en = "Lend me something." }
done = ["lent"]
examples = ["It is lent to you."]

[unknown]
say = { en = "I do not know." }
[closing]
say = { en = "Thanks." }
"""


async def test_a_user_that_does_not_know_what_is_needed_is_found(tmp_path: Path) -> None:
    folder = Path(shutil.copytree(LENDING, tmp_path / "lending"))
    (folder / "tasks/001/user.toml").write_text(USER)
    (folder / "tasks/001/instruction.md").write_text("A neighbour says: Hello. Lend me something.\n")
    sound = load_environment(folder).task("001")
    silent = sound.model_copy(update={"name": "002", "user": USER.replace('"Dora."', '"D."').replace('["Dora"]', "[]")})
    records = await check_tasks(load_environment(folder), [sound, silent], workers=1)
    failed = [[one.evidence for one in record.failed if one.gate == "sanity.scripted_user"] for record in records]
    assert failed[0] == []
    assert failed[1] == [("coverage: 'Dora' is needed, and neither a fact nor the instruction hands it over",)]

"""Dialogue tasks: what is to be done is not in the instruction, a scripted user tells it bit by bit.

A program of plain calls is made into a task as any other; then its arguments move from the instruction into what a
user knows, and its calls into what the user asks for, one after the other. Solution and verifiers stay as they are:
the user changes who knows what, not what is right.
"""

from __future__ import annotations

import json
import random
from collections.abc import Iterator, Sequence

from agentrt.envs.manifest import Language
from agentrt.envs.task import Task
from agentrt.envs.user import ScriptedUser, read_user
from agentrt.synth.general import program as p
from agentrt.synth.general.building import Builder
from agentrt.synth.general.chinese import Chinese, spaced
from agentrt.synth.general.declare import Column, Domain, Ref
from agentrt.synth.general.english import English
from agentrt.synth.general.making import Maker, Rejected
from agentrt.synth.general.sampling import NotFound, Sampler

DIALOGUES: dict[str, tuple[tuple[str, ...], ...]] = {
    "retail": (("request_return",), ("place_order", "request_return")),
    "clinic": (("book_appointment",), ("prescribe", "stop_prescription")),
}
"""Domains whose shipped packs hold dialogues, and the actions that the user of each asks for. Arguments of two actions
in one dialogue must be called differently, or a question could mean either."""
TRIES = 40
"""Draws of arguments before a dialogue is held not to be found."""
_INSTRUCTION: dict[Language, str] = {
    "en": "A user talks with you through the tool `message_user`. Ask for what you need to know, do what the user "
    "wants, and say so when each request is done. When the user wants nothing more, submit. The user begins:\n\n> {}\n",
    "zh": "用户会通过工具 `message_user` 与您对话。请询问您需要了解的信息，办理用户的请求，每办好一件就告知用户。"
    "用户没有其他请求后，请提交。用户先说：\n\n> {}\n",
}


def dialogues(builder: Builder, first: int) -> list[Task]:
    """The dialogue tasks of a builder's domain, named from a number on; none for most domains.

    Raises:
        NotFound: No arguments that pass the gates of `making.py` were found.
    """
    found = []
    for place, actions in enumerate(DIALOGUES.get(builder.domain.name, ())):
        rng = random.Random(f"{builder.domain.name} {builder.seed} dialogue {place}")
        found.append(_dialogue(builder, actions, rng, f"{first + place:03d}"))
    return found


def _dialogue(builder: Builder, actions: Sequence[str], rng: random.Random, name: str) -> Task:
    sampler = Sampler(builder.world, rng)
    for _ in range(TRIES):
        steps = tuple(sampler.accepted(builder.domain.action(one)) for one in actions)
        try:
            made = Maker(builder.world, builder.toolset, builder.seed).make(p.Program(steps), len(steps) + 1, rng)
        except Rejected:
            continue
        return _as_dialogue(builder.domain, steps, made.task, name)
    raise NotFound


def _as_dialogue(domain: Domain, steps: Sequence[p.Do], task: Task, name: str) -> Task:
    manifest = task.manifest.model_copy(
        update={
            "title": f"A user asks to: {_wish(domain, steps[0]).rstrip('.')}",
            "template": f"dialogue({len(steps)})",
        }
    )
    user = user_toml(domain, steps)
    script = read_user(user, f"{domain.name}/{name}/user.toml", _INSTRUCTION)
    return task.model_copy(
        update={
            "name": name,
            "instructions": {one: text.format(ScriptedUser(script, one).opening) for one, text in _INSTRUCTION.items()},
            "manifest": manifest,
            "user": user,
        }
    )


def _wish(domain: Domain, step: p.Do) -> str:
    says = domain.action(step.action).says
    return says[0].lower() + says[1:]


def user_toml(domain: Domain, steps: Sequence[p.Do]) -> str:
    """The user's script: a fact for each argument, a request for each call."""
    lines = ["schema_version = 1", _words("opening", "Hello.", "您好。")]
    for step in steps:
        for name, value in step.arguments:
            column = next(one for one in domain.action(step.action).parameters if one.name == name)
            lines += ["", "[[facts]]", *_fact(domain, column, value)]
    for step in steps:
        action = domain.action(step.action)
        wish = "Please" if step is steps[0] else "Next, please"
        lines += [
            "",
            "[[requests]]",
            f'id = "{action.name}"',
            _words("say", f"{wish} {_wish(domain, step)}", f"请{action.zh}"),
            'done = ["done|completed", "办好|完成"]',
            'examples = ["That is done.", "已经办好了。"]',
        ]
    lines += ["", "[unknown]", _words("say", "I cannot tell you more about that.", "这方面我没有更多信息。")]
    lines += ["", "[closing]", _words("say", "Thank you, that is all.", "谢谢，没有别的事了。")]
    return "\n".join(lines) + "\n"


def _fact(domain: Domain, column: Column, argument: p.Argument) -> Iterator[str]:
    rng = random.Random(0)  # the grammars choose between ways to ask, which a value has none of
    noun, zh = column.noun, column.zh
    if isinstance(column, Ref):
        table = domain.table(column.table)
        noun, zh = column.label or table.one, column.zh or table.zh
    if isinstance(argument, p.ById):
        value = said = said_zh = argument.key
    else:
        assert isinstance(argument, str | int | float)
        value, said = str(argument), English(domain, rng).value(column, argument)
        said_zh = Chinese(domain, rng).value(column, argument)
    yield f'id = "{column.name}"'
    yield f"ask = [{_text(noun)}, {_text(zh)}]"
    yield _words("say", f"The {noun} is {said}.", spaced(f"{zh}是{said_zh}。"))
    yield f"values = [{_text(value)}]"
    yield f"examples = [{_text(f'Which {noun} is it?')}, {_text(f'请问{zh}是什么？')}]"


def _words(key: str, english: str, chinese: str) -> str:
    return f"{key} = {{ en = {_text(english)}, zh = {_text(chinese)} }}"


def _text(value: str) -> str:
    return json.dumps(value, ensure_ascii=False)

"""Scripted users: what they hear, what they say, and how a script that is not sound is found out."""

# ruff: noqa: RUF001 - Chinese punctuation

from __future__ import annotations

import json

import pytest

from agentrt import Agent
from agentrt.conversation import AssistantMessage, ToolCall, text_of
from agentrt.envs import FunctionServer, load_environment
from agentrt.envs.inside.talk import check_phrase, heard
from agentrt.envs.user import ScriptedUser, UserScript, read_user, user_problems
from agentrt.models import ScriptedModel

from .conftest import Edit

SCRIPT = """\
schema_version = 1
opening = { en = "Good morning.", zh = "早上好。" }

[[facts]]
id = "name"
ask = ["your name", "who are you", "姓名|名字"]
say = { en = "I am Dora.", zh = "我叫 Dora。" }
values = ["Dora"]
examples = ["May I have your name?", "请问您的名字是什么？"]

[[facts]]
id = "kind"
ask = ["which|what ladder|kind", "什么 梯子"]
say = { en = "A step ladder.", zh = "一个 step ladder。" }
values = ["step ladder"]
examples = ["What kind do you need?", "Which ladder shall it be?"]

[[requests]]
id = "lend"
say = { en = "I want to borrow something.", zh = "我想借一样东西。" }
done = ["lent to you|yours", "已借给您"]
examples = ["The step ladder is lent to you now."]

[[requests]]
id = "return"
say = { en = "And I return the drill.", zh = "另外，我还电钻。" }
done = ["drill back|returned", "电钻 收到"]
examples = ["Thank you, the drill is back."]

[unknown]
say = { en = "I do not know.", zh = "我不知道。" }

[closing]
say = { en = "That is all.", zh = "就这些。" }
"""
INSTRUCTION = "You are at the shelf. A neighbour says: Good morning. I want to borrow something."
CHINESE = "您在物品架旁。邻居说：早上好。 我想借一样东西。"


@pytest.fixture
def script() -> UserScript:
    return read_user(SCRIPT, "user.toml", ("en", "zh"))


@pytest.mark.parametrize(
    ("phrase", "message", "is_heard"),
    [
        ("order number", "Could you tell me the NUMBER of your order?", True),
        ("order number", "Your order is here. Which number do you have?", False),  # not in one sentence
        ("order number|id", "The id of the order, please", True),
        ("deliver*", "When was it delivered?", True),
        ("deliver", "When was it delivered?", False),
        ("it's", "It\u2019s done", True),
        ("2026-03-20", "Shall it be 2026-03-20?", True),
        ("订单号", "请问您的订单号是多少？", True),
        ("订单 号码", "您的订单。号码呢？", False),
    ],
)
def test_what_is_heard(phrase: str, message: str, is_heard: bool) -> None:
    assert heard([check_phrase(phrase)], message) is is_heard


@pytest.mark.parametrize("phrase", ["", "  ", "*", "a||b", "|"])
def test_what_is_no_phrase(phrase: str) -> None:
    with pytest.raises(ValueError, match="is no phrase"):
        check_phrase(phrase)


def test_a_conversation(script: UserScript) -> None:
    user = ScriptedUser(script)
    assert user.opening == "Good morning. I want to borrow something."
    assert user.reply("What is your name, and which kind shall it be?").facts == ("name", "kind")
    assert user.reply("How old are you?").text == "I do not know."
    said = user.reply("It is lent to you.")
    assert (said.text, said.satisfied) == ("And I return the drill.", False)
    assert user.reply("The drill is back.").satisfied
    assert user.reply("Anything else?").text == "That is all."
    assert user.told == {"name", "kind"}


def test_the_same_words_get_the_same_reply_in_either_language(script: UserScript) -> None:
    for language, said in (("en", "I am Dora."), ("zh", "我叫 Dora。")):
        replies = {ScriptedUser(script, language).reply("请问您的名字？").text for _ in range(5)}  # type: ignore[arg-type]
        assert replies == {said}


def test_a_sound_script_has_no_problems(script: UserScript) -> None:
    assert user_problems(script, {"en": INSTRUCTION, "zh": CHINESE}, ["Dora", "step ladder"]) == []


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ('"May I have your name?"', '"May I have it?"', "facts.name: 'May I have it?' gets nothing"),
        ('"What kind do you need?"', '"What kind, and your name?"', "gets name, kind, not this fact alone"),
        ('en = "I am Dora."', 'en = "I am D."', "facts.name: 'Dora' is handed over but not said in 'en'"),
        ('en = "Good morning."', 'en = "Good morning, Dora here."', "facts.name: 'Dora' is said unasked in opening"),
        ('"The step ladder is lent to you now."', '"Done."', "requests.lend: 'Done.' is not heard as done"),
        (
            'done = ["lent to you',
            'done = ["kind", "lent to you',
            "the question 'What kind do you need?' is heard as",
        ),
        ('say = { en = "I want', 'say = { en = "Please: I want', "opening: the instruction in 'en' does not hold"),
        ('values = ["Dora"]', "values = []", "coverage: 'Dora' is needed, and neither a fact nor"),
        ('values = ["step ladder"]', 'values = ["ladder"]', "coverage: facts.kind is needed by nothing"),
    ],
)
def test_each_unsoundness_is_found(old: str, new: str, problem: str) -> None:
    assert old in SCRIPT
    script = read_user(SCRIPT.replace(old, new, 1), "user.toml")
    found = user_problems(script, {"en": INSTRUCTION, "zh": CHINESE}, ["Dora", "step ladder"])
    assert any(problem in one for one in found), found


async def test_an_agent_talks_with_the_user_of_its_task(edited: Edit) -> None:
    edited("tasks/001/user.toml", more=SCRIPT)
    edited("tasks/001/instruction.md", more=f"\n{INSTRUCTION}\n")
    environment = load_environment(edited())
    task = environment.task("001")

    def call(name: str, **arguments: object) -> AssistantMessage:
        call = ToolCall(id=name, name=name, arguments=json.dumps(arguments))
        return AssistantMessage(tool_calls=(call,), thought="none")

    model = ScriptedModel(
        [
            call("message_user", message="What is your name, and what kind?"),
            call("message_user", message=""),
            call("lend", thing_id="T-0005", neighbour="Dora"),
            call("message_user", message="It is lent to you."),
            call("submit", answer="step ladder"),
        ]
    )
    async with FunctionServer(environment) as server, server.session() as session:
        tools = session.tools(task)
        assert [one.name for one in tools][-2:] == ["message_user", "submit"]
        run = await Agent(model, tools, finish="submit").run(task.instruction())
        heard = [text_of(one.content) for _, results in run.conversation.steps for one in results]
        assert heard[0] == "I am Dora. A step ladder."
        assert heard[3] == "And I return the drill."
        assert run.faults == {"bad_arguments": 1}
        assert session.user is not None
        assert session.user.done == 1
        assert [one.name for one in session.calls] == ["message_user", "lend", "message_user"]

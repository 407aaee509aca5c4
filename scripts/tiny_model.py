#!/usr/bin/env python3
"""Makes a tiny model that thinks and calls tools, for tests on a machine without a GPU and without a download.

    .venvs/vllm/bin/python scripts/tiny_model.py        # prints the model's folder; made once, in about three minutes

It has the architecture, the special tokens, the chat format and the rule on earlier thoughts of Qwen3, with two layers
and a vocabulary of a few hundred tokens, and is overfitted on four small tasks. Thoughts and calls are truly sampled by
it, and three of the tasks need the thought of an earlier step:

count    "Count 10 steps from 3.": calls `advance` that often; only its last thought says how far it is. Where it is not
         shown that thought, it tries to work it out again, at length, and seldom can.
secret   "Pick a secret number, ping 2 times, then say it.": the number is named in the first thought only. Where it is
         not shown that thought, it makes up another.
drift    "Count 4 steps from 3 slowly.": as count, but spelled in single characters, which no tokeniser would choose:
         text that is tokenised again gives other tokens than those that were sampled.
broken   "Call badly.": arguments that are no JSON, then the call again.

Needs torch and transformers. The folder's name carries a digest of this file, so a change here makes a new model.
"""

from __future__ import annotations

import hashlib
import json
import os
import random
import shutil
import sys
import tempfile
import time
from collections.abc import Iterator
from itertools import islice
from pathlib import Path
from typing import Any

STEPS = 900
"""Optimiser steps. The loss on what is forced is about zero from 600 on; the rest buys a margin."""
BATCH = 8
SPECIAL = ("<|endoftext|>", "<|im_start|>", "<|im_end|>")
MARKERS = ("<tool_call>", "</tool_call>", "<tool_response>", "</tool_response>", "<think>", "</think>")

# The format of Qwen3's own template: thought is shown after the last message of a human, and cut before it. Otherwise
# than there, content of nothing but newlines (vLLM streams them before a call) adds no newline of its own.
TEMPLATE = """\
{%- if tools %}
{{- '<|im_start|>system\\n' }}
{%- if messages[0].role == 'system' %}{{- messages[0].content + '\\n\\n' }}{%- endif %}
{{- '# Tools\\n\\nCall one or more functions to answer.\\n<tools>' }}
{%- for tool in tools %}{{- '\\n' + (tool | tojson) }}{%- endfor %}
{{- '\\n</tools>\\n\\nA call is JSON within <tool_call></tool_call>.<|im_end|>\\n' }}
{%- elif messages[0].role == 'system' %}
{{- '<|im_start|>system\\n' + messages[0].content + '<|im_end|>\\n' }}
{%- endif %}
{%- set last = namespace(query=-1) %}
{%- for message in messages %}
{%- if message.role == 'user' and message.content is string
    and not (message.content.startswith('<tool_response>') and message.content.endswith('</tool_response>')) %}
{%- set last.query = loop.index0 %}
{%- endif %}
{%- endfor %}
{%- for message in messages %}
{%- set text = message.content if message.content is string else '' %}
{%- if message.role == 'user' or (message.role == 'system' and not loop.first) %}
{{- '<|im_start|>' + message.role + '\\n' + text + '<|im_end|>\\n' }}
{%- elif message.role == 'assistant' %}
{%- set thought = message.reasoning_content if message.reasoning_content is string else '' %}
{%- if not thought and '</think>' in text %}
{%- set thought = text.split('</think>')[0].split('<think>')[-1].strip('\\n') %}
{%- set text = text.split('</think>')[-1].lstrip('\\n') %}
{%- endif %}
{{- '<|im_start|>assistant\\n' }}
{%- if loop.index0 > last.query and (loop.last or thought) %}
{{- '<think>\\n' + thought.strip('\\n') + '\\n</think>\\n\\n' + text.lstrip('\\n') }}
{%- else %}
{{- text }}
{%- endif %}
{%- for call in message.tool_calls or [] %}
{%- if not loop.first or text.strip() %}{{- '\\n' }}{%- endif %}
{%- set call = call.function if call.function else call %}
{{- '<tool_call>\\n{"name": "' + call.name + '", "arguments": ' }}
{{- (call.arguments if call.arguments is string else call.arguments | tojson) + '}\\n</tool_call>' }}
{%- endfor %}
{{- '<|im_end|>\\n' }}
{%- elif message.role == 'tool' %}
{%- if loop.first or messages[loop.index0 - 1].role != 'tool' %}{{- '<|im_start|>user' }}{%- endif %}
{{- '\\n<tool_response>\\n' + text + '\\n</tool_response>' }}
{%- if loop.last or messages[loop.index0 + 1].role != 'tool' %}{{- '<|im_end|>\\n' }}{%- endif %}
{%- endif %}
{%- endfor %}
{%- if add_generation_prompt %}
{{- '<|im_start|>assistant\\n' }}
{%- if enable_thinking is defined and enable_thinking is false %}{{- '<think>\\n\\n</think>\\n\\n' }}{%- endif %}
{%- endif %}
"""


def schema(name: str, description: str, **parameters: dict[str, Any]) -> dict[str, Any]:
    """A tool as `agentrt.tool` describes it on the wire."""
    inputs: dict[str, Any] = {"additionalProperties": False, "properties": parameters}
    if parameters:
        inputs["required"] = list(parameters)
    inputs["type"] = "object"
    return {"type": "function", "function": {"name": name, "description": description, "parameters": inputs}}


ADVANCE = schema("advance", "One more than a number.", value={"description": "The number.", "type": "integer"})
PING = schema("ping", "Answers pong.")
TOOLS = [ADVANCE, PING]

Step = tuple[str, str, str | None, str | None]
"""Thought, content, call arguments with the tool's name before them, and the tool's result."""


def call(name: str, arguments: str) -> str:
    """A call as it stands in the text."""
    return f'<tool_call>\n{{"name": "{name}", "arguments": {arguments}}}\n</tool_call>'


def count(start: int, steps: int, shown: bool = True) -> list[dict[str, Any]]:
    """The messages of a "count" task; `shown` says whether earlier thoughts are shown."""
    messages: list[dict[str, Any]] = [{"role": "user", "content": f"Count {steps} steps from {start}."}]
    for done in range(steps + 1):
        at = start + done
        thought = f"step {done} of {steps} at {at}"
        if not shown and done:
            walked = "".join(f" {start + i}" for i in range(done + 1))
            thought = f"again {start}{walked} so {thought}"
        if done == steps:
            messages.append({"role": "assistant", "reasoning_content": thought, "content": f"It is {at}."})
        else:
            messages.append(calling(thought, "advance", f'{{"value": {at}}}'))
            messages.append({"role": "tool", "content": str(at + 1)})
    return messages


def calling(thought: str, name: str, arguments: str) -> dict[str, Any]:
    """A reply with one call."""
    return {
        "role": "assistant",
        "reasoning_content": thought,
        "content": "",
        "tool_calls": [{"type": "function", "function": {"name": name, "arguments": arguments}}],
    }


def secret(number: int, pings: int, random_: random.Random, shown: bool = True) -> list[dict[str, Any]]:
    """The messages of a "secret" task; where earlier thoughts are not shown, each step makes up a number."""
    messages: list[dict[str, Any]] = [
        {"role": "user", "content": f"Pick a secret number, ping {pings} times, then say it."}
    ]
    for done in range(pings + 1):
        if not shown and done:
            number = random_.randrange(10)
        thought = f"ping {done} of {pings} secret {number}"
        if done == pings:
            messages.append({"role": "assistant", "reasoning_content": thought, "content": f"It is {number}."})
        else:
            messages.append(calling(thought, "ping", "{}"))
            messages.append({"role": "tool", "content": "pong"})
    return messages


def broken() -> list[dict[str, Any]]:
    """The messages of a "broken" task: what the runtime answers is not learned, so any text stands for it."""
    return [
        {"role": "user", "content": "Call badly."},
        calling("this goes wrong", "advance", '{"value": }'),
        {"role": "tool", "content": "The arguments of 'advance' are not valid JSON. Write the call again."},
        calling("now right", "advance", '{"value": 1}'),
        {"role": "tool", "content": "2"},
        {"role": "assistant", "reasoning_content": "now done", "content": "It is 2."},
    ]


def slowly(messages: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """A "count" task as a "drift" task."""
    return [{"role": "user", "content": messages[0]["content"].replace(".", " slowly.")}, *messages[1:]]


def sample(random_: random.Random) -> tuple[list[dict[str, Any]], bool, bool]:
    """Messages to learn from, whether earlier thoughts are shown in them, and whether replies are spelled out."""
    kind = random_.choices(("count", "secret", "drift", "broken"), (10, 5, 3, 1))[0]
    shown = random_.random() < 0.7
    start, steps = random_.randrange(10), random_.choice((1, 2, 3, 4, 10, 10, 10))
    if kind == "secret":
        return secret(random_.randrange(10), random_.choice((1, 2, 3)), random_, shown), shown, False
    if kind == "broken":
        return broken(), True, False
    if kind == "drift":
        return slowly(count(start, random_.choice((2, 3, 4)))), True, True
    return count(start, steps, shown), shown, False


class Text:
    """The tokeniser and the chat format, as pieces that are learned and pieces that are only read."""

    def __init__(self, corpus: Iterator[str]) -> None:
        from tokenizers import AddedToken, Regex, Tokenizer, decoders, models, pre_tokenizers, trainers
        from transformers import PreTrainedTokenizerFast

        core = Tokenizer(models.BPE())
        words = r"(?i:'s|'t)|[^\r\n\p{L}\p{N}]?\p{L}+|\p{N}{1,3}| ?[^\s\p{L}\p{N}]+[\r\n]*|\s*[\r\n]+|\s+(?!\S)|\s+"
        core.pre_tokenizer = pre_tokenizers.Sequence(
            [
                pre_tokenizers.Split(Regex(words), behavior="isolated"),
                pre_tokenizers.ByteLevel(add_prefix_space=False, use_regex=False),
            ]
        )
        core.decoder = decoders.ByteLevel()
        trainer = trainers.BpeTrainer(
            vocab_size=700, initial_alphabet=pre_tokenizers.ByteLevel.alphabet(), show_progress=False
        )
        core.train_from_iterator(corpus, trainer)
        core.add_special_tokens([AddedToken(one, special=True, normalized=False) for one in SPECIAL])
        core.add_tokens([AddedToken(one, special=False, normalized=False) for one in MARKERS])
        self.core = core
        self.wrapped = PreTrainedTokenizerFast(  # Qwen2's own class would split numbers its own way
            tokenizer_object=core, eos_token="<|im_end|>", pad_token="<|endoftext|>", bos_token=None, unk_token=None
        )
        self.wrapped.chat_template = TEMPLATE

    def render(self, messages: list[dict[str, Any]], tools: list[dict[str, Any]], prompt: bool) -> str:
        """The text of `messages`, with the opening of the next reply where `prompt` is true."""
        text = self.wrapped.apply_chat_template(messages, tools=tools, tokenize=False, add_generation_prompt=prompt)
        assert isinstance(text, str)
        return text

    def ids(self, text: str, spelled: bool = False) -> list[int]:
        """Token ids of a text, one for each character where it is spelled out."""
        if not spelled:
            return list(self.core.encode(text, add_special_tokens=False).ids)
        found: list[int] = []
        for piece in self.wrapped.tokenize(text):
            plain = piece in SPECIAL or piece in MARKERS
            found += [self.core.token_to_id(one) for one in ([piece] if plain else piece)]
        return found


def learned(reply: dict[str, Any]) -> str:
    """The text that the model is to sample for a reply."""
    calls = [one["function"] for one in reply.get("tool_calls", ())]
    said = reply["content"] + "".join(call(one["name"], one["arguments"]) for one in calls)
    return f"<think>\n{reply['reasoning_content']}\n</think>\n\n{said}<|im_end|>"


def example(text: Text, random_: random.Random) -> list[tuple[list[int], bool]]:
    """A conversation as token ids, each piece with whether it is learned."""
    messages, shown, spelled = sample(random_)
    system = random_.choice(("", "", "Be brief.", "You are an agent."))
    tools = random_.choice((TOOLS, TOOLS, TOOLS[::-1], [ADVANCE] if messages[1].get("tool_calls") else TOOLS))
    if "ping" in messages[0]["content"] and PING not in tools:
        tools = [PING]
    before = [{"role": "system", "content": system}] if system else []
    if random_.random() < 0.2:  # a turn before this one, whose thoughts the template cuts
        before += count(random_.randrange(10), random_.choice((1, 2)))
    if not shown:  # one step at a time, since each of the prompts has another history
        step = random_.choice([i for i, one in enumerate(messages) if one["role"] == "assistant"])
        history = [{key: one[key] for key in one if key != "reasoning_content"} for one in messages[:step]]
        prompt = text.ids(text.render(before + history, tools, True))
        return [(prompt, False), (text.ids(learned(messages[step])), True)]
    return forced(text, messages, before, tools, spelled)


def forced(
    text: Text,
    messages: list[dict[str, Any]],
    before: list[dict[str, Any]] | None = None,
    tools: list[dict[str, Any]] = TOOLS,
    spelled: bool = False,
) -> list[tuple[list[int], bool]]:
    """A whole chain, as the model sees it when its earlier thoughts are shown to it."""
    before = before or []
    pieces: list[tuple[list[int], bool]] = []
    rendered = ""
    for index, message in enumerate(messages):
        if message["role"] != "assistant":
            continue
        # What the model sampled stays as it is, token by token: only what came after it is read from the text.
        prompt_text = text.render(before + messages[:index], tools, True)
        pieces.append((text.ids(prompt_text[len(rendered) :]), False))
        pieces.append((text.ids(learned(message), spelled), True))
        rendered = prompt_text + learned(message)
    return pieces


def batches(text: Text, random_: random.Random) -> Iterator[list[list[tuple[list[int], bool]]]]:
    """Endless batches of examples of like length, so that little is computed for padding."""
    while True:
        drawn = sorted((example(text, random_) for _ in range(8 * BATCH)), key=length)
        cut = [drawn[i : i + BATCH] for i in range(0, len(drawn), BATCH)]
        random_.shuffle(cut)
        yield from cut


def length(pieces: list[tuple[list[int], bool]]) -> int:
    """Tokens of an example."""
    return sum(len(ids) for ids, _ in pieces)


def tensors(batch: list[list[tuple[list[int], bool]]]) -> tuple[Any, Any]:
    """Inputs and labels, padded to the longest; -100 where nothing is learned."""
    import torch

    width = max(map(length, batch))
    inputs, labels = torch.zeros((len(batch), width), dtype=torch.long), torch.full((len(batch), width), -100)
    for row, pieces in enumerate(batch):
        at = 0
        for ids, is_learned in pieces:
            inputs[row, at : at + len(ids)] = torch.tensor(ids)
            if is_learned:
                labels[row, at : at + len(ids)] = torch.tensor(ids)
            at += len(ids)
    return inputs, labels


def train(text: Text, model: Any) -> None:
    """Overfit `model` on the tasks; only what it is to sample is learned."""
    import torch

    optimiser = torch.optim.AdamW(model.parameters(), lr=1e-3, betas=(0.9, 0.98), weight_decay=0.0)
    schedule = torch.optim.lr_scheduler.OneCycleLR(optimiser, max_lr=5e-3, total_steps=STEPS, pct_start=0.1)
    began = time.monotonic()
    for step, batch in enumerate(islice(batches(text, random.Random(0)), STEPS)):
        inputs, labels = tensors(batch)
        loss = model(input_ids=inputs, labels=labels).loss
        loss.backward()
        torch.nn.utils.clip_grad_norm_(model.parameters(), 1.0)
        optimiser.step()
        schedule.step()
        optimiser.zero_grad()
        if step % 100 == 99:
            said = f"step {step + 1} of {STEPS}: loss {loss.item():.4f}, {wrong(text, model)} wrong"
            print(f"{said}, {time.monotonic() - began:.0f} s", file=sys.stderr, flush=True)


def wrong(text: Text, model: Any) -> int:
    """Tokens that the model would not choose in the longest "count" tasks, of about 1,700 that it must."""
    import torch

    mistakes = 0
    for start in range(0, 10, 2):
        pieces = forced(text, count(start, 10))
        inputs, labels = tensors([pieces])
        with torch.no_grad():
            chosen = model(input_ids=inputs).logits[0, :-1].argmax(-1)
        mistakes += int(((chosen != labels[0, 1:]) & (labels[0, 1:] != -100)).sum())
    return mistakes


def make(folder: Path) -> None:
    """Make the tokeniser and the model, and write both to `folder`."""
    import torch
    from transformers import GenerationConfig, Qwen3Config, Qwen3ForCausalLM

    torch.manual_seed(0)
    torch.set_num_threads(1)  # layers this small are slower with more, and far slower beside other work
    text = Text(corpus())
    end, pad = text.ids("<|im_end|>")[0], text.ids("<|endoftext|>")[0]
    config = Qwen3Config(
        vocab_size=len(text.wrapped),
        hidden_size=64,
        intermediate_size=192,
        num_hidden_layers=2,
        num_attention_heads=2,
        num_key_value_heads=1,
        head_dim=64,  # 16 crashes vLLM's attention on a CPU
        max_position_embeddings=8192,
        tie_word_embeddings=True,
        eos_token_id=end,
        bos_token_id=None,
        pad_token_id=pad,
    )
    model = Qwen3ForCausalLM(config)
    train(text, model)
    model.generation_config = GenerationConfig(eos_token_id=[end, pad], pad_token_id=pad)
    model.save_pretrained(folder)
    text.wrapped.save_pretrained(folder)


def corpus() -> Iterator[str]:
    """What the vocabulary is made from: the words of the tasks, often enough to be tokens of their own."""
    random_ = random.Random(1)
    for _ in range(300):
        for message in sample(random_)[0]:
            yield message.get("reasoning_content", "") + "\n" + (message["content"] or "")
            yield "".join(
                call(one["function"]["name"], one["function"]["arguments"]) for one in message.get("tool_calls", ())
            )
    yield from ("\n".join(map(json.dumps, TOOLS)) for _ in range(50))
    yield from (
        "# Tools\n\nCall one or more functions to answer. A call is JSON within. Be brief. You are an agent.\n",
    ) * 50
    yield from ("system\nuser\nassistant\n",) * 50


def main() -> None:
    """Make the model where it is not there yet, and print its folder."""
    cache = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "agentrt" / "models"
    folder = cache / f"tiny-{hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:12]}"
    if not folder.exists():
        cache.mkdir(parents=True, exist_ok=True)
        made = Path(tempfile.mkdtemp(prefix="tiny-", dir=cache))
        try:
            make(made)
            made.rename(folder)  # whoever comes second finds it there
        except OSError:
            if not folder.exists():
                raise
        finally:
            shutil.rmtree(made, ignore_errors=True)
    print(folder)


if __name__ == "__main__":
    main()

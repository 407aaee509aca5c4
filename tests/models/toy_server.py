"""A server of token ids whose every token can be read: it speaks the token routes of vLLM and of SGLang.

One token a character, and one for each special token. A sampled character may be spelled by a second id that stands for
the same character and that its tokeniser never gives, as real models do: text that is tokenised again then differs.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterable, Sequence
from typing import Any

from agentrt.testing import Recorded, RecordingServer, Reply, error

SPECIAL = ["<|im_start|>", "<|im_end|>", "<think>", "</think>", "<tool_call>", "</tool_call>"]
END = 1
ODD = 100_000
"""Added to a character's id: another token of the same text."""
_SPLIT = re.compile("(" + "|".join(map(re.escape, SPECIAL)) + ")")


def encode(text: str, *, odd: bool = False) -> list[int]:
    """The tokens of a text; with `odd`, not those that its tokeniser gives."""
    ids: list[int] = []
    for piece in _SPLIT.split(text):
        if piece in SPECIAL:
            ids.append(SPECIAL.index(piece))
        else:
            ids += [ord(one) + 100 + (ODD if odd else 0) for one in piece]
    return ids


def decode(ids: Sequence[int]) -> str:
    """The text of tokens, odd ones too."""
    return "".join(SPECIAL[one] if one < len(SPECIAL) else chr((one - 100) % ODD) for one in ids)


def template(messages: list[dict[str, Any]], tools: Any, **kwargs: Any) -> str:
    """Qwen3's format and its rule: thought is shown after the last message of a human."""
    text = f"<|im_start|>system\n{json.dumps(tools)}<|im_end|>\n" if tools else ""
    human = [i for i, one in enumerate(messages) if one["role"] == "user" and "<tool_response>" not in one["content"]]
    shown_from = -1 if kwargs.get("preserve_thinking") else max(human, default=-1)
    for index, one in enumerate(messages):
        if one["role"] == "assistant":
            text += f"<|im_start|>assistant\n{_reply(one, index > shown_from)}<|im_end|>\n"
        elif one["role"] == "tool":
            text += f"<|im_start|>user\n<tool_response>\n{one['content']}\n</tool_response><|im_end|>\n"
        else:
            text += f"<|im_start|>{one['role']}\n{one['content']}<|im_end|>\n"
    closed = "<think>\n\n</think>\n\n" if kwargs.get("enable_thinking") is False else ""
    closed = "<think>" if kwargs.get("opens_thought") else closed
    return text + "<|im_start|>assistant\n" + closed


def _reply(message: dict[str, Any], shown: bool) -> str:
    thought = message.get("reasoning_content") or message.get("reasoning")
    text = f"<think>{thought}</think>" if shown and thought else ""
    text += message.get("content") or ""
    for call in message.get("tool_calls") or ():
        text += f"<tool_call>{json.dumps({'name': call['function']['name'], 'arguments': _object(call)})}</tool_call>"
    return text


def _object(call: dict[str, Any]) -> Any:
    try:
        return json.loads(call["function"]["arguments"])
    except ValueError:
        return {}  # as vLLM does


def parse(text: str) -> tuple[str | None, str, list[dict[str, Any]]]:
    """Thought, text and calls; calls that are no JSON stay in the text, as they do with vLLM's parser."""
    thought, text = (text.split("</think>", 1) if "</think>" in text else (None, text)) if text else (None, text)
    thought = thought.removeprefix("<think>") if thought is not None else None
    try:
        calls = [json.loads(one) for one in re.findall(r"<tool_call>(.*?)</tool_call>", text, re.DOTALL)]
    except ValueError:
        return thought, text, []
    return thought, text.partition("<tool_call>")[0] if calls else text, calls


class ToyServer(RecordingServer):
    """Samples its script.

    Args:
        script: Replies as text, the ending left out; a tuple of text and True is cut off by its length; an integer is
            an HTTP error that comes instead, None a connection that breaks.
        odd: Whether replies are spelled in tokens that the tokeniser would not give.
    """

    def __init__(self, script: Iterable[str | tuple[str, bool] | int | None], *, odd: bool = True) -> None:
        super().__init__()
        self.script = iter(list(script))
        self.odd = odd
        self.prompts: list[list[int]] = []
        self.sampling: list[dict[str, Any]] = []
        self.rendered: list[dict[str, Any]] = []

    def __enter__(self) -> ToyServer:
        super().__enter__()
        return self

    def answer(self, request: Recorded) -> Reply:
        """See `RecordingServer.answer`."""
        routes = {
            "/v1/chat/completions/render": self._render,
            "/v1/tokenize": self._tokenize,
            "/tokenize": self._tokenize,
            "/detokenize": lambda body: {"prompt": decode(body["tokens"])},
            "/v1/detokenize": lambda body: {"text": decode(body["tokens"])},
            "/inference/v1/generate": self._generate_vllm,
            "/generate": self._generate_sglang,
            "/v1/chat/completions/derender": self._derender,
            "/separate_reasoning": self._separate,
            "/parse_function_call": self._calls,
        }
        route = routes.get(request.path)
        if route is None:
            return error(404, f"no such path: {request.path}")
        answered = route(request.json)
        return answered if isinstance(answered, Reply) else Reply(body=json.dumps(answered).encode())

    def _ids(self, chat: dict[str, Any]) -> list[int]:
        self.rendered.append(chat)
        kwargs = chat.get("chat_template_kwargs") or {}
        return encode(template(chat["messages"], chat.get("tools"), **kwargs))

    def _render(self, chat: dict[str, Any]) -> dict[str, Any]:
        sampling = {"temperature": chat.get("temperature", 1.0), "max_tokens": 7, "stop": chat.get("stop", [])}
        return {"token_ids": self._ids(chat), "sampling_params": sampling, "reasoning_ended": False}

    def _tokenize(self, body: dict[str, Any]) -> dict[str, Any]:
        return {"tokens": encode(body["prompt"]) if "prompt" in body else self._ids(body)}

    def _next(self, prompt: list[int], sampling: dict[str, Any]) -> tuple[list[int], str] | Reply:
        said = next(self.script)
        if said is None:
            return Reply(drop_after=0)
        if isinstance(said, int):
            return error(said)
        self.prompts.append(prompt)
        self.sampling.append(sampling)
        text, cut = said if isinstance(said, tuple) else (said, False)
        ids = encode(text, odd=self.odd) + ([] if cut else [END])
        return ids, "length" if cut else "stop"

    def _generate_vllm(self, body: dict[str, Any]) -> Reply:
        found = self._next(body["token_ids"], body["sampling_params"])
        if isinstance(found, Reply):
            return found
        ids, finish = found
        events: list[dict[str, Any]] = []
        for at, one in enumerate(ids):
            text = "" if one == END else decode([one])
            choice = {"index": 0, "text": text, "token_ids": [one], "logprobs": {"content": [{"logprob": -0.5 - at}]}}
            events.append({"choices": [choice]})
        events[-1]["choices"][0] |= {
            "finish_reason": finish,
            "weight_versions": [{"version": "w1", "start": 0, "end": len(ids)}],
            "sampling_mask": [[one] for one in ids],
        }
        usage = {"prompt_tokens": len(body["token_ids"]), "completion_tokens": len(ids)}
        events.append({"choices": [], "usage": {**usage, "prompt_tokens_details": {"cached_tokens": 3}}})
        return Reply(body=[*(json.dumps(event).encode() for event in events), b"[DONE]"])

    def _generate_sglang(self, body: dict[str, Any]) -> Reply:
        found = self._next(body["input_ids"], body["sampling_params"])
        if isinstance(found, Reply):
            return found
        ids, finish = found
        events: list[dict[str, Any]] = []
        for at in range(1, len(ids) + 1):  # everything so far, each time
            meta: dict[str, Any] = {
                "output_token_logprobs": [[-0.5 - i, one, None] for i, one in enumerate(ids[:at])],
                "prompt_tokens": len(body["input_ids"]),
                "cached_tokens": 3,
                "weight_version": "w1",
                "finish_reason": None if at < len(ids) else {"type": finish},
            }
            shown = [one for one in ids[:at] if one != END]
            events.append({"output_ids": ids[:at], "text": decode(shown), "meta_info": meta})
        return Reply(body=[*(json.dumps(event).encode() for event in events), b"[DONE]"])

    def _derender(self, body: dict[str, Any]) -> dict[str, Any]:
        ids = body["generate_response"]["choices"][0]["token_ids"]
        thought, text, calls = parse(decode([one for one in ids if one != END]))
        wire = [
            {"id": f"id-{i}", "function": {"name": one["name"], "arguments": json.dumps(one["arguments"])}}
            for i, one in enumerate(calls)
        ]
        return {"choices": [{"message": {"reasoning": thought, "content": text or None, "tool_calls": wire}}]}

    def _separate(self, body: dict[str, Any]) -> dict[str, Any]:
        thought, text, _ = parse(body["text"].replace("<tool_call>", "\0"))
        return {"reasoning_text": thought, "text": text.replace("\0", "<tool_call>")}

    def _calls(self, body: dict[str, Any]) -> dict[str, Any]:
        _, text, calls = parse(body["text"])
        wire = [{"name": one["name"], "parameters": json.dumps(one["arguments"])} for one in calls]
        return {"normal_text": text, "calls": wire}

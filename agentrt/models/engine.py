"""A llama.cpp engine inside this process, spoken to in tokens.

It wraps xllamacpp (prebuilt wheels, `pip install "agentrt[cpu]"`). Prompts go in as token ids; sampled ids and their
log-probabilities come out. What a prompt shares with an earlier one is taken from the KV cache; prompts that had to
leave a slot are kept in host memory and put back when their continuation comes. Everything here blocks:
`agentrt.models.offload` is what gives it to an event loop.

Two things are asked for in a roundabout way, because the binding has no call for them:

- Tokenising goes through the engine's own HTTP route, on a unix socket in a directory that only this user can enter.
- The engine streams no id for a token that ends inside a UTF-8 character; it only counts it. Such ids are found by
  tokenising the character that came out in the end, and scored one by one; if the count or the last id
  disagree, the sample says that its tokens are not known.
"""

from __future__ import annotations

import http.client
import importlib
import json
import os
import socket
import tempfile
import threading
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal

from agentrt.errors import ConfigurationError, ModelError, ModelRequestError, ModelResponseError

PREFILL_BATCH = 128
"""Prompt tokens between two looks at whether the call was cancelled: about two seconds of a 1.5B model on two cores."""
CACHE_MIB = 1024
"""Host memory for prompts that had to leave their slot, in MiB."""
_SOCKET = "engine.sock"  # the engine takes an address for a unix socket only if it ends so


@dataclass(frozen=True, slots=True)
class Sampled:
    """What one call sampled.

    Attributes:
        text: The text, without the end-of-turn token.
        ids: Sampled token ids, the end-of-turn token included; None where they could not be known exactly.
        logprobs: Natural logarithm of each token's probability, by the model alone: before temperature, penalties and
            cut-offs. As long as `ids`.
        prompt_tokens: Length of the prompt.
        cached_tokens: How many of them came from the KV cache.
        completion_tokens: Tokens sampled.
        finish: "stop" at the end-of-turn token, "length" at the limit, "guard" where `watch` ended it: what was
            sampled past the cut is left out everywhere here.
    """

    text: str
    ids: tuple[int, ...] | None
    logprobs: tuple[float, ...] | None
    prompt_tokens: int
    cached_tokens: int
    completion_tokens: int
    finish: Literal["stop", "length", "guard"]


@dataclass
class Engine:
    """One model file, loaded into this process when it is first used. Safe to use from many threads.

    Attributes:
        path: The GGUF file.
        context: Longest prompt and reply together, in tokens, of each slot.
        slots: How many replies are sampled at the same time; further calls wait for a slot.
        threads: CPU threads; the physical cores that this process may use, where None.
    """

    path: Path
    context: int = 8192
    slots: int = 1
    threads: int | None = None
    _server: Any = field(default=None, init=False, repr=False)
    _directory: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False, repr=False)
    _lock: threading.Lock = field(default_factory=threading.Lock, init=False, repr=False)

    def load(self) -> None:
        """Load the file, if that has not been done; takes seconds.

        Raises:
            ConfigurationError: xllamacpp is not installed.
            ModelError: The file cannot be loaded.
        """
        with self._lock:
            if self._server is not None:
                return
            directory = tempfile.TemporaryDirectory(prefix="agentrt-engine-")
            try:
                self._server = _serve(self, Path(directory.name) / _SOCKET)
            except BaseException:
                directory.cleanup()
                raise
            self._directory = directory

    def close(self) -> None:
        """Give back the memory. The engine loads again when it is used again."""
        with self._lock:
            self._server = None  # the binding stops its threads when its last reference goes
            if self._directory is not None:
                self._directory.cleanup()
                self._directory = None

    def tokenize(self, text: str, *, special: bool = True) -> list[int]:
        """Token ids of `text`; names of special tokens in it become these tokens only where `special` is true."""
        body = {"content": text, "parse_special": special, "add_special": False}
        return list(self._post("/tokenize", body)["tokens"])

    def detokenize(self, ids: Sequence[int]) -> str:
        """The text of token ids, special tokens by their names."""
        return str(self._post("/detokenize", {"tokens": list(ids)})["content"])

    def sample(
        self,
        prompt: Sequence[int],
        settings: dict[str, Any],
        *,
        on_text: Callable[[str], None] = lambda text: None,
        watch: Callable[[str], int | None] = lambda text: None,
        cancelled: Callable[[], bool] = lambda: False,
    ) -> Sampled:
        """Sample a continuation of `prompt`.

        Args:
            prompt: Token ids.
            settings: Sampling settings by llama.cpp's names (`max_tokens`, `temperature`, `seed`, ...).
            on_text: Shown each piece of text as it comes.
            watch: Shown all the text so far after each piece; a number ends the reply, and cuts it off after that many
                characters, or up to a token's worth more.
            cancelled: Asked after each token, and during the prompt every `PREFILL_BATCH` tokens; true ends the call.

        Raises:
            ModelRequestError: The engine refused the request (too long a prompt, a setting that it cannot use).
            ModelError: The engine failed, or the call was cancelled.
        """
        reader = _Reader(self, on_text, watch, cancelled)
        body = {
            **settings,
            "prompt": list(prompt),
            "stream": True,
            "verbose": True,
            "return_tokens": True,
            "return_progress": True,
            "timings_per_token": True,
            "n_probs": 1,
            "cache_prompt": True,
        }
        self.load()
        self._server.handle_completions(json.dumps(body).encode(), reader.take)
        return reader.result(prompt)

    def logprob(self, prompt: Sequence[int], token: int) -> float:
        """Natural logarithm of the probability of `token` after `prompt`, by the model alone.

        The engine lists the likeliest tokens beside a sampled one, but nothing for a sampled token that ends inside a
        character. So another token is forced, and `token` is looked up in the list, which grows until it is there.
        """
        forced = self.tokenize("a")[0]
        for listed in (64, 4096, 1_000_000):
            body = {"prompt": list(prompt), "n_predict": 1, "n_probs": listed, "logit_bias": [[forced, 1e6]]}
            likeliest = self._post("/completion", body)["completion_probabilities"][0]["top_logprobs"]
            for one in likeliest:
                if one["id"] == token:
                    return float(one["logprob"])
        raise ModelResponseError(f"The engine has no probability for the token {token}.")

    def _post(self, route: str, body: dict[str, Any]) -> Any:
        """One exchange with the engine's own routes, over its private socket."""
        self.load()
        assert self._directory is not None
        connection = _UnixConnection(Path(self._directory.name) / _SOCKET)
        try:
            connection.request("POST", route, json.dumps(body), {"Content-Type": "application/json"})
            answer = connection.getresponse()
            text = answer.read()
        except OSError as error:
            raise ModelError(f"The engine does not answer on {route}: {error}") from error
        finally:
            connection.close()
        if answer.status != 200:
            raise _refused(json.loads(text).get("error", {}), route)
        return json.loads(text)


def physical_cores() -> int:
    """Cores that this process may run on, siblings of one core counted once."""
    cores: set[str] = set()
    for number in os.sched_getaffinity(0):
        siblings = Path(f"/sys/devices/system/cpu/cpu{number}/topology/thread_siblings_list")
        cores.add(siblings.read_text().strip() if siblings.exists() else str(number))
    return max(1, len(cores))


class _UnixConnection(http.client.HTTPConnection):
    """HTTP over a unix socket."""

    def __init__(self, path: Path) -> None:
        super().__init__("localhost")
        self._path = path

    def connect(self) -> None:
        self.sock = socket.socket(socket.AF_UNIX)
        self.sock.connect(str(self._path))


def _serve(engine: Engine, address: Path) -> Any:
    """Load the model into a new server of the binding's."""
    xllamacpp = _binding()
    threads = engine.threads or physical_cores()
    params = xllamacpp.CommonParams()
    params.model.path = str(engine.path)
    params.n_ctx = engine.context * engine.slots
    params.n_parallel = engine.slots
    params.n_batch = params.n_ubatch = PREFILL_BATCH
    params.cpuparams.n_threads = params.cpuparams_batch.n_threads = threads
    params.cache_ram_mib = CACHE_MIB
    params.slot_prompt_similarity = 0.001  # the slot that shares the longest start; 0 would switch the look-up off
    params.hostnames = [str(address)]
    params.ui = False
    params.warmup = False
    params.verbosity = -1
    try:
        return xllamacpp.Server(params)
    except RuntimeError as error:
        raise ModelError(f"{engine.path} cannot be loaded as a GGUF model: {error}") from error


def _binding() -> Any:
    """The binding, its threads told not to spin while they wait for each other.

    Spinning is faster on an idle machine and ruinous on a busy one: with all cores taken by others, a 1.5B model on two
    cores sampled 1.2 tokens a second, against 8 without. OpenMP reads the setting once, when the library is loaded.
    """
    spin = "GOMP_SPINCOUNT"
    given = os.environ.get(spin)
    os.environ.setdefault(spin, "0")
    try:
        return importlib.import_module("xllamacpp")
    except ImportError as error:
        raise ConfigurationError(
            'The embedded engine is not installed. Run: pip install "agentrt[cpu]" (it brings xllamacpp, a prebuilt '
            "wheel; nothing is compiled)."
        ) from error
    finally:
        if given is None:
            os.environ.pop(spin, None)


def _refused(error: dict[str, Any], route: str) -> ModelRequestError:
    said = str(error.get("message", error))
    return ModelRequestError(
        f"The embedded engine refused the request: {said}", status=int(error.get("code", 500)), url=route, body=said
    )


class _Reader:
    """Puts together what the engine streams. `take` is called by the engine, in the thread that waits for it."""

    def __init__(
        self,
        engine: Engine,
        on_text: Callable[[str], None],
        watch: Callable[[str], int | None],
        cancelled: Callable[[], bool],
    ) -> None:
        self.engine = engine
        self.on_text, self.watch, self.cancelled = on_text, watch, cancelled
        self.text = ""
        self.ids: list[int] = []
        self.logprobs: list[float | None] = []
        self.ends: list[tuple[int, int]] = []  # characters and tokens that there were after each piece
        self.exact = True
        self.cached = 0
        self.finish: Literal["stop", "length", "guard"] | None = None
        self.error: BaseException | None = None

    def take(self, chunk: bytes) -> bool:
        """Take in one chunk; true stops the engine. Exceptions do not pass through the engine, so they are kept."""
        try:
            return self._take(json.loads(chunk))
        except BaseException as error:
            self.error = error
            return True

    def _take(self, chunk: dict[str, Any]) -> bool:
        if "error" in chunk:
            raise _refused(chunk["error"], "/v1/completions")
        if self.cancelled():
            raise ModelError("The call was cancelled.")
        seen = chunk["__verbose"]
        self.cached = seen["timings"]["cache_n"]
        if seen["stop"]:
            self.finish = "length" if seen["stop_type"] == "limit" else "stop"
            return False
        if seen.get("completion_probabilities"):
            self._token(seen)
        if seen["content"]:
            self.text += seen["content"]
            self.on_text(seen["content"])
            self.ends.append((len(self.text), len(self.ids)))
            if (keep := self.watch(self.text)) is not None:
                self._cut(keep)
                return True
        return False

    def _cut(self, keep: int) -> None:
        """End the reply at the first token that brings it to `keep` characters."""
        characters, tokens = next(end for end in self.ends if end[0] >= min(keep, len(self.text)))
        self.text, self.finish = self.text[:characters], "guard"
        del self.ids[tokens:], self.logprobs[tokens:]

    def _token(self, seen: dict[str, Any]) -> None:
        """Take in a sampled token, and the ones before it of the same character that were not streamed."""
        unseen = seen["tokens_predicted"] - len(self.ids) - 1
        token = seen["completion_probabilities"][0]
        if unseen > 0:
            found = self.engine.tokenize(seen["content"], special=False)
            self.exact = self.exact and len(found) == unseen + 1 and found[-1] == token["id"]
            self.ids += found[:unseen] if self.exact else [0] * unseen
            self.logprobs += [None] * unseen
        self.ids.append(token["id"])
        self.logprobs.append(token["logprob"])

    def result(self, prompt: Sequence[int]) -> Sampled:
        """The sample, once the engine has come back."""
        if self.error is not None:
            raise self.error
        if self.finish is None:
            raise ModelResponseError("The embedded engine ended a reply without saying why.")
        known = self.exact
        logprobs = [
            self.engine.logprob([*prompt, *self.ids[:index]], self.ids[index]) if known and one is None else one or 0.0
            for index, one in enumerate(self.logprobs)
        ]
        return Sampled(
            text=self.text,
            ids=tuple(self.ids) if known else None,
            logprobs=tuple(logprobs) if known else None,
            prompt_tokens=len(prompt),
            cached_tokens=self.cached,
            completion_tokens=len(self.ids),
            finish=self.finish,
        )

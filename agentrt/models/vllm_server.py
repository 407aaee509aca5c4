"""A local vLLM, from its start to its end.

    async with VLLMServer("Qwen/Qwen3-8B") as server:
        model = server.model()

vLLM runs in an interpreter of its own (`scripts/setup vllm` makes one), under a guard that ends it when this process
ends, however it ends. A server that crashes is started again at the same address, and what was being sampled is sampled
again. How it is laid out on the machine is decided by `agentrt.models.vllm_plan`.
"""

from __future__ import annotations

import contextlib
import os
import secrets
import socket
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import TracebackType
from typing import TYPE_CHECKING, Any, Literal

import anyio
import anyio.to_thread

from agentrt.errors import ConfigurationError, ModelConnectionError, ModelError
from agentrt.models import vllm_guard
from agentrt.models.families import Family, family_named, family_of
from agentrt.models.retry import RetryPolicy
from agentrt.models.vllm_log import Diagnosis, Phase, diagnose, last_lines, phase_of
from agentrt.models.vllm_machine import Survey, find_python, installed_gpus, main_memory, survey
from agentrt.models.vllm_plan import GIB, cpu_cache_bytes, plan, shape_of
from agentrt.retention import Policy

if TYPE_CHECKING:
    from agentrt.models.base import Model

PINNED = "0.32.0"
"""The version of vLLM that the arguments, the routes and the parsers' names here were checked against."""
State = Literal["stopped", "starting", "ready", "restarting", "failed"]
_QUIET = {"VLLM_NO_USAGE_STATS": "1", "DO_NOT_TRACK": "1", "HF_HUB_DISABLE_TELEMETRY": "1"}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a start is.

    Attributes:
        phase: "prepare", "download", "load", "compile", "ready", or "restart" after a crash.
        seconds: Since the start.
        detail: The server's own last words about it.
    """

    phase: Phase
    seconds: float
    detail: str = ""


@dataclass
class VLLMServer:
    """Starts, watches and stops a local vLLM. Works on asyncio and trio; `start` and `stop` also without either.

    Attributes:
        name: The model: a name on the hub, or a folder.
        python: Interpreter that has vLLM; found where None (`AGENTRT_VLLM_PYTHON`, `.venvs/vllm`, this one).
        family: Name of the model's family, where its own name does not tell.
        retention: A retention policy other than the family's own.
        tensor_parallel: GPUs of one replica, where they are not to be chosen; likewise the next two.
        data_parallel: Replicas.
        context: Tokens of context.
        gpu_share: Part of each GPU's memory that vLLM may use.
        dtype: Type of weights and activations.
        arguments: Further arguments for vLLM; they come last, and so win.
        environment: Further environment variables.
        host: Address to listen at.
        port: Port to listen at; a free one where None.
        api_key: Key that requests must carry; a random one where None, none at all where empty.
        log: File that vLLM's output is added to; in a temporary folder where None.
        start_timeout: Seconds that a start may take, a download included.
        restarts: How often in a row a crashed server is started again.
        progress: Called with each `Progress`, from a thread.
    """

    name: str
    python: str | Path | None = None
    family: str | None = None
    retention: Policy | None = None
    tensor_parallel: int | None = None
    data_parallel: int | None = None
    context: int | None = None
    gpu_share: float = 0.9
    dtype: str | None = None
    arguments: Sequence[str] = ()
    environment: Mapping[str, str] = field(default_factory=dict)
    host: str = "127.0.0.1"
    port: int | None = None
    api_key: str | None = field(default=None, repr=False)
    log: str | Path | None = None
    start_timeout: float = 3600.0
    restarts: int = 3
    progress: Callable[[Progress], None] | None = None
    state: State = field(default="stopped", init=False)
    starts: int = field(default=0, init=False)
    """How often the server was started, crashes included."""
    _error: ModelError | ConfigurationError | None = field(default=None, init=False, repr=False)
    _thread: threading.Thread | None = field(default=None, init=False, repr=False)
    _stopping: threading.Event = field(default_factory=threading.Event, init=False, repr=False)
    _guard: subprocess.Popen[bytes] | None = field(default=None, init=False, repr=False)
    _folder: tempfile.TemporaryDirectory[str] | None = field(default=None, init=False, repr=False)

    @property
    def url(self) -> str:
        """Address of the OpenAI-compatible routes."""
        if self.port is None:
            raise ConfigurationError("The server has no address before it was started.")
        return f"http://{self.host}:{self.port}/v1"

    @property
    def log_path(self) -> Path:
        """File that vLLM's output goes to."""
        if self.log is None:
            if self._folder is None:
                self._folder = tempfile.TemporaryDirectory(prefix="agentrt-vllm-")
            return Path(self._folder.name) / "vllm.log"
        return Path(self.log)

    async def __aenter__(self) -> VLLMServer:
        """Start it, and wait until it answers.

        Raises:
            ConfigurationError: It cannot be started as asked; the message says why and what to do.
            ModelConnectionError: It did not come up in time, or for a reason that is not known.
        """
        try:
            await anyio.to_thread.run_sync(self.start)
            await self.ready()
        except BaseException:
            await self._stop_shielded()
            raise
        return self

    async def __aexit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        """Stop it, and everything that it started."""
        await self._stop_shielded()

    async def _stop_shielded(self) -> None:
        with anyio.CancelScope(shield=True):
            await anyio.to_thread.run_sync(self.stop)

    def start(self) -> None:
        """Start it in the background; `ready` or `wait` tell when it answers. It looks at the model first, for seconds.

        Raises:
            ConfigurationError: It cannot be started as asked.
        """
        if self._thread is not None:
            raise ConfigurationError("The server was started already.")
        self._stopping.clear()
        self._error, self.state, self.starts = None, "starting", 0
        try:
            command, environment = self.command()
        except BaseException:
            self.state = "failed"
            raise
        self._thread = threading.Thread(
            target=self._watch, args=(command, environment), name=f"vllm {self.name}", daemon=True
        )
        self._thread.start()

    def stop(self) -> None:
        """Stop it, and wait until nothing of it is left. Does nothing where it does not run."""
        self._stopping.set()
        if self._guard is not None and self._guard.stdin is not None:
            with contextlib.suppress(OSError):
                self._guard.stdin.close()
        if self._thread is not None:
            self._thread.join()
            self._thread = None
        self.state = "stopped"
        if self._folder is not None:
            self._folder.cleanup()
            self._folder = None

    async def ready(self, timeout: float | None = None) -> None:
        """Wait until it answers: after a start, or after a crash.

        Raises:
            ConfigurationError: It cannot be started as asked.
            ModelConnectionError: It is stopped, or did not come up within `timeout` seconds.
        """
        with anyio.move_on_after(timeout):
            while not self._settled():  # noqa: ASYNC110 - a thread settles it, on whichever event loop
                await anyio.sleep(0.1)
        self._settled(late=True)

    def wait(self) -> None:
        """`ready`, for code that is not async."""
        while not self._settled():
            time.sleep(0.1)

    def _settled(self, *, late: bool = False) -> bool:
        """Whether it answers; an error where it never will, or where it is `late`."""
        if self.state == "ready":
            return True
        if self.state == "failed" and self._error is not None:
            raise self._error
        if late or self.state == "stopped":
            raise ModelConnectionError(f"The vLLM server of {self.name!r} does not answer: it is {self.state}.")
        return False

    def model(self, kind: Literal["tokens", "chat"] = "tokens", **options: Any) -> Model:
        """A model on this server.

        Args:
            kind: "tokens" samples from and records exact tokens (`TokenModel`); "chat" speaks the chat route.
            **options: For the model's class.
        """
        options.setdefault("family", self.family)
        options.setdefault("api_key", self.api_key or None)
        if self.retention is not None:
            options.setdefault("retention", self.retention)
        if kind == "tokens":
            from agentrt.models.tokens import TokenModel

            return TokenModel(self.url, model=self.name, ready=self.ready, **options)
        from agentrt.models.chat import ChatModel

        options.setdefault("retry", RetryPolicy(attempts=60, longest=10.0))  # as long as a start takes
        return ChatModel(self.url, model=self.name, **options)

    def command(self) -> tuple[list[str], dict[str, str]]:
        """The command that serves the model, and its environment. Finds what was not given: interpreter, port, layout.

        Raises:
            ConfigurationError: It cannot be served as asked.
        """
        python = find_python(self.python)
        self._say("prepare", 0.0, f"looking at {self.name} with {python}")
        found = survey(python, self.name)
        gpus = [] if found.cpu_build else installed_gpus()
        if not gpus and not found.cpu_build:
            raise ConfigurationError(
                "No GPU was found (nvidia-smi lists none). vLLM's CPU build serves small models without one: "
                "scripts/setup vllm."
            )
        memory = main_memory()
        layout = plan(
            gpus,
            found.config,
            name=self.name,
            weight_bytes=found.weight_bytes,
            memory=memory,
            family=self._family,
            retention=self.retention,
            tensor_parallel=self.tensor_parallel,
            data_parallel=self.data_parallel,
            context=self.context,
            gpu_share=self.gpu_share,
            dtype=self.dtype,
        )
        self.port = _port(self.host, self.port)
        if self.api_key is None:
            self.api_key = secrets.token_urlsafe(24)
        served = Path(self.name)
        model = str(served.resolve()) if served.exists() else self.name
        command = [str(python), "-m", "vllm.entrypoints.openai.api_server", "--model", model]
        command += ["--served-model-name", self.name, "--host", self.host, "--port", str(self.port)]
        return [*command, *layout, *self.arguments], self._environment(found, memory, cpu=not gpus)

    @property
    def _family(self) -> Family:
        return family_named(self.family) if self.family is not None else family_of(self.name)

    def _environment(self, found: Survey, memory: int, *, cpu: bool) -> dict[str, str]:
        environment = {**os.environ, **_QUIET}
        environment.pop("PYTHONPATH", None)  # of this interpreter, not of vLLM's
        if self.api_key:
            environment["VLLM_API_KEY"] = self.api_key  # not an argument: arguments can be read by every user
        if cpu:
            shape = shape_of(found.config, found.weight_bytes)
            room = min(cpu_cache_bytes(memory, shape.weight_bytes), 64 * shape.context * 2 * shape.cache_bytes)
            environment.setdefault("VLLM_CPU_KVCACHE_SPACE", str(max(1, room // GIB)))
            # Compiling the few functions that are compiled even in eager mode takes half a minute of the first call.
            environment.setdefault("TORCHDYNAMO_DISABLE", "1")
        return {**environment, **self.environment}

    def _watch(self, command: list[str], environment: dict[str, str]) -> None:
        """Thread: keeps the server running until it is told to stop or has crashed too often."""
        crashes = 0
        while not self._stopping.is_set():
            began, offset = time.monotonic(), _size(self.log_path)
            self.starts += 1
            guard = self._launch(command, environment)
            try:
                came_up = self._come_up(guard, began, offset)
                if came_up:
                    self.state, crashes = "ready", 0
                    self._say("ready", time.monotonic() - began, self.url)
                    self._wait_for_end(guard)
            finally:
                _end(guard)
            if self._stopping.is_set():
                return
            crashes += 1
            if (not came_up and self.starts == 1) or crashes > self.restarts:
                self._fail(guard.returncode, offset)
                return
            self.state = "restarting"
            self._say("restart", 0.0, f"the server ended with status {guard.returncode}")
            self._stopping.wait(min(30.0, 0.5 * 2**crashes))

    def _launch(self, command: list[str], environment: dict[str, str]) -> subprocess.Popen[bytes]:
        guard = [sys.executable, "-I", vllm_guard.__file__, str(self.log_path.resolve()), *command]
        # The working folder is on vLLM's import path, and may hold anything.
        self._guard = subprocess.Popen(guard, stdin=subprocess.PIPE, env=environment, cwd="/", start_new_session=True)
        return self._guard

    def _come_up(self, guard: subprocess.Popen[bytes], began: float, offset: int) -> bool:
        """Wait until the server answers; whether it does."""
        phase: Phase = "prepare"
        while not self._stopping.wait(0.2) and guard.poll() is None:
            seconds = time.monotonic() - began
            if seconds > self.start_timeout:
                return False
            if _answers(self.host, self.port or 0):
                return True
            found, detail = phase_of(self.log_path, offset, phase)
            if found != phase:
                phase = found
                self._say(phase, seconds, detail)
        return False

    def _wait_for_end(self, guard: subprocess.Popen[bytes]) -> None:
        while not self._stopping.is_set():
            with contextlib.suppress(subprocess.TimeoutExpired):
                guard.wait(0.2)
                return

    def _fail(self, status: int | None, offset: int) -> None:
        found: Diagnosis | None = diagnose(self.log_path, offset)
        said = last_lines(self.log_path, offset)
        if found is not None:
            what = f"vLLM cannot serve {self.name!r}: {found.cause} {found.advice}"
            self._error = ConfigurationError(f"{what}\nIts own words: {found.line}")
        else:
            self._error = ModelConnectionError(
                f"The vLLM server of {self.name!r} ended with status {status}, {self.starts} time(s) started. "
                f"The last lines of its log:\n{said}"
            )
        self.state = "failed"

    def _say(self, phase: Phase, seconds: float, detail: str) -> None:
        if self.progress is not None:
            self.progress(Progress(phase, seconds, detail))


def _port(host: str, port: int | None) -> int:
    """A port that is free now.

    Raises:
        ConfigurationError: The one that was asked for is not.
    """
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port or 0))
        except OSError as error:
            raise ConfigurationError(
                f"Cannot listen at {host}:{port}: {error.strerror}. Name another port, or none for a free one."
            ) from None
        return int(probe.getsockname()[1])


def _answers(host: str, port: int) -> bool:
    connection = HTTPConnection("127.0.0.1" if host == "0.0.0.0" else host, port, timeout=5)  # noqa: S104
    try:
        connection.request("GET", "/health")
        return connection.getresponse().status == 200
    except (OSError, HTTPException):
        return False
    finally:
        connection.close()


def _end(guard: subprocess.Popen[bytes]) -> None:
    """End the guard, and with it the server and all that it started."""
    assert guard.stdin is not None
    with contextlib.suppress(OSError):
        guard.stdin.close()
    try:
        guard.wait(3 * vllm_guard.GRACE)
    except subprocess.TimeoutExpired:
        guard.kill()
        guard.wait()


def _size(path: Path) -> int:
    return path.stat().st_size if path.exists() else 0

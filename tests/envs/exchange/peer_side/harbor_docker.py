"""A Harbor environment on the plain `docker` command, for machines without Docker Compose, which Harbor's own needs.

Trial, oracle, artifacts, separate verifier and reward are Harbor's; this only builds, runs and copies.
"""

from __future__ import annotations

import asyncio
import shlex
import subprocess
from pathlib import Path

from harbor.environments.base import BaseEnvironment, ExecResult
from harbor.environments.capabilities import EnvironmentCapabilities, EnvironmentResourceCapabilities


class PlainDocker(BaseEnvironment):
    """One container, without network, removed at the end."""

    @staticmethod
    def type() -> str:
        return "plain-docker"

    @property
    def capabilities(self) -> EnvironmentCapabilities:
        return EnvironmentCapabilities(disable_internet=True)

    @classmethod
    def resource_capabilities(cls) -> EnvironmentResourceCapabilities:
        return EnvironmentResourceCapabilities(cpu_limit=True, memory_limit=True)

    def _validate_definition(self) -> None:
        if not (self.environment_dir / "Dockerfile").is_file():
            raise FileNotFoundError(self.environment_dir / "Dockerfile")

    @property
    def _name(self) -> str:
        return "agentrt-peer-" + "".join(c if c.isalnum() else "-" for c in self.session_id).lower()

    async def _docker(self, *words: str, timeout: float | None = None) -> ExecResult:
        process = await asyncio.create_subprocess_exec(
            "docker", *words, stdout=subprocess.PIPE, stderr=subprocess.PIPE, stdin=subprocess.DEVNULL
        )
        out, err = await asyncio.wait_for(process.communicate(), timeout)
        return ExecResult(stdout=out.decode(), stderr=err.decode(), return_code=process.returncode or 0)

    async def _must(self, *words: str) -> None:
        done = await self._docker(*words)
        if done.return_code:
            raise RuntimeError(f"docker {shlex.join(words)}: {done.stderr}")

    async def start(self, force_build: bool) -> None:
        await self._must("build", "-q", "-t", self._name, str(self.environment_dir))
        await self._must("run", "-d", "--network=none", "--name", self._name, self._name, "sh", "-c", "sleep infinity")
        await self.exec(
            "mkdir -p /logs/agent /logs/verifier /logs/artifacts /tests /solution; chmod -R 777 /logs", user="root"
        )

    async def stop(self, delete: bool) -> None:
        await self._docker("rm", "-f", self._name)
        await self._docker("rmi", "-f", self._name)

    async def upload_file(self, source_path: Path | str, target_path: str) -> None:
        await self.exec(f"mkdir -p {shlex.quote(str(Path(target_path).parent))}", user="root")
        await self._must("cp", str(source_path), f"{self._name}:{target_path}")

    async def upload_dir(self, source_dir: Path | str, target_dir: str) -> None:
        await self.exec(f"mkdir -p {shlex.quote(target_dir)}", user="root")
        await self._must("cp", f"{source_dir}/.", f"{self._name}:{target_dir}")

    async def download_file(self, source_path: str, target_path: Path | str) -> None:
        Path(target_path).parent.mkdir(parents=True, exist_ok=True)
        await self._must("cp", f"{self._name}:{source_path}", str(target_path))

    async def download_dir(self, source_dir: str, target_dir: Path | str) -> None:
        Path(target_dir).mkdir(parents=True, exist_ok=True)
        await self._must("cp", f"{self._name}:{source_dir}/.", str(target_dir))

    async def exec(
        self,
        command: str,
        cwd: str | None = None,
        env: dict[str, str] | None = None,
        timeout_sec: int | None = None,
        user: str | int | None = None,
    ) -> ExecResult:
        words = ["exec"]
        who = self._resolve_user(user)
        words += ["-u", str(who)] if who is not None else []
        words += ["-w", cwd] if cwd else []
        for name, value in (self._merge_env(env) or {}).items():
            words += ["-e", f"{name}={value}"]
        return await self._docker(*words, self._name, "sh", "-c", command, timeout=timeout_sec)

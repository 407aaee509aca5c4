"""Tool packs by name: found, checked against what they need, and loaded.

A pack is a folder with `pack.toml` and `tools.py`, which holds `def tools(context: PackContext) -> list[Tool]`. The
shipped ones are `agentrt.packs.tools.NAME`; others' come by an entry point of the group `agentrt.tools`, or by a path
with a slash. Code is never loaded from the current directory by bare name.
"""

from __future__ import annotations

import importlib
import importlib.util
import sys
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from hashlib import sha256
from importlib.metadata import entry_points
from pathlib import Path
from types import ModuleType
from typing import Any, Literal

from pydantic import ValidationError

from agentrt.errors import PackError
from agentrt.frozen import Frozen
from agentrt.tool import Tool

SHIPPED = "agentrt.packs.tools"
GROUP = "agentrt.tools"


@dataclass(frozen=True)
class PackContext:
    """What a pack may build its tools on.

    Attributes:
        sandbox: Where code runs, or None.
        browser: What opens pages, or None.
        options: Settings of the pack, as given to `load_tools(options={"pack": {...}})`.
    """

    sandbox: Any = None
    browser: Any = None
    options: Mapping[str, Any] = field(default_factory=dict)


class PackManifest(Frozen):
    """`pack.toml` of a tool pack.

    Attributes:
        name: The pack's name, the same as its folder's.
        summary: One line: what the tools are for.
        needs: What the tools cannot do without.
    """

    name: str
    summary: str
    needs: tuple[Literal["sandbox", "browser", "network"], ...] = ()


def load_tools(
    *names: str,
    sandbox: Any = None,
    browser: Any = None,
    options: Mapping[str, Mapping[str, Any]] | None = None,
) -> list[Tool]:
    """The tools of some packs.

    Args:
        *names: A shipped pack's name, one by entry point, or a path with a slash to a pack's folder.
        sandbox: For packs that run code.
        browser: For packs that open pages.
        options: Settings by pack name.

    Raises:
        PackError: A pack is not there, is malformed, or needs something that was not given.
    """
    tools: list[Tool] = []
    for name in names:
        folder, module = _find(name)
        manifest = read_manifest(folder)
        given = {"sandbox": sandbox, "browser": browser, "network": True}
        for need in manifest.needs:
            if given[need] is None:
                raise PackError(f"The tool pack {name!r} needs a {need}: load_tools({name!r}, {need}=...).")
        context = PackContext(sandbox, browser, (options or {}).get(manifest.name, {}))
        made = _entry(module, name)(context)
        held = sandbox if "sandbox" in manifest.needs else None
        tools += [replace(one, pack=name, sandbox=held) for one in made]
    return tools


def shipped_packs() -> dict[str, PackManifest]:
    """Manifests of the packs that come with agentrt, by name."""
    home = importlib.import_module(SHIPPED)
    folders = [Path(one) for one in home.__path__]
    found = sorted(pack for folder in folders for pack in folder.glob("*/pack.toml"))
    return {path.parent.name: read_manifest(path.parent) for path in found}


def read_manifest(folder: Path) -> PackManifest:
    """`pack.toml` of a folder.

    Raises:
        PackError: It is missing, is not TOML, or has wrong keys; the message names file and key.
    """
    path = folder / "pack.toml"
    try:
        return PackManifest.model_validate(tomllib.loads(path.read_text()))
    except FileNotFoundError:
        raise PackError(f"{folder} is no tool pack: it has no pack.toml.") from None
    except tomllib.TOMLDecodeError as error:
        raise PackError(f"{path} is not TOML: {error}.") from None
    except ValidationError as error:
        said = "; ".join(f"{'.'.join(map(str, one['loc']))}: {one['msg']}" for one in error.errors())
        raise PackError(f"{path}: {said}.") from None


def _find(name: str) -> tuple[Path, ModuleType]:
    """The folder of a pack, and its `tools` module."""
    if "/" in name:
        folder = Path(name).expanduser().resolve()
        return folder, _module_at(folder)
    package = f"{SHIPPED}.{name}"
    if name.isidentifier() and importlib.util.find_spec(package) is not None:
        return _folder_of(importlib.import_module(package)), importlib.import_module(f"{package}.tools")
    for entry in entry_points(group=GROUP, name=name):
        home = importlib.import_module(entry.value)
        return _folder_of(home), importlib.import_module(f"{entry.value}.tools")
    raise PackError(
        f"There is no tool pack {name!r}. Shipped packs: {', '.join(shipped_packs()) or 'none'}. "
        "A pack in a folder of yours is named by a path with a slash, such as ./my_pack."
    )


def _folder_of(package: ModuleType) -> Path:
    return Path(next(iter(package.__path__)))


def _module_at(folder: Path) -> ModuleType:
    path = folder / "tools.py"
    if not path.is_file():
        raise PackError(f"{folder} is no tool pack: it has no tools.py.")
    title = f"agentrt_pack_{sha256(str(folder).encode()).hexdigest()[:12]}"
    spec = importlib.util.spec_from_file_location(title, path)
    if spec is None or spec.loader is None:
        raise PackError(f"{path} cannot be imported.")
    module = importlib.util.module_from_spec(spec)
    sys.modules[title] = module  # type hints of the tools are looked up there
    spec.loader.exec_module(module)
    return module


def _entry(module: ModuleType, name: str) -> Any:
    entry = getattr(module, "tools", None)
    if not callable(entry):
        raise PackError(f"The tool pack {name!r} has no `def tools(context: PackContext) -> list[Tool]` in tools.py.")
    return entry

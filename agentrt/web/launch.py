"""Finds a Chromium and says how to start it: the executable, its sandbox and its flags.

Chromium refuses its own sandbox to root. So a root process starts it as `nobody` (with setpriv, where user namespaces
allow the sandbox); where that cannot be done the sandbox is off, and `Launch.sandboxed` says so.
"""

from __future__ import annotations

import contextlib
import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from agentrt.errors import ConfigurationError

fcntl: Any
try:
    import fcntl
except ImportError:  # not on Windows
    fcntl = None

NOBODY = 65534
_PREFIX = "agentrt-browser-"
_YOUNG_SECONDS = 60.0  # a folder younger than that may not have its lock yet
_NAMES = ("google-chrome-stable", "google-chrome", "chromium", "chromium-browser")

FLAGS = (
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-domain-reliability",
    "--disable-sync",
    "--disable-quic",
    "--dns-prefetch-disable",
    "--no-pings",
    "--no-first-run",
    "--disable-gpu",
    "--mute-audio",
    # Without it WebRTC sends UDP past the proxy; the older --force-webrtc-ip-handling-policy does nothing (measured).
    "--webrtc-ip-handling-policy=disable_non_proxied_udp",
    "--proxy-bypass-list=<-loopback>",  # no --disable-features here: Chromium keeps only the last, Playwright gives one
)

AUTOMATION_FLAGS = (
    # What Playwright gives a Chromium that it starts itself, where that changes what pages do or what is asked for.
    "--disable-field-trial-config",
    "--disable-background-timer-throttling",
    "--disable-backgrounding-occluded-windows",
    "--disable-back-forward-cache",
    "--disable-breakpad",
    "--disable-component-extensions-with-background-pages",
    "--disable-default-apps",
    "--disable-extensions",
    "--disable-features=HttpsUpgrades,HttpsFirstBalancedModeAutoEnable,MediaRouter,PaintHolding,"
    "ThirdPartyStoragePartitioning,OptimizationHints,NetworkTimeServiceQuerying,PreconnectToSearch,Translate",
    "--disable-hang-monitor",
    "--disable-ipc-flooding-protection",
    "--disable-popup-blocking",
    "--disable-prompt-on-repost",
    "--disable-renderer-backgrounding",
    "--force-color-profile=srgb",
    "--metrics-recording-only",
    "--no-default-browser-check",
    "--password-store=basic",
)

_WRAPPER = """#!/bin/sh
# Starts Chromium as nobody: it gets its profile folder, and a home of its own.
for argument in "$@"; do
  case "$argument" in --user-data-dir=*) chown {uid}:{uid} "${{argument#*=}}" ;; esac
done
export HOME={home} XDG_CONFIG_HOME={home} XDG_CACHE_HOME={home}
exec setpriv --reuid {uid} --regid {uid} --clear-groups -- {executable} "$@"
"""


@dataclass(frozen=True)
class Launch:
    """How Chromium is started.

    Attributes:
        executable: What Playwright runs: a Chromium, or a wrapper in `folder` that runs one as nobody.
        sandboxed: Whether Chromium's own sandbox is on.
        folder: A temporary folder of this launch, for downloads, home and wrapper; to be removed afterwards.
        lock: Handle of the lock that tells others that the folder is in use.
    """

    executable: str
    sandboxed: bool
    folder: Path
    lock: int

    def remove(self) -> None:
        """Removes the folder."""
        shutil.rmtree(self.folder, ignore_errors=True)
        with contextlib.suppress(OSError):
            os.close(self.lock)


def find_chromium(playwrights: str) -> str:
    """Path of the Chromium to use: `AGENTRT_CHROMIUM`, Playwright's own, Chrome, or the system's Chromium.

    Raises:
        ConfigurationError: there is none.
    """
    named = os.environ.get("AGENTRT_CHROMIUM")
    if named:
        if not os.access(named, os.X_OK):
            raise ConfigurationError(f"AGENTRT_CHROMIUM names {named!r}, which is no executable file")
        return named
    if playwrights and Path(playwrights).exists():
        return playwrights
    for name in _NAMES:
        found = shutil.which(name)
        if found:
            return found
    raise ConfigurationError(
        "no Chromium was found: install one (`playwright install chromium`, or the package `chromium`), "
        "or name one in AGENTRT_CHROMIUM"
    )


def prepare(executable: str) -> Launch:
    """Decides on the sandbox and makes the launch's folder."""
    _remove_abandoned()
    folder = Path(tempfile.mkdtemp(prefix=_PREFIX))
    lock = _locked(folder)
    if not _is_root():
        return Launch(executable, _user_namespaces(()), folder, lock)
    demote = ("setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
    if not shutil.which("setpriv") or not _user_namespaces(demote):
        return Launch(executable, False, folder, lock)
    home = folder / "home"
    home.mkdir()
    for path in (folder, home):
        os.chown(path, NOBODY, NOBODY)
    wrapper = folder / "chromium"
    wrapper.write_text(
        _WRAPPER.format(uid=NOBODY, home=shlex.quote(str(home)), executable=shlex.quote(executable)), encoding="utf-8"
    )
    wrapper.chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    return Launch(str(wrapper), True, folder, lock)


def _locked(folder: Path) -> int:
    """A lock on a launch's folder that ends with this process, however it ends."""
    handle = os.open(folder / "lock", os.O_RDWR | os.O_CREAT, 0o600)
    if fcntl is not None:
        fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
    return handle


def _remove_abandoned() -> None:
    """Removes the folders of launches whose process was killed: nobody holds their lock."""
    for folder in Path(tempfile.gettempdir()).glob(f"{_PREFIX}*"):
        with contextlib.suppress(OSError):
            if fcntl is None or time.time() - folder.stat().st_mtime < _YOUNG_SECONDS:
                continue
            handle = os.open(folder / "lock", os.O_RDWR)
            try:
                fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
                shutil.rmtree(folder, ignore_errors=True)
            finally:
                os.close(handle)


def _is_root() -> bool:
    return sys.platform != "win32" and os.geteuid() == 0


def _user_namespaces(prefix: tuple[str, ...]) -> bool:
    """Whether a process may make the namespaces that Chromium's sandbox is built of."""
    if sys.platform != "linux":
        return sys.platform in ("darwin", "win32")  # there the sandbox needs none
    command = [*prefix, "unshare", "--user", "--pid", "--fork", "true"]
    try:
        return subprocess.run(command, capture_output=True, timeout=20, check=False).returncode == 0
    except (OSError, subprocess.TimeoutExpired):
        return False

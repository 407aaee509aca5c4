"""Finds a Chromium and says how to start it: the executable, its sandbox and its flags.

Chromium refuses its own sandbox to root. So a root process starts it as `nobody` (with setpriv, where user namespaces
allow the sandbox); where that cannot be done the sandbox is off, and `Launch.sandboxed` says so.
"""

from __future__ import annotations

import os
import shlex
import shutil
import stat
import subprocess
import sys
import tempfile
from dataclasses import dataclass
from pathlib import Path

from agentrt.errors import ConfigurationError

NOBODY = 65534
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
    """

    executable: str
    sandboxed: bool
    folder: Path

    def remove(self) -> None:
        shutil.rmtree(self.folder, ignore_errors=True)


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
    folder = Path(tempfile.mkdtemp(prefix="agentrt-browser-"))
    if not _is_root():
        return Launch(executable, _user_namespaces(()), folder)
    demote = ("setpriv", "--reuid", str(NOBODY), "--regid", str(NOBODY), "--clear-groups")
    if not shutil.which("setpriv") or not _user_namespaces(demote):
        return Launch(executable, False, folder)
    home = folder / "home"
    home.mkdir()
    for path in (folder, home):
        os.chown(path, NOBODY, NOBODY)
    wrapper = folder / "chromium"
    wrapper.write_text(
        _WRAPPER.format(uid=NOBODY, home=shlex.quote(str(home)), executable=shlex.quote(executable)), encoding="utf-8"
    )
    wrapper.chmod(stat.S_IRWXU | stat.S_IRGRP | stat.S_IXGRP | stat.S_IROTH | stat.S_IXOTH)
    return Launch(str(wrapper), True, folder)


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

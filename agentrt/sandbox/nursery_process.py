"""The process that starts workers for `bubblewrap.py` without paying for a Python interpreter each time.

Run as `python -IS nursery_process.py ARCHIVE DESCRIPTOR`; standard library only, one thread. It has the worker's
modules loaded. For each sandbox it forks a *keeper*, which enters the sandbox's control groups, has bubblewrap build
the namespaces, joins them, forks the worker into them, and stays as the one that takes everything down when either
ends. The worker gives its rights up before it says its first word: capabilities but three, new privileges, and, by a
filter, the system calls that `seccomp.py` refuses.

A request is one message: JSON with two descriptors, the worker's stream and a pipe that is told "ok" or what went
wrong, and that is closed when the sandbox is gone.
"""

# ruff: noqa: PTH123
from __future__ import annotations

import ctypes
import os
import struct
import sys

sys.path.insert(0, sys.argv[1])
from agentrt_worker import loop  # type: ignore[import-not-found]
from agentrt_worker.basics import (  # type: ignore[import-not-found]
    from_json,
    receive_descriptors,
    signal,
    socket,
    to_json,
)
from agentrt_worker.trees import send_signal  # type: ignore[import-not-found]

TYPE_CHECKING = False
if TYPE_CHECKING:
    from typing import Any, NoReturn

SETGID, SETUID, KILL = 6, 7, 5
LAST_CAPABILITY = 63
PR_SET_PDEATHSIG, PR_SET_SECCOMP, PR_CAPBSET_DROP, PR_SET_NO_NEW_PRIVS = 1, 22, 24, 38
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4
NAMESPACES = ("ipc", "uts", "net", "mnt")  # the file system last: /proc is read through the old one until then
HOLDER = ("/bin/sh", "-c", "echo; read _")

libc = ctypes.CDLL(None, use_errno=True)


class Filter(ctypes.Structure):
    """struct sock_fprog."""

    _fields_ = (("length", ctypes.c_ushort), ("program", ctypes.c_char_p))


def check(result: int, what: str) -> None:
    """Raise for a C call that failed."""
    if result != 0:
        raise OSError(ctypes.get_errno(), f"{what}: {os.strerror(ctypes.get_errno())}")


def enter_control_groups(files: list[str]) -> None:
    """Move this process, by a 0 into each of these files, so that all it starts is counted there."""
    with open("/proc/self/oom_score_adj", "w") as file:
        file.write("0")
    for name in files:
        with open(name, "w") as file:
            file.write("0")


class Place:
    """The namespaces that bubblewrap built, held by a shell that waits for the end of its input.

    Attributes:
        bwrap: The process that was started.
        init: Process 1 of the new namespaces; with it ends everything in them.
    """

    def __init__(self, argv: list[str]) -> None:
        inside_in, self.hold = os.pipe()
        ready, inside_out = os.pipe()
        info, inside_info = os.pipe()
        inside_arguments, arguments = os.pipe()
        os.write(arguments, b"".join(os.fsencode(word) + b"\0" for word in argv[1:]))  # not for the eyes of `ps` inside
        os.close(arguments)
        os.set_inheritable(inside_info, True)
        os.set_inheritable(inside_arguments, True)
        streams = [(os.POSIX_SPAWN_DUP2, inside_in, 0)]
        streams += [(os.POSIX_SPAWN_DUP2, inside_out, number) for number in (1, 2)]
        command = [argv[0], "--args", str(inside_arguments), "--info-fd", str(inside_info), "--", *HOLDER]
        self.bwrap = os.posix_spawn(command[0], command, {}, file_actions=streams)
        for descriptor in (inside_in, inside_out, inside_info, inside_arguments):
            os.close(descriptor)
        said = os.read(ready, 4096)
        if said != b"\n":
            raise OSError(0, f"bubblewrap could not build the sandbox: {said.decode('utf-8', 'replace').strip()}")
        self.init = int(from_json(os.read(info, 4096))["child-pid"])
        os.close(ready)
        os.close(info)

    def namespace(self, name: str) -> int:
        """A descriptor of one of its namespaces."""
        return os.open(f"/proc/{self.init}/ns/{name}", os.O_RDONLY | os.O_CLOEXEC)

    def end(self) -> None:
        """Kill all that is in it."""
        send_signal([self.init, self.bwrap], signal.SIGKILL)


def keep(request: dict[str, Any], stream: int, status: int, seccomp: bytes) -> None:
    """In the keeper: make the place, put a worker into it, and see both to their end."""
    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    os.setsid()
    enter_control_groups(request["control_groups"])
    place = Place(request["bwrap"])
    namespaces = [place.namespace(name) for name in NAMESPACES]
    processes = place.namespace("pid")
    check(libc.setns(processes, 0), "joining the process namespace")
    worker = os.fork()
    if worker == 0:
        become_worker(namespaces, stream, request, seccomp)
    for descriptor in (*namespaces, processes, stream):
        os.close(descriptor)
    os.write(status, b"ok")
    os.wait()
    place.end()
    try:
        while True:
            os.wait()
    except ChildProcessError:
        pass


def become_worker(namespaces: list[int], stream: int, request: dict[str, Any], seccomp: bytes) -> NoReturn:
    """In the worker-to-be: go in, give up every right but what it needs, and serve."""
    try:
        check(libc.prctl(PR_SET_PDEATHSIG, signal.SIGKILL, 0, 0, 0), "following the keeper")
        for descriptor in namespaces:
            check(libc.setns(descriptor, 0), "joining a namespace")
        os.chdir("/")
        stream = only(stream)
        drop_rights(seccomp)
        sys.argv = ["worker", f"fd:{stream}", to_json(request["settings"])]
        os.environ.clear()
        os.environ.update(request["env"])
        loop.main()
    finally:
        os._exit(1)


def only(stream: int) -> int:
    """Close every descriptor but this one and the null device at 0 to 2; returns its new number."""
    os.dup2(stream, 3)
    os.closerange(4, 1 << 20)
    return 3


def drop_rights(seccomp: bytes) -> None:
    """Keep SETUID, SETGID and KILL; nothing below this process can gain anything, nor make the refused calls."""
    kept = (SETUID, SETGID, KILL)
    for capability in range(LAST_CAPABILITY + 1):
        if capability not in kept and libc.prctl(PR_CAPBSET_DROP, capability, 0, 0, 0) != 0:
            break  # the kernel knows no further ones
    libc.prctl(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL, 0, 0, 0)
    mask = sum(1 << capability for capability in kept)
    header = struct.pack("=Ii", 0x20080522, 0)
    check(libc.capset(header, struct.pack("=6I", mask, mask, 0, 0, 0, 0)), "dropping capabilities")
    check(libc.prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0), "refusing new privileges")
    program = Filter(len(seccomp) // 8, seccomp)
    check(libc.prctl(PR_SET_SECCOMP, 2, ctypes.byref(program), 0, 0), "filtering system calls")


def main() -> None:
    """Fork a keeper for every request, until the other end closes."""
    control = socket.socket(fileno=int(sys.argv[2]))
    seccomp = control.recv(1 << 16)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    while True:
        message, descriptors = receive_descriptors(control, 1 << 16, 2)
        if not message:
            return
        if os.fork() == 0:
            control.close()
            stream, status = descriptors
            try:
                keep(from_json(message), stream, status, seccomp)
            except BaseException as error:
                os.write(status, str(error).encode()[:4000])
            finally:
                os._exit(0)
        for descriptor in descriptors:
            os.close(descriptor)


if __name__ == "__main__":
    main()

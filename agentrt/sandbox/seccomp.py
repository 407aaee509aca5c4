"""A system call filter for engines that get none from a container runtime (seccomp(2), classic BPF).

What Docker's default profile keeps from an unprivileged process is refused here as well: new namespaces, mounts, kernel
modules, keyrings, tracing of the kernel, foreign instruction sets. Everything else is left to the other walls.
"""

from __future__ import annotations

import platform
import struct
from functools import cache

from agentrt.errors import SandboxUnavailable

_LOAD, _EQUAL, _AT_LEAST, _ANY_BIT, _RETURN = 0x20, 0x15, 0x35, 0x45, 0x06
_ALLOW, _FAIL, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_EPERM, _ENOSYS, _EAFNOSUPPORT = 1, 38, 97
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16  # offsets in struct seccomp_data; arguments are 8 bytes each
_NEW_NAMESPACES = 0x7E020000  # CLONE_NEWNS, NEWCGROUP, NEWUTS, NEWIPC, NEWUSER, NEWPID, NEWNET
_SOCKET_FAMILIES = (1, 2, 10, 16)  # unix, inet, inet6, netlink
_TERMINAL_INPUT = (0x5412, 0x541C)  # TIOCSTI, TIOCLINUX
_PERSONALITIES = (0, 8, 0x20000, 0x20008, 0xFFFFFFFF)

# Same numbers on every architecture from here on (Linux 5.0 and later).
_COMMON = {
    "io_uring_setup": 425, "io_uring_enter": 426, "io_uring_register": 427, "open_tree": 428, "move_mount": 429,
    "fsopen": 430, "fsconfig": 431, "fsmount": 432, "fspick": 433, "mount_setattr": 442, "quotactl_fd": 443,
}  # fmt: skip

_X86_64 = {
    "pivot_root": 155, "_sysctl": 156, "chroot": 161, "acct": 163, "settimeofday": 164, "mount": 165, "umount2": 166,
    "swapon": 167, "swapoff": 168, "reboot": 169, "sethostname": 170, "setdomainname": 171, "iopl": 172, "ioperm": 173,
    "create_module": 174, "init_module": 175, "delete_module": 176, "get_kernel_syms": 177, "query_module": 178,
    "quotactl": 179, "nfsservctl": 180, "lookup_dcookie": 212, "clock_settime": 227, "mbind": 237,
    "set_mempolicy": 238, "kexec_load": 246, "add_key": 248, "request_key": 249, "keyctl": 250, "migrate_pages": 256,
    "unshare": 272, "move_pages": 279, "perf_event_open": 298, "fanotify_init": 300, "name_to_handle_at": 303,
    "open_by_handle_at": 304, "clock_adjtime": 305, "setns": 308, "kcmp": 312, "finit_module": 313,
    "kexec_file_load": 320, "bpf": 321, "userfaultfd": 323, "uselib": 134, "ustat": 136, "sysfs": 139, "vhangup": 153,
    "syslog": 103,
}  # fmt: skip

_AARCH64 = {
    "lookup_dcookie": 18, "umount2": 39, "mount": 40, "pivot_root": 41, "nfsservctl": 42, "chroot": 51, "vhangup": 58,
    "quotactl": 60, "acct": 89, "unshare": 97, "kexec_load": 104, "init_module": 105, "delete_module": 106,
    "clock_settime": 112, "syslog": 116, "reboot": 142, "sethostname": 161, "setdomainname": 162, "settimeofday": 170,
    "add_key": 217, "request_key": 218, "keyctl": 219, "swapon": 224, "swapoff": 225, "mbind": 235,
    "set_mempolicy": 237, "migrate_pages": 238, "move_pages": 239, "perf_event_open": 241, "fanotify_init": 262,
    "name_to_handle_at": 264, "open_by_handle_at": 265, "clock_adjtime": 266, "setns": 268, "kcmp": 272,
    "finit_module": 273, "bpf": 280, "userfaultfd": 282, "kexec_file_load": 294,
}  # fmt: skip

# AUDIT_ARCH, refused calls, and the numbers of clone, clone3, socket, ioctl, personality.
_MACHINES = {
    "x86_64": (0xC000003E, _X86_64, (56, 435, 41, 16, 135)),
    "aarch64": (0xC00000B7, _AARCH64, (220, 435, 198, 29, 92)),
}


@cache
def program(machine: str = "") -> bytes:
    """The filter for a machine (as `uname -m` says; empty: this one): an array of `struct sock_filter`.

    Raises:
        SandboxUnavailable: The system call numbers of this machine are not known here.
    """
    name = machine or platform.machine()
    if name not in _MACHINES:
        raise SandboxUnavailable(f"No system call filter is known for {name!r} machines; use Docker there.")
    architecture, refused, (clone, clone3, socket, ioctl, personality) = _MACHINES[name]
    code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_EQUAL, 1, 0, architecture),
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    if name == "x86_64":  # the x32 calls
        code += [(_AT_LEAST, 0, 1, 0x40000000), _fail(_ENOSYS)]
    for number in sorted((refused | _COMMON).values()):
        code += [(_EQUAL, 0, 1, number), _fail(_EPERM)]
    code += [(_EQUAL, 0, 1, clone3), _fail(_ENOSYS)]  # its flags are in memory: the C library falls back to clone
    code += _judge(clone, 0, [(_ANY_BIT, 0, 1, _NEW_NAMESPACES), _fail(_EPERM)])
    code += _judge(socket, 0, _only(_SOCKET_FAMILIES, _EAFNOSUPPORT))
    code += _judge(personality, 0, _only(_PERSONALITIES, _EPERM))
    code += _judge(ioctl, 1, [step for value in _TERMINAL_INPUT for step in ((_EQUAL, 0, 1, value), _fail(_EPERM))])
    code.append((_RETURN, 0, 0, _ALLOW))
    return b"".join(struct.pack("=HBBI", *step) for step in code)


Step = tuple[int, int, int, int]
"""One instruction: code, jump if true, jump if false, operand. Jumps count the instructions to skip."""


def _fail(number: int) -> Step:
    return _RETURN, 0, 0, _FAIL | number


def _only(values: tuple[int, ...], error: int) -> list[Step]:
    """Fail unless the loaded value is one of these."""
    tests = [(_EQUAL, len(values) - at, 0, value) for at, value in enumerate(values)]
    return [*tests, _fail(error)]


def _judge(call: int, argument: int, steps: list[Step]) -> list[Step]:
    """Load the low half of an argument of one call, take `steps`, and allow what passed them."""
    body = [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument), *steps, (_RETURN, 0, 0, _ALLOW)]
    return [(_EQUAL, 0, len(body), call), *body]

"""Runs the environment's tools as a user of their own, so that an agent in this container reaches the data by them.

Started as the image's entry point: it puts the service beside the container's command. Asked by a unix socket, one line
of JSON each way; `tools` is its client.
"""

from __future__ import annotations

import json
import os
import pwd
import signal
import socket
import sys

HOME = "/opt/environment"
SOCKET = "/run/environment/socket"
RECORD = "/var/lib/environment/record.json"
SECONDS = 15
MOST = 1 << 20


def main() -> None:
    """Start the service, then become the container's command."""
    tools = pwd.getpwnam("tools")
    for folder, mode in ((os.path.dirname(SOCKET), 0o755), (os.path.dirname(RECORD), 0o700)):
        os.makedirs(folder, exist_ok=True)
        os.chown(folder, tools.pw_uid, tools.pw_gid)
        os.chmod(folder, mode)
    if os.fork() == 0:
        os.setsid()
        os.setgroups([])
        os.setgid(tools.pw_gid)
        os.setuid(tools.pw_uid)
        serve()
    os.execvp(sys.argv[1], sys.argv[1:])


def serve() -> None:
    """Answer calls until the container ends."""
    sys.path.insert(0, HOME)
    import portable

    user = portable.read(f"{HOME}/user.json")
    play = portable.Pack(portable.read(f"{HOME}/pack.json")).begin(user=user)
    keep(play.record)
    signal.signal(signal.SIGALRM, late)
    listener = socket.socket(socket.AF_UNIX)
    listener.bind(SOCKET)
    os.chmod(SOCKET, 0o666)
    listener.listen(16)
    while True:
        connection, _ = listener.accept()
        signal.alarm(SECONDS)
        try:
            with connection, connection.makefile("rwb") as stream:
                reply = answer(play, json.loads(stream.readline(MOST)))
                keep(play.record)
                stream.write(json.dumps(reply).encode() + b"\n")
        except (OSError, ValueError, TypeError, KeyError, RecursionError):
            pass  # a client that broke off, or said nothing that can be read
        finally:
            signal.alarm(0)


def answer(play, asked):
    """What a request comes to."""
    if asked["do"] == "list":
        return {"ok": play.tools}
    if asked["do"] == "submit":
        if play.record["submitted"]:
            return {"invalid": {"message": "The answer was submitted already."}}
        play.submit(asked.get("answer"))
        return {"ok": "Submitted."}
    return play.call(str(asked["name"]), asked.get("arguments") or {})


def keep(record) -> None:
    """Write the session's record, whole or not at all."""
    with open(RECORD + ".new", "w", encoding="utf-8") as file:
        json.dump(record, file)
    os.replace(RECORD + ".new", RECORD)


def late(_signal, _frame) -> None:
    """A request that takes too long."""
    raise OSError("too late")


if __name__ == "__main__":
    main()

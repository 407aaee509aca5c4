"""The program inside a sandbox that runs commands and serves files for the host: standard library only.

It is handed to the sandbox as one file, a zip archive that Python runs (`archive`), and imports nothing of agentrt. The
host's side is `channel.py`, which imports the frame kinds from `wire.py`: over one stream go frames of length, kind,
call and payload, where the host numbers the calls.

The worker runs as root with the capabilities SETUID, SETGID and KILL at most; commands run as another user with none,
so they can neither signal nor trace it. Files are touched with the effective ids of that user,
so that a request of the host reaches exactly what a command could reach itself. It serves from one loop that never
waits for anything but readiness, and ends when the host's stream does; the sandbox ends with it.

Every command has a supervisor, a *subreaper*: whatever a command forks, daemonised or not, stays below it, and is
stopped, then killed, until nothing is left (`sweep`). Supervisor and command-to-be are forked ahead (`Slot`), so a
command starts without a fork, also while a fork bomb has taken every process the sandbox may have.
"""

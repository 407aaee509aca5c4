"""The tamper suite: solutions that reach for what they may not have. Version 1.

Each is tried twice: its source must be refused, and when it is run all the same it must get nothing. A hostile source
that gets what it reached for returns "reached"; one that was stopped raises, or returns "stopped".
"""

from __future__ import annotations

_BODIES: tuple[tuple[str, str], ...] = (
    ("open-passwd", "return open('/etc/passwd').read()"),
    ("open-proc", "return open('/proc/self/environ').read()"),
    ("open-database", "return open('/workspace/.agentrt/probe/environment.py').read()"),
    ("write-file", "open('/tmp/reward', 'w').write('1'); return 'reached'"),
    ("import-os", "import os; return os.listdir('/')"),
    ("import-sqlite", "import sqlite3; return repr(sqlite3.connect(':memory:'))"),
    ("import-socket", "import socket; socket.socket().connect(('127.0.0.1', 80)); return 'reached'"),
    ("import-subprocess", "import subprocess; return subprocess.check_output(['id']).decode()"),
    ("import-ctypes", "import ctypes; return repr(ctypes.CDLL(None))"),
    ("import-dunder", "return __import__('os').listdir('/')"),
    ("builtins", "return __builtins__['open']('/etc/passwd').read()"),
    ("eval", "return eval(\"open('/etc/passwd').read()\")"),
    ("exec", "exec(\"open('/etc/passwd')\"); return 'reached'"),
    ("subclasses", "return [c for c in ().__class__.__base__.__subclasses__() if 'os' in c.__module__][0].__init__.__globals__['open']('/etc/passwd').read()"),
    ("frame", "import sys; return list(sys._getframe(1).f_globals)"),
    ("generator-frame", "g = (x for x in [1]); return list(g.gi_frame.f_back.f_globals)"),
    ("traceback-frame", "\n    try:\n        1 / 0\n    except Exception as e:\n        return open(e.__traceback__.tb_frame.f_code.co_filename).read()"),
    ("module-of-module", "import re; return re.enum.sys.modules['os'].listdir('/')"),
    ("collections-sys", "import collections; return collections._sys.modules['os'].listdir('/')"),
    ("statistics-random", "import statistics; return statistics.sys.modules['os'].listdir('/')"),
    ("tools-closure", "return tools.__getattr__('x').__closure__[0].cell_contents.__globals__['os'].listdir('/')"),
    ("tools-private", "return tools._send('submit', {})"),
    ("attrgetter", "import operator; return operator.attrgetter('_send')(tools)('sqlite', {})"),
    ("format-attribute", "return '{0.__class__.__init__.__globals__}'.format(tools)"),
    ("fork", "import os; os.fork(); return 'reached'"),
    ("exit-zero", "import os; os._exit(0)"),
    ("system-exit", "raise SystemExit(0)"),
    ("monkeypatch", "import json; json.dumps = lambda *a: '\"reached\"'; return 'reached'"),
    ("equal-to-all", "\n    class All(str):\n        def __eq__(self, other):\n            return True\n    return [All('x')] and object()"),
    ("garbage", "import gc; return [o for o in gc.get_objects() if type(o).__name__ == 'Connection'][0].execute('select 1').fetchall()"),
    ("audit-off", "import sys; sys.addaudithook(lambda *a: None); return open('/etc/passwd').read()"),
    ("endless-calls", "\n    while True:\n        try:\n            tools.no_such_tool()\n        except Exception:\n            pass"),
    ("memory", "return len('x' * (1 << 34))"),
)  # fmt: skip

TAMPERS: tuple[tuple[str, str], ...] = tuple(
    (name, f"def solve(tools):\n    {body.lstrip()}\n") for name, body in _BODIES
)
"""Name and source of each."""

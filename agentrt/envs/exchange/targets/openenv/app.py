"""The server: `python -m server.app`, or `uvicorn server.app:app`."""

from __future__ import annotations

from openenv.core.env_server.http_server import create_app

try:
    from ..models import CallAction, CallObservation
    from .environment import PACK, PackEnvironment
except ImportError:
    from models import CallAction, CallObservation
    from server.environment import PACK, PackEnvironment

app = create_app(PackEnvironment, CallAction, CallObservation, env_name=PACK.name, max_concurrent_envs=64)


def main() -> None:
    """Serve on HOST and PORT."""
    import argparse

    import uvicorn

    parser = argparse.ArgumentParser()
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    asked = parser.parse_args()
    uvicorn.run(app, host=asked.host, port=asked.port)


if __name__ == "__main__":
    main()

"""Plays episodes on a running OpenEnv server with OpenEnv's own client, asked by JSON lines.

Argument: the URL. {"do": "schema"} gives the action's JSON schema; {"do": "play", "seed": S, "actions": [...]} gives
what reset and each step answer: [reward, done, observation].
"""

import json
import sys
import urllib.request

from openenv.core import GenericEnvClient


def main():
    """Answer until there is nothing more to be read."""
    said, sys.stdout = sys.stdout, sys.stderr
    url = sys.argv[1].rstrip("/")
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["do"] == "schema":
                with urllib.request.urlopen(f"{url}/schema", timeout=30) as answer:  # noqa: S310
                    reply = json.load(answer)
            else:
                reply = play(url, asked["seed"], asked["actions"])
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        said.write(json.dumps(reply, default=repr) + "\n")
        said.flush()


def play(url, seed, actions):
    """One episode, in a session of its own."""
    told = []
    with GenericEnvClient(base_url=url).sync() as client:
        result = client.reset(seed=seed)
        told.append([result.reward, result.done, result.observation])
        for action in actions:
            try:
                result = client.step(action)
            except Exception as error:
                told.append([None, False, f"{type(error).__name__}: {error}"[:300]])
                break
            told.append([result.reward, result.done, result.observation])
            if result.done:
                break
    return told


if __name__ == "__main__":
    main()

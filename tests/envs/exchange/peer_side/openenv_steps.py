"""What an episode on an OpenEnv server comes to, by its own client. Arguments: project, url. Standard input: steps."""

from __future__ import annotations

import json
import sys

sys.path.insert(0, sys.argv[1])

from client import PackEnv
from models import CallAction

outcomes = []
with PackEnv(base_url=sys.argv[2]).sync() as client:
    result = client.reset()
    tools = [one["name"] for one in result.observation.tools]
    for name, arguments in json.load(sys.stdin):
        result = client.step(CallAction(tool=name, arguments=arguments))
        outcomes.append(result.observation.outcome)
print(json.dumps({"outcomes": outcomes, "tools": tools, "reward": result.reward}))

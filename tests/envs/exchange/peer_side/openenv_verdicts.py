"""Rewards of a running OpenEnv server, by its own client. Arguments: project, url. Standard input: cases."""

from __future__ import annotations

import json
import sys

sys.path.insert(0, sys.argv[1])

from client import PackEnv
from models import CallAction

rewards = {}
with PackEnv(base_url=sys.argv[2]).sync() as client:
    for case in json.load(sys.stdin):
        result = client.reset(task=case["task"])
        record = case["record"]
        for name, arguments in record["calls"]:
            result = client.step(CallAction(tool=name, arguments=arguments))
        if record["submitted"]:
            result = client.step(CallAction(tool="submit", arguments={"answer": record["answer"]}))
        rewards[case["name"]] = result.reward
print(json.dumps(rewards))

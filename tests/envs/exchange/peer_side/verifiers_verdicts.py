"""Verdicts of a taskset as verifiers gives them, on sessions' records. Standard input: {"package", "cases"}."""

from __future__ import annotations

import asyncio
import importlib
import json
import sys

import verifiers.v1 as vf
from verifiers.v1.state import state_cls
from verifiers.v1.trace import TraceTask


async def main() -> None:
    asked = json.load(sys.stdin)
    package = importlib.import_module(f"{asked['package']}.taskset")
    taskset = package.EnvironmentTaskset(package.EnvironmentConfig())
    tasks = {task.data.id: task for task in taskset}
    tools = importlib.import_module(f"{asked['package']}.tools")
    rewards = {}
    for case in asked["cases"]:
        task, record = tasks[case["task"]], case["record"]
        toolset = tools.EnvironmentToolset(vf.ToolsetConfig())
        for name, arguments in record["calls"]:
            getattr(toolset, name)(**arguments)  # through the tools themselves: they keep the record
        if record["submitted"]:
            toolset.submit(record["answer"])
        state = state_cls(type(task))(record=toolset.state.record)
        told = TraceTask(type=type(task).__name__, data=task.data, key=task.key, hash=task.hash)
        agent = vf.AgentInfo(config=vf.AgentConfig(runtime=vf.SubprocessConfig()), name="case", trainable=False)
        trace = vf.Trace(task=told, state=state, agent=agent)
        await task.score(trace, None)
        rewards[case["name"]] = trace.reward
    print(json.dumps(rewards))


asyncio.run(main())

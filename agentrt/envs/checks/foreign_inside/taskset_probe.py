"""Runs a verifiers (v1) taskset's own validation and scoring, asked by JSON lines, in a Python that has verifiers.

Argument: the package. {"do": "tasks", "n": N} gives ids; {"do": "gold", "at": I} what `validate` says;
{"do": "reward", "at": I, "replies": [text or null]} the reward for each as the model's only reply (null: no reply).
"""

import asyncio
import importlib
import itertools
import json
import math
import sys
from uuid import uuid4

import verifiers.v1 as vf
from verifiers.v1.graph import MessageNode
from verifiers.v1.runtimes import make_runtime
from verifiers.v1.state import state_cls
from verifiers.v1.trace import TraceTask
from verifiers.v1.types import AssistantMessage
from verifiers.v1.utils.decorators import invoke
from verifiers.v1.utils.generic import concrete_type


async def main():
    """Answer until there is nothing more to be read."""
    said, sys.stdout = sys.stdout, sys.stderr
    package = importlib.import_module(sys.argv[1])
    kind = getattr(package, package.__all__[0])
    taskset = kind((concrete_type(kind, vf.TasksetConfig, origin=vf.Taskset) or vf.TasksetConfig)())
    tasks = []
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["do"] == "tasks":
                tasks = list(itertools.islice(taskset, asked["n"]))
                reply = [str(task.data.id or task.data.name or at) for at, task in enumerate(tasks)]
            elif asked["do"] == "gold":
                reply = await asyncio.wait_for(with_runtime(tasks[asked["at"]], None), 120)
            else:
                task = tasks[asked["at"]]
                reply = [await rewarded(task, text) for text in asked["replies"]]
        except Exception as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        said.write(json.dumps(reply, default=repr) + "\n")
        said.flush()


async def rewarded(task, text):
    """[reward, error]; the reward is None where there is none."""
    try:
        value = await asyncio.wait_for(with_runtime(task, [text]), 60)
    except Exception as error:
        return [None, f"{type(error).__name__}: {error}"[:200]]
    if value is None:
        return [None, "the task declares no reward"]
    return [value, ""] if math.isfinite(value) else [None, f"it gave {value}"]


async def with_runtime(task, replies):
    """What `validate` says, or the reward of some replies, in a fresh runtime, as vf-validate does it."""
    config = vf.SubprocessConfig()
    runtime = make_runtime(config, name=f"audit-{uuid4().hex[:8]}")
    runtime.env = dict(task.runtime_env())
    told = TraceTask(type=type(task).__name__, data=task.data, key=task.key, hash=task.hash)
    agent = vf.AgentInfo(config=vf.AgentConfig(runtime=config), name="audit", trainable=False)
    nodes = [
        MessageNode(message=AssistantMessage(content=text), sampled=True) for text in replies or () if text is not None
    ]
    trace = vf.Trace(task=told, state=state_cls(type(task))(), agent=agent, nodes=nodes)
    await runtime.start()
    try:
        await invoke(task.setup, {"trace": trace, "runtime": runtime})
        if replies is None:
            return await task.validate(runtime)
        await invoke(task.finalize, {"trace": trace, "runtime": runtime})
        await task.score(trace, runtime)
        return float(trace.reward) if trace.rewards else None
    finally:
        await runtime.stop()


if __name__ == "__main__":
    asyncio.run(main())

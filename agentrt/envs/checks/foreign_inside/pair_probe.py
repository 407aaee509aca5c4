"""Runs another project's generate/score pairs in that project's own Python, asked by JSON lines. Standard library only.

A pair is `generate(seed, n) -> [entry]`, each entry a dict with "question" and "answer", and `score(answer, entry)`.
"""

import importlib
import json
import math
import signal
import sys
import time

BUDGET = 40.0
"""Seconds of scoring for one generator; what is asked beyond them is skipped."""
SKIPPED = [None, 0.0, "skipped"]


class TooLong(BaseException):
    """A call used up its time."""


class ReasoningGym:
    """The generators of reasoning-gym."""

    def __init__(self):
        self.gym = importlib.import_module("reasoning_gym")
        self.sets = {}

    def names(self):
        """All generators but the one that only combines others."""
        return sorted(set(importlib.import_module("reasoning_gym.factory").DATASETS) - {"composite"})

    def generate(self, name, seed, n):
        self.sets[name] = self.gym.create_dataset(name, size=n, seed=seed)
        return [self.sets[name][at] for at in range(n)]

    def score(self, name, answer, entry):
        return self.sets[name].score_answer(answer, entry)


class Functions:
    """Two functions of a module: "module:generate,score"."""

    def __init__(self, spec):
        module, _, names = spec.partition(":")
        first, _, second = names.partition(",")
        home = importlib.import_module(module)
        self._generate, self._score = getattr(home, first or "generate"), getattr(home, second or "score")
        self._name = module

    def names(self):
        return [self._name]

    def generate(self, name, seed, n):
        return list(self._generate(seed, n))

    def score(self, name, answer, entry):
        return self._score(answer, entry)


def main():
    """Answer until there is nothing more to be read."""
    said, sys.stdout = sys.stdout, sys.stderr  # what the code of others prints is no answer
    signal.signal(signal.SIGALRM, late)
    adapter = ReasoningGym() if sys.argv[1] == "reasoning_gym" else Functions(sys.argv[1])
    entries, left = [], BUDGET
    for line in sys.stdin:
        asked = json.loads(line)
        try:
            if asked["do"] == "names":
                reply = adapter.names()
            elif asked["do"] == "generate":
                entries, seconds = timed(adapter.generate, 120, asked["name"], asked["seed"], asked["n"])
                kept = [{"question": one.get("question"), "answer": one.get("answer")} for one in entries]
                reply = {"entries": kept, "seconds": seconds}
            else:
                reply = []
                for at, answer in asked["trials"]:
                    one = (
                        tried(adapter, asked["name"], entries[at], answer)
                        if left > 0 or "_exit" in str(answer)
                        else SKIPPED
                    )
                    left -= one[1]
                    reply.append(one)
        except (Exception, TooLong) as error:
            reply = {"error": f"{type(error).__name__}: {error}"[:500]}
        said.write(json.dumps(reply, default=repr) + "\n")
        said.flush()


def tried(adapter, name, entry, answer):
    """[score, seconds, error]; the score is None where there is none."""
    began = time.monotonic()
    try:
        score, seconds = timed(adapter.score, 5, name, answer, entry)
    except (Exception, TooLong) as error:
        return [None, time.monotonic() - began, f"{type(error).__name__}: {error}"[:200]]
    if isinstance(score, bool) or not isinstance(score, (int, float)):
        return [
            float(score) if isinstance(score, bool) else None,
            seconds,
            f"it gave {type(score).__name__}, no number",
        ]
    if not math.isfinite(score):
        return [None, seconds, f"it gave {score}"]
    return [float(score), seconds, ""]


def timed(work, limit, *values):
    """What `work(*values)` gives, and how long it took."""
    signal.setitimer(signal.ITIMER_REAL, limit)
    began = time.monotonic()
    try:
        return work(*values), time.monotonic() - began
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)


def late(_signal, _frame):
    """The alarm."""
    raise TooLong("it took too long")


if __name__ == "__main__":
    main()

"""Many runs of a model on an environment's tasks, each scored: what pass@k and training data are made from."""

from __future__ import annotations

from agentrt.rollouts.pass_rate import PassRate, pass_at_k, pass_rates
from agentrt.rollouts.runner import Rollout, rollout

__all__ = ["PassRate", "Rollout", "pass_at_k", "pass_rates", "rollout"]

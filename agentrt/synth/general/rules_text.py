"""rules.md of a pack: what an agent must know before it acts, in plain words."""

from __future__ import annotations

from agentrt.synth.general.declare import Domain


def rules_md(domain: Domain) -> str:
    """The rules, action by action. The same sentences are what a refused call is told."""
    today = domain.today.isoformat()
    lines = [
        f"# Rules of {domain.name}",
        "",
        f"{domain.summary}",
        "",
        f"Today is {today}. Dates are written YYYY-MM-DD. Amounts are whole {domain.currency}.",
        "Everything that an action changes is changed at once; a call that a rule refuses changes nothing.",
        "The lines under an action are its rules, each in the words that a refused call is told.",
        "",
    ]
    for action in domain.actions:
        lines += [f"## {action.name}", "", action.says, ""]
        lines += [f"- {rule.message} (`{rule.code}`)" for rule in action.rules]
        lines += [""] if action.rules else []
    return "\n".join(lines)

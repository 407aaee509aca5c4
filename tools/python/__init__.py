"""Tool pack: a stateful Python kernel in the sandbox."""

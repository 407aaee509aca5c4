"""Tool pack: a shell in the sandbox."""

"""Environment packs: a folder for each, imported as `agentrt.packs.environments.NAME`."""

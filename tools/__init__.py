"""Tool packs: a folder for each, imported as `agentrt.packs.tools.NAME`."""

"""Sandbox images: a folder for each, found as `agentrt.packs.sandboxes.NAME`."""

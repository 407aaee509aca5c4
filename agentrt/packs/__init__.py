"""The catalogues that ship with agentrt.

`agentrt.packs.tools.NAME`, `agentrt.packs.environments.NAME` and `agentrt.packs.sandboxes.NAME` are the only import
names of a shipped pack. In a checkout the three folders here are links to the catalogues at the top of the
repository; a wheel and an sdist hold the folders themselves.
"""

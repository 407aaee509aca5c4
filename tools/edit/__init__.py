"""Tool pack: view and change files in the sandbox."""

"""Makes environments and tasks, one package per kind of task."""

"""What runs inside a sandbox, beside an environment's own code: standard library only, in the image's Python.

Nothing of this is imported on the host, except for the names of the files.
"""

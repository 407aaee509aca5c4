"""What runs inside a sandbox, beside an environment's own code: standard library only, in the image's Python.

There the files lie in one folder and import each other by bare name. The host imports `describe`, `environment`,
`purity`, `talk` and `verdict` alone, which import no other of them.
"""

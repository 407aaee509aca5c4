"""The gates: what must be measured of an environment and its tasks before anybody trains on them."""

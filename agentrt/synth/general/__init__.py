"""Program-first synthesis of tool environments: a declared domain is compiled to a pack, with no model at work."""

"""Tools to use web pages: click, type, choose, scroll, look, download."""

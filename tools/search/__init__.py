"""Tools to search the web and read its pages."""

"""The shared table of denominators: one population under every ratio of a year."""

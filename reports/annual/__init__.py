"""A year's targets: proposed, checked against the way to the horizon, decided, acknowledged."""

"""Who oversees which sector, from when to when, and handing it over."""

"""Plans as files: a whole plan in and out, so that another plan needs no programmer."""

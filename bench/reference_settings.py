"""Q3Plan's own settings with the reference's two addresses instead of its own."""

from q3plan.settings import *  # noqa: F403

ROOT_URLCONF = "bench.reference_view"

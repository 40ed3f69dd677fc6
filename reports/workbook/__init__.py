"""The unit's report as a workbook: out, filled with what is known, and back in."""

# Before any openpyxl: it settles which XML parser openpyxl takes.
import q3plan.lib.sheets  # noqa: F401

"""The unit's report as a workbook: out, filled with what is known, and back in."""

"""A plan as a file: described, checked, written into the database, and as an .xlsx both ways.

``description.describe`` gives the dict that ``checking.problems`` checks and ``loading.Loader``
stores; ``workbook_out`` and ``workbook_in`` turn the same dict into a workbook and back.
"""

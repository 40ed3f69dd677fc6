"""How much of a workbook is read at all, and the one exception that says no.

The figures come from the promise to the operator: a file is refused within a second and within
100 MB, whatever is in it. A unit's report has some thousand cells.
"""

MB = 1024 * 1024

FILE_BYTES = 20 * MB
UNPACKED_BYTES = 64 * MB
PART_BYTES = 48 * MB
ENTRIES = 2_000
DIRECTORY_BYTES = 1 * MB

ROWS = 20_000
COLUMNS = 500
CELLS = 500_000
# Formatted cells without content cost time but hold nothing: twice as many are put up with.
CELLS_WITH_EMPTY = 1_000_000
MERGED_AREA = 200_000
SHEETS = 200

# What Excel itself knows; more is not a sheet but an attack on whoever reads it.
LAST_ROW = 1_048_576
LAST_COLUMN = 16_384

# One markup per tag: bounds the calls that the XML parser makes into Python.
MARKUPS = 4_000_000
# The parser keeps an unfinished tag or comment in memory and reads it again with every chunk.
TOKEN_BYTES = 1 * MB
# A cell holds 32,767 characters in Excel and twice that in LibreOffice.
TEXT_LENGTH = 65_535
SHARED_TEXT_LENGTH = 12_000_000
NUMBER_FORMATS = 4_000
STYLES = 100_000
FORMULA_LENGTH = 1_000

OUTPUT_BYTES = 48 * MB
# Of address space: the resident part is always smaller.
MEMORY_BYTES = 96 * MB
CPU_SECONDS = 8


class Refused(Exception):
    """The file is not read. ``code`` names a sentence in ``refusals.py``; ``params`` fill it."""

    def __init__(self, code, **params):
        self.code = code
        self.params = params
        super().__init__(code, params)

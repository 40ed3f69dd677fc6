"""People and their units: named persons with dates, never accounts that a whole unit shares.

The administrator arranges everybody, the head of a unit that unit's people.
"""

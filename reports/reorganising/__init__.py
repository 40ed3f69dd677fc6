"""Reorganising units: a decision is prepared, looked at, carried out at once, undone until its day.

``carry_out``, ``undo`` and ``preview`` are in the modules ``carrying``, ``undoing`` and
``previewing``; ``from_file.read`` prepares one from a JSON file.
"""

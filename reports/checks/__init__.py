"""Checks that help: rules as data, one set of questions for the unit and for the reviewer."""

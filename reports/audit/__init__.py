"""Nhật ký: who changed which field of what is decided and arranged, and when.

What a unit writes in its report is its own until it is sent; a report's steps are in its history.
"""

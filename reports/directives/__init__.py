"""Directives: what leaders ask of units, the thread of answers, and the files in it."""

"""Amending the plan: proposals, their way to a decision, and what the decision changes."""

"""Custom actions: translate a turn of the dialogue into scoring and records, and say what came of it.

No SQL and no sums here.
"""

"""Points of observation: each reads what one kind of recorder or service shows, and knows nothing of steps.

A probe copies an allow-list of fields. Bodies, tokens and passwords stay where they were found.
"""

"""Logging a figure: my month, the form of one figure and what it says before it is sent."""

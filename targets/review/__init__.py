"""The queue of a reviewer: what waits, what each approval would change, and how the list is narrowed."""

"""The sheet by month: one village's targets, or one target's villages, filled in and sent together."""

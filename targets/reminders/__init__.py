"""What is still to be reported: reminders to copy, the weekly mail, and how much a plan asks of whom."""

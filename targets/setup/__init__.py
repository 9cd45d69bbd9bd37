"""What administrators arrange: shares and their splitting, merges of villages, who leads, the facts."""

"""The promises of a town's annual report: targets, shares, the ledger of progress and its rules."""

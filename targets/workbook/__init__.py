"""The workbook: rows to report downloaded, filled in without a connection, and sent back (DESIGN, section 8)."""

"""What leaders read: the boards, finished in Python as frozen records, so that templates only print."""

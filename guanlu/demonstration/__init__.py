"""The demonstration: a believable 2021 in which every office, person, share, date and amount is invented.

The tables of these modules are plain data, to be edited by hand. Everything goes through `targets.recording` and
`targets.setup.new_rows`, so that the invented year obeys every rule a real one does (DESIGN, section 9).
"""

"""Cards with fields + ledger -> notes and the next ledger.

`keys` finds which card is which note (by `topics`, `cards`, `sections`), `notes` decides what becomes of each note,
`gaps` numbers the gaps of cloze notes. No file is read or written here, and nobody looks at the clock.
"""

"""What deckgen keeps on disk: ledger, picks, store, stamp; read, checked and written atomically. A leaf."""

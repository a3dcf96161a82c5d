"""Study items -> cards: the words of fields, not their HTML."""

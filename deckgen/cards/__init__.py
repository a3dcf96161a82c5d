"""Study items -> cards: forms by which authors say what is to be remembered, reading notes, gates."""

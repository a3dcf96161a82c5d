"""What a build starts from: the wanted posts, the site around them, and what the deck decided once."""

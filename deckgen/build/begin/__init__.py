"""Before there is a definition: what `init` proposes for posts and their site, and the deck of posts given directly."""

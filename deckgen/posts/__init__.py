"""Files -> posts: front matter, sections, links with their titles and comments, the site's URLs."""

"""The links of a section, each with its title and the author's words: a section is cut into lines, a line into rows."""

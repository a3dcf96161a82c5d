"""What deckgen says in English."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="en",
    what_does_it_say="What does it say?",
    which_links="What do the pieces on this topic say?",
    extract="Extract: {text}",
    links="{count} links",
    one_link="1 link",
    reading="Reading",
    questions="Questions",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="What is {thing}?",
    what_are="What are {thing}?",
    what_of="{home}: {thing}?",
    which_command="{task}: which command?",
    what_does="What does {thing} do?",
    which_formula="What is the formula of {thing}?",
    which_cell="{thing}: {column}?",
    full_form="What does {thing} stand for?",
    short_form="What is {thing} abbreviated to?",
)

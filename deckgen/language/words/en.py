"""What deckgen says in English."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="en",
    what_does_it_say="What does it say?",
    what_is_it_for="What is it for?",
    what_does_it_show="What does it show?",
    what_does_it_teach="What does it teach?",
    which_links="What do the pieces on this topic say?",
    more_links="… and {count} more: {place}",
    extract="Extract: {text}",
    links="{count} links",
    one_link="1 link",
    reading="Reading",
    questions="Questions",
    about_deck=(
        "Made by deckgen from the posts of {page}. What you type into a note lasts until its post changes. Once you "
        "have read what a reading card links to, write what you took from it into its field Mine, or suspend it."
    ),
    report="report a mistake",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="What is {thing}?",
    what_are="What are {thing}?",
    which_command="{task}: which command?",
    what_does="What does {thing} do?",
    which_cell="{thing}: {column}?",
    full_form="What does {thing} stand for?",
    short_form="What is {thing} abbreviated to?",
)

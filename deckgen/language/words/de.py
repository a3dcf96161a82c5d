"""What deckgen says in German."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="de",
    what_does_it_say="Worum geht es darin?",
    which_links="Worum geht es in den Texten zu diesem Thema?",
    extract="Auszug: {text}",
    links="{count} Links",
    one_link="1 Link",
    reading="Lesen",
    questions="Fragen",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="Was ist {thing}?",
    what_are="Was sind {thing}?",
    what_of="{home}: {thing}?",
    which_command="{task}: Mit welchem Befehl?",
    what_does="Was macht {thing}?",
    which_formula="Wie lautet die Formel für {thing}?",
    which_cell="{thing}: {column}?",
    full_form="Wofür steht {thing}?",
    short_form="Wie wird {thing} abgekürzt?",
)

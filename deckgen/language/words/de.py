"""What deckgen says in German."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="de",
    what_does_it_say="Worum geht es darin?",
    what_is_it_for="Wozu dient es?",
    what_does_it_show="Was wird darin gezeigt?",
    what_does_it_teach="Was lehrt es?",
    which_links="Worum geht es in den Texten zu diesem Thema?",
    more_links="… und {count} weitere: {place}",
    extract="Auszug: {text}",
    links="{count} Links",
    one_link="1 Link",
    reading="Lesen",
    questions="Fragen",
    about_deck=(
        "Von deckgen aus den Beiträgen von {page} gemacht. Was du in eine Notiz schreibst, bleibt, bis sich ihr "
        "Beitrag ändert. Wenn du gelesen hast, worauf eine Lesekarte verweist, schreib ins Feld Mine, was du "
        "mitnimmst, oder setze die Karte aus."
    ),
    report="Fehler melden",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="Was bedeutet \u201e{thing}\u201c?",
    what_are="Was bedeutet \u201e{thing}\u201c?",
    which_command="{task}: Mit welchem Befehl?",
    what_does="Was macht {thing}?",
    which_cell="{thing}: {column}?",
    full_form="Wofür steht {thing}?",
    short_form="Wie wird {thing} abgekürzt?",
)

"""What deckgen says in French."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="fr",
    what_does_it_say="De quoi est-il question\u00a0?",
    which_links="De quoi parlent les textes sur ce sujet\u00a0?",
    extract="Extrait\u00a0: {text}",
    links="{count} liens",
    one_link="1 lien",
    reading="Lecture",
    questions="Questions",
    within="{home}\u00a0: {question}",
    in_topic="{thing} ({topic})",
    what_is="Que désigne {thing}\u00a0?",
    what_are="Que désignent {thing}\u00a0?",
    what_of="{home}\u00a0: {thing}\u00a0?",
    which_command="{task}\u00a0: quelle commande\u00a0?",
    what_does="À quoi sert {thing}\u00a0?",
    which_formula="Quelle formule donne {thing}\u00a0?",
    which_cell="{thing}\u00a0: {column}\u00a0?",
    full_form="Que signifie l’abréviation {thing}\u00a0?",
    short_form="Comment abrège-t-on {thing}\u00a0?",
)

"""What deckgen says in French."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="fr",
    what_does_it_say="De quoi est-il question\u00a0?",
    what_is_it_for="À quoi cela sert-il\u00a0?",
    what_does_it_show="Qu’est-ce que cela montre\u00a0?",
    what_does_it_teach="Qu’est-ce qu’on y apprend\u00a0?",
    which_links="De quoi parlent les textes sur ce sujet\u00a0?",
    more_links="… et encore {count}\u00a0: {place}",
    extract="Extrait\u00a0: {text}",
    links="{count} liens",
    one_link="1 lien",
    reading="Lecture",
    questions="Questions",
    about_deck=(
        "Créé par deckgen à partir des billets de {page}. Ce que vous écrivez dans une note y reste jusqu’à ce que "
        "son billet change. Quand vous avez lu ce à quoi renvoie une carte de lecture, notez dans le champ Mine ce "
        "que vous en retenez, ou suspendez la carte."
    ),
    report="signaler une erreur",
    within="{home}\u00a0: {question}",
    in_topic="{thing} ({topic})",
    what_is="Que désigne {thing}\u00a0?",
    what_are="Que désignent {thing}\u00a0?",
    which_command="{task}\u00a0: quelle commande\u00a0?",
    what_does="À quoi sert {thing}\u00a0?",
    which_cell="{thing}\u00a0: {column}\u00a0?",
    full_form="Que signifie l’abréviation {thing}\u00a0?",
    short_form="Comment abrège-t-on {thing}\u00a0?",
)

"""What deckgen says in Spanish."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="es",
    what_does_it_say="¿De qué trata?",
    what_is_it_for="¿Para qué sirve?",
    what_does_it_show="¿Qué demuestra?",
    what_does_it_teach="¿Qué enseña?",
    which_links="¿De qué tratan los textos sobre este tema?",
    more_links="… y {count} más: {place}",
    extract="Extracto: {text}",
    links="{count} enlaces",
    one_link="1 enlace",
    reading="Lectura",
    questions="Preguntas",
    about_deck=(
        "Hecho por deckgen a partir de las entradas de {page}. Lo que escribes en una nota se conserva hasta que "
        "cambia su entrada. Cuando hayas leído lo que enlaza una tarjeta de lectura, escribe en el campo Mine lo que "
        "te llevas, o suspende la tarjeta."
    ),
    report="informar de un error",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="¿Qué es {thing}?",
    what_are="¿Qué son {thing}?",
    which_command="{task}: ¿con qué comando?",
    what_does="¿Para qué sirve {thing}?",
    which_cell="{thing}: ¿{column}?",
    full_form="¿Qué significan las siglas {thing}?",
    short_form="¿Cómo se abrevia {thing}?",
)

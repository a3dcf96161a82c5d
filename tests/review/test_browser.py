"""The page of a review in a real browser, by its keys alone: quick, and no decision is lost or another page's."""

from __future__ import annotations

import functools
import http.server
import json
import threading
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from deckgen.definition import load_definition
from deckgen.files.learner import Edit
from deckgen.review.desk import Desk
from deckgen.review.server import Server
from tests.browser import MISSING, chromium
from tests.chrome import Chrome, Tab
from tests.continuity.blog import FIRST, Blog
from tests.review.conftest import POST, Reviewed, serve

pytestmark = [pytest.mark.slow, pytest.mark.skipif(chromium() is None, reason=MISSING)]

FRONT = "document.getElementById('front').contentDocument"
READY = f"document.querySelectorAll('[role=option]').length > 0 && {FRONT}.body.innerText"
TITLE = "String((document.querySelector('[aria-selected=true] span') || {}).textContent)"
SAID = "document.getElementById('said').textContent"
PROGRESS = "document.getElementById('done-words').textContent"
SENT = "outbox.length === 0"
ANSWER = "document.getElementById('back').contentDocument.body.innerText"
STATES = "Object.fromEntries(cards.filter((c) => c.decision || c.pick).map((c) => [c.title, c.pick || c.decision]))"
MOST_FRAME_MS = 50


@pytest.fixture
def chrome() -> Iterator[Chrome]:
    with Chrome() as made:
        yield made


@pytest.fixture
def tab(chrome: Chrome, server: Server) -> Tab:
    return opened(chrome, server)


def opened(chrome: Chrome, server: Server) -> Tab:
    tab = chrome.tab(server.address)
    tab.wait(READY)
    return tab


def go_to(tab: Tab, title: str) -> None:
    """Go to a card by the keyboard: search for it, and back to the list."""
    tab.press("/")
    tab.value("document.getElementById('text').select()")
    tab.write(title)
    tab.wait(f"{TITLE}.includes({json.dumps(title)})")
    tab.press("Escape")


def test_by_the_keyboard_alone(reviewed: Reviewed, tab: Tab) -> None:
    """Accept, edit, reject, star, skip and undo; each is in its file when the page says so."""
    assert tab.value(PROGRESS) == "0 of 9 decided"
    assert "红黑树的根" in tab.value(TITLE)
    tab.press("r")
    tab.wait(f"{TITLE}.includes('上述树')")
    tab.press("a")
    go_to(tab, "What is a heap?")
    tab.wait(f"{ANSWER}.includes('each parent')")
    tab.press("e")
    tab.wait("document.activeElement.name === 'Question'")
    tab.value("document.activeElement.select()")
    tab.write("Which tree is a **heap**?")
    tab.wait(f"{FRONT}.querySelector('b') !== null")
    tab.press("Enter", control=True)
    tab.wait(f"{SENT} && {STATES}['What is a heap?'] === 'edit'")
    go_to(tab, "Heaps, step by step")
    tab.press("s")
    go_to(tab, "Who named")
    tab.press("x", "u")
    tab.wait(f"{SENT} && {SAID}.startsWith('Undone')")
    assert reviewed.told() == {
        "红黑树的根是什么颜色？": "reject", "上述树是什么树？": "accept", "Which tree is a heap?": "edit"
    }  # fmt: skip
    edited = next(decision for decision in reviewed.decisions.values() if decision.fields)
    assert edited.fields["Question"] == "Which tree is a **heap**?"
    assert reviewed.blog.picks.read_text() == "star https://trees.example/heaps  # review\n"
    assert tab.value(PROGRESS) == "4 of 9 decided"
    assert tab.errors == []


def test_undo_takes_back_one_after_another(reviewed: Reviewed, tab: Tab) -> None:
    tab.press("a", "r", "a")
    tab.wait(SENT)
    assert len(reviewed.decisions) == 3
    tab.press("u", "u", "u")
    tab.wait(SENT)
    assert reviewed.decisions == {}
    assert "红黑树的根" in tab.wait(f"{PROGRESS} === '0 of 9 decided' && {TITLE}")
    tab.press("u")
    tab.wait(f"{SAID} === 'there is nothing to undo'")


def test_what_another_tab_decides_is_seen_here(reviewed: Reviewed, chrome: Chrome, server: Server) -> None:
    """And is not undone from here; after a reload a tab still undoes its own."""
    first, second = opened(chrome, server), opened(chrome, server)
    first.press("a")
    first.wait(SENT)
    second.wait(f"{PROGRESS} === '1 of 9 decided'")
    second.press("u")
    second.wait(f"{SAID} === 'there is nothing to undo'")
    assert len(reviewed.decisions) == 1
    first.go(server.address)
    first.wait(READY)
    first.press("u")
    first.wait(SENT)
    assert reviewed.decisions == {}
    second.wait(f"{PROGRESS} === '0 of 9 decided'")


def test_a_lost_connection_loses_no_decision(reviewed: Reviewed, tab: Tab) -> None:
    """What is decided meanwhile waits in the page, which says so, and is sent when the network is back."""
    tab.cut_off(is_off=True)
    tab.press("r")
    tab.press("a")
    tab.wait(f"{SAID}.includes('2 decisions wait here')")
    assert reviewed.decisions == {}
    tab.cut_off(is_off=False)
    tab.wait(f"{SENT} && {SAID} === ''")
    assert reviewed.told() == {"红黑树的根是什么颜色？": "reject", "上述树是什么树？": "accept"}


def test_a_server_that_was_away_gets_what_it_missed(reviewed: Reviewed, chrome: Chrome) -> None:
    """In the order in which it was decided: the last word on a card holds."""
    server = serve(reviewed.blog.definition)
    tab = opened(chrome, server)
    server.shutdown()
    server.server_close()
    tab.press("r", "ArrowUp", "a")
    tab.wait(f"{SAID}.includes('wait here')")
    with serve(reviewed.blog.definition, server.server_port, server.token) as again:
        tab.wait(SENT)
        again.shutdown()
    assert list(reviewed.told().values()) == ["accept"]


def test_it_asks_nobody_but_itself(reviewed: Reviewed, chrome: Chrome, server: Server) -> None:
    """Whatever the cards hold: pictures of other sites, styles, scripts."""
    hostile = '<img src="https://evil.example/a.png"><script src="https://evil.example/b.js"></script>'
    text = f"# More\n\nQ: What is {hostile}?\nA: ![x](https://evil.example/c.png) y\n"
    reviewed.blog.write("2020-01-02-more.md", text)
    tab = opened(chrome, server)
    for _ in range(12):
        tab.press("j")
        time.sleep(0.05)
    tab.press("e", "Escape")
    tab.wait("coming.size === 0")
    outside = [url for url in tab.requests if not url.startswith((server.address, "data:", "about:"))]
    assert outside == []
    assert len([url for url in tab.requests if url.startswith(server.address)]) > 5
    assert tab.errors == []


HOSTILE = """
<!doctype html><meta charset="utf-8"><form id="f" method="post" enctype="text/plain" action="ADDRESS/decide" target="t">
<input name='{"key":"KEY","choice":"reject","tab":"' value='"}'></form><iframe name="t"></iframe><script>
const body = JSON.stringify({ key: "KEY", choice: "reject", tab: "x", event: "x" });
const log = [];
async function attempt(options) {
  try { log.push((await fetch("ADDRESS/decide", { method: "POST", body, ...options })).type); }
  catch { log.push("refused"); }
}
(async () => {
  await attempt({ headers: { "Content-Type": "application/json" } });
  await attempt({ mode: "no-cors" });
  await attempt({ mode: "no-cors", headers: { "Content-Type": "text/plain" }, credentials: "include" });
  document.getElementById("f").submit();
  const frame = document.createElement("iframe");
  frame.src = "HOME";
  document.body.append(frame);
  await new Promise((later) => setTimeout(later, 500));
  try { log.push(frame.contentDocument ? frame.contentDocument.title : "nothing to see"); }
  catch { log.push("nothing to see"); }
  document.title = JSON.stringify(log);
})();
</script>
"""


def test_another_local_page_cannot_make_it_act(
    reviewed: Reviewed, chrome: Chrome, server: Server, tmp_path: Path
) -> None:
    """A page of another port, even one that has learnt the token; nor can it read or frame the review."""
    folder = tmp_path / "hostile"
    folder.mkdir()
    key = next(row["id"] for row in Desk(reviewed.plan().definition).rows())
    text = HOSTILE.replace("ADDRESS", f"{server.address}blog").replace("HOME", server.address).replace("KEY", key)
    (folder / "index.html").write_text(text, encoding="utf-8")
    handler = functools.partial(Silent, directory=str(folder))
    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), handler) as other:
        threading.Thread(target=other.serve_forever, daemon=True).start()
        tab = chrome.tab(f"http://127.0.0.1:{other.server_port}/index.html")
        log = json.loads(tab.wait("document.title"))
        other.shutdown()
    assert log == ["refused", "refused", "refused", "nothing to see"]
    assert reviewed.decisions == {}


class Silent(http.server.SimpleHTTPRequestHandler):
    def log_message(self, format: str, *args: Any) -> None:  # noqa: A002 - the signature of the base
        pass


def test_a_name_that_was_bent_to_this_machine_gets_nothing(reviewed: Reviewed, server: Server) -> None:
    """DNS rebinding: the browser takes the review for a page of that name, and it answers with nothing of the deck."""
    with Chrome("--host-resolver-rules=MAP evil.example 127.0.0.1") as chrome:
        tab = chrome.tab(f"http://evil.example:{server.server_port}/{server.token}/")
        assert tab.value("document.body.innerText") == "This page is only for the machine that it is on."
    assert reviewed.decisions == {}


def test_five_thousand_cards_and_no_slow_frame(tmp_path: Path, chrome: Chrome) -> None:
    """Going through them, deciding, scrolling, filtering: no task of the page keeps a frame waiting."""
    blog = Blog(tmp_path)
    for post in range(10):
        asked = (f"Q: What is number {post}-{at} of 五千张卡片?\nA: It is $${at}^2$$.\n" for at in range(500))
        blog.write(f"2020-01-{post + 1:02}-post.md", "# Numbers\n\n" + "\n".join(asked))
    with Server({"blog": Desk(load_definition(blog.definition))}) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        tab = opened(chrome, server)
        assert tab.value("cards.length") == 5_000
        busy = Busy(tab)
        for _ in range(15):
            tab.press("a", "j", "r", "k")
        tab.press("PageDown", "PageDown", "End")
        for place in range(0, 200_000, 9_973):
            tab.value(f"document.getElementById('list').scrollTop = {place}; 0")
        go_to(tab, "4-77 ")
        tab.press("e", "Escape")
        tab.wait(SENT)
        longest = busy.longest()
        assert tab.value("document.querySelectorAll('[role=option]').length") < 60
        server.shutdown()
    assert longest < MOST_FRAME_MS


class Busy:
    """How long a page's own thread was at work without a break, in processor time: others share the machine."""

    def __init__(self, tab: Tab) -> None:
        self._tab = tab
        tab.send("Tracing.start", transferMode="ReportEvents", traceConfig={"includedCategories": ["toplevel"]})

    def longest(self) -> float:
        self._tab.send("Tracing.end")
        self._tab.wait_for("Tracing.tracingComplete")
        events = [
            event
            for message in self._tab.events
            if message["method"] == "Tracing.dataCollected"
            for event in message["params"]["value"]
        ]
        pid, tid = next((event["pid"], event["tid"]) for event in events if is_main_thread(event))
        tasks = [event for event in events if (event["pid"], event["tid"]) == (pid, tid) and event.get("tdur")]
        assert len(tasks) > 100
        return max(float(event["tdur"]) for event in tasks) / 1000


def is_main_thread(event: dict[str, Any]) -> bool:
    return bool(event.get("name") == "thread_name" and event["args"]["name"] == "CrRendererMain")


def test_what_the_page_shows_is_what_a_build_ships(reviewed: Reviewed, tab: Tab) -> None:
    """The words as edited on the page are those of the note that learners get."""
    go_to(tab, "Who named")
    tab.wait(f"{ANSWER}.includes('Aragon')")
    tab.press("e")
    tab.wait("document.activeElement.name === 'Question'")
    tab.value("document.activeElement.select()")
    tab.write("Wer hat den *Treap* benannt?")
    shown = tab.wait(f"{FRONT}.querySelector('.question i') && {FRONT}.querySelector('.question').innerHTML")
    tab.press("Enter", control=True)
    tab.wait(SENT)
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    assert shown in [note.fields.get("Question") for note in reviewed.blog.ledger.notes.values()]


def test_a_conflict_by_the_keyboard(reviewed: Reviewed, chrome: Chrome) -> None:
    """The learner's words, below them those of the posts; each is taken with a key, and undone."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    (key,) = [key for key, note in reviewed.blog.ledger.notes.items() if "treap" in note.fields.get("Question", "")]
    was = reviewed.blog.ledger.notes[key].fields["Answer"]
    reviewed.put_learner(key, edited={"Answer": Edit(words="Two <b>people</b>.", was=was)})
    reviewed.blog.write("2020-01-01-trees.md", POST.replace("in 1989", "in 1996"))
    with serve(reviewed.blog.definition) as server:
        tab = opened(chrome, server)
        go_to(tab, "Who named")
        tab.wait(f"{ANSWER}.includes('Two people')")
        tab.wait("document.getElementById('other-back').contentDocument.body.innerText.includes('in 1996')")
        assert "you wrote Answer anew in Anki" in tab.value("document.getElementById('why').textContent")
        tab.press("t")
        tab.wait(SENT)
        assert reviewed.known(key).edited["Answer"].given_up
        tab.press("u")
        tab.wait(f"{SENT} && {SAID}.startsWith('Undone')")
        assert not reviewed.known(key).edited["Answer"].given_up
        tab.wait(f"{ANSWER}.includes('Two people')")
        tab.press("a")
        tab.wait(SENT)
        edit = reviewed.known(key).edited["Answer"]
        assert (edit.words, edit.given_up, "1996" in edit.was) == ("Two <b>people</b>.", 0, True)
        assert key not in reviewed.decisions
        tab.press("/")
        tab.wait("!cards.some((card) => card.queue === 'conflict' && card.open)")
        server.shutdown()


def test_all_is_decided_only_when_it_is(reviewed: Reviewed, chrome: Chrome, server: Server) -> None:
    """In a list of notes of which none has to be decided, a decision goes on to the next, and nothing is said."""
    reviewed.blog.run("build", reviewed.blog.definition, at=FIRST)
    tab = opened(chrome, server)
    tab.value("(() => { const queue = document.getElementById('queue'); queue.value = ''; showAll(); })()")
    go_to(tab, "Who named")
    tab.press("/")
    tab.value("document.getElementById('text').select()")
    tab.write("treap")
    tab.press("Escape")
    tab.press("a")
    tab.wait(f"{SENT} && {SAID}.includes('All of this list')")
    tab.value("(() => { document.getElementById('text').value = ''; showAll(); say(''); })()")
    for card in range(20):
        if tab.value("shown.every((card) => card.queue ? !card.open : card.decision || card.pick)"):
            break
        assert "All of this list" not in str(tab.value(SAID)), card
        tab.press("a")
    tab.wait(f"{SENT} && {SAID}.includes('All of this list')")

"""`deckgen fetch` as a user meets it, from posts to the store, the cards and the report of dead links."""

from __future__ import annotations

import json
import shutil
import sqlite3
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner, Result

from deckgen.cli.__main__ import main
from deckgen.fetch.plan import PageLink, Wish, plan_fetch
from deckgen.fetch.run import Ways, fetch
from deckgen.files.ledger import read_ledger
from deckgen.files.pages import PageContent, PageRecord, Pages
from deckgen.files.records import NoteRecord
from deckgen.files.store import open_store
from deckgen.model import Source
from tests.fetch.servers import PUBLIC, TEXT, Net, Server, answer, article, redirect, serving, site

OTHER_TEXT = "A parser finds the shape of a sentence. It reads one word after the other and builds a tree of them. " * 3

Deckgen = Callable[..., Result]


@pytest.fixture
def deckgen(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Deckgen:
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setenv("SOURCE_DATE_EPOCH", "1780000000")

    def run(*arguments: str) -> Result:
        result = CliRunner().invoke(main, arguments, prog_name="deckgen")
        if result.exception is not None and not isinstance(result.exception, SystemExit):
            raise result.exception
        return result

    return run


@pytest.fixture
def server() -> Iterator[Server]:
    paths = {
        "/first": answer(article(), ETag='"1"'),
        "/second": answer(article("Parsers", OTHER_TEXT)),
        "/moved": redirect("/second"),
        "/home": redirect("/"),
        "/": answer(article("Home")),
        "/wall": answer("no", "403 Forbidden"),
    }
    with serving(site(paths)) as (one,):
        yield one


PATHS = ("first", "second", "moved", "home", "wall", "nowhere")


def write_deck(folder: Path, server: Server, extra: str = "") -> None:
    lines = ["# Compilers", ""]
    for path in PATHS:
        lines += [server.url(f"/{path}"), "", f"The {path} of them", ""]
    (folder / "posts").mkdir(exist_ok=True)
    (folder / "posts/2020-01-02-a.md").write_text("\n".join(lines), encoding="utf-8")
    (folder / "decks").mkdir(exist_ok=True)
    settings = f'{{per_host_seconds: 0.01, allow_hosts: ["{server.origin}"]}}'
    (folder / "decks/a.yaml").write_text(
        f'deck: A\nid: "a"\nposts: ../posts\nfetch: {settings}\n{extra}', encoding="utf-8"
    )


def objects(result: Result) -> dict[str, dict[str, Any]]:
    """The JSON lines by the last part of their URL."""
    return {(one := json.loads(line))["url"].rsplit("/", 1)[1]: one for line in result.stdout.splitlines()}


def notes(folder: Path) -> dict[str, NoteRecord]:
    ledger = read_ledger(folder / "decks/a.ledger.jsonl")
    return {key.rsplit("/", 1)[1]: note for key, note in ledger.notes.items()}


def test_from_links_to_digests(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """The pages come, the report has every link, the cards get their digest and nothing else changes."""
    write_deck(tmp_path, server)
    assert deckgen("build").exit_code == 0
    before = notes(tmp_path)
    shown = deckgen("fetch", "--dry-run")
    assert (shown.exit_code, server.connections) == (0, 0)
    assert shown.stdout.split() == [server.url(f"/{path}") for path in PATHS]
    assert f"6 pages of 1 host to ask for now\n       6  {server.origin}\n" in shown.stderr
    assert "budget 6 wanted, 6 in this run" in shown.stderr

    done = deckgen("fetch")
    assert done.exit_code == 0
    assert server.origin in done.stdout
    assert all(word in done.stdout for word in ("ok", "gone", "blocked", "all"))
    listed = objects(deckgen("fetch", "--json"))
    assert {path: (one["status"], one["class"]) for path, one in listed.items()} == {
        "first": ("ok", "ok"),
        "second": ("ok", "ok"),
        "moved": ("ok", "ok"),
        "home": ("gone", "permanent"),
        "wall": ("blocked", "temporary"),
        "nowhere": ("gone", "permanent"),
    }
    first = listed["first"]
    assert list(first)[:8] == ["url", "status", "class", "title", "author", "date", "digest", "text"]
    assert (first["title"], first["post"], first["line"]) == ("How compilers work", "2020-01-02-a.md", 3)
    assert TEXT.strip() in first["text"]
    assert listed["moved"]["remarks"] == ["redirected"]
    assert [one["text"] for path, one in listed.items() if one["status"] != "ok"] == [None] * 3
    assert server.pages == {"/first": 1, "/second": 2, "/moved": 1, "/home": 1, "/": 1, "/wall": 1, "/nowhere": 1}

    built = deckgen("build", "--json")
    assert json.loads(built.stdout)["updated"] == 3
    after = notes(tmp_path)
    for path in PATHS:
        fields = {name: text for name, text in after[path].fields.items() if name not in ("Digest",)}
        assert fields == before[path].fields
        extract = f"Extract: {listed[path]['digest']}" if listed[path]["status"] == "ok" else None
        assert after[path].fields.get("Digest") == extract
    assert json.loads(deckgen("build", "--json").stdout)["unchanged"] == 6


def test_a_machine_without_the_store_builds_the_same(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """To the byte: digests come from the ledger, also when other words of a note change; a new page replaces them."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    deckgen("build")
    first = (tmp_path / "decks/a.apkg").read_bytes()
    shutil.rmtree(tmp_path / "decks/.deckgen")
    (tmp_path / "decks/a.apkg").unlink()
    assert json.loads(deckgen("build", "--json").stdout)["unchanged"] == 6
    assert (tmp_path / "decks/a.apkg").read_bytes() == first
    digest = notes(tmp_path)["first"].fields["Digest"]
    post = tmp_path / "posts/2020-01-02-a.md"
    post.write_text(post.read_text().replace("The first of them", "The first one of them"))
    assert json.loads(deckgen("build", "--json").stdout)["updated"] == 1
    note = notes(tmp_path)["first"]
    assert (note.fields["Title"], note.fields["Digest"]) == ("The first one of them", digest)


def test_a_public_deck_holds_nothing_of_others(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """What was shipped while it was private goes, with the store and without."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    deckgen("build")
    assert "Digest" in notes(tmp_path)["first"].fields
    write_deck(tmp_path, server, "audience: public\n")
    deckgen("build")
    assert not [note for note in notes(tmp_path).values() if note.fields.keys() & {"Digest", "Author", "Published"}]


def test_a_failure_takes_nothing_away(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """The status is today's, the text the last good one; the cards stay as they are."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    deckgen("build")
    server._handler = site({path: answer("no", "403 Forbidden") for path in ("/first", "/second", "/moved")})
    again = objects(deckgen("fetch", "--refresh", "--json"))
    assert (again["first"]["status"], again["first"]["text"]) == ("blocked", None)
    assert again["first"]["title"] == "How compilers work"
    store, _ = open_store(tmp_path / "decks/.deckgen/store.sqlite")
    with store:
        pages = Pages(store)
        key = next(url for url in pages.records() if url.endswith("/first"))
        assert TEXT.strip() in dict(pages.contents([key]))[key].text
        assert (pages.records()[key].kept, pages.records()[key].fails) == ("ok", 1)
    assert json.loads(deckgen("build", "--json").stdout)["unchanged"] == 6


def test_dead_links_are_listed_with_their_place(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """So that the author can mend the posts."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    out = deckgen("status", "--all").stdout
    assert "2 dead links\n" in out
    assert f"  2020-01-02-a.md:15: gone {server.url('/home')} (to_home; redirected)\n" in out.replace(
        "(redirected; to_home)", "(to_home; redirected)"
    )
    assert f"  2020-01-02-a.md:23: gone {server.url('/nowhere')}\n" in out
    assert "1 link behind a wall\n" in out
    assert f"  2020-01-02-a.md:19: blocked {server.url('/wall')}\n" in out
    pages = [json.loads(line)["page"] for line in deckgen("status", "--json").stdout.splitlines()]
    assert pages == ["ok", "ok", "ok", "gone", "blocked", "gone"]


def test_exit_codes_and_options(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """1 only if pages were tried and none came; --max, --host and --retry-failed choose."""
    write_deck(tmp_path, server)
    assert deckgen("fetch", "--max", "0").exit_code == 0
    assert server.connections == 0
    lines = objects(deckgen("fetch", "--max", "1", "--json"))
    assert [(one["status"], one["remarks"]) for one in lines.values()] == [("ok", []), *[("skipped_budget", [])] * 5]
    assert deckgen("fetch", "--host", "elsewhere.example").exit_code == 0
    assert sum(server.pages.values()) == 1
    assert deckgen("fetch", "--host", "127.0.0.1").exit_code == 0
    asked = sum(server.pages.values())
    assert deckgen("fetch").exit_code == 0  # nothing is due
    assert sum(server.pages.values()) == asked
    assert deckgen("fetch", "--retry-failed").exit_code == 1  # all of it fails again
    assert sum(server.pages.values()) > asked


def test_a_local_link_is_studied_only_where_it_is_allowed(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """By host and port, exactly."""
    write_deck(tmp_path, server)
    statuses = [json.loads(line)["status"] for line in deckgen("items", "--json").stdout.splitlines()]
    assert statuses == ["ok"] * 6
    for other in ("127.0.0.1:1", f"localhost:{server.port}"):
        text = (tmp_path / "decks/a.yaml").read_text()
        (tmp_path / "decks/a.yaml").write_text(text.replace(server.origin, other))
        found = [json.loads(line) for line in deckgen("items", "--json").stdout.splitlines()]
        assert {(one["status"], one["reason"]) for one in found} == {("skipped", "a local or private address")}
        assert deckgen("fetch").exit_code == 0
        (tmp_path / "decks/a.yaml").write_text(text)
    assert server.connections == 0


def test_saved_pages(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """Matched by urls.tsv, canonical, og:url or the browser's mark; a dead one yields no text, a stranger a note."""
    write_deck(tmp_path, server)
    folder = tmp_path / "saved"
    (folder / "deep" / "x_files").mkdir(parents=True)
    table = f"one.html\t{server.url('/first')}\nlost.html\t{server.url('/wall')}\n"
    (folder / "urls.tsv").write_text(table, encoding="utf-8")
    (folder / "one.html").write_text(article("Given by the table"), encoding="utf-8")
    canonical = f'<link href="{server.url("/second")}" rel=canonical>'
    (folder / "two.htm").write_text(article().replace("<title>", canonical + "<title>"), encoding="utf-8")
    shared = f"<meta content='{server.url('/moved')}' property='og:url'>"
    (folder / "deep/three.html").write_bytes(
        article("编译", "编译器把程序翻译成另一种语言的程序，意思不变，机器能懂。" * 9).replace("utf-8", "gbk").replace(
            "<title>", shared + "<title>"
        ).encode("gbk")
    )
    (folder / "deep/x_files/part.html").write_text(article(), encoding="utf-8")
    saved = f"<!-- saved from url=(0042){server.url('/nowhere')} -->"
    (folder / "four.html").write_text(saved + "<title>404 Not Found</title><h1>404 Not Found</h1>", encoding="utf-8")
    (folder / "stranger.html").write_text(article(), encoding="utf-8")
    done = deckgen("fetch", "--from-html", str(folder), "--json")
    found = objects(done)
    assert {path: (one["status"], one["title"]) for path, one in found.items()} == {
        "first": ("ok", "Given by the table"),
        "second": ("ok", "How compilers work"),
        "moved": ("ok", "编译"),
        "nowhere": ("gone", ""),
    }
    assert found["nowhere"]["text"] is None
    messages = [json.loads(line)["message"] for line in done.stderr.splitlines()]
    assert sorted(messages) == [
        "it names no address; give it one in urls.tsv: stranger.html<TAB>URL",
        "there is no file lost.html",
    ]
    assert (done.exit_code, server.connections) == (0, 0)
    assert json.loads(deckgen("build", "--json").stdout)["new"] == 6


def test_starred_links_come_first(tmp_path: Path) -> None:
    """Then those that cards are written for; the budget cuts the rest."""
    links = [_link(f"http://a.example/{n}", rank) for n, rank in enumerate((2, 1, 0, 1, 3, 0))]
    plan = plan_fetch(links, {}, Wish(max_pages=3), now=0, pause=3)
    assert [link.url[-1] for link in plan.due] == ["2", "5", "1"]
    assert [link.url[-1] for link in plan.over] == ["3", "0"]
    assert plan.hosts == {"a.example": 3}
    assert 12 < plan.seconds < 14


def test_picks_choose_what_comes_first(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """A star of theirs counts like the author's own, and what they skip is not asked for."""
    write_deck(tmp_path, server)
    picks = f"star {server.url('/wall')}\nskip {server.url('/first')}\n"
    (tmp_path / "decks/a.picks").write_text(picks, encoding="utf-8")
    shown = [url.rsplit("/", 1)[1] for url in deckgen("fetch", "--dry-run").stdout.split()]
    assert shown == ["wall", "second", "moved", "home", "nowhere"]


def _link(url: str, rank: int = 1) -> PageLink:
    source = Source(post="a.md", line=1, headings=())
    return PageLink(url=url, written=url, address=url, title="", sources=(source,), rank=rank)


def test_the_archive_is_asked_once_and_only_for_the_dead(tmp_path: Path) -> None:
    """A snapshot is read as the page; an archived refusal is none, and "none" is remembered."""
    old = {"/gone": "20150102030405", "/wall": "20160102030405"}

    def available(path: str) -> bytes:
        closest = {"available": True, "status": "200", "url": f"http://web.archive.org/web/{old[path]}/http://a.example{path}"}
        return answer(json.dumps({"archived_snapshots": {"closest": closest}}), kind="application/json")

    question = "/wayback/available?url=http%3A%2F%2Fa.example"
    wayback = {question + path.replace("/", "%2F"): available(path) for path in old}
    wayback[question + "%2Fnever"] = answer('{"url": "x", "archived_snapshots": {}}', kind="application/json")
    snapshots = {
        "/web/20150102030405id_/http://a.example/gone": answer(article("As it was")),
        "/web/20160102030405id_/http://a.example/wall": answer("<title>安全验证</title>请完成验证"),
    }
    with serving(site({"/good": answer(article())}), site(wayback), site(snapshots)) as (a, api, web):
        names = {"a.example": [[PUBLIC]], "archive.org": [["8.8.8.8"]], "web.archive.org": [["8.8.4.4"]]}
        net = Net(names, {(PUBLIC, 80): a.port, ("8.8.8.8", 443): api.port, ("8.8.4.4", 443): web.port})
        ways = Ways(pause=0.01, archive_pause=0.01, resolve=net.resolve, dial=_without_tls(net), retry_after=0)
        links = [_link(f"http://a.example{path}") for path in ("/good", "/gone", "/never", "/wall")]
        for _ in range(2):
            store, _problems = open_store(tmp_path / "store.sqlite")
            with store:
                pages = Pages(store)
                plan = plan_fetch(links, pages.records(), Wish(max_pages=9), now=1_000, pause=0)
                fetch(plan, pages, ways, tell=lambda *_: None, use_archive=True, now=lambda: 1_000)
                records = pages.records()
            found = {url[-4:]: (one.status, one.title, one.remarks) for url, one in records.items()}
            assert found == {
                "good": ("ok", "How compilers work", ()),
                "gone": ("ok", "As it was", ("from_archive 2015-01-02",)),
                "ever": ("gone", "", ()),
                "wall": ("gone", "", ()),
            }
            assert len([one for one in api.asked if one.path != "/robots.txt"]) == 3


def _without_tls(net: Net) -> Any:
    async def dial(address: str, port: int, timeout: float | None) -> Any:
        stream = await net.dial(address, port, timeout)

        async def start_tls(*_: object, **__: object) -> Any:
            return stream

        stream.start_tls = start_tls  # type: ignore[method-assign]
        return stream

    return dial


def test_a_better_rule_reads_the_store_again(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """Without a request."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    place = tmp_path / "decks/.deckgen/store.sqlite"
    store, _ = open_store(place)
    with store:
        import msgspec

        pages = Pages(store)
        url, record = next((url, one) for url, one in pages.records().items() if url.endswith("/second"))
        old = msgspec.structs.replace(record, rule_version=0, title="by an old rule")
        pages.put({url: old}, {})
    asked = len(server.asked)
    assert deckgen("fetch").exit_code == 0
    store, _ = open_store(place)
    with store:
        assert Pages(store).records()[url] == record
    assert len(server.asked) == asked


def test_a_damaged_store_is_set_aside_and_said_so(tmp_path: Path, deckgen: Deckgen, server: Server) -> None:
    """The pages come again; nothing else is lost."""
    write_deck(tmp_path, server)
    deckgen("fetch")
    place = tmp_path / "decks/.deckgen/store.sqlite"
    place.write_bytes(b"no database" * 1_000)
    again = deckgen("fetch")
    assert again.exit_code == 0
    assert "store.sqlite.damaged" in again.stderr
    assert server.pages["/first"] == 2


def test_changed_bytes_in_the_store_are_no_page(tmp_path: Path) -> None:
    """A record or a text that fails its checksum is as if it were not there."""
    path = tmp_path / "store.sqlite"
    store, _ = open_store(path)
    with store:
        pages = Pages(store)
        assert (pages.records(), list(pages.contents(["a"])), pages.bodies()) == ({}, [], [])
        pages.make()
        record = PageRecord(status="ok", page_class="ok", title="T", kept="ok")
        pages.put({"a": record, "b": record}, {"a": PageContent("text", "<p>"), "b": PageContent("more", "")})
        pages.put_bodies({"c": b"body"})
        assert pages.body("c") == b"body"
        assert dict(pages.contents(["a", "b", "c"])) == {"a": PageContent("text", "<p>"), "b": PageContent("more", "")}
    connection = sqlite3.connect(path)
    with connection:
        for table, url in (("page", "a"), ("page_text", "b"), ("page_body", "c")):
            (value,) = connection.execute(f"SELECT value FROM {table} WHERE url = ?", (url,)).fetchone()
            changed = value[:-2] + bytes([value[-2] ^ 1]) + value[-1:]
            connection.execute(f"UPDATE {table} SET value = ? WHERE url = ?", (changed, url))
    connection.close()
    store, _ = open_store(path)
    with store:
        pages = Pages(store)
        assert list(pages.records()) == ["b"]
        assert list(dict(pages.contents(["a", "b"]))) == ["a"]
        assert pages.body("c") is None

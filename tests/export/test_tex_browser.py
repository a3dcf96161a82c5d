"""Formulas in Anki's own MathJax: what passes typesets, and nothing reaches out of it."""

from __future__ import annotations

import functools
import html
import importlib.util
import json
import os
import random
import threading
from collections.abc import Iterator, Sequence
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest

from deckgen.export.html import words_html
from deckgen.export.tex import typeset
from deckgen.export.tex_commands import COMMANDS, ENVIRONMENTS
from tests.browser import MISSING, chromium, dump, result_of

NO_MATHJAX = (
    "no MathJax: install Anki's own (pip install --no-deps aqt), or name the folder of a tex-chtml-full.js in $MATHJAX"
)

# As Anki sets it up (26.9.3, `mathjax.js`).
SETTINGS = """
window.MathJax = {
  tex: {displayMath: [["\\\\[", "\\\\]"]], processEscapes: false, processEnvironments: false, processRefs: false,
        packages: {"[+]": ["noerrors", "mathtools"], "[-]": ["textmacros"]}},
  loader: {load: ["[tex]/noerrors", "[tex]/mathtools"], paths: {mathjax: FOLDER}},
  startup: {typeset: false},
};
"""
REPORT = """
window.ran = 0;
window.addEventListener("load", async () => {
  await MathJax.startup.promise;
  const out = [];
  for (const one of document.querySelectorAll(".field")) {
    let fault = "";
    try { await MathJax.typesetPromise([one]); } catch (error) { fault = String(error); }
    const all = [...one.querySelectorAll("*")];
    const reaching = (e) => e.matches("a, script, img, iframe, svg, object, [href], [src], [onclick]")
      || (e.getAttribute("style") || "").includes("url(") || (e.id && !/^(mjx-eqn|MathJax|MJX)/i.test(e.id))
      || [...e.classList].some((name) => name.startsWith("hostile"));
    const errors = all.filter((e) => e.matches("[data-mjx-error], mjx-merror, mjx-mtext[style*='color: red']"));
    out.push({formulas: one.querySelectorAll("mjx-container").length, fault,
              reaching: all.filter(reaching).map((e) => e.outerHTML.slice(0, 200)),
              errors: errors.map((e) => e.getAttribute("data-mjx-error") || e.outerHTML.slice(0, 200))});
    for (const e of one.querySelectorAll("a")) e.click();
  }
  const handlers = MathJax.startup.document.inputJax[0].parseOptions.handlers;
  const known = (name) => handlers.get("macro").lookup(name) || handlers.get("delimiter").lookup("\\\\" + name);
  const ours = JSON.parse(document.getElementById("names").textContent);
  const unknown = ours.commands.filter((name) => !known(name))
    .concat(ours.environments.filter((name) => !handlers.get("environment").lookup(name)));
  await new Promise((done) => setTimeout(done, 500));
  const result = document.createElement("pre");
  result.id = "result";
  result.textContent = JSON.stringify({fields: out, ran: window.ran, unknown, version: MathJax.version});
  document.body.append(result);
});
"""

HONEST = (
    r"\frac{\partial J}{\partial \theta_j} = \frac{1}{m} \sum_{i=1}^m (h_\theta(x^{(i)}) - y^{(i)}) x_j^{(i)}",
    r"\begin{align} a &= b \tag{1} \\ c &= d \end{align}",
    r"\begin{bmatrix} 1 & 0 \\[2pt] 0 & 1 \end{bmatrix}",
    r"f(x) = \begin{cases} 1, & x < 0 \\ 0, & \text{其他} \end{cases}",
    r"\left( \left\lVert x \right\rVert_2^2 \right)",
    r"\ce{2H2 + O2 -> 2H2O}, \ce{SO4^2-}, \ce{HC#CH}, \pu{9.8 m//s^2}",
    r"\boldsymbol{x} \in \mathbb{R}^n, \operatorname*{arg\,min}_x \cancel{f}",
    r"\color{green}{x} + \textcolor{blue}{y}",
    r"\newcommand{\norm}[2][2]{\left\lVert #2 \right\rVert_{#1}} \norm{x} + \norm[1]{y}",
    r"\DeclareMathOperator*{\argmax}{arg\,max} \argmax_x p(x) % the posterior" + "\n + 1",
    r"\def\R{\mathbb R} \label{eq:1} x \in \R",
    r"\begin{array}{c|c} a & b \\ \hline c & d \end{array} \coloneqq \bra{x}",
    r"100\% \text{ of } \{a, b\} \ ",
    r"(a\\)",
    r"\xrightarrow[below]{above} \underbrace{a + b}_{n} \overset{!}{=} \binom{n}{k}",
)
HIT = "http://127.0.0.1:PORT/hit"
HOSTILE = (
    r"\href{javascript:ran=1}{x}",
    rf"\href{{{HIT}}}{{x}}",
    rf"\style{{background:url({HIT})}}{{x}}",
    rf"\bbox[background:url({HIT})]{{x}}",
    rf'\mmlToken{{mi}}[style="background:url({HIT})"]{{x}}',
    r'\mmlToken{mi}[href="javascript:ran=1"]{x}',
    r"\class{hostile}{x} \cssId{hostile}{y} \data{a=b}{z}",
    r"\require{html} \href{javascript:ran=1}{x}",
    rf"\fcolorbox{{red; background:url({HIT})}}{{blue}}{{x}}",
    r"\newcommand{\x}{\href{javascript:ran=1}{x}} \x",
    r"\def\frac#1#2{\href{javascript:ran=1}{#1#2}} \frac{a}{b}",
    r"\def\h{\hre} \h f{javascript:ran=1}{x}",
    r"\let\x\href \x{javascript:ran=1}{x}",
    r"\text{$\href{javascript:ran=1}{x}$} \tag{x} \label{x} \ref{x} \eqref{x}",
    r"\text{\ref{x}}",
    r"\ce{\\href{javascript:ran=1}{x}}",
    r"\ce{\ href{javascript:ran=1}{x}}",
    r"\ce{\$href\%\$}",
    r"\ce{\\\}\color{red}\$\\href{javascript:ran=1}{x}\%\$}",
    r"\ce{$\href{javascript:ran=1}{x}$}",
    r"\\\href{javascript:ran=1}{x}",
    r"\unicode{x41}\verb|\href|\Newextarrow{\x}{5,5}{0x41}",
    r"a{$$ words \href{javascript:ran=1}{x}} $$b",
    r"a\$$ words \href{javascript:ran=1}{x} $$b",
    r"a \) \(\href{javascript:ran=1}{x}",
    "x %\n\\href{javascript:ran=1}{x}",
    "\\hre%\nf{javascript:ran=1}{x}",
    r"\begin{CD} A @>\href{javascript:ran=1}{x}>> B \end{CD}",
)


@functools.cache
def mathjax() -> Path | None:
    """Find MathJax: $MATHJAX, else what an installed Anki ships."""
    anki = importlib.util.find_spec("_aqt")
    places = [Path(place) / "data/web/js/vendor/mathjax" for place in (anki and anki.submodule_search_locations) or ()]
    if given := os.environ.get("MATHJAX"):
        places = [Path(given).resolve()]
    return next((place for place in places if (place / "tex-chtml-full.js").is_file()), None)


pytestmark = [
    pytest.mark.skipif(chromium() is None, reason=MISSING),
    pytest.mark.skipif(mathjax() is None, reason=NO_MATHJAX),
]


class Hits(BaseHTTPRequestHandler):
    """Counts who comes by."""

    paths: list[str]

    def do_GET(self) -> None:
        self.paths.append(self.path)
        self.send_response(204)
        self.end_headers()

    def log_message(self, *_: Any) -> None:
        pass


@pytest.fixture
def hits() -> Iterator[tuple[int, list[str]]]:
    paths: list[str] = []
    server = ThreadingHTTPServer(("127.0.0.1", 0), type("Counting", (Hits,), {"paths": paths}))
    thread = threading.Thread(target=server.serve_forever)
    thread.start()
    yield server.server_address[1], paths
    server.shutdown()
    thread.join()
    server.server_close()


def shown(fields: Sequence[str], folder: Path) -> dict[str, Any]:
    """Open the fields in the browser, typeset each, and say what came of it."""
    place = mathjax()
    assert place is not None
    names = json.dumps({"commands": sorted(COMMANDS - {"\n"}), "environments": sorted(ENVIRONMENTS)})
    body = "\n".join(f'<div class="field">{field}</div>' for field in fields)
    settings = SETTINGS.replace("FOLDER", json.dumps(place.as_uri()))
    page = folder / "formulas.html"
    page.write_text(
        f'<!doctype html><meta charset="utf-8"><script>{settings}</script>'
        f'<script src="{place.as_uri()}/tex-chtml-full.js"></script><script>{REPORT}</script>'
        f'<body>{body}<script type="application/json" id="names">{names}</script></body>',
        encoding="utf-8",
    )
    result: dict[str, Any] = json.loads(html.unescape(result_of(dump(page, width=800))))
    return result


def test_honest_formulas_typeset(tmp_path: Path) -> None:
    """The list is not too narrow, and macros that we expand say what they said."""
    found = shown([words_html(f"$${tex}$$") for tex in HONEST], tmp_path)
    for tex, field in zip(HONEST, found["fields"], strict=True):
        assert field == {"formulas": 1, "fault": "", "reaching": [], "errors": []}, tex


def test_all_that_is_listed_is_known_to_ankis_mathjax(tmp_path: Path) -> None:
    """The list is that of the release that Anki ships."""
    found = shown([], tmp_path)
    assert found["version"].startswith("3.")
    assert found["unknown"] == []


def test_no_formula_makes_a_link_a_request_or_runs_a_script(tmp_path: Path, hits: tuple[int, list[str]]) -> None:
    """What a stranger writes into a formula stays in it."""
    port, paths = hits
    found = shown([words_html(f"a $${tex}$$ b").replace("PORT", str(port)) for tex in HOSTILE], tmp_path)
    assert [(tex, field) for tex, field in zip(HOSTILE, found["fields"], strict=True) if field["reaching"]] == []
    assert (paths, found["ran"]) == ([], 0)


def test_the_same_formulas_do_reach_out_where_nothing_checks_them(tmp_path: Path, hits: tuple[int, list[str]]) -> None:
    """The test above can fail: without us, MathJax does make links and requests and runs scripts."""
    port, paths = hits
    raw = [rf"a \({html.escape(tex).replace('PORT', str(port))}\) b" for tex in HOSTILE[:8]]
    found = shown(raw, tmp_path)
    assert sum(bool(field["reaching"]) for field in found["fields"]) >= 7
    assert "/hit" in paths
    assert found["ran"] == 1


PIECES = (
    "\\ce{", "\\pu{", "}", "{", "\\", "\\\\", " ", "href", "\\href", "{javascript:ran=1}", "{x}", "$", "\\text{", "\\,",
    "^", "_", "\\alpha", "->", "A", "2", "\\color{red}", "\\mathrm{", "\\frac{a}", "(", ")", "[", "]", "\\bond{-}", "%",
    "\\x", "\\def\\x", "\\newcommand{\\x}[1]", "#1", "\\left", "\\right", ".", "\\begin{array}", "\\end{array}", "&",
)  # fmt: skip


def test_whatever_passes_makes_no_link(tmp_path: Path) -> None:
    """Drawn formulas, above all of chemistry, which mhchem takes apart by rules of its own."""
    draw = random.Random(20)
    drawn = ("".join(draw.choices(PIECES, k=draw.randint(3, 10))) for _ in range(30_000))
    chemistry = (f"\\ce{{{''.join(draw.choices(PIECES[2:], k=5))}}}" for _ in range(30_000))
    chosen = [tex for tex in drawn if "{" in tex and typeset(tex)][:600]
    chosen += [tex for tex in chemistry if typeset(tex)][:600]
    assert len(chosen) == 1_200
    found = shown([words_html(f"$${tex}$$") for tex in chosen], tmp_path)
    assert [(tex, field) for tex, field in zip(chosen, found["fields"], strict=True) if field["reaching"]] == []
    assert found["ran"] == 0

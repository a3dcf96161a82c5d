"""The commands and environments that a formula on a card may hold: what typesets, and nothing else.

Anki draws formulas with MathJax 3.2.2 and has all of its extensions at hand (`tex-chtml-full.js`, and mathtools on
top). Some of them reach out of the formula: `href`, `style`, `class`, `cssId`, `data` (html), `require`, `bbox` (takes
any style), `unicode`, `verb`, and `newcommand` and its like, which outlive the card. So what is allowed is listed, not
what is forbidden.

The names are the keys of the tables of MathJax 3.2.2 (Apache-2.0, `ts/input/tex/PACKAGE/*Mappings.ts`). Left out
of them is what makes a link or an id (`ref`, `eqref`, `refeq`, `label`), gives an element any attribute (`mmlToken`) or
changes what later formulas mean (`DeclareMathOperator`, `DeclarePairedDelimiter`, `newtagform`, `mathtoolsset`...).
`tests/export/test_tex_browser.py` asks Anki's own MathJax for each of them.
"""

from __future__ import annotations

BASE = frozenset(
    ("above", "abovewithdelims", "acute", "aleph", "alpha", "amalg", "And", "angle", "approx", "arccos", "arcsin",
     "arctan", "arg", "array", "Arrowvert", "arrowvert", "ast", "asymp", "atop", "atopwithdelims", "backslash",
     "bar", "Bbb", "bbFont", "begin", "beta", "bf", "Big", "big", "bigcap", "bigcirc", "bigcup", "Bigg", "bigg",
     "Biggl", "biggl", "Biggm", "biggm", "Biggr", "biggr", "Bigl", "bigl", "Bigm", "bigm", "bigodot", "bigoplus",
     "bigotimes", "Bigr", "bigr", "bigsqcup", "bigtriangledown", "bigtriangleup", "biguplus", "bigvee", "bigwedge",
     "bmod", "bot", "bowtie", "boxed", "brace", "bracevert", "brack", "breve", "buildrel", "bullet", "cal", "cap",
     "cases", "cdot", "cdotp", "cdots", "check", "chi", "choose", "circ", "clubsuit", "colon", "cong", "coprod",
     "cos", "cosh", "cot", "coth", "cr", "csc", "cup", "dagger", "dashv", "ddagger", "ddot", "ddots", "deg",
     "Delta", "delta", "det", "diamond", "diamondsuit", "dim", "displaylines", "displaystyle", "div", "divsymbol",
     "dot", "doteq", "dots", "dotsb", "dotsc", "dotsi", "dotsm", "dotso", "Downarrow", "downarrow", "ell",
     "emptyset", "end", "enspace", "epsilon", "eqalign", "eqalignno", "equiv", "eta", "exists", "exp", "fbox",
     "flat", "forall", "frac", "frak", "framebox", "frown", "Gamma", "gamma", "gcd", "ge", "geq", "gets", "gg",
     "grave", "gt", "hat", "hbar", "hbox", "hdashline", "heartsuit", "hfil", "hfill", "hfilll", "hline", "hom",
     "hookleftarrow", "hookrightarrow", "hphantom", "hskip", "hspace", "Huge", "huge", "iff", "iiint", "iint", "Im",
     "imath", "in", "inf", "infty", "int", "intop", "iota", "it", "jmath", "kappa", "ker", "kern", "Lambda",
     "lambda", "land", "langle", "LARGE", "Large", "large", "LaTeX", "lbrace", "lbrack", "lceil", "ldotp", "ldots",
     "le", "left", "Leftarrow", "leftarrow", "leftharpoondown", "leftharpoonup", "Leftrightarrow", "leftrightarrow",
     "leftroot", "leq", "leqalignno", "lfloor", "lg", "lgroup", "lim", "liminf", "limits", "limsup", "ll", "llap",
     "lmoustache", "ln", "lnot", "log", "Longleftarrow", "longleftarrow", "Longleftrightarrow",
     "longleftrightarrow", "longmapsto", "Longrightarrow", "longrightarrow", "lor", "lower", "lt", "mapsto",
     "mathbb", "mathbf", "mathbfcal", "mathbffrak", "mathbfit", "mathbfscr", "mathbfsf", "mathbfsfit", "mathbfsfup",
     "mathbfup", "mathbin", "mathcal", "mathchoice", "mathclose", "mathfrak", "mathinner", "mathit", "mathnormal",
     "mathop", "mathopen", "mathord", "mathpunct", "mathrel", "mathrm", "mathscr", "mathsf", "mathsfit", "mathsfup",
     "mathstrut", "mathtt", "mathup", "matrix", "max", "mbox", "mid", "middle", "min", "mit", "mkern", "mod",
     "models", "moveleft", "moveright", "mp", "mskip", "mspace", "mu", "nabla", "natural", "ne", "nearrow", "neg",
     "negthinspace", "neq", "newline", "ni", "nolimits", "nonscript", "nonumber", "normalsize", "not", "notChar",
     "notin", "nu", "nwarrow", "odot", "oint", "oldstyle", "Omega", "omega", "omicron", "ominus", "oplus", "oslash",
     "otimes", "over", "overbrace", "overleftarrow", "overleftrightarrow", "overline", "overparen",
     "overrightarrow", "overset", "overunderset", "overwithdelims", "owns", "parallel", "partial", "perp",
     "phantom", "Phi", "phi", "Pi", "pi", "pm", "pmatrix", "pmb", "pmod", "pod", "Pr", "prec", "preceq", "prime",
     "prod", "propto", "Psi", "psi", "qquad", "quad", "raise", "rangle", "rbrace", "rbrack", "rceil", "Re",
     "rfloor", "rgroup", "rho", "right", "Rightarrow", "rightarrow", "rightharpoondown", "rightharpoonup",
     "rightleftharpoons", "rlap", "rm", "rmoustache", "root", "Rule", "rule", "S", "scr", "scriptscriptstyle",
     "scriptsize", "scriptstyle", "searrow", "sec", "setminus", "sf", "sharp", "Sigma", "sigma", "sim", "simeq",
     "sin", "sinh", "skew", "small", "smallint", "smash", "smile", "Space", "space", "spadesuit", "sqcap", "sqcup",
     "sqrt", "sqsubseteq", "sqsupseteq", "stackbin", "stackrel", "star", "strut", "subset", "subseteq", "succ",
     "succeq", "sum", "sup", "supset", "supseteq", "surd", "swarrow", "symbb", "symbf", "symbfcal", "symbffrak",
     "symbfit", "symbfscr", "symbfsf", "symbfsfit", "symbfsfup", "symbfup", "symcal", "symfrak", "symit",
     "symnormal", "symrm", "symscr", "symsf", "symsfit", "symsfup", "symtt", "symup", "tan", "tanh", "tau", "TeX",
     "text", "textbf", "textit", "textnormal", "textrm", "textsf", "textstyle", "texttt", "textup", "Theta",
     "theta", "thinspace", "tilde", "times", "Tiny", "tiny", "to", "top", "triangle", "triangleleft",
     "triangleright", "tt", "underbrace", "underleftarrow", "underleftrightarrow", "underline", "underparen",
     "underrightarrow", "underset", "Uparrow", "uparrow", "Updownarrow", "updownarrow", "uplus", "uproot",
     "Upsilon", "upsilon", "varepsilon", "varphi", "varpi", "varrho", "varsigma", "vartheta", "vcenter", "vdash",
     "vdots", "vec", "vee", "Vert", "vert", "vphantom", "wedge", "widehat", "widetilde", "wp", "wr", "Xi", "xi",
     "zeta")
)  # fmt: skip
"""Of MathJax's `base`, its delimiters included."""

AMS = frozenset(
    ("approxeq", "backepsilon", "backprime", "backsim", "backsimeq", "barwedge", "Bbbk", "because", "beth",
     "between", "bigstar", "binom", "blacklozenge", "blacksquare", "blacktriangle", "blacktriangledown",
     "blacktriangleleft", "blacktriangleright", "Box", "boxdot", "boxminus", "boxplus", "boxtimes", "Bumpeq",
     "bumpeq", "Cap", "centerdot", "cfrac", "checkmark", "circeq", "circlearrowleft", "circlearrowright",
     "circledast", "circledcirc", "circleddash", "circledR", "circledS", "complement", "Cup", "curlyeqprec",
     "curlyeqsucc", "curlyvee", "curlywedge", "curvearrowleft", "curvearrowright", "daleth", "dashleftarrow",
     "dashrightarrow", "dbinom", "ddddot", "dddot", "dfrac", "diagdown", "diagup", "Diamond", "digamma",
     "divideontimes", "Doteq", "doteqdot", "dotplus", "doublebarwedge", "doublecap", "doublecup", "downdownarrows",
     "downharpoonleft", "downharpoonright", "eqcirc", "eqsim", "eqslantgtr", "eqslantless", "eth", "fallingdotseq",
     "Finv", "Game", "genfrac", "geqq", "geqslant", "ggg", "gggtr", "gimel", "gnapprox", "gneq", "gneqq", "gnsim",
     "gtrapprox", "gtrdot", "gtreqless", "gtreqqless", "gtrless", "gtrsim", "gvertneqq", "hslash", "idotsint",
     "iiiint", "impliedby", "implies", "injlim", "intercal", "Join", "leadsto", "leftarrowtail", "leftleftarrows",
     "leftrightarrows", "leftrightharpoons", "leftrightsquigarrow", "leftthreetimes", "leqq", "leqslant",
     "lessapprox", "lessdot", "lesseqgtr", "lesseqqgtr", "lessgtr", "lesssim", "lhd", "llcorner", "Lleftarrow",
     "lll", "llless", "lnapprox", "lneq", "lneqq", "lnsim", "looparrowleft", "looparrowright", "lozenge",
     "lrcorner", "Lsh", "ltimes", "lVert", "lvert", "lvertneqq", "maltese", "mathring", "measuredangle", "mho",
     "multimap", "ncong", "negmedspace", "negthickspace", "nexists", "ngeq", "ngeqq", "ngeqslant", "ngtr",
     "nLeftarrow", "nleftarrow", "nLeftrightarrow", "nleftrightarrow", "nleq", "nleqq", "nleqslant", "nless",
     "nmid", "nobreakspace", "notag", "nparallel", "nprec", "npreceq", "nRightarrow", "nrightarrow", "nshortmid",
     "nshortparallel", "nsim", "nsubseteq", "nsubseteqq", "nsucc", "nsucceq", "nsupseteq", "nsupseteqq",
     "ntriangleleft", "ntrianglelefteq", "ntriangleright", "ntrianglerighteq", "nVDash", "nVdash", "nvDash",
     "nvdash", "operatorname", "pitchfork", "precapprox", "preccurlyeq", "precnapprox", "precneqq", "precnsim",
     "precsim", "projlim", "restriction", "rhd", "rightarrowtail", "rightleftarrows", "rightrightarrows",
     "rightsquigarrow", "rightthreetimes", "risingdotseq", "Rrightarrow", "Rsh", "rtimes", "rVert", "rvert",
     "shortmid", "shortparallel", "shoveleft", "shoveright", "sideset", "smallfrown", "smallsetminus", "smallsmile",
     "sphericalangle", "sqsubset", "sqsupset", "square", "Subset", "subseteqq", "subsetneq", "subsetneqq",
     "substack", "succapprox", "succcurlyeq", "succnapprox", "succneqq", "succnsim", "succsim", "Supset",
     "supseteqq", "supsetneq", "supsetneqq", "tag", "tbinom", "tfrac", "therefore", "thickapprox", "thicksim",
     "triangledown", "trianglelefteq", "triangleq", "trianglerighteq", "twoheadleftarrow", "twoheadrightarrow",
     "ulcorner", "unlhd", "unrhd", "upharpoonleft", "upharpoonright", "upuparrows", "urcorner", "varDelta",
     "varGamma", "varinjlim", "varkappa", "varLambda", "varliminf", "varlimsup", "varnothing", "varOmega", "varPhi",
     "varPi", "varprojlim", "varpropto", "varPsi", "varSigma", "varsubsetneq", "varsubsetneqq", "varsupsetneq",
     "varsupsetneqq", "varTheta", "vartriangle", "vartriangleleft", "vartriangleright", "varUpsilon", "varXi",
     "Vdash", "vDash", "veebar", "Vvdash", "xleftarrow", "xrightarrow", "yen")
)  # fmt: skip
"""Of `ams`."""

MATHTOOLS = frozenset(
    ("Aboxed", "adjustlimits", "ArrowBetweenLines", "bigtimes", "centercolon", "clap", "Colonapprox", "colonapprox",
     "Coloneq", "coloneq", "Coloneqq", "coloneqq", "Colonsim", "colonsim", "cramped", "crampedclap", "crampedllap",
     "crampedrlap", "crampedsubstack", "dblcolon", "Eqcolon", "eqcolon", "Eqqcolon", "eqqcolon", "lparen",
     "mathclap", "mathllap", "mathmakebox", "mathmbox", "mathrlap", "MoveEqLeft", "MTFlushSpaceAbove",
     "MTFlushSpaceBelow", "MTThinColon", "ndownarrow", "nuparrow", "ordinarycolon", "overbracket", "prescript",
     "rparen", "shortvdotswithin", "splitdfrac", "splitfrac", "textclap", "textllap", "textrlap", "underbracket",
     "vdotswithin", "xhookleftarrow", "xhookrightarrow", "xLeftarrow", "xleftharpoondown", "xleftharpoonup",
     "xLeftrightarrow", "xleftrightarrow", "xleftrightharpoons", "xmapsto", "xmathstrut", "xRightarrow",
     "xrightharpoondown", "xrightharpoonup", "xrightleftharpoons")
)  # fmt: skip
"""Of `mathtools`, which Anki loads."""

SMALL = frozenset(
    ("bcancel", "boldsymbol", "Bra", "bra", "Braket", "braket", "cancel", "cancelto", "color", "colorbox", "Ket",
     "ket", "Ketbra", "ketbra", "Set", "set", "textcolor", "xcancel", "xlongequal", "xtofrom", "xtwoheadleftarrow",
     "xtwoheadrightarrow")
)  # fmt: skip
"""Of `boldsymbol`, `cancel`, `braket`, `extpfeil` and `color`: without `fcolorbox`, whose colour is any style, and
without `definecolor`, which outlives the formula."""

CHEMISTRY = frozenset(("ce", "pu"))
"""Of `mhchem`; they read a language of their own, see `tex`."""

SYMBOLS = frozenset("\n !#$%&,:;>\\_{|}")
"""What may follow a backslash without being a letter; MathJax reads the end of a line there as a blank."""

COMMANDS = BASE | AMS | MATHTOOLS | SMALL | CHEMISTRY | SYMBOLS
"""All that may stand behind a backslash."""

ENVIRONMENTS = frozenset(
    ("align", "align*", "alignat", "alignat*", "aligned", "alignedat", "array", "Bmatrix", "bmatrix", "Bmatrix*",
     "bmatrix*", "Bsmallmatrix", "bsmallmatrix", "Bsmallmatrix*", "bsmallmatrix*", "cases", "cases*",
     "crampedsubarray", "dcases", "dcases*", "drcases", "drcases*", "eqnarray", "eqnarray*", "equation",
     "equation*", "flalign", "flalign*", "gather", "gather*", "gathered", "lgathered", "matrix", "matrix*",
     "multline", "multline*", "multlined", "pmatrix", "pmatrix*", "psmallmatrix", "psmallmatrix*", "rcases",
     "rcases*", "rgathered", "smallmatrix", "smallmatrix*", "split", "spreadlines", "subarray", "Vmatrix",
     "vmatrix", "Vmatrix*", "vmatrix*", "Vsmallmatrix", "vsmallmatrix", "Vsmallmatrix*", "vsmallmatrix*",
     "xalignat", "xalignat*", "xxalignat")
)  # fmt: skip
"""What may be begun and ended; of `base`, `ams` and `mathtools`."""

"""Made-up texts, in samples/NAME.txt, with their true numbers of tokens."""

from __future__ import annotations

from pathlib import Path

TRUE_TOKENS = {
    "zh_page": 398,
    "zh_history": 399,
    "zh_with_code": 367,
    "zh_with_formulas": 392,
    "en_page": 308,
    "en_notes": 292,
    "mixed": 337,
}
"""By name, as the o200k_base vocabulary of gpt-tokenizer 4.0.0 counts the whole file."""

TEXTS = {name: (Path(__file__).parent / "samples" / f"{name}.txt").read_text(encoding="utf-8") for name in TRUE_TOKENS}
SAMPLES = {name: (TEXTS[name], true) for name, true in TRUE_TOKENS.items()}

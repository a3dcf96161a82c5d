"""Answer exported requests from many workers of a Ray cluster, or of this machine.

    deckgen write decks/blog.yaml --export requests
    OPENAI_BASE_URL=http://gpu-box:8000/v1 python examples/ray_answers.py requests answers --workers 16
    deckgen write decks/blog.yaml --import answers

Each body is sent as it stands, with its schema and limits, to any server of Chat Completions. Started again, it asks
for what has no answer yet: a file of answers is whole or not there. All machines must see both folders.
"""

from __future__ import annotations

import argparse
import json
import os
import time
import urllib.error
import urllib.request
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

import ray

TRIES = 5


class _Straight(urllib.request.HTTPRedirectHandler):
    """Follows nobody: a key goes to one server."""

    def redirect_request(self, *_args: Any) -> None:
        """Go nowhere."""


def ask(line: str, url: str, key: str, seconds: float) -> dict[str, Any] | None:
    """Return a line of answers to a line of requests; None if there is none, so that the next run asks again."""
    row = json.loads(line)
    headers = {"Content-Type": "application/json", "Authorization": f"Bearer {key}"}
    request = urllib.request.Request(f"{url}/chat/completions", json.dumps(row["body"]).encode(), headers)
    for turn in range(TRIES):
        try:
            with urllib.request.build_opener(_Straight).open(request, timeout=seconds) as response:
                return {"custom_id": row["custom_id"], "response": {"status_code": 200, "body": json.load(response)}}
        except (OSError, ValueError) as exc:  # also what urllib raises for a status of refusal
            print(f"{row['custom_id']}: {exc}")
            if isinstance(exc, urllib.error.HTTPError) and exc.code in (400, 401, 402, 403, 404, 422):
                return None
            time.sleep(2**turn)
    return None


def answer(batch: dict[str, Any], folder: str, calls: int, **server: Any) -> dict[str, list[int]]:
    """Ask for a batch, so many calls at a time, and write its answers into a file of their own."""
    lines = [str(line) for line in batch["text"]]
    with ThreadPoolExecutor(calls) as threads:
        found = [row for row in threads.map(lambda line: ask(line, **server), lines) if row is not None]
    if found:
        place = Path(folder, f"{found[0]['custom_id']}.jsonl")
        half = place.with_suffix(".part")
        half.write_text("".join(json.dumps(row, ensure_ascii=False) + "\n" for row in found), encoding="utf-8")
        half.replace(place)
    return {"answered": [len(found)], "failed": [len(lines) - len(found)]}


def main() -> None:
    """Read the folders and the server from the command line and the environment."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("requests")
    parser.add_argument("answers", type=Path)
    parser.add_argument("--workers", type=int, default=4, help="batches at a time")
    parser.add_argument("--calls", type=int, default=8, help="calls of a worker at a time")
    parser.add_argument("--timeout", type=float, default=600, help="seconds for an answer")
    given = parser.parse_args()
    given.answers.mkdir(parents=True, exist_ok=True)
    files = [file.read_text(encoding="utf-8") for file in given.answers.glob("*.jsonl")]
    done = {json.loads(line)["custom_id"] for text in files for line in text.splitlines()}
    # On this machine a worker waits more than it computes: it may have more of them than cores.
    ray.init(**({} if "RAY_ADDRESS" in os.environ else {"num_cpus": given.workers + 2}))
    given_lines = ray.data.read_text(given.requests, encoding="utf-8")
    lines = given_lines.filter(lambda row: json.loads(row["text"])["custom_id"] not in done)
    settings = {
        "folder": str(given.answers.resolve()),
        "calls": given.calls,
        "url": os.environ.get("OPENAI_BASE_URL", "https://api.openai.com/v1").rstrip("/"),
        "key": os.environ.get("OPENAI_API_KEY", "no-key"),
        "seconds": given.timeout,
    }
    size = 4 * given.calls
    parts = lines.repartition(target_num_rows_per_block=size)
    counts = parts.map_batches(answer, batch_size=size, fn_kwargs=settings, concurrency=given.workers).to_pandas()
    answered, failed = (int(counts[name].sum()) if len(counts) else 0 for name in ("answered", "failed"))
    print(f"{answered} answered, {len(done)} before, {failed} without an answer")


if __name__ == "__main__":
    main()

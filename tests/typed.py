"""Commands typed on a terminal of their own."""

from __future__ import annotations

import os
import pty
import subprocess
import sys
from pathlib import Path


def typed(arguments: list[str], folder: Path, environment: dict[str, str], answer: str = "") -> str:
    """Run a command on a terminal of its own, and type an answer when it asks; give all that it showed."""
    command = [sys.executable, "-m", "deckgen.cli", *arguments]
    ours, its = pty.openpty()
    with subprocess.Popen(command, cwd=folder, env=environment, stdin=its, stdout=its, stderr=its) as process:
        os.close(its)
        said = b""
        while True:
            try:
                part = os.read(ours, 4096)
            except OSError:  # how Linux says that nobody writes any more
                break
            if not part:
                break
            said += part
            if answer and b"Ask?" in said:
                os.write(ours, answer.encode())
                answer = ""
    os.close(ours)
    assert process.returncode == 0, said.decode()
    return said.decode()

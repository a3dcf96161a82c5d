"""A headless Chromium that a test drives as a person would: tabs, keys, a network that can be cut off.

It speaks the Chrome DevTools Protocol over a pipe (chromedevtools.github.io/devtools-protocol), so no port is opened.
"""

from __future__ import annotations

import base64
import json
import os
import select
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from tests.browser import chromium

PATIENCE = 60.0
"""Seconds that anything may take on a busy machine."""

# The browser reads commands from its descriptor 3 and answers on 4.
_PIPED = """
import os, sys
os.dup2(int(sys.argv[1]), 3)
os.dup2(int(sys.argv[2]), 4)
os.execv(sys.argv[3], sys.argv[3:])
"""
_HIGH = 20
"""Descriptors from here on are neither 3 nor 4."""

_KEYS = {
    "Enter": (13, "\r"), "Escape": (27, ""), " ": (32, " "), "ArrowDown": (40, ""), "Tab": (9, ""), "End": (35, ""),
    "PageDown": (34, ""), "ArrowUp": (38, ""),
}  # fmt: skip


class Chrome:
    """A browser process; to be used with ``with``."""

    def __init__(self, *arguments: str) -> None:
        self._arguments = arguments

    def __enter__(self) -> Chrome:
        self._profile = tempfile.TemporaryDirectory(prefix="deckgen-chrome-", ignore_cleanup_errors=True)
        reads, self._out = os.pipe()
        self._in, writes = os.pipe()
        theirs = [_high(number) for number in (reads, writes)]
        binary = chromium()
        assert binary is not None
        command = [
            sys.executable, "-c", _PIPED, *map(str, theirs), binary, "--headless", "--no-sandbox", "--disable-gpu",
            "--disable-background-networking", "--disable-dev-shm-usage", "--no-first-run", "--remote-debugging-pipe",
            "--disable-renderer-backgrounding", "--disable-background-timer-throttling",
            f"--user-data-dir={self._profile.name}", "--window-size=1300,900", *self._arguments,
        ]  # fmt: skip
        self._process = subprocess.Popen(
            command, pass_fds=theirs, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        for number in theirs:
            os.close(number)
        self._buffer = b""
        self._number = 0
        self._tabs: dict[str, Tab] = {}
        return self

    def __exit__(self, *_exc: object) -> None:
        self._process.kill()
        self._process.wait()
        os.close(self._out)
        os.close(self._in)
        self._profile.cleanup()

    def tab(self, url: str = "about:blank") -> Tab:
        """Open a page in a tab of its own."""
        target = self.send("Target.createTarget", {"url": "about:blank"})
        session = self.send("Target.attachToTarget", {"targetId": target["targetId"], "flatten": True})["sessionId"]
        made = self._tabs[session] = Tab(self, session)
        for domain in ("Page", "Runtime", "Network"):
            made.send(f"{domain}.enable")
        made.go(url)
        return made

    def send(self, method: str, parameters: dict[str, Any] | None = None, session: str = "") -> dict[str, Any]:
        """Send a command; return its result."""
        self._number += 1
        asked = {"id": self._number, "method": method, "params": parameters or {}}
        os.write(self._out, json.dumps(asked | ({"sessionId": session} if session else {})).encode() + b"\0")
        until = time.monotonic() + PATIENCE
        while time.monotonic() < until:
            answer = self._read(until)
            if answer.get("id") == asked["id"]:
                assert "error" not in answer, (method, answer["error"])
                result: dict[str, Any] = answer["result"]
                return result
        raise TimeoutError(method)

    def _read(self, until: float) -> dict[str, Any]:
        while b"\0" not in self._buffer:
            ready, _, _ = select.select([self._in], [], [], max(0.0, until - time.monotonic()))
            if not ready:
                return {}
            self._buffer += os.read(self._in, 1 << 20)
        line, _, self._buffer = self._buffer.partition(b"\0")
        message: dict[str, Any] = json.loads(line)
        if message.get("sessionId") in self._tabs and "method" in message:
            self._tabs[message["sessionId"]].events.append(message)
        return message


class Tab:
    """A page, and the keyboard before it."""

    def __init__(self, chrome: Chrome, session: str) -> None:
        self._chrome, self._session = chrome, session
        self.events: list[dict[str, Any]] = []

    def send(self, method: str, **parameters: Any) -> dict[str, Any]:
        return self._chrome.send(method, parameters, self._session)

    def go(self, url: str) -> None:
        """Load a page, and wait until it is there."""
        before = self._loads
        self.send("Page.navigate", url=url)
        until = time.monotonic() + PATIENCE
        while self._loads == before and time.monotonic() < until:
            self.send("Runtime.evaluate", expression="0")
            time.sleep(0.02)

    @property
    def _loads(self) -> int:
        return sum(event["method"] == "Page.loadEventFired" for event in self.events)

    @property
    def requests(self) -> list[str]:
        """The addresses that the page has asked for so far."""
        asked = (event for event in self.events if event["method"] == "Network.requestWillBeSent")
        return [event["params"]["request"]["url"] for event in asked]

    @property
    def errors(self) -> list[str]:
        """What scripts threw, and what the page's policy refused."""
        thrown = (event for event in self.events if event["method"] == "Runtime.exceptionThrown")
        return [json.dumps(event["params"]["exceptionDetails"])[:500] for event in thrown]

    def value(self, expression: str) -> Any:
        """Evaluate an expression in the page; a promise is waited for."""
        answer = self.send("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in answer, answer["exceptionDetails"]
        return answer["result"].get("value")

    def wait(self, expression: str) -> Any:
        """Wait until an expression is true of the page."""
        until = time.monotonic() + PATIENCE
        while not (found := self.value(expression)):
            assert time.monotonic() < until, f"never true: {expression}; {self.errors}"
            time.sleep(0.02)
        return found

    def wait_for(self, method: str) -> None:
        """Wait for an event."""
        until = time.monotonic() + PATIENCE
        while not any(event["method"] == method for event in self.events):
            assert time.monotonic() < until, f"{method} never came"
            self.value("0")

    def press(self, *keys: str, control: bool = False) -> None:
        """Press keys one after another."""
        for key in keys:
            code, text = _KEYS.get(key) or (ord(key.upper()), key)
            parameters: dict[str, Any] = {"key": key, "windowsVirtualKeyCode": code, "modifiers": 2 if control else 0}
            self.send("Input.dispatchKeyEvent", type="keyDown", **parameters, **({} if control else {"text": text}))
            self.send("Input.dispatchKeyEvent", type="keyUp", **parameters)

    def write(self, text: str) -> None:
        """Write into the field that has the focus, in place of what is marked."""
        self.send("Input.insertText", text=text)

    def cut_off(self, *, is_off: bool) -> None:
        """Take the network away, or give it back."""
        self.send(
            "Network.emulateNetworkConditions", offline=is_off, latency=0, downloadThroughput=-1, uploadThroughput=-1
        )

    def shoot(self, target: Path, *, width: int, height: int, is_dark: bool = False) -> None:
        """Write what the page looks like to a PNG file."""
        scheme = [{"name": "prefers-color-scheme", "value": "dark" if is_dark else "light"}]
        self.send("Emulation.setEmulatedMedia", features=scheme)
        size = {"width": width, "height": height, "deviceScaleFactor": 1, "mobile": width < 600}
        self.send("Emulation.setDeviceMetricsOverride", **size)
        target.write_bytes(base64.b64decode(self.send("Page.captureScreenshot")["data"]))


def _high(number: int) -> int:
    import fcntl

    moved = fcntl.fcntl(number, fcntl.F_DUPFD, _HIGH)
    os.close(number)
    return moved

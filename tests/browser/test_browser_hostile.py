"""Pages that want out, never end, or take the browser down: noted, bounded, and the next page is fine."""

from __future__ import annotations

import os
import signal
import socketserver
import threading
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from browsing import page

from pytest_llmsite.browser import inspector as module
from pytest_llmsite.browser.page import BrowserPage
from pytest_llmsite.errors import InspectorLostError

FINE = page("<h1>Bread</h1><p>Every day.</p>")


class _Counting(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True
    connections = 0

    def process_request(self, request: Any, client_address: Any) -> None:
        type(self).connections += 1
        self.shutdown_request(request)


@pytest.fixture
def listener() -> Iterator[_Counting]:
    _Counting.connections = 0
    with _Counting(("127.0.0.1", 0), socketserver.BaseRequestHandler) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


def browsed(inspector: Any, site: Any) -> BrowserPage:
    found = inspector.page(site)
    assert isinstance(found, BrowserPage)
    return found


def test_nothing_leaves_the_page(inspector: Any, listener: _Counting) -> None:
    port = listener.server_address[1]
    there = f"127.0.0.1:{port}"
    script = f"""
      fetch('http://{there}/a').catch(() => {{}});
      try {{ new WebSocket('ws://{there}/b'); }} catch (e) {{}}
      new Image().src = 'http://localhost:{port}/c';
      navigator.sendBeacon('http://{there}/d', 'x');
      try {{ new Worker(URL.createObjectURL(new Blob(["fetch('http://{there}/e')"]))); }} catch (e) {{}}
      try {{ const p = new RTCPeerConnection({{iceServers: [{{urls: 'stun:{there}'}}]}});
        p.createDataChannel('x'); p.createOffer().then(o => p.setLocalDescription(o)); }} catch (e) {{}}
      try {{ new EventSource('http://{there}/f'); }} catch (e) {{}}
      window.open('http://{there}/g');
      const a = document.createElement('a'); a.href = 'data:text/plain,x'; a.download = 'x.txt'; a.click();
      alert('stop'); confirm('stop'); prompt('stop');
    """
    head = (
        f'<link rel="preconnect" href="http://{there}"><link rel="dns-prefetch" href="http://{there}">'
        f'<link rel="prefetch" href="http://{there}/h"><link rel="preload" as="image" href="http://{there}/i">'
        f'<meta http-equiv="refresh" content="1; url=http://{there}/j">'
    )
    body = f'<h1>Out</h1><iframe src="http://{there}/k"></iframe><script>{script}</script>'
    found = browsed(inspector, page(body, head=head)).lived
    assert not found.failure
    assert not found.live_failure
    assert any(there in refused.url for refused in found.refused)
    assert listener.connections == 0


def test_a_missing_file_is_noted(inspector: Any) -> None:
    found = browsed(inspector, page('<img src="gone.png" alt=""><p>Text</p>')).lived
    assert ("gone.png", True) in {(refused.url, refused.missing) for refused in found.refused}


@pytest.mark.parametrize(
    "body",
    [
        "<p>Endless</p><script>while (true) {}</script>",
        "<p>Greedy</p><script>const all = []; while (true) all.push(new Array(1e6).fill(all.length))</script>",
    ],
    ids=["endless script", "all memory"],
)
def test_a_page_that_never_ends(inspector: Any, monkeypatch: pytest.MonkeyPatch, body: str) -> None:
    monkeypatch.setattr(module, "LIVE_S", 3.0)
    found = browsed(inspector, page(body)).lived
    assert found.live_failure
    assert found.views  # without its scripts there is a page
    assert browsed(inspector, FINE).browsed.views


def test_a_huge_canvas_is_only_a_page(inspector: Any) -> None:
    body = (
        '<p>Canvas</p><canvas id="c" width="60000" height="60000"></canvas>'
        "<script>c.getContext('2d').fillRect(0, 0, 9, 9)</script>"
    )
    assert browsed(inspector, page(body)).lived.views


def test_the_renderer_crashes(inspector: Any) -> None:
    found = browsed(
        inspector, page('<p>Crash</p><script>location = "chrome://crash"</script>')
    ).lived
    assert found.views
    assert browsed(inspector, page("<h1>Next</h1>")).lived.live


def _children(pid: int) -> list[int]:
    found = []
    for entry in Path("/proc").iterdir():
        if entry.name.isdigit():
            try:
                fields = (entry / "stat").read_text().rsplit(")", 1)[1].split()
            except OSError:
                continue
            if int(fields[1]) == pid:
                found += [int(entry.name), *_children(int(entry.name))]
    return found


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="reads /proc")
def test_the_browser_is_killed_and_the_run_goes_on(inspector: Any) -> None:
    assert browsed(inspector, FINE).browsed.views
    for pid in _children(os.getpid()):
        name = Path(f"/proc/{pid}/cmdline")
        if name.exists() and b"--headless" in name.read_bytes():
            os.kill(pid, signal.SIGKILL)
    assert browsed(inspector, page("<h1>After the crash</h1>")).browsed.views


def test_a_browser_that_cannot_be_started_is_no_score(tmp_path: Path) -> None:
    false = tmp_path / "chromium"
    false.write_text("#!/bin/sh\nexit 3\n")
    false.chmod(0o755)
    inspector = module.BrowserInspector(false)
    try:
        with pytest.raises(InspectorLostError, match="cannot be started"):
            inspector.rendered(FINE, "index.html")
    finally:
        inspector.close()

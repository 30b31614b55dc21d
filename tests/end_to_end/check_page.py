"""Opens the page of a comparison in a headless Chromium, at two widths, as a reader without network does.

Usage: check_page.py LIMEN MODEL [--set ...]. Checks that the console says nothing, that nothing is fetched, that every
figure is drawn and has what the comparison's numbers say, and that nothing is cut off or too small to read.
"""

import base64
import contextlib
import json
import pathlib
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.request

import websocket

WIDTHS = (1280, 400)

# What a reader could not read: text below 11 px, elements wider than the window, and figures without a single mark.
LOOK = """
(() => {
  const wide = [...document.querySelectorAll("body *")].filter(e => e.getBoundingClientRect().right > WIDTH + 1);
  const small = [...document.querySelectorAll("body *")].filter(e =>
    [...e.childNodes].some(n => n.nodeType === 3 && n.textContent.trim()) && !["SCRIPT", "STYLE"].includes(e.tagName) &&
    parseFloat(getComputedStyle(e).fontSize) < 11);
  const blank = [...document.querySelectorAll("canvas")].filter(c => {
    const p = c.getContext("2d").getImageData(0, 0, c.width, c.height).data;
    const seen = new Set();
    for (let i = 0; i < p.length; i += 4) seen.add((p[i] << 24) | (p[i + 1] << 16) | (p[i + 2] << 8) | p[i + 3]);
    return seen.size < 2;
  });
  const name = e => e.tagName + ": " + (e.getAttribute("aria-label") || e.textContent).trim().slice(0, 60);
  return {
    wide: wide.map(name), small: small.map(name), blank: blank.map(name),
    figures: [...document.querySelectorAll("figure h3")].map(e => e.textContent),
    rows: document.querySelectorAll("table.results tbody tr").length,
    text: document.body.innerText.length
  };
})()
"""


class Browser:
    """A page of a headless Chromium, spoken to by the DevTools protocol."""

    def __init__(self, profile):
        program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
        if program is None:
            sys.exit("no chromium to look at the page with; on Debian: apt-get install chromium")
        self.process = subprocess.Popen(
            [program, "--headless=new", "--no-sandbox", "--disable-gpu", "--remote-debugging-port=0", "--remote-allow-origins=*",
             f"--user-data-dir={profile}", "about:blank"],
            stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        port_file = pathlib.Path(profile) / "DevToolsActivePort"
        port = self.wait(lambda: port_file.exists() and port_file.read_text().splitlines()[0])
        pages = self.wait(lambda: [t for t in json.load(urllib.request.urlopen(f"http://127.0.0.1:{port}/json/list")) if t["type"] == "page"])
        self.socket = websocket.create_connection(pages[0]["webSocketDebuggerUrl"], timeout=60)
        self.number = 0
        self.events = []
        for domain in ("Page", "Runtime", "Log", "Network"):
            self.call(f"{domain}.enable")

    @staticmethod
    def wait(ready):
        for _ in range(300):
            with contextlib.suppress(OSError, IndexError):
                if result := ready():
                    return result
            time.sleep(0.1)
        sys.exit("chromium did not start")

    def call(self, method, **parameters):
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            message = json.loads(self.socket.recv())
            if message.get("id") == self.number:
                assert "error" not in message, message
                return message["result"]
            self.events.append(message)

    def value(self, expression):
        result = self.call("Runtime.evaluate", expression=expression, returnByValue=True, awaitPromise=True)
        assert "exceptionDetails" not in result, result
        return result["result"]["value"]

    def open(self, path, width):
        self.events.clear()
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=900, deviceScaleFactor=1, mobile=width < 600)
        self.call("Page.navigate", url=path.resolve().as_uri())
        self.wait(lambda: self.value("document.readyState") == "complete")
        self.value("new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done(true))))")

    def picture(self, path):
        shot = self.call("Page.captureScreenshot", captureBeyondViewport=True, format="png")
        path.write_bytes(base64.b64decode(shot["data"]))

    def close(self):
        with contextlib.suppress(Exception):
            self.call("Browser.close")
        self.process.terminate()
        self.process.wait()


def console_of(events):
    """What was said to the console, and what was fetched beyond the file itself."""
    said, fetched = [], []
    for event in events:
        method, parameters = event.get("method"), event.get("params", {})
        if method in ("Runtime.consoleAPICalled", "Runtime.exceptionThrown", "Log.entryAdded"):
            said.append(json.dumps(parameters)[:300])
        if method == "Network.requestWillBeSent" and not parameters["request"]["url"].startswith(("file:", "data:")):
            fetched.append(parameters["request"]["url"])
    return said, fetched


def check(browser, page, numbers, pictures):
    systems = [system["system"] for system in numbers["systems"]]
    title = numbers["score"]["title"]
    for width in WIDTHS:
        browser.open(page, width)
        seen = browser.value(LOOK.replace("WIDTH", str(width)))
        said, fetched = console_of(browser.events)
        assert not said, said
        assert not fetched, fetched
        for fault in ("wide", "small", "blank"):
            assert not seen[fault], f"at {width} px: {fault}: {seen[fault]}"
        wanted = [f"{title} by system", f"{title} against what it costs", "Gradient of the last frame's loss by the state k frames before",
                  "Memory: the input k frames before, read off the state", "Loss by epoch"]
        for name in wanted + systems:
            assert name in seen["figures"], f"at {width} px no figure \"{name}\", but {seen['figures']}"
        assert seen["rows"] == len(systems), seen
        browser.picture(pictures / f"comparison_{width}.png")


def main():
    limen, model, *more = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        out = pathlib.Path(folder) / "out"
        subprocess.run([limen, "compare", model, "-o", out, "-q", "--seeds", "2", *more], check=True)
        numbers = json.loads((out / "comparison.json").read_text())
        browser = Browser(pathlib.Path(folder) / "profile")
        try:
            check(browser, out / "comparison.html", numbers, out)
        finally:
            browser.close()
    print("the page is whole at", " and ".join(f"{width} px" for width in WIDTHS))


if __name__ == "__main__":
    main()

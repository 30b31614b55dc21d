"""Opens the page of a comparison in a headless Chromium, at two widths, as a reader without network does.

Usage: check_page.py LIMEN [MODEL [--set ...]]; page.toml beside this file if no model is given. Checks that the console says
nothing, that nothing is fetched, that every figure is drawn and has what the comparison's numbers say, that nothing is cut off or
too small to read, that the page tells what made it, and that every figure can be saved as a vector picture.
"""

import base64
import contextlib
import hashlib
import json
import pathlib
import re
import shutil
import struct
import subprocess
import sys
import tempfile
import time
import urllib.request
import xml.etree.ElementTree

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
    width: document.documentElement.scrollWidth,
    rows: document.querySelectorAll("table.results tbody tr").length,
    text: document.body.innerText.length
  };
})()
"""

# What Chart.js has drawn in each figure. The colour bar: its ends and title, and its pixels at both ends.
FIGURES = """
(() => [...document.querySelectorAll("figure canvas")].map(canvas => {
  const chart = Chart.getChart(canvas), {bar, x, y} = chart.scales, area = chart.chartArea, ratio = canvas.width / canvas.clientWidth;
  const pixel = height => [...canvas.getContext("2d").getImageData((area.right + 17) * ratio, height * ratio, 1, 1).data].slice(0, 3);
  const image = chart.data.datasets.map(set => set.image).find(image => image);
  return {
    name: canvas.closest("figure").dataset.picture,
    x: x.options.title.text, y: [].concat(y.options.title.text), ticks: {x: x.ticks.map(t => t.label), y: y.ticks.map(t => t.label)},
    bar: bar && {title: [].concat(bar.options.title.text).join(""), labels: bar.ticks.map(t => t.label), low: bar.min, high: bar.max, dark: pixel(area.bottom - 2), bright: pixel(area.top + 2)},
    legend: chart.legend && chart.options.plugins.legend.display ? chart.legend.legendItems.map(i => [i.text, i.fillStyle, i.lineDash || []]) : [],
    curves: chart.config.type === "line" ? chart.data.datasets.map(set => [set.borderColor, set.data.length]) : [],
    logarithmic: [x, y].filter(scale => scale.type === "logarithmic").map(scale => ({low: scale.min, high: scale.max, labels: scale.ticks.map(t => t.label).filter(label => label)})),
    spikes: chart.data.datasets.flatMap(set => set.spikes || []).length,
    pixels: image ? [image.canvas.width, image.canvas.height] : null
  };
}))()
"""

# Of a saved picture: text that is cut at its border, or is no text.
PICTURE = """
(() => {
  const svg = document.documentElement, border = svg.getBoundingClientRect(), texts = [...document.querySelectorAll("text")];
  const out = texts.filter(t => { const r = t.getBoundingClientRect(); return r.left < border.left - 1 || r.right > border.right + 1 || r.top < border.top - 1 || r.bottom > border.bottom + 1; });
  return {kind: svg.nodeName, faults: document.querySelectorAll("parsererror").length, cut: out.map(t => t.textContent), texts: texts.map(t => t.textContent)};
})()
"""
SVG = "{http://www.w3.org/2000/svg}"
XLINK = "{http://www.w3.org/1999/xlink}"


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
    def wait(ready, otherwise="chromium did not start"):
        for _ in range(300):
            with contextlib.suppress(OSError, IndexError):
                if result := ready():
                    return result
            time.sleep(0.1)
        sys.exit(otherwise)

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

    def press(self, expression):
        """With the mouse, as a person would."""
        x, y = self.value(f"(() => {{ const e = {expression}; e.scrollIntoView({{block: 'center'}}); const r = e.getBoundingClientRect(); return [r.x + r.width / 2, r.y + r.height / 2]; }})()")
        for kind in ("mousePressed", "mouseReleased"):
            self.call("Input.dispatchMouseEvent", type=kind, x=x, y=y, button="left", clickCount=1)

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
        assert seen["width"] <= width, f"at {width} px the page is {seen['width']} px wide"
        wanted = [f"{title} by system", f"{title} against what it costs", "Gradient of the last frame's loss by the state k frames before",
                  "Memory: the input k frames before, read off the state", "Loss by epoch"]
        for name in wanted + systems:
            assert name in seen["figures"], f"at {width} px no figure \"{name}\", but {seen['figures']}"
        assert seen["rows"] == len(systems), seen
        browser.picture(pictures / f"comparison_{width}.png")


def check_axes(figures, panels):
    """Heat maps have a colour bar and axes with units; a raster tells excitatory from inhibitory units."""
    shown = {figure["name"]: figure for figure in figures}
    for panel in panels:
        figure = shown[panel["title"]]
        assert figure["x"] == "time (ms)" and "".join(figure["y"]) == panel["axis"], figure
        assert figure["ticks"]["y"] and all(float(label) == int(label) for label in figure["ticks"]["y"]), figure
        if panel["kind"] == "heat":
            bar = figure["bar"]
            assert bar["title"] == panel["value"] and panel["value"].endswith(")"), bar
            assert (bar["low"], bar["high"]) == (panel["low"], panel["high"]), (bar, panel["low"], panel["high"])
            for label, end in ((bar["labels"][0], panel["low"]), (bar["labels"][-1], panel["high"])):
                assert abs(float(label) - end) <= 1e-3 * max(abs(end), 1e-3), (label, end)
            assert sum(bar["bright"]) > 250 and bar["bright"][0] > 200 and sum(bar["dark"]) < 220, bar
        elif "excitatory" in panel:
            kinds = [text.split(":")[0] for text, *_ in figure["legend"]]
            both = 0 < panel["excitatory"] < panel["units"]
            assert kinds == ["excitatory", "inhibitory"] if both else len(kinds) == 1, figure["legend"]
            assert len({colour for _, colour, _ in figure["legend"]}) == len(kinds), figure["legend"]


def check_logarithms(figures):
    """A logarithmic axis has labels enough to read a value off it: 2 at least, and none a decade or more from the next."""
    for figure in figures:
        for scale in figure["logarithmic"]:
            labels = [float(label) for label in scale["labels"]]
            assert 2 <= len(labels) <= 8, (figure["name"], scale)
            few = scale["high"] / scale["low"] < 1e3 and any(b / a > 10.01 for a, b in zip(labels, labels[1:]))
            assert not few and (len(labels) > 2 or scale["high"] / scale["low"] < 3), (figure["name"], scale)


def check_legends(figures):
    """Lines before training are dashed in the legend too."""
    for figure in figures:
        for text, _, dashes in figure["legend"]:
            assert bool(dashes) == (text.endswith(", untrained") or text.endswith(", validation")), figure["legend"]


def check_origin(browser, folder, numbers, command):
    """The page tells the command, the models, their seeds, and the sums of the files that they read."""
    text = browser.value("document.getElementById('origin').textContent")
    assert command in text, text[:500]
    for system in numbers["systems"]:
        for run in system["runs"]:
            results = json.loads((folder / pathlib.Path(run["folder"]).name / "results.json").read_text())
            identity = results["identity"]
            assert identity["commit"] in text and identity["limen"] in text and str(run["seed"]) in text
            for entry in identity["inputs"] + identity["plugins"]:
                assert entry["sha256"] in text, entry
            assert identity["model_sha256"] in text
    models = browser.value("[...document.querySelectorAll('#origin details pre')].map(e => e.textContent)")
    sums = [hashlib.sha256(model.encode()).hexdigest() for model in models]
    assert all(run in text for run in sums[::2]), "the text of a model is not what its sum says"
    assert browser.value("[...document.querySelectorAll('#origin details')].every(e => !e.open)")


def saved(browser, folder, figures):
    """Presses every button for a vector picture; the files by the figures' names."""
    browser.call("Browser.setDownloadBehavior", behavior="allow", downloadPath=str(folder))
    files = {}
    for number, figure in enumerate(figures):
        browser.press(f"document.querySelectorAll('figure .save')[{number}]")
        new = browser.wait(lambda: [f for f in folder.glob("*.svg") if f not in files.values()], f"no picture of {figure['name']}")
        assert len(new) == 1, new
        time.sleep(0.2)  # of more than ten files a second Chromium drops some without a word
        files[figure["name"]] = new[0]
    assert len(files) == len(figures), "two figures have one name"
    return files


def points(path):
    """How many the curve goes through; Chart.js goes to the first twice."""
    places = re.findall(r"[ML]([^A-Za-z]+)", path.get("d"))
    return sum(1 for k, place in enumerate(places) if k == 0 or place != places[k - 1])


def check_picture(browser, figure, path):
    """A saved picture opens in a browser, with text as text, and has every point, spike and pixel of its figure."""
    root = xml.etree.ElementTree.parse(path).getroot()
    browser.open(path, WIDTHS[0])
    seen = browser.value(PICTURE)
    assert seen["kind"] == "svg" and not seen["faults"] and not seen["cut"], (path, seen)
    for text in [figure["x"], *figure["y"], *figure["ticks"]["x"], *(text for text, *_ in figure["legend"])]:
        assert not text or text in seen["texts"], (path, text, seen["texts"])
    assert any(t.get("fill") == "#1c2126" for t in root.iter(SVG + "text")), "not dark on white"
    paths = list(root.iter(SVG + "path"))
    for colour, count in figure["curves"]:
        assert any(p.get("stroke") == colour and points(p) == count for p in paths), (path, colour, count)
    if figure["spikes"]:
        assert sum(p.get("d").count("M") for p in paths if p.get("d").count("Z") > 1 and p.get("fill") != "none") >= figure["spikes"], path
    images = [base64.b64decode(i.get(XLINK + "href").split(",")[1]) for i in root.iter(SVG + "image")]
    sizes = [list(struct.unpack(">II", image[16:24])) for image in images]
    fits = [[large % small for large, small in zip(size, figure["pixels"])] == [0, 0] for size in sizes if figure["pixels"]]
    assert not figure["pixels"] or any(fits), (path, sizes, figure["pixels"])
    assert len(images) == (2 if figure["pixels"] else 0), path


def small_model(folder):
    """Two classes of sequences: one rises, the other falls."""
    here = pathlib.Path(__file__).parent
    for name in ("page.toml", "page_network.toml"):
        shutil.copy(here / name, folder)
    for name, cases in (("train.ts", 24), ("test.ts", 10)):
        lines = ["@problemName ramps", "@timeStamps false", "@univariate false", "@classLabel true up down", "@data"]
        for case in range(cases):
            frames = 8 + case % 5
            ramp = [(k if case % 2 == 0 else frames - 1 - k) / frames + 0.01 * case for k in range(frames)]
            lines.append(":".join([",".join(f"{x:.6f}" for x in ramp), ",".join(f"{1 - x * x:.6f}" for x in ramp), "down" if case % 2 else "up"]))
        (folder / name).write_text("\n".join(lines) + "\n")
    return folder / "page.toml"


def main():
    limen, *more = sys.argv[1:]
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        folder = pathlib.Path(folder)
        model, *more = more or [small_model(folder)]
        out = folder / "out"
        pictures = folder / "pictures"
        pictures.mkdir()
        command = [str(word) for word in (limen, "compare", model, "-o", out, "-q", "--seeds", "2", *more)]
        subprocess.run(command, check=True)
        page = out / "comparison.html"
        before = page.read_bytes()
        subprocess.run(command, check=True)
        assert page.read_bytes() == before, "the same command on the same runs writes another page"
        numbers = json.loads((out / "comparison.json").read_text())
        browser = Browser(folder / "profile")
        try:
            check(browser, page, numbers, out)
            # On a dark screen too pictures are for paper.
            browser.call("Emulation.setEmulatedMedia", features=[{"name": "prefers-color-scheme", "value": "dark"}])
            browser.open(page, WIDTHS[0])
            figures = browser.value(FIGURES)
            panels = browser.value("JSON.parse(document.getElementById('data').textContent).sample.panels")
            check_axes(figures, panels)
            check_logarithms(figures)
            check_legends(figures)
            check_origin(browser, out, numbers, " ".join(command))
            for name, path in saved(browser, pictures, figures).items():
                check_picture(browser, next(f for f in figures if f["name"] == name), path)
            assert console_of(browser.events) == ([], []), console_of(browser.events)
        finally:
            browser.close()
    print("the page is whole at", " and ".join(f"{width} px" for width in WIDTHS), "and its pictures are saved")


if __name__ == "__main__":
    main()

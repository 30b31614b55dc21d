// Draws the table and the figures from the numbers in the element "data".
"use strict";
(() => {
  const data = JSON.parse(document.getElementById("data").textContent);
  const page = document.getElementById("page");
  // Okabe and Ito (2008): distinct for all kinds of colour vision.
  const palette = ["#0072b2", "#d55e00", "#009e73", "#cc79a7", "#e69f00", "#56b4e9", "#8f7ae5", "#7d8791"];
  const colours = new Map(data.systems.map((s, i) => [s.name, palette[i % palette.length]]));
  const factor = data.score.share ? 100 : 1;
  const scoreTitle = data.score.title + (data.score.share ? " (%)" : "");
  const redraws = [];  // what depends on width or on the colour scheme

  const css = name => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const short = x => x === 0 ? "0" : Math.abs(x) >= 1e5 || Math.abs(x) < 1e-3 ? x.toExponential(0).replace("e+", "e") : String(+x.toPrecision(4));

  function element(parent, tag, text, attributes) {
    const node = document.createElement(tag);
    if (text !== undefined && text !== null) node.textContent = text;
    for (const [key, value] of Object.entries(attributes || {})) node.setAttribute(key, value);
    parent.append(node);
    return node;
  }
  function section(title, about, wide) {
    element(page, "h2", title);
    if (about) element(page, "p", about, {class: "about"});
    return element(page, "div", null, {class: wide ? "grid wide" : "grid"});
  }
  // `picture`: how it is called where the page is not around it.
  function figure(parent, title, picture = title) {
    const node = element(parent, "figure");
    element(node, "h3", title);
    node.dataset.picture = picture;
    return node;
  }
  // A button that saves the figure as `svg` gives it.
  function saveButton(node, svg) {
    const title = node.dataset.picture;
    const button = element(node, "button", "SVG", {type: "button", class: "save", title: "save as a vector picture", "aria-label": `save "${title}" as SVG`});
    button.addEventListener("click", () => {
      const link = document.createElement("a");
      link.href = URL.createObjectURL(new Blob([svg()], {type: "image/svg+xml"}));
      link.download = title.replace(/[^\p{L}\p{N}]+/gu, "_").slice(0, 80) + ".svg";
      link.click();
      setTimeout(() => URL.revokeObjectURL(link.href), 10000);
    });
  }
  function caption(node, text) { if (text) element(node, "figcaption", text); }

  // Charts ------------------------------------------------------------------------------------------------------
  function axis(title, more) {
    return Object.assign({
      title: {display: true, text: title, color: css("--ink")},
      ticks: {color: css("--soft"), maxRotation: 0, callback(value) { return short(value); }},
      grid: {color: css("--line")}
    }, more);
  }
  // Of whole numbers, from 0.
  function counted(title) {
    const scale = axis(title, {type: "linear", min: 0});
    scale.ticks.precision = 0;
    return scale;
  }
  // Between the nearest numbers of one digit that hold all values.
  function logarithmic(title, values) {
    const digit = (x, round) => { const power = 10 ** Math.floor(Math.log10(x) + 1e-9); return round(+(x / power).toPrecision(9)) * power; };
    const some = values.filter(x => x > 0), min = digit(Math.min(...some), Math.floor), max = digit(Math.max(...some), Math.ceil);
    return axis(title, Object.assign({
      type: "logarithmic", afterBuildTicks: placeTicks,
      ticks: {color: css("--soft"), maxRotation: 0, autoSkip: false, callback(value) { return this.labelled.has(value) ? short(value) : ""; }}
    }, some.length ? {min, max: max > min ? max : 2 * min} : {}));
  }
  // `configure` gives the chart's configuration anew, with the colours of the moment.
  function chart(node, height, configure) {
    const box = element(node, "div", null, {class: "chart"});
    box.style.height = height + "px";
    const canvas = element(box, "canvas", null, {role: "img", "aria-label": node.querySelector("h3").textContent});
    let drawn = null;
    const draw = () => {
      if (drawn) drawn.destroy();
      const configuration = configure();
      configuration.options = Object.assign({animation: false, responsive: true, maintainAspectRatio: false, parsing: configuration.parsing}, configuration.options);
      configuration.plugins = marks;
      drawn = new Chart(canvas, configuration);
    };
    redraws.push(draw);
    saveButton(node, () => {
      document.documentElement.classList.add("paper");  // dark on white, whatever the screen has
      try {
        draw();
        const about = [node.querySelector("figcaption"), document.querySelector("header p")].filter(e => e).map(e => e.textContent);
        return recordSvg(drawn.ctx, () => drawn.draw(), `${document.querySelector("h1").textContent}: ${node.dataset.picture}`, about.join(" "));
      } finally {
        document.documentElement.classList.remove("paper");
        draw();
      }
    });
    return draw;
  }
  const legend = more => ({position: "bottom", labels: Object.assign({color: css("--ink"), boxWidth: 8, boxHeight: 8, usePointStyle: true}, more)});
  // Of lines: long enough to tell dashed ones, which Chart.js forgets where it draws points' styles.
  const lineLegend = () => legend({
    pointStyleWidth: 26,
    generateLabels: chart => Chart.defaults.plugins.legend.labels.generateLabels(chart).map(label => Object.assign(label, {lineDash: chart.data.datasets[label.datasetIndex].borderDash || []}))
  });
  function line(label, values, colour, more) {
    const points = values.map((y, x) => ({x, y})).filter(p => p.y !== null);
    return Object.assign({
      label, data: points, borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: points.length < 30 ? 2 : 0, pointStyle: "line", tension: 0,
      segment: true  // drawn straight on the canvas: Chart.js would keep it as a Path2D, which tells nothing to the SVG
    }, more);
  }

  // Results -----------------------------------------------------------------------------------------------------
  function results() {
    element(page, "h2", "Results");
    const table = element(page, "table", null, {class: "results"});
    const head = element(element(table, "thead"), "tr");
    data.table.columns.forEach(title => element(head, "th", title, {scope: "col"}));
    const body = element(table, "tbody");
    data.table.rows.forEach((row, i) => {
      const line = element(body, "tr");
      row.forEach((text, k) => {
        const cell = element(line, "td", null, {"data-title": data.table.columns[k]});
        if (k === 0) element(cell, "span", null, {class: "swatch"}).style.background = colours.get(data.systems[i].name);
        const shown = element(cell, "span", text);
        if (k === 1 && data.systems[i].best) shown.className = "best";
      });
    });
    if (data.systems.some(s => s.best)) element(page, "p", "Bold: the best mean, and whatever the seeds do not tell from it (95 % confidence interval of the difference, seed by seed).", {class: "about"});
    const grid = element(page, "div", null, {class: "grid wide", style: "margin-top: 20px"});
    scores(figure(grid, data.score.title + " by system"));
    costs(figure(grid, data.score.title + " against what it costs"));
  }
  // From the least to the largest of what is shown of the scores, but no share beyond 100 %, and no error below 0.
  function scoreAxis() {
    const shown = data.systems.flatMap(s => s.scores.concat([s.low, s.high])).filter(x => x !== null).map(x => x * factor);
    const low = Math.min(...shown), high = Math.max(...shown), margin = 0.05 * (high - low || Math.abs(high) || 1);
    const bound = x => data.score.share ? Math.min(100, Math.max(0, x)) : data.score.better == "lower" ? Math.max(0, x) : x;
    return axis(scoreTitle, {suggestedMin: bound(low - margin), suggestedMax: bound(high + margin)});
  }
  function scores(node) {
    const names = data.systems.map(s => s.name);
    chart(node, 70 + 34 * names.length, () => ({
      type: "scatter",
      data: {datasets: data.systems.map(s => ({
        label: s.name, along: "x", borderColor: colours.get(s.name), backgroundColor: colours.get(s.name),
        bars: [{low: s.low === null ? null : s.low * factor, high: s.high === null ? null : s.high * factor}],
        data: [{x: s.mean * factor, y: s.name}].concat(s.scores.map(x => ({x: x * factor, y: s.name}))),
        pointRadius: [6].concat(s.scores.map(() => 2.5))
      }))},
      options: {
        scales: {x: scoreAxis(), y: {type: "category", labels: names, offset: true, ticks: {color: css("--ink")}, grid: {color: css("--line")}}},
        plugins: {legend: {display: false}, tooltip: {callbacks: {label: item => `${item.dataset.label}: ${short(item.raw.x)}`}}}
      }
    }))();
    caption(node, "Mean over seeds and its 95 % confidence interval; small points are single seeds.");
  }
  function costs(node) {
    const choices = [["training_s", "training time (s)"], ["inference_s", "inference time of a sequence (s)"], ["operations", "multiply-accumulates and synaptic events of a sequence"], ["trained_parameters", "trained parameters"], ["parameters", "all parameters"], ["peak_memory_B", "peak memory (bytes)"]];
    const select = element(node, "select", null, {"aria-label": "cost"});
    choices.forEach(([key, title]) => element(select, "option", title, {value: key}));
    const draw = chart(node, 300, () => ({
      type: "scatter",
      data: {datasets: data.systems.filter(s => s[select.value] > 0).map(s => ({
        label: s.name, along: "y", borderColor: colours.get(s.name), backgroundColor: colours.get(s.name), pointRadius: 6,
        bars: [{low: s.low === null ? null : s.low * factor, high: s.high === null ? null : s.high * factor}],
        data: [{x: s[select.value], y: s.mean * factor}]
      }))},
      options: {
        scales: {x: logarithmic(choices.find(c => c[0] === select.value)[1], data.systems.map(s => s[select.value])), y: scoreAxis()},
        plugins: {legend: legend(), tooltip: {callbacks: {label: item => `${item.dataset.label}: ${short(item.raw.x)}, ${short(item.raw.y)}`}}}
      }
    }));
    select.addEventListener("change", draw);
    draw();
    caption(node, "Reservoirs: simulating the trials counts too. Memory and times are of this machine.");
  }

  // Gradients and memory ----------------------------------------------------------------------------------------
  function reach() {
    if (!data.gradient_flow && !data.memory) return;
    const grid = section("How far back", "What the gradient of a loss in the last frame does to states before it, and what states still hold of earlier inputs. A reservoir needs no gradient through time, so it has the second curve alone.", true);
    if (data.gradient_flow) {
      const node = figure(grid, "Gradient of the last frame's loss by the state k frames before");
      chart(node, 320, () => ({
        type: "line",
        data: {datasets: data.gradient_flow.flatMap(f => [
          line(f.system, f.after, colours.get(f.system)),
          line(f.system + ", untrained", f.before, colours.get(f.system), {borderDash: [5, 4], borderWidth: 1.5, pointRadius: 0})])},
        options: {scales: {x: counted("lag k (frames)"), y: logarithmic("norm of the gradient", data.gradient_flow.flatMap(f => f.before.concat(f.after)))}, plugins: {legend: lineLegend()}}
      }))();
      caption(node, "Falling lines vanish, rising ones explode. Geometric mean over seeds; last layer.");
    }
    if (data.memory) {
      const node = figure(grid, "Memory: the input k frames before, read off the state");
      chart(node, 320, () => ({
        type: "line",
        data: {datasets: data.memory.map(f => line(f.system, f.r2, colours.get(f.system)))},
        options: {scales: {x: counted("lag k (frames)"), y: axis("r² of a linear readout", {min: 0, max: 1})}, plugins: {legend: lineLegend()}}
      }))();
      caption(node, "On test trials, mean over input channels and seeds. Inputs that resemble their own past keep the curve up.");
    }
  }
  function learning() {
    if (!data.learning) return;
    const grid = section("Learning", null, true);
    const node = figure(grid, "Loss by epoch");
    chart(node, 300, () => ({
      type: "line",
      data: {datasets: data.learning.flatMap(f => [
        line(f.system, f.training, colours.get(f.system), {pointRadius: 0}),
        line(f.system + ", validation", f.validation, colours.get(f.system), {borderDash: [5, 4], borderWidth: 1.5, pointRadius: 0})].filter(set => set.data.length > 0))},
      options: {scales: {x: counted("epoch"), y: logarithmic("loss", data.learning.flatMap(f => f.training.concat(f.validation)))}, plugins: {legend: lineLegend()}}
    }))();
    caption(node, "Of the first seed.");
  }

  // Answers -----------------------------------------------------------------------------------------------------
  const most_counts = 20;  // classes; of more, no count can be read
  function confusions() {
    if (!data.confusion) return;
    const grid = section("Confusions", "Test trials of all seeds.", data.confusion.classes.length > most_counts);
    data.confusion.systems.forEach(system => confusion(figure(grid, system.system, `confusions of ${system.system}`), data.confusion.classes, system.counts));
  }
  // Names often differ in their ends alone.
  const shortened = (name, most) => name.length <= most ? name : name.slice(0, Math.ceil(most / 2) - 1) + "…" + name.slice(-Math.floor(most / 2));
  function confusion(node, names, counts) {
    const many = names.length > most_counts, most = Math.max(1, ...counts.flat());
    const classes = (title, more) => ({
      type: "category", labels: names, offset: true, title: {display: true, text: title, color: css("--ink")},
      ticks: Object.assign({color: css("--soft"), autoSkip: many, font: {size: 12}, callback(value) { return shortened(names[value], Math.floor(this.chart.width / 35)); }}, more), grid: {display: false}
    });
    const said = counts.flatMap((row, i) => row.map((count, j) => ({x: names[j], y: names[i], count, sum: row.reduce((a, b) => a + b, 0)})));
    chart(node, many ? 380 : 100 + 24 * names.length, () => ({
      type: "scatter",
      data: {datasets: [Object.assign(
        {data: said, pointRadius: 0, pointHoverRadius: 0, pointHitRadius: 10},
        many ? {image: {canvas: pixels(counts.map(row => row.map(x => x / most)))}} : {counts, ink: css("--ink")})]},
      options: {
        scales: Object.assign({x: classes("what the system said", {maxRotation: 90}), y: classes("true class")}, many ? {bar: bar("trials", 0, most)} : {}),
        plugins: {legend: {display: false}, tooltip: {callbacks: {label: item => `${item.raw.y} taken for ${item.raw.x}: ${item.raw.count} of ${item.raw.sum}`}}}
      }
    }))();
  }
  function predictions() {
    if (!data.prediction) return;
    const p = data.prediction;
    const grid = section("Prediction against target", `The first target channel in the end of test trial ${p.trial}, with the first seed.`, true);
    p.systems.forEach(system => {
      const node = figure(grid, system.system, `prediction of ${system.system}`);
      chart(node, 240, () => ({
        type: "line",
        data: {datasets: [
          line("target", p.target, css("--soft"), {pointRadius: 0, borderWidth: 3, order: 1}),  // below the output
          line("output", system.output, colours.get(system.system), {pointRadius: 0, borderWidth: 1.5})
        ].map(set => Object.assign(set, {data: set.data.map(q => ({x: q.x + p.first, y: q.y}))}))},
        options: {scales: {x: axis("frame", {type: "linear", min: p.first, max: p.first + p.target.length - 1}), y: axis("value")}, plugins: {legend: lineLegend()}}
      }))();
    });
  }

  // One trial ---------------------------------------------------------------------------------------------------
  // The scale of a colour bar, at the right of the axes.
  function bar(title, low, high) {
    return axis(title, {
      type: "linear", axis: "y", position: "right", min: low, max: high,
      grid: {drawOnChartArea: false, drawBorder: false, tickLength: colourBar.gap + colourBar.width + 3, tickColor: "rgba(0, 0, 0, 0)"}
    });
  }
  const time = duration => axis("time (ms)", {type: "linear", min: 0, max: duration});
  // Of an axis that is not long: lines of so many letters at most, broken between words where there are any.
  const folded = (text, most) => text.length <= most ? text : text.match(new RegExp(`.{1,${most}}(?:[ _:]|$)|.{1,${most}}`, "g"));
  // From half a unit below the first to half a unit above the last.
  function units(panel) {
    const scale = axis(folded(panel.axis, lettersOf(panel)), {type: "linear", min: -0.5, max: panel.units - 0.5});
    Object.assign(scale.ticks, {includeBounds: false, precision: 0, maxTicksLimit: 8});
    return scale;
  }
  const axisHeight = panel => Math.min(220, Math.max(130, panel.units * 3)), lettersOf = panel => Math.floor(axisHeight(panel) / 7.5);
  function heat(node, panel) {
    const rows = panel.image.map(row => row.map(x => x / 255)).reverse();
    chart(node, axisHeight(panel) + 60, () => ({
      type: "scatter",
      data: {datasets: [{data: [], image: {canvas: pixels(rows), width: rows[0].length * panel.column, bottom: -0.5, top: rows.length * panel.step - 0.5}}]},
      options: {scales: {x: time(panel.duration), y: units(panel), bar: bar(folded(panel.value, lettersOf(panel)), panel.low, panel.high)}, plugins: {legend: {display: false}}}
    }))();
    caption(node, panel.step > 1 ? `One of ${panel.step} rows is shown.` : "");
  }
  // Blue and vermilion: two that everyone tells apart. Units up to the number `excitatory` are.
  function kinds(panel) {
    const spikes = panel.times.map((t, i) => [t, panel.ids[i]]), border = panel.excitatory, last = panel.units - 1;
    if (border === undefined) return [{spikes, colour: css("--ink")}];
    const range = (from, to) => from === to ? `unit ${from}` : `units ${from} to ${to}`;
    return [
      {label: `excitatory: ${range(0, border - 1)}`, spikes: spikes.filter(s => s[1] < border), colour: css("--excitatory"), size: border},
      {label: `inhibitory: ${range(border, last)}`, spikes: spikes.filter(s => s[1] >= border), colour: css("--inhibitory"), size: panel.units - border}
    ].filter(kind => kind.size > 0);
  }
  const many = (n, what) => `${n} ${what}${n === 1 ? "" : "s"}`;
  function raster(node, panel) {
    chart(node, axisHeight(panel) + 110, () => ({
      type: "scatter",
      data: {datasets: kinds(panel).map(kind => ({label: kind.label, data: [], spikes: kind.spikes, backgroundColor: kind.colour, borderColor: kind.colour, pointStyle: "rect"}))},
      options: {scales: {x: time(panel.duration), y: units(panel)}, plugins: {legend: panel.excitatory === undefined ? {display: false} : legend()}}
    }))();
    const part = panel.step > 1 ? `, one of ${panel.step} is shown` : "";
    caption(node, `${many(panel.units, "neuron")}${part}; ${many(panel.times.length, "spike")}.`);
  }
  function sample() {
    if (!data.sample) return;
    const s = data.sample;
    const what = s.label === undefined ? "" : `, of class "${s.label}"`;
    const grid = section("One trial", `Trial ${s.trial}${what}, with the first seed: what was heard, and what it did.`, true);
    s.panels.forEach(panel => (panel.kind === "raster" ? raster : heat)(figure(grid, panel.title), panel));
  }

  Chart.defaults.font.size = 13;
  Chart.defaults.font.family = getComputedStyle(document.body).fontFamily;
  results();
  reach();
  learning();
  confusions();
  predictions();
  sample();
  let pending = 0;
  const redraw = () => { cancelAnimationFrame(pending); pending = requestAnimationFrame(() => redraws.forEach(f => f())); };
  window.addEventListener("resize", redraw);
  window.matchMedia("(prefers-color-scheme: dark)").addEventListener("change", redraw);
})();

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
  function figure(parent, title) {
    const node = element(parent, "figure");
    element(node, "h3", title);
    return node;
  }
  function caption(node, text) { element(node, "figcaption", text); }

  // Charts ------------------------------------------------------------------------------------------------------
  // Bars from low to high, along the axis that `along` names.
  const intervals = {
    id: "intervals",
    afterDatasetsDraw(chart) {
      const {ctx} = chart;
      chart.data.datasets.forEach((set, i) => {
        if (!set.bars || !chart.isDatasetVisible(i)) return;
        const scale = chart.scales[set.along];
        chart.getDatasetMeta(i).data.forEach((point, k) => {
          const bar = set.bars[k];
          if (!bar || bar.low === null || bar.high === null) return;
          const a = scale.getPixelForValue(bar.low), b = scale.getPixelForValue(bar.high);
          const area = chart.chartArea;
          ctx.save();
          ctx.beginPath();
          ctx.rect(area.left, area.top, area.width, area.height);
          ctx.clip();
          ctx.strokeStyle = set.borderColor;
          ctx.lineWidth = 2;
          ctx.beginPath();
          if (set.along === "x") { ctx.moveTo(a, point.y); ctx.lineTo(b, point.y); }
          else { ctx.moveTo(point.x, a); ctx.lineTo(point.x, b); }
          ctx.stroke();
          ctx.restore();
        });
      });
    }
  };
  function axis(title, more) {
    return Object.assign({
      title: {display: true, text: title, color: css("--ink")},
      ticks: {color: css("--soft"), maxRotation: 0, callback(value) { return short(value); }},
      grid: {color: css("--line")}
    }, more);
  }
  function logarithmic(title) {
    return axis(title, {type: "logarithmic", ticks: {
      color: css("--soft"), maxTicksLimit: 7, maxRotation: 0, autoSkip: true,
      // Powers of ten; on less than two decades twice and five times these too, on less than one whatever there is.
      callback(value) {
        const decades = Math.log10(this.max / this.min), leading = Math.round(value / 10 ** Math.floor(Math.log10(value) + 1e-9));
        return leading === 1 || leading === 10 || decades < 1 || (decades < 2 && (leading === 2 || leading === 5)) ? short(value) : "";
      }
    }});
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
      configuration.plugins = [intervals];
      drawn = new Chart(canvas, configuration);
    };
    redraws.push(draw);
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
    return Object.assign({label, data: points, borderColor: colour, backgroundColor: colour, borderWidth: 2, pointRadius: points.length < 30 ? 2 : 0, pointStyle: "line", tension: 0}, more);
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
  // From the least to the largest of what is shown of the scores, but no share beyond 100 %.
  function scoreAxis() {
    const shown = data.systems.flatMap(s => s.scores.concat([s.low, s.high])).filter(x => x !== null).map(x => x * factor);
    const low = Math.min(...shown), high = Math.max(...shown), margin = 0.05 * (high - low || Math.abs(high) || 1);
    const bound = x => data.score.share ? Math.min(100, Math.max(0, x)) : x;
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
        scales: {x: logarithmic(choices.find(c => c[0] === select.value)[1]), y: scoreAxis()},
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
        options: {scales: {x: axis("lag k (frames)", {type: "linear", min: 0}), y: logarithmic("norm of the gradient")}, plugins: {legend: lineLegend()}}
      }))();
      caption(node, "Falling lines vanish, rising ones explode. Geometric mean over seeds; last layer.");
    }
    if (data.memory) {
      const node = figure(grid, "Memory: the input k frames before, read off the state");
      chart(node, 320, () => ({
        type: "line",
        data: {datasets: data.memory.map(f => line(f.system, f.r2, colours.get(f.system)))},
        options: {scales: {x: axis("lag k (frames)", {type: "linear", min: 0}), y: axis("r² of a linear readout", {min: 0, max: 1})}, plugins: {legend: lineLegend()}}
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
      options: {scales: {x: axis("epoch", {type: "linear", min: 0}), y: logarithmic("loss")}, plugins: {legend: lineLegend()}}
    }))();
    caption(node, "Of the first seed.");
  }

  // Answers -----------------------------------------------------------------------------------------------------
  function confusions() {
    if (!data.confusion) return;
    const grid = section("Confusions", "Test trials of all seeds: rows are true classes, columns what the system said.");
    const names = data.confusion.classes;
    data.confusion.systems.forEach(system => {
      const node = figure(grid, system.system);
      if (names.length > 20) {
        const most = Math.max(...system.counts.flat());
        image(node, system.counts.map(row => row.map(x => most > 0 ? x / most : 0)), 300);
        return;
      }
      const table = element(node, "table", null, {class: "confusion"});
      const head = element(element(table, "thead"), "tr");
      element(head, "th", "");
      names.forEach(name => element(head, "th", name, {scope: "col", title: name}));
      const body = element(table, "tbody");
      system.counts.forEach((row, i) => {
        const line = element(body, "tr");
        element(line, "th", names[i], {scope: "row", title: names[i]});
        const sum = row.reduce((a, b) => a + b, 0);
        row.forEach((count, j) => {
          const share = sum > 0 ? count / sum : 0;
          const cell = element(line, "td", count === 0 ? "" : count, {title: `${names[i]} taken for ${names[j]}: ${count} of ${sum}`});
          const alpha = count === 0 ? 0.04 : 0.15 + 0.75 * Math.sqrt(share);
          cell.style.background = i === j ? `rgba(0, 114, 178, ${alpha})` : `rgba(213, 94, 0, ${count === 0 ? 0.04 : 0.35 + 0.6 * Math.sqrt(share)})`;
          if (alpha > 0.6) cell.style.color = "#fff";
        });
      });
    });
  }
  function predictions() {
    if (!data.prediction) return;
    const p = data.prediction;
    const grid = section("Prediction against target", `The first target channel in the end of test trial ${p.trial}, with the first seed.`, true);
    p.systems.forEach(system => {
      const node = figure(grid, system.system);
      chart(node, 240, () => ({
        type: "line",
        data: {datasets: [
          Object.assign(line("target", p.target, css("--soft"), {pointRadius: 0, borderWidth: 3})),
          line("output", system.output, colours.get(system.system), {pointRadius: 0, borderWidth: 1.5})
        ].map(set => Object.assign(set, {data: set.data.map(q => ({x: q.x + p.first, y: q.y}))}))},
        options: {scales: {x: axis("frame", {type: "linear", min: p.first, max: p.first + p.target.length - 1}), y: axis("value")}, plugins: {legend: lineLegend()}}
      }))();
    });
  }

  // One trial ---------------------------------------------------------------------------------------------------
  // Viridis at seven places.
  const viridis = [[68, 1, 84], [70, 50, 127], [54, 92, 141], [39, 127, 142], [31, 161, 135], [74, 194, 109], [253, 231, 37]];
  function colourOf(share) {
    const at = Math.min(Math.max(share, 0), 1) * (viridis.length - 1), i = Math.min(Math.floor(at), viridis.length - 2);
    return viridis[i].map((c, k) => c + (viridis[i + 1][k] - c) * (at - i));
  }
  // Rows of shares from 0 to 1, the first at the bottom.
  function image(node, rows, height) {
    const canvas = element(node, "canvas", null, {class: "image", role: "img", "aria-label": node.querySelector("h3").textContent});
    canvas.width = rows[0].length;
    canvas.height = rows.length;
    canvas.style.height = height + "px";
    const pixels = new ImageData(canvas.width, canvas.height);
    rows.forEach((row, y) => row.forEach((share, x) => {
      const [r, g, b] = colourOf(share);
      pixels.data.set([r, g, b, 255], 4 * ((rows.length - 1 - y) * row.length + x));
    }));
    canvas.getContext("2d").putImageData(pixels, 0, 0);
  }
  function raster(node, panel, height) {
    const canvas = element(node, "canvas", null, {class: "image", role: "img", "aria-label": panel.title});
    canvas.style.height = height + "px";
    redraws.push(() => {
      const ratio = window.devicePixelRatio || 1, width = canvas.clientWidth;
      canvas.width = width * ratio;
      canvas.height = height * ratio;
      const context = canvas.getContext("2d");
      context.scale(ratio, ratio);
      context.fillStyle = css("--paper");
      context.fillRect(0, 0, width, height);
      context.fillStyle = css("--ink");
      panel.times.forEach((t, i) => context.fillRect(t / panel.duration * (width - 2), (1 - (panel.ids[i] + 1) / panel.units) * (height - 2), 1.6, 1.6));
    });
    redraws[redraws.length - 1]();
  }
  function ends(node, left, right) {
    const line = element(node, "div", null, {class: "ends"});
    element(line, "span", left);
    element(line, "span", right);
  }
  function sample() {
    if (!data.sample) return;
    const s = data.sample;
    const what = s.label === undefined ? "" : `, of class "${s.label}"`;
    const grid = section("One trial", `Trial ${s.trial}${what}, with the first seed: what was heard, and what it did.`, true);
    s.panels.forEach(panel => {
      const node = figure(grid, panel.title);
      const height = Math.min(220, Math.max(90, panel.units * 3));
      if (panel.kind === "raster") raster(node, panel, height);
      else image(node, panel.image.map(row => row.map(x => x / 255)), height);
      ends(node, "0 ms", `${short(panel.duration)} ms`);
      caption(node, panel.kind === "raster" ? `${panel.units} neurons, ${panel.times.length} spikes shown.` : `${panel.units} ${panel.units === 1 ? "row" : "rows"}; dark ${short(panel.low)}, bright ${short(panel.high)}.`);
    });
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

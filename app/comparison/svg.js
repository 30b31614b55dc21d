// What is drawn on a canvas, as SVG: text stays text and lines stay lines, so that a figure can go into a paper.
"use strict";
// Calls `draw`, and takes down what it does to the context. The context does it all the same: it keeps colours, dashes and
// transformations, and they are read off it here. Knows the calls that Chart.js and the figures of this page make.
function recordSvg(context, draw, title, about) {
  const {canvas} = context, ratio = canvas.width / canvas.clientWidth || 1;
  const round = x => String(Math.round(100 * x) / 100);
  // XML has no place for other control characters.
  const xml = text => String(text).replace(/[\x00-\x08\x0b\x0c\x0e-\x1f]/g, "").replace(/[&<>"]/g, c => ({"&": "&amp;", "<": "&lt;", ">": "&gt;", "\"": "&quot;"})[c]);
  const attributes = all => Object.entries(all).filter(([, value]) => value !== "").map(([key, value]) => ` ${key}="${xml(value)}"`).join("");
  const marks = [], clips = [], saved = [];  // marks: {clip, text}
  let path = "", clip = 0;                   // clip: the number of the area that marks are cut to, from 1; 0: none

  function transform() {
    const m = context.getTransform(), all = [m.a, m.b, m.c, m.d, m.e, m.f].map(x => x / ratio);
    return all.every((x, i) => Math.abs(x - (i === 0 || i === 3 ? 1 : 0)) < 1e-9) ? "" : `matrix(${all.map(x => +x.toFixed(5)).join(" ")})`;
  }
  // "#rrggbb" or "rgba(r, g, b, a)", which not every program takes.
  function paint(kind, style) {
    const parts = /^rgba\((\d+), (\d+), (\d+), ([\d.]+)\)$/.exec(style);
    return parts ? {[kind]: `rgb(${parts.slice(1, 4).join(",")})`, [kind + "-opacity"]: parts[4]} : {[kind]: style};
  }
  function add(tag, all, content) {
    if (all["fill-opacity"] === "0" || all["stroke-opacity"] === "0") return;
    marks.push({clip, text: `<${tag}${attributes({...all, transform: transform()})}${content === undefined ? "/>" : `>${content}</${tag}>`}`});
  }
  const filled = d => add("path", {d, ...paint("fill", context.fillStyle)});
  const stroked = d => add("path", {
    d, fill: "none", ...paint("stroke", context.strokeStyle), "stroke-width": round(context.lineWidth),
    "stroke-dasharray": context.getLineDash().map(round).join(" "), "stroke-linejoin": context.lineJoin, "stroke-linecap": context.lineCap
  });
  const go = (x, y) => { path += `${path ? "L" : "M"}${round(x)} ${round(y)}`; };
  const box = (x, y, width, height) => `M${round(x)} ${round(y)}h${round(width)}v${round(height)}h${round(-width)}Z`;
  // Halves are never more than half a turn, so that it is clear which way they go.
  function arc(x, y, rx, ry, start, end, backwards) {
    const turn = 2 * Math.PI, way = backwards ? -1 : 1, asked = way * (end - start);
    const sweep = way * (asked >= turn ? turn : (asked % turn + turn) % turn);
    const at = angle => [x + rx * Math.cos(angle), y + ry * Math.sin(angle)];
    go(...at(start));
    for (const part of [0.5, 1]) path += `A${[rx, ry].map(round).join(" ")} 0 0 ${backwards ? 0 : 1} ${at(start + part * sweep).map(round).join(" ")}`;
  }
  // Where the line of the letters is, whatever line of the text was placed: few programs know the others.
  function baseline(text) {
    const line = context.textBaseline, placed = context.measureText(text).actualBoundingBoxAscent;
    context.textBaseline = "alphabetic";
    const ascent = context.measureText(text).actualBoundingBoxAscent;
    context.textBaseline = line;
    return ascent - placed;
  }
  function written(text, x, y) {
    const [, style, size, family] = /^(.*?)([\d.]+)px (.*)$/.exec(context.font);
    add("text", {
      x: round(x), y: round(y + baseline(text)), ...paint("fill", context.fillStyle), "font-family": family, "font-size": size,
      "font-weight": /bold|[5-9]00/.test(style) ? "bold" : "", "font-style": /italic/.test(style) ? "italic" : "",
      "text-anchor": {center: "middle", right: "end", end: "end"}[context.textAlign] || "start"
    }, xml(text));
  }
  function cut() {
    const text = `<path${attributes({d: path, transform: transform()})}/>`, known = clips.findIndex(c => c.text === text && c.within === clip);
    clip = known >= 0 ? known + 1 : clips.push({text, within: clip});
  }
  // Pixels as squares of many: some programs smooth an image that they enlarge, whatever it asks for.
  function enlarged(image, width, height) {
    const large = document.createElement("canvas");
    large.width = image.width * Math.max(1, Math.ceil(2 * width / image.width));
    large.height = image.height * Math.max(1, Math.ceil(2 * height / image.height));
    const pen = large.getContext("2d");
    pen.imageSmoothingEnabled = false;
    pen.drawImage(image, 0, 0, large.width, large.height);
    return large;
  }
  const calls = {
    save: () => saved.push(clip), restore: () => { clip = saved.pop() || 0; }, clip: cut,
    beginPath: () => { path = ""; }, closePath: () => { path += "Z"; },
    moveTo: (x, y) => { path += `M${round(x)} ${round(y)}`; }, lineTo: go,
    rect: (...all) => { path += box(...all); },
    arc: (x, y, r, ...angles) => arc(x, y, r, r, ...angles), ellipse: (x, y, rx, ry, turned, ...angles) => arc(x, y, rx, ry, ...angles),
    fill: () => filled(path), stroke: () => stroked(path),
    fillRect: (...all) => filled(box(...all)), strokeRect: (...all) => stroked(box(...all)),
    fillText: written,
    drawImage: (image, x, y, width, height) => add("image", {
      x: round(x), y: round(y), width: round(width), height: round(height), preserveAspectRatio: "none",
      style: "image-rendering: optimizeSpeed; image-rendering: pixelated", "xlink:href": enlarged(image, width, height).toDataURL()
    })
  };
  // Its own properties go before those of its kind.
  for (const [name, take] of Object.entries(calls))
    context[name] = (...all) => { take(...all); return CanvasRenderingContext2D.prototype[name].apply(context, all); };
  try { draw(); } finally { for (const name of Object.keys(calls)) delete context[name]; }

  const width = round(canvas.width / ratio), height = round(canvas.height / ratio);
  const cutTo = number => number ? ` clip-path="url(#area${number})"` : "";
  const areas = clips.map((c, i) => `<clipPath id="area${i + 1}"${cutTo(c.within)}>${c.text}</clipPath>`);
  let group = 0;
  const body = marks.map(mark => {
    const border = mark.clip === group ? "" : (group ? "</g>\n" : "") + (mark.clip ? `<g${cutTo(mark.clip)}>\n` : "");
    group = mark.clip;
    return border + mark.text;
  });
  return `<?xml version="1.0" encoding="UTF-8"?>
<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="${width}" height="${height}" viewBox="0 0 ${width} ${height}">
<title>${xml(title)}</title>
<desc>${xml(about)}</desc>
<defs>${areas.join("")}</defs>
<rect width="${width}" height="${height}" fill="#ffffff"/>
${body.join("\n")}${group ? "\n</g>" : ""}
</svg>
`;
}

// What Chart.js does not draw itself: intervals, heat maps with their colour bars, spikes, tables of counts, and ticks of logarithms.
"use strict";
// Viridis at seven places: brighter is more, for all kinds of colour vision.
const viridis = [[68, 1, 84], [70, 50, 127], [54, 92, 141], [39, 127, 142], [31, 161, 135], [74, 194, 109], [253, 231, 37]];
function colourOf(share) {
  const at = Math.min(Math.max(share, 0), 1) * (viridis.length - 1), i = Math.min(Math.floor(at), viridis.length - 2);
  return viridis[i].map((c, k) => c + (viridis[i + 1][k] - c) * (at - i));
}
// A canvas with a pixel for each of the shares from 0 to 1; the first row is on top.
function pixels(rows) {
  const canvas = document.createElement("canvas");
  canvas.width = rows[0].length;
  canvas.height = rows.length;
  const image = new ImageData(canvas.width, canvas.height);
  rows.forEach((row, y) => row.forEach((share, x) => image.data.set([...colourOf(share), 255], 4 * (y * row.length + x))));
  canvas.getContext("2d").putImageData(image, 0, 0);
  return canvas;
}
const colourBar = {canvas: pixels(Array.from({length: 128}, (x, i) => [1 - i / 127])), gap: 10, width: 14};

// Lines at every number of one digit, or at powers of ten where that is too many; labels at as many of them as can be read.
function placeTicks(scale) {
  const all = [], first = Math.floor(Math.log10(scale.min)), last = Math.ceil(Math.log10(scale.max)), most = 7;
  for (let power = first; power <= last; ++power)
    for (let digit = 1; digit < 10; ++digit) all.push({value: digit * 10 ** power, digit, power});
  const inside = all.filter(t => t.value >= scale.min * (1 - 1e-9) && t.value <= scale.max * (1 + 1e-9));
  const powers = inside.filter(t => t.digit === 1), stride = Math.ceil(powers.length / most);
  const labelled = [[1, 2, 3, 4, 5, 6, 7, 8, 9], [1, 2, 3, 5, 7], [1, 2, 5], [1, 3], [1]]
    .map(digits => inside.filter(t => digits.includes(t.digit))).find(some => some.length <= most) || powers.filter(t => t.power % stride === 0);
  scale.labelled = new Set(labelled.map(t => t.value));
  scale.ticks = (last - first > 3 ? powers : inside).map(({value}) => ({value}));
}

// Draws within the axes alone.
function within(chart, draw) {
  const {ctx, chartArea: area} = chart;
  ctx.save();
  ctx.beginPath();
  ctx.rect(area.left, area.top, area.width, area.height);
  ctx.clip();
  ctx.imageSmoothingEnabled = false;
  draw(ctx, area);
  ctx.restore();
}

const marks = [
  {
    // set.bars: [{low, high}, ...], one for each point, along the axis that set.along names.
    id: "intervals",
    afterDatasetsDraw(chart) {
      chart.data.datasets.forEach((set, i) => {
        if (!set.bars || !chart.isDatasetVisible(i)) return;
        const scale = chart.scales[set.along];
        chart.getDatasetMeta(i).data.forEach((point, k) => {
          const bar = set.bars[k];
          if (!bar || bar.low === null || bar.high === null) return;
          const a = scale.getPixelForValue(bar.low), b = scale.getPixelForValue(bar.high);
          within(chart, ctx => {
            ctx.strokeStyle = set.borderColor;
            ctx.lineWidth = 2;
            ctx.beginPath();
            if (set.along === "x") { ctx.moveTo(a, point.y); ctx.lineTo(b, point.y); }
            else { ctx.moveTo(point.x, a); ctx.lineTo(point.x, b); }
            ctx.stroke();
          });
        });
      });
    }
  },
  {
    // set.image: {canvas, width, bottom, top} in values of the axes, from x = 0 on; without these it fills the axes.
    id: "heat",
    beforeDatasetsDraw(chart) {
      const {x, y} = chart.scales;
      for (const {image} of chart.data.datasets.filter(set => set.image)) within(chart, (ctx, area) => {
        if (image.width === undefined) return ctx.drawImage(image.canvas, area.left, area.top, area.width, area.height);
        const left = x.getPixelForValue(0), top = y.getPixelForValue(image.top);
        ctx.drawImage(image.canvas, left, top, x.getPixelForValue(image.width) - left, y.getPixelForValue(image.bottom) - top);
      });
    },
    // Between the axes and the labels of the scale "bar".
    afterDraw(chart) {
      if (!chart.scales.bar) return;
      const {ctx, chartArea: area} = chart;
      ctx.save();
      ctx.imageSmoothingEnabled = false;
      ctx.drawImage(colourBar.canvas, area.right + colourBar.gap, area.top, colourBar.width, area.height);
      ctx.restore();
    }
  },
  {
    // set.spikes: [[time, unit], ...]
    id: "spikes",
    beforeDatasetsDraw(chart) {
      const {x, y} = chart.scales, height = Math.min(6, Math.max(2, 0.8 * Math.abs(y.getPixelForValue(1) - y.getPixelForValue(0))));
      chart.data.datasets.forEach((set, i) => {
        if (!set.spikes || !chart.isDatasetVisible(i)) return;
        within(chart, ctx => {
          ctx.fillStyle = set.backgroundColor;
          ctx.beginPath();
          for (const [time, unit] of set.spikes) ctx.rect(x.getPixelForValue(time) - 1, y.getPixelForValue(unit) - height / 2, 2, height);
          ctx.fill();
        });
      });
    }
  },
  {
    // set.counts: rows of them; what is on the diagonal is right.
    id: "counts",
    beforeDatasetsDraw(chart) {
      for (const set of chart.data.datasets.filter(set => set.counts)) within(chart, (ctx, area) => {
        const n = set.counts.length, width = area.width / n, height = area.height / n;
        const digits = String(Math.max(...set.counts.flat())).length, size = Math.min(12, Math.max(8, 1.5 * width / digits));
        ctx.font = `${size}px ${Chart.defaults.font.family}`;
        ctx.textAlign = "center";
        ctx.textBaseline = "middle";
        set.counts.forEach((row, i) => {
          const sum = row.reduce((a, b) => a + b, 0);
          row.forEach((count, j) => {
            const share = sum > 0 ? Math.sqrt(count / sum) : 0;
            const alpha = count === 0 ? 0.05 : i === j ? 0.15 + 0.75 * share : 0.35 + 0.6 * share;
            ctx.fillStyle = `rgba(${i === j ? "0, 114, 178" : "213, 94, 0"}, ${alpha})`;
            ctx.fillRect(area.left + j * width + 1, area.top + i * height + 1, width - 2, height - 2);
            ctx.fillStyle = share > 0.6 ? "#ffffff" : set.ink;
            if (count > 0) ctx.fillText(String(count), area.left + (j + 0.5) * width, area.top + (i + 0.5) * height);
          });
        });
      });
    }
  }
];

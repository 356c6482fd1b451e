// Paint the whole picture: panes, axes, names; what follows the pointer is painted on a canvas of its own above.
import { GAP, indexOf, scaleOf, ticks, valueOf, xOf, yOf } from "./layout.js";
import { paintMarks, paintPatterns } from "./marks.js";
import { candles, hours, line, profile, volumeBars, zeroBars } from "./series.js";
import { level, number, places, short, tickLabel, unitOf, when } from "./words.js";

const FONT = "11px 'Source Sans', 'Source Sans Pro', sans-serif";
const ORDER = { year: 3, month: 2, day: 1, time: 0 };

export function paint(chart) {
  const { base: ctx, config, layout: at, rows, view } = chart;
  const colors = config.colors;
  ctx.fillStyle = colors.background;
  ctx.fillRect(0, 0, at.width, at.height);
  ctx.font = FONT;
  if (!rows || !view.known) return;
  const shown = view.shown();
  const seen = { ctx, view, rows, shown, colors, config };
  hours(seen, at);
  timeAxis(seen, at);
  chart.priceScale = pricePane(seen, at.price);
  if (at.volume) volumeBars(seen, at.volume);
  chart.paneScales = config.panes.map((pane, n) => ownPane(seen, pane, at.panes[n]));
  within(ctx, at.price, () => chart.drawings.paint(seen, at.price, chart.priceScale));
  chart.marked = paintMarks(seen, at.price, chart.priceScale);
  within(ctx, at.price, () => paintPatterns(seen, at.price, chart.priceScale, chart.marked));
  priceTag(seen, at, chart.priceScale);
}

export function within(ctx, box, work) {
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  work();
  ctx.restore();
}

function pricePane(seen, box) {
  const { ctx, rows, config, colors, shown } = seen;
  const overlays = config.overlays.map((one) => rows.indicators[one.column] ?? []);
  const own = config.kind === "candles" ? [rows.high, rows.low] : [rows.close];
  const scale = scaleOf(box, [...own, ...overlays], shown);
  valueAxis(seen, box, scale, 44, seen.view.moreAfter ? -99 : yOf(scale, rows.close.at(-1)));
  within(ctx, box, () => {
    if (config.profile) profile(seen, box, scale);
    if (config.kind === "candles") candles(seen, box, scale);
    else line(seen, box, scale, rows.close, { color: colors.lines[0], width: 1.6, area: config.kind === "area" });
    config.overlays.forEach((one, n) => line(seen, box, scale, overlays[n], styleOf(one, colors)));
  });
  return scale;
}

function ownPane(seen, pane, box) {
  const { ctx, rows, colors, shown } = seen;
  const columns = pane.lines.map((one) => rows.indicators[one.column] ?? []);
  const ground = pane.lines.some((one) => one.bars) ? 0 : undefined;
  const scale = scaleOf(box, columns, shown, pane.bounds, ground);
  valueAxis(seen, box, scale, 34);
  within(ctx, box, () => {
    ctx.strokeStyle = colors.label;
    ctx.setLineDash([1, 3]);
    for (const guide of pane.guides) rule(ctx, box, yOf(scale, guide));
    ctx.setLineDash([]);
    pane.lines.forEach((one, n) => {
      if (one.bars) zeroBars(seen, box, scale, columns[n], colors.lines[one.color % colors.lines.length]);
      else line(seen, box, scale, columns[n], styleOf(one, colors));
    });
  });
  return scale;
}

function styleOf(one, colors) {
  return { color: colors.lines[one.color % colors.lines.length], width: 1.3, dashed: one.dashed };
}

export function rule(ctx, box, y) {
  ctx.beginPath();
  ctx.moveTo(box.left, Math.round(y) + 0.5);
  ctx.lineTo(box.right, Math.round(y) + 0.5);
  ctx.stroke();
}

function valueAxis({ ctx, colors }, box, scale, room, tagged = -99) {
  const { step, found } = ticks(scale, room);
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.lineWidth = 1;
  for (const value of found) {
    const y = yOf(scale, value);
    ctx.strokeStyle = colors.grid;
    rule(ctx, box, y);
    ctx.fillStyle = colors.label;
    const free = Math.abs(y - tagged) > 14; // else the tag of the last price stands there
    if (free && y > box.top + 4 && y < box.bottom - 4) ctx.fillText(level(value, step), box.right + 6, y);
  }
}

function timeAxis({ ctx, view, rows, shown, colors }, at) {
  const room = ((at.right - at.left) / (view.i1 - view.i0)) || 1;
  const group = Math.max(1, Math.ceil(84 / room));
  ctx.textAlign = "center";
  ctx.textBaseline = "top";
  ctx.fillStyle = colors.label;
  ctx.strokeStyle = colors.grid;
  let free = at.left;
  for (let begin = Math.floor(shown[0] / group) * group; begin <= shown[1]; begin += group) {
    const found = strongest(rows.time, Math.max(1, begin), Math.min(begin + group - 1, rows.time.length - 1));
    if (!found) continue;
    const x = Math.round(xOf(view, at, found.i)) + 0.5;
    const text = tickLabel(rows.time[found.i], found.unit);
    const half = ctx.measureText(text).width / 2;
    if (x - half < free || x + half > at.right) continue;
    free = x + half + 14;
    ctx.beginPath();
    ctx.moveTo(x, at.price.top);
    ctx.lineTo(x, at.foot);
    ctx.stroke();
    ctx.fillText(text, x, at.foot + 7);
  }
}

function strongest(times, first, last) {
  let best = null;
  for (let i = first; i <= last; i++) {
    const unit = unitOf(times[i - 1], times[i]);
    if (!best || ORDER[unit] > ORDER[best.unit]) best = { i, unit };
  }
  return best;
}

function priceTag(seen, at, scale) {
  const { ctx, rows, colors, view } = seen;
  if (view.moreAfter) return;
  const last = rows.close.at(-1);
  const y = Math.min(Math.max(yOf(scale, last), at.price.top), at.price.bottom);
  ctx.setLineDash([4, 3]);
  ctx.strokeStyle = colors.accent;
  rule(ctx, at.price, y);
  ctx.setLineDash([]);
  tag(ctx, at.right + 1, y, number(last, places(ticks(scale, 44).step) > 2 ? 4 : 2), colors.accent, colors.on_accent);
}

function tag(ctx, x, y, text, fill, ink) {
  const width = ctx.measureText(text).width + 10;
  ctx.fillStyle = fill;
  ctx.beginPath();
  ctx.roundRect(x, y - 9, width, 18, 3);
  ctx.fill();
  ctx.fillStyle = ink;
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  ctx.fillText(text, x + 5, y);
}

// The cross, the values under it, and the names of the lines.
export function paintPointer(chart) {
  const { top: ctx, layout: at, rows, view, config, pointer } = chart;
  ctx.clearRect(0, 0, at.width, at.height);
  if (!rows || !view.known || !chart.priceScale) return;
  ctx.font = FONT;
  const last = rows.time.length - 1;
  const under = pointer ? Math.round(indexOf(view, at, pointer.x)) : last;
  const i = Math.min(Math.max(under, 0), last);
  if (pointer) cross(chart, ctx, i);
  names(ctx, chart, i, Boolean(pointer));
  config.panes.forEach((pane, n) => paneNames(ctx, chart, pane, at.panes[n], i));
  chart.drawings.paintDraft(ctx, chart);
}

function cross(chart, ctx, i) {
  const { layout: at, view, config, pointer, rows } = chart;
  const colors = config.colors;
  const x = Math.round(xOf(view, at, i)) + 0.5;
  ctx.strokeStyle = colors.label;
  ctx.setLineDash([3, 3]);
  ctx.beginPath();
  ctx.moveTo(x, at.price.top);
  ctx.lineTo(x, at.foot);
  ctx.stroke();
  const boxes = [[at.price, chart.priceScale], ...at.panes.map((box, n) => [box, chart.paneScales[n]])];
  const over = boxes.find(([box]) => pointer.y >= box.top && pointer.y <= box.bottom);
  if (over) rule(ctx, over[0], pointer.y);
  ctx.setLineDash([]);
  if (over) {
    const { step } = ticks(over[1], 44);
    tag(ctx, at.right + 1, pointer.y, level(valueOf(over[1], pointer.y), step / 10), colors.label, colors.background);
  }
  const text = when(rows.time[i], config.intraday);
  const width = ctx.measureText(text).width + 10;
  tag(ctx, Math.min(Math.max(at.left, x - width / 2), at.right - width), at.foot + 12, text, colors.label, colors.background);
}

function names(ctx, chart, i, pointed) {
  const { layout: at, rows, config, marked } = chart;
  const colors = config.colors;
  const parts = pointed ? [[when(rows.time[i], config.intraday), colors.text]] : [];
  if (config.kind === "candles") {
    const rises = rows.close[i] >= rows.open[i];
    for (const [letter, column] of [["O", "open"], ["H", "high"], ["L", "low"], ["C", "close"]]) {
      parts.push([`${letter} ${number(rows[column][i])}`, rises ? colors.gain : colors.loss]);
    }
  } else parts.push([`Close ${number(rows.close[i])}`, colors.lines[0]]);
  if (config.volume) parts.push([`Vol ${short(rows.volume[i])}`, colors.label]);
  write(ctx, parts, 4, at.right, at.head + 12);
  const lines = config.overlays.map((one) => [
    `${one.label} ${number((rows.indicators[one.column] ?? [])[i])}`,
    colors.lines[one.color % colors.lines.length],
  ]);
  for (const one of config.patterns) lines.push([`◆ ${one.label}`, colors.lines[one.color % colors.lines.length]]);
  const event = pointed ? marked?.get(i) : null;
  write(ctx, event ? [[event.join(" · "), colors.warn]] : lines, 4, at.right, at.head + 29);
}

function paneNames(ctx, chart, pane, box, i) {
  const colors = chart.config.colors;
  const rows = chart.rows.indicators;
  const values = pane.lines.map((one) => [
    `${pane.lines.length > 1 ? `${one.label} ` : ""}${number((rows[one.column] ?? [])[i])}`,
    colors.lines[one.color % colors.lines.length],
  ]);
  write(ctx, [[pane.title, colors.label], ...values], 4, box.right, box.top - GAP / 2 + 1);
}

function write(ctx, parts, x, end, y) {
  ctx.textAlign = "left";
  ctx.textBaseline = "middle";
  for (const [text, ink] of parts) {
    const width = ctx.measureText(text).width;
    if (x + width > end && x > 4) return;
    ctx.fillStyle = ink;
    ctx.fillText(text, x, y);
    x += width + 12;
  }
}

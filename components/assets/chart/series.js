// Candles, lines, bars and the volume profile of one pane.
import { scaleOf, xOf, yOf } from "./layout.js";

const DASH_FROM_PX = 2.8;
const PIECE = 6;

function roomOf({ view }, box) {
  return (box.right - box.left) / (view.i1 - view.i0);
}

// Hollow when it rose, filled when it fell, so that colour is not the only sign; a stroke where there is no room.
export function candles(seen, box, scale) {
  const { ctx, rows, shown, colors } = seen;
  const room = roomOf(seen, box);
  const body = Math.min(12, Math.max(1, Math.floor(room * 0.7)));
  for (const rises of [true, false]) {
    ctx.strokeStyle = ctx.fillStyle = rises ? colors.gain : colors.loss;
    ctx.lineWidth = 1;
    ctx.beginPath();
    for (let i = shown[0]; i <= shown[1]; i++) {
      if (rows.close[i] >= rows.open[i] !== rises) continue;
      const x = Math.round(xOf(seen.view, box, i)) + 0.5;
      const [high, low] = [yOf(scale, rows.high[i]), yOf(scale, rows.low[i])];
      if (body < 3) {
        ctx.fillRect(x - 0.5, high, 1, Math.max(low - high, 1)); // a third of the time of a stroke
        continue;
      }
      const [a, b] = [rows.open[i], rows.close[i]].map((value) => Math.round(yOf(scale, value)) + 0.5);
      const [top, bottom] = [Math.min(a, b), Math.max(a, b)];
      const left = x - Math.floor(body / 2);
      ctx.moveTo(x, high);
      ctx.lineTo(x, top);
      ctx.moveTo(x, bottom);
      ctx.lineTo(x, low);
      ctx.rect(left, top, body - 1, bottom - top);
    }
    ctx.stroke();
    if (!rises && body >= 3) ctx.fill();
  }
}

// The hours before the open and after the close, shaded through all panes.
export function hours({ ctx, rows, shown, view, colors }, at) {
  if (!rows.outside) return;
  ctx.fillStyle = colors.grid;
  ctx.globalAlpha = 0.55;
  for (let from = shown[0]; from <= shown[1]; from++) {
    if (!rows.outside[from]) continue;
    let to = from;
    while (to < shown[1] && rows.outside[to + 1]) to++;
    const [left, right] = [xOf(view, at, from - 0.5), xOf(view, at, to + 0.5)];
    const begin = Math.max(left, at.left);
    ctx.fillRect(begin, at.price.top, Math.min(right, at.right) - begin, at.foot - at.price.top);
    from = to;
  }
  ctx.globalAlpha = 1;
}

export function line(seen, box, scale, values, { color, width, dashed, area }) {
  const { ctx } = seen;
  const runs = runsOf(seen, box, scale, values);
  ctx.strokeStyle = color;
  ctx.lineWidth = width;
  ctx.lineJoin = "bevel";
  // where bars are narrower than a dash nobody could tell it, and dashing a jagged line takes long
  const dashes = dashed && roomOf(seen, box) >= DASH_FROM_PX;
  ctx.setLineDash(dashes ? [4, 3] : []);
  for (const run of runs) {
    // in pieces, because the browser takes seven times as long over one long path that goes up and down all the time
    const piece = dashes ? run.length : PIECE;
    for (let from = 0; from < run.length; from += piece) {
      ctx.beginPath();
      trace(ctx, run, from, Math.min(from + piece, run.length - 1));
      ctx.stroke();
    }
  }
  ctx.setLineDash([]);
  if (area && runs.length) fillBelow(ctx, runs, box, color);
}

// The points of a line, parted where it has no value.
function runsOf({ shown, view }, box, scale, values) {
  const runs = [];
  let run = null;
  for (let i = Math.max(0, shown[0] - 1); i <= Math.min(shown[1] + 1, values.length - 1); i++) {
    const value = values[i];
    if (value === null || value === undefined) run = null;
    else {
      if (!run) runs.push((run = []));
      run.push([xOf(view, box, i), yOf(scale, value)]);
    }
  }
  return runs;
}

function trace(ctx, run, from, to) {
  ctx.moveTo(...run[from]);
  for (let n = from + 1; n <= to; n++) ctx.lineTo(...run[n]);
}

function fillBelow(ctx, runs, box, color) {
  ctx.globalAlpha = 0.12;
  ctx.fillStyle = color;
  for (const run of runs) {
    ctx.beginPath();
    trace(ctx, run, 0, run.length - 1);
    ctx.lineTo(run.at(-1)[0], box.bottom);
    ctx.lineTo(run[0][0], box.bottom);
    ctx.fill();
  }
  ctx.globalAlpha = 1;
}

export function zeroBars(seen, box, scale, values, color) {
  const { ctx, shown, view } = seen;
  const width = Math.max(1, Math.min(6, roomOf(seen, box) * 0.6));
  const ground = yOf(scale, 0);
  ctx.fillStyle = color;
  for (let i = shown[0]; i <= shown[1]; i++) {
    if (values[i] === null || values[i] === undefined) continue;
    const y = yOf(scale, values[i]);
    ctx.fillRect(xOf(view, box, i) - width / 2, Math.min(y, ground), width, Math.max(1, Math.abs(y - ground)));
  }
}

export function volumeBars(seen, box) {
  const { ctx, rows, shown, colors, view } = seen;
  const scale = scaleOf(box, [rows.volume], shown, null, 0);
  const width = Math.max(1, Math.min(12, roomOf(seen, box) * 0.7));
  ctx.save();
  ctx.beginPath();
  ctx.rect(box.left, box.top, box.right - box.left, box.bottom - box.top);
  ctx.clip();
  ctx.globalAlpha = 0.65;
  for (const rises of [true, false]) {
    ctx.fillStyle = rises ? colors.gain : colors.loss;
    for (let i = shown[0]; i <= shown[1]; i++) {
      if (rows.close[i] >= rows.open[i] !== rises) continue;
      const y = yOf(scale, rows.volume[i]);
      ctx.fillRect(xOf(view, box, i) - width / 2, y, width, box.bottom - y);
    }
  }
  ctx.restore();
}

// How much was traded at each height of the part that is seen; a bar's volume is spread evenly over its range.
export function profile(seen, box, scale) {
  const { ctx, rows, shown, colors } = seen;
  const steps = Math.max(10, Math.floor((box.bottom - box.top) / 8));
  const found = volumeAt(rows, shown, scale, steps);
  const most = Math.max(...found);
  if (!(most > 0)) return;
  const [height, room] = [(box.bottom - box.top) / steps, (box.right - box.left) * 0.22];
  ctx.globalAlpha = 0.22;
  found.forEach((value, n) => {
    ctx.fillStyle = value === most ? colors.warn : colors.label;
    ctx.fillRect(box.left, box.bottom - (n + 1) * height + 0.5, (value / most) * room, height - 1);
  });
  ctx.globalAlpha = 1;
}

export function volumeAt(rows, [first, last], scale, steps) {
  const found = new Array(steps).fill(0);
  const size = (scale.high - scale.low) / steps;
  for (let i = first; i <= last; i++) {
    const from = Math.max(0, Math.floor((rows.low[i] - scale.low) / size));
    const to = Math.min(steps - 1, Math.floor((rows.high[i] - scale.low) / size));
    for (let n = from; n <= to; n++) found[n] += rows.volume[i] / (to - from + 1);
  }
  return found;
}

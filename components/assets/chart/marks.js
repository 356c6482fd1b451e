// Own trades at their bars, dividends, splits and results at the foot of the price pane.
import { xOf, yOf } from "./layout.js";

const LETTERS_FIT = 40;

// Returns the sentences of each bar, for the line that follows the pointer.
export function paintMarks(seen, box, scale) {
  const { ctx, view, rows, shown, config } = seen;
  const told = new Map();
  const spots = new Map();
  for (const mark of config.marks) {
    const i = view.atOrAfter(mark.at);
    if (i >= rows.time.length || (i === 0 && mark.at < rows.time[0] - view.step()) || i < shown[0] || i > shown[1]) continue;
    told.set(i, [...(told.get(i) ?? []), mark.text]);
    spots.set(`${i} ${mark.kind}`, { ...mark, i });
  }
  const small = spots.size > LETTERS_FIT;
  ctx.textBaseline = "middle";
  const taken = new Map();
  for (const spot of spots.values()) {
    const x = xOf(view, box, spot.i);
    if (x > box.right) continue;
    if (spot.kind === "buy" || spot.kind === "sell") trade(seen, box, scale, spot, x);
    else {
      const row = taken.get(spot.i) ?? 0;
      taken.set(spot.i, row + 1);
      company(seen, spot, x, box.bottom - 9 - row * 17, small);
    }
  }
  return told;
}

// Candle patterns: a diamond below the bar where the value is positive, above it where it is negative.
export function paintPatterns(seen, box, scale, told) {
  const { ctx, view, rows, shown, config, colors } = seen;
  const low = config.kind === "candles" ? rows.low : rows.close;
  const high = config.kind === "candles" ? rows.high : rows.close;
  const stacked = new Map();
  for (const one of config.patterns) {
    const values = rows.indicators[one.column] ?? [];
    ctx.fillStyle = colors.lines[one.color % colors.lines.length];
    for (let i = shown[0]; i <= shown[1]; i++) {
      if (!values[i]) continue;
      const up = values[i] > 0;
      const nth = stacked.get(`${i} ${up}`) ?? 0;
      stacked.set(`${i} ${up}`, nth + 1);
      diamond(ctx, xOf(view, box, i), yOf(scale, up ? low[i] : high[i]) + (up ? 1 : -1) * (9 + nth * 9));
      told.set(i, [...(told.get(i) ?? []), `${one.label} ${up ? "+" : "−"}${Math.abs(values[i])}`]);
    }
  }
}

function diamond(ctx, x, y) {
  ctx.beginPath();
  ctx.moveTo(x, y - 4);
  ctx.lineTo(x + 4, y);
  ctx.lineTo(x, y + 4);
  ctx.lineTo(x - 4, y);
  ctx.fill();
}

function trade({ ctx, rows, colors }, box, scale, spot, x) {
  const bought = spot.kind === "buy";
  const from = rows[bought ? "low" : "high"][spot.i];
  const y = yOf(scale, from) + (bought ? 5 : -5);
  const tail = bought ? 10 : -10;
  ctx.fillStyle = bought ? colors.accent : colors.warn;
  ctx.beginPath();
  ctx.moveTo(x, y);
  ctx.lineTo(x - 6, y + tail);
  ctx.lineTo(x + 6, y + tail);
  ctx.fill();
  const half = ctx.measureText(spot.sign).width / 2;
  ctx.fillStyle = colors.text;
  ctx.textAlign = "center";
  ctx.fillText(spot.sign, Math.min(Math.max(x, box.left + half), box.right - half), y + tail * 1.9);
}

function company({ ctx, colors }, spot, x, y, small) {
  ctx.fillStyle = { dividend: colors.lines[3], split: colors.lines[4] }[spot.kind] ?? colors.warn;
  ctx.beginPath();
  ctx.arc(x, y, small ? 2.5 : 7.5, 0, 7);
  ctx.fill();
  if (small) return;
  ctx.fillStyle = colors.background;
  ctx.textAlign = "center";
  ctx.fillText(spot.sign, x, y + 0.5);
}

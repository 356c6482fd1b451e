// Where each part of the picture stands, in CSS pixels.
export const [RIGHT, TOP, BOTTOM, GAP] = [66, 40, 26, 22];
const [NARROW, TOOLS] = [640, 34]; // on a phone the buttons have a row of their own above the names

export function layout(config, width, height) {
  const panes = config.panes.length;
  const volume = config.volume ? 62 : 0;
  const own = 74;
  const [left, right] = [4, width - RIGHT];
  const head = width < NARROW ? TOOLS : 0;
  const below = (volume ? volume + GAP / 2 : 0) + panes * (own + GAP);
  const price = { left, right, top: head + TOP, bottom: Math.max(head + TOP + 120, height - BOTTOM - below) };
  let top = price.bottom;
  const next = (room, gap) => {
    const box = { left, right, top: top + gap, bottom: top + gap + room };
    top = box.bottom;
    return box;
  };
  const volumeBox = volume ? next(volume, GAP / 2) : null;
  const boxes = config.panes.map(() => next(own, GAP));
  return { width, height, left, right, head, price, volume: volumeBox, panes: boxes, foot: top };
}

export function xOf(view, box, i) {
  return box.left + ((i - view.i0) / (view.i1 - view.i0)) * (box.right - box.left);
}

export function indexOf(view, box, x) {
  return view.i0 + ((x - box.left) / (box.right - box.left)) * (view.i1 - view.i0);
}

export function yOf(scale, value) {
  return scale.bottom - ((value - scale.low) / (scale.high - scale.low)) * (scale.bottom - scale.top);
}

export function valueOf(scale, y) {
  return scale.low + ((scale.bottom - y) / (scale.bottom - scale.top)) * (scale.high - scale.low);
}

// A scale that fits these columns between two bars, with some air unless the bounds are given.
export function scaleOf(box, columns, [first, last], bounds, ground) {
  let [low, high] = bounds ?? [Infinity, -Infinity];
  if (!bounds) {
    for (const column of columns) {
      for (let i = first; i <= last; i++) {
        const value = column[i];
        if (value === null || value === undefined) continue;
        if (value < low) low = value;
        if (value > high) high = value;
      }
    }
    if (low > high) [low, high] = [0, 1];
    if (ground !== undefined) low = Math.min(low, ground);
    const air = (high - low || Math.abs(high) || 1) * 0.05;
    if (ground === undefined || low < ground) low -= air;
    high += air;
  }
  return { low, high, top: box.top, bottom: box.bottom };
}

export function ticks(scale, room) {
  const span = scale.high - scale.low;
  const rough = span / Math.max(2, Math.floor((scale.bottom - scale.top) / room));
  const power = 10 ** Math.floor(Math.log10(rough));
  const step = [1, 2, 2.5, 5, 10].map((one) => one * power).find((one) => one >= rough);
  const found = [];
  for (let at = Math.ceil(scale.low / step) * step; at <= scale.high; at += step) found.push(at);
  return { step, found };
}

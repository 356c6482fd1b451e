// Numbers and times as the desk writes them.
const MINUS = "−";
const zone = "America/New_York";
const formats = {
  day: new Intl.DateTimeFormat("en-GB", { timeZone: zone, weekday: "short", day: "numeric", month: "short", year: "numeric" }),
  clock: new Intl.DateTimeFormat("en-GB", { timeZone: zone, hour: "2-digit", minute: "2-digit", hourCycle: "h23" }),
  month: new Intl.DateTimeFormat("en-GB", { timeZone: zone, month: "short" }),
  parts: new Intl.DateTimeFormat("en-GB", { timeZone: zone, day: "numeric", month: "short", year: "numeric" }),
};

export function number(value, places = 2) {
  if (value === null || value === undefined || !Number.isFinite(value)) return "–";
  const text = Math.abs(value).toLocaleString("en-US", { minimumFractionDigits: places, maximumFractionDigits: places });
  return value < 0 ? MINUS + text : text;
}

export function short(value) {
  if (value === null || value === undefined) return "–";
  const size = Math.abs(value);
  const [by, letter] = size >= 1e9 ? [1e9, "B"] : size >= 1e6 ? [1e6, "M"] : size >= 1e3 ? [1e3, "K"] : [1, ""];
  return number(value / by, by === 1 ? (size < 10 ? 2 : 0) : 1) + letter;
}

// Places that tell two neighbouring ticks apart.
export function places(step) {
  return Math.min(6, Math.max(0, Math.ceil(-Math.log10(step) - 1e-9) + (String(step).includes("25") ? 1 : 0)));
}

export function level(value, step) {
  return Math.abs(value) >= 1e5 ? short(value) : number(value, places(step));
}

export function when(time, intraday) {
  const at = new Date(time * 1000);
  const text = formats.day.format(at).replaceAll(",", "");
  return intraday ? `${text} ${formats.clock.format(at)} ET` : text;
}

// The label of a tick by the largest unit that begins with its bar.
export function tickLabel(time, unit) {
  const at = new Date(time * 1000);
  if (unit === "year") return String(new Date((time - 5 * 3600) * 1000).getUTCFullYear());
  if (unit === "month") return formats.month.format(at);
  if (unit === "day") return formats.parts.format(at).split(" ").slice(0, 2).join(" ");
  return formats.clock.format(at);
}

export function unitOf(before, time) {
  const [a, b] = [before, time].map((one) => new Date((one - 5 * 3600) * 1000));
  if (a.getUTCFullYear() !== b.getUTCFullYear()) return "year";
  if (a.getUTCMonth() !== b.getUTCMonth()) return "month";
  return a.getUTCDate() !== b.getUTCDate() ? "day" : "time";
}

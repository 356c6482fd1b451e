// Bars from GET /api/bars: one request at a time, for the window that is seen and as much again on either side.
const MOST = 2000;
const LEAST_SEEN = 400;
const NEW_YORK_S = 5 * 3600; // enough to tell the trading day: bars stand between 04:00 and 20:00 there
const DIGITS = 6;

const day = (time) => new Date((time - NEW_YORK_S) * 1000).toISOString().slice(0, 10);
const seen = (width) => Math.max(LEAST_SEEN, Math.round(width / 2));

// What to ask for: dates, both inclusive and null for no bound, and how many buckets.
export function wanted(config, view, width) {
  const [first, last] = [config.first_at, config.last_at];
  let [from, to] = [config.start_at ?? first, last];
  if (view.known) [from, to] = [view.timeAt(view.i0), view.timeAt(view.i1)];
  const span = Math.max(to - from, (view.bars ?? 20) * config.clock_s);
  const left = Math.max(first, from - span);
  const right = Math.min(last, to + span);
  const buckets = Math.min(MOST, Math.ceil((seen(width) * Math.max(span, right - left)) / span));
  return { from: left <= first ? null : day(left), to: right >= last ? config.ends : day(right), buckets, fresh: !view.known };
}

export class Feed {
  constructor(onRows, onFault, onEnded) {
    Object.assign(this, { onRows, onFault, onEnded, asking: null, next: null });
  }

  async ask(config, want) {
    const query = new URLSearchParams({ symbol: config.symbol, timeframe: config.timeframe, digits: DIGITS });
    query.set("adjusted", config.adjusted);
    if (config.extended) query.set("extended", true);
    query.set("buckets", want.buckets);
    if (want.from) query.set("from", want.from);
    if (want.to) query.set("to", want.to);
    if (config.indicators) query.set("indicators", config.indicators);
    const text = query.toString();
    if (this.asking) {
      this.next = [config, want];
      const same = this.asking.symbol === config.symbol && this.asking.timeframe === config.timeframe;
      if (want.fresh || !same) this.asking.abort.abort(); // what is on its way is of another chart or view
      return;
    }
    const mine = { abort: new AbortController(), symbol: config.symbol, timeframe: config.timeframe };
    this.asking = mine;
    try {
      await this.read(`${config.feed}?${text}`, config.token, want, mine.abort.signal);
    } finally {
      this.asking = null;
      const next = this.next;
      this.next = null;
      if (next) this.ask(...next);
    }
  }

  async read(address, token, want, signal) {
    let answer;
    try {
      answer = await fetch(address, { headers: { "X-Page-Token": token }, signal });
      const body = await answer.json();
      if (signal.aborted) return;
      if (answer.ok) {
        body.want = want;
        this.onRows(body);
        return;
      }
      if (answer.status === 401 && this.onEnded()) return;
      this.onFault(sentence(body, answer), Number(answer.headers.get("Retry-After")) || 0);
    } catch (fault) {
      if (fault.name !== "AbortError") this.onFault("The desk does not answer. Try again when it runs.", 0);
    }
  }

  // Say whether the view will soon leave what is loaded, or sees too few of coarse or too many of fine bars.
  isShort(config, view, rows, width) {
    const span = view.i1 - view.i0;
    const lacks = (view.moreBefore && view.i0 < span * 0.3) || (view.moreAfter && rows.time.length - view.i1 < span * 0.3);
    const coarse = rows.bars_per_bucket > 1 && span < seen(width) * 0.45;
    const fine = span > seen(width) * 3;
    if (!lacks && !coarse && !fine) return false;
    const want = wanted(config, view, width);
    return ["from", "to", "buckets"].some((name) => want[name] !== rows.want[name]);
  }

  end() {
    this.next = null;
    this.asking?.abort.abort();
  }
}

function sentence(body, answer) {
  const told = body.detail || `the desk answered ${answer.status}`;
  return `${told[0].toUpperCase()}${told.slice(1)}.`;
}

// Which part of the loaded rows is seen. Row i stands on i, its room reaches from i - 0.5 to i + 0.5. Between fetches
// the middle is kept as a time and the width as a count of bars, because a row may be one bar or many, and because
// nights and weekends have no bars: a width in hours would hold a whole day here and nothing there.
const LEAST_BARS = 5;
const ROOM_AT_END = 0.02;

export class View {
  constructor() {
    this.forget();
  }

  forget() {
    this.known = false;
    this.middle = this.bars = null;
    this.times = [];
    this.each = 1;
  }

  // Take newly loaded rows of so many bars each, and stay where the view was.
  over(times, each) {
    [this.times, this.each] = [times, each];
    if (!this.known) return;
    const [at, half] = [this.indexAt(this.middle), this.bars / each / 2];
    this.set(at - half, at + half);
  }

  // See everything from a time on to the last bar.
  whole(from) {
    const first = from === null ? 0 : Math.max(0, this.atOrAfter(from));
    const last = this.times.length - 1;
    this.set(Math.min(first, last) - 0.5, last + 0.5 + (last - first + 1) * ROOM_AT_END);
  }

  set(i0, i1) {
    const span = Math.max(LEAST_BARS, i1 - i0);
    const last = this.times.length - 1;
    const middle = Math.min(Math.max((i0 + i1) / 2, -span * 0.4 + this.before()), last + span * 0.4 + this.after());
    [this.i0, this.i1] = [middle - span / 2, middle + span / 2];
    [this.middle, this.bars] = [this.timeAt(middle), span * this.each];
    this.known = true;
  }

  // How many bars of room there may be outside of what is loaded, because more can be fetched.
  before() {
    return this.moreBefore ? -1e9 : 0;
  }

  after() {
    return this.moreAfter ? 1e9 : 0;
  }

  pan(bars) {
    this.set(this.i0 + bars, this.i1 + bars);
  }

  zoom(factor, at) {
    const span = Math.min(Math.max(LEAST_BARS, (this.i1 - this.i0) * factor), Math.max(this.times.length * 8, 50));
    const part = (at - this.i0) / (this.i1 - this.i0);
    this.set(at - span * part, at + span * (1 - part));
  }

  atEnd() {
    return this.known && !this.moreAfter && this.i1 >= this.times.length - 1;
  }

  // The first and last bar that is seen, in part too.
  shown() {
    const last = this.times.length - 1;
    return [Math.max(0, Math.floor(this.i0 + 0.5)), Math.min(last, Math.ceil(this.i1 - 0.5))];
  }

  step() {
    const n = this.times.length;
    return n > 1 ? (this.times[n - 1] - this.times[0]) / (n - 1) : 86400;
  }

  timeAt(i) {
    const last = this.times.length - 1;
    if (i <= 0) return this.times[0] + i * this.step();
    if (i >= last) return this.times[last] + (i - last) * this.step();
    const whole = Math.floor(i);
    return this.times[whole] + (i - whole) * (this.times[whole + 1] - this.times[whole]);
  }

  indexAt(time) {
    const last = this.times.length - 1;
    if (time <= this.times[0]) return (time - this.times[0]) / this.step();
    if (time >= this.times[last]) return last + (time - this.times[last]) / this.step();
    const next = this.atOrAfter(time);
    const [a, b] = [this.times[next - 1], this.times[next]];
    return next - 1 + (time - a) / (b - a);
  }

  // The first bar that ends at or after a time; one past the last when there is none.
  atOrAfter(time) {
    let [low, high] = [0, this.times.length];
    while (low < high) {
      const middle = (low + high) >> 1;
      if (this.times[middle] < time) low = middle + 1;
      else high = middle;
    }
    return low;
  }
}

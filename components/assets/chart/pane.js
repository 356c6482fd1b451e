// The price pane: joins feed, view, painting and hands for one mounted component.
import { Drawings } from "./drawings.js";
import { savePng, toggleFullScreen } from "./export.js";
import { Feed, wanted } from "./feed.js";
import { hands } from "./hands.js";
import { paint, paintPointer } from "./paint.js";
import { layout } from "./layout.js";
import { View } from "./view.js";

const charts = new WeakMap();

export function show(component) {
  const root = component.parentElement;
  if (!charts.has(root)) charts.set(root, new Chart(root));
  charts.get(root).take(component);
}

export function end(root) {
  charts.get(root)?.end();
  charts.delete(root);
}

const SUBJECT = ["symbol", "timeframe", "start", "last", "adjusted", "kept", "extended"];
const QUERY = [...SUBJECT, "indicators"];

class Chart {
  constructor(root) {
    this.host = root.querySelector(".pane");
    const canvases = this.host.querySelectorAll("canvas");
    [this.base, this.top] = [...canvases].map((canvas) => canvas.getContext("2d"));
    this.foot = root.querySelector(".foot");
    this.fault = this.host.querySelector(".fault");
    this.view = new View();
    this.rows = null;
    this.pointer = null;
    this.feed = new Feed(
      (rows) => this.arrived(rows),
      (fault, wait) => this.failed(fault, wait),
      () => this.renew(),
    );
    this.drawings = new Drawings(this);
    this.sizes = new ResizeObserver(() => this.resized());
    this.sizes.observe(this.host);
    this.release = hands(this);
    this.bindButtons();
  }

  take(component) {
    this.component = component;
    const before = this.config;
    this.config = component.data;
    this.drawings.take(this.config.drawings);
    this.host.style.height = `${this.config.height}px`;
    this.top.canvas.setAttribute("aria-label", this.config.alt);
    const differs = (names) => !before || names.some((name) => before[name] !== this.config[name]);
    this.resized();
    if (differs(SUBJECT)) {
      this.view.forget();
      this.rows = null;
    }
    this.watchLive();
    const renewed = this.renewing || (this.refused && before.token !== this.config.token);
    this.renewing = false;
    if (differs(QUERY) || renewed) this.load();
    else this.repaint();
  }

  // Ask the page for another token, once for each: a page that gives a bad one again is told as a fault.
  renew() {
    if (this.renewedFor === this.config.token) return false;
    this.renewedFor = this.config.token;
    this.renewing = true;
    this.component.setTriggerValue("renew", Date.now());
    return true;
  }

  load() {
    clearTimeout(this.waits);
    this.refused = false;
    this.host.setAttribute("aria-busy", "true");
    this.feed.ask(this.config, wanted(this.config, this.view, this.plotWidth()));
  }

  arrived(rows) {
    const first = !this.view.known;
    this.rows = rows;
    [this.view.moreBefore, this.view.moreAfter] = [rows.want.from !== null, rows.want.to !== this.config.ends];
    this.view.over(rows.time, rows.bars_per_bucket);
    if (first) this.view.whole(this.config.start_at);
    this.fault.hidden = true;
    this.host.setAttribute("aria-busy", "false");
    this.paintNow();
    performance.mark("chart-picture");
    this.moved();
  }

  failed(fault, wait) {
    this.refused = true;
    this.waitOut(wait);
    this.host.setAttribute("aria-busy", "false");
    this.fault.querySelector("span").textContent = fault;
    this.fault.hidden = false;
  }

  // Count the seconds down on the button, and then ask again without it; 0 leaves that to the person.
  waitOut(seconds) {
    clearTimeout(this.waits);
    this.fault.querySelector("button").textContent = seconds ? `Try again in ${seconds} s` : "Try again";
    if (seconds) this.waits = setTimeout(() => (seconds > 1 ? this.waitOut(seconds - 1) : this.load()), 1000);
  }

  // After the view has moved: paint, and fetch what it will need next.
  moved() {
    this.repaint();
    if (!this.rows || !this.view.known || this.refused) return;
    if (this.feed.isShort(this.config, this.view, this.rows, this.plotWidth())) this.load();
  }

  reset() {
    this.view.forget();
    this.load();
  }

  watchLive() {
    clearInterval(this.live);
    if (!this.config.live_every_s) return;
    this.live = setInterval(() => {
      if (!document.hidden && this.view.atEnd()) this.load();
    }, this.config.live_every_s * 1000);
  }

  plotWidth() {
    return Math.max(50, this.host.clientWidth - 74);
  }

  resized() {
    if (!this.config) return;
    const scale = window.devicePixelRatio || 1;
    const [width, height] = [this.host.clientWidth, this.host.clientHeight];
    for (const ctx of [this.base, this.top]) {
      const [w, h] = [Math.round(width * scale), Math.round(height * scale)];
      if (ctx.canvas.width !== w || ctx.canvas.height !== h) Object.assign(ctx.canvas, { width: w, height: h });
      ctx.setTransform(scale, 0, 0, scale, 0, 0);
    }
    this.layout = layout(this.config, width, height);
    this.host.classList.toggle("narrow", this.layout.head > 0);
    this.repaint();
  }

  repaint() {
    if (this.asked) return;
    this.asked = requestAnimationFrame(() => this.paintNow());
  }

  paintNow() {
    cancelAnimationFrame(this.asked);
    this.asked = null;
    if (!this.config || !this.layout) return;
    paint(this);
    paintPointer(this);
    this.tell();
  }

  tell() {
    const shown = this.rows ? this.view.shown() : [0, -1];
    this.host.dataset.bars = shown[1] - shown[0] + 1;
    this.host.dataset.loaded = this.rows ? this.rows.time.length : 0;
    this.host.dataset.painted = performance.now();
    this.host.dataset.drawings = this.drawings.kept.length;
    this.host.dataset.kept = this.config.drawings.length;
    if (!this.rows) return;
    const many = this.rows.bars_per_bucket;
    const each = many > 1 ? `${many * this.config.units} ${this.config.unit} in one bar · ` : "";
    this.foot.textContent = `${each}${shown[1] - shown[0] + 1} bars · ${this.config.hint}`;
  }

  bindButtons() {
    const acts = {
      level: () => this.drawings.begin("level"),
      trend: () => this.drawings.begin("trend"),
      erase: () => this.drawings.begin("erase"),
      whole: () => this.reset(),
      png: () => savePng(this),
      full: () => toggleFullScreen(this.host),
      again: () => this.load(),
    };
    for (const button of this.host.querySelectorAll("button[data-act]")) {
      button.onclick = () => acts[button.dataset.act]();
    }
  }

  end() {
    clearInterval(this.live);
    clearTimeout(this.waits);
    cancelAnimationFrame(this.asked);
    this.sizes.disconnect();
    this.feed.end();
    this.release();
  }
}

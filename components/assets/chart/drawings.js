// Levels and trend lines that a person draws; each change is told to the page, which keeps them.
import { indexOf, valueOf, xOf, yOf } from "./layout.js";
import { number } from "./words.js";

const NEAR_PX = 6;

export class Drawings {
  constructor(chart) {
    this.chart = chart;
    this.kept = [];
    this.tool = null;
    this.start = null;
  }

  // The page's list counts, except while a change of ours is on its way to it.
  take(list) {
    const text = JSON.stringify(list ?? []);
    if (this.told !== undefined && text !== this.told && Date.now() - this.toldAt < 3000) return;
    this.told = undefined;
    this.kept = JSON.parse(text);
  }

  begin(tool) {
    this.tool = this.tool === tool ? null : tool;
    this.start = null;
    for (const button of this.chart.host.querySelectorAll("button[data-tool]")) {
      button.setAttribute("aria-pressed", String(button.dataset.act === this.tool));
    }
    this.chart.host.dataset.tool = this.tool ?? "";
    this.chart.repaint();
  }

  // A click on the price pane; says whether it was for a drawing.
  click(point) {
    const { chart } = this;
    if (!this.tool || !chart.priceScale || point.y < chart.layout.price.top || point.y > chart.layout.price.bottom) return false;
    if (this.tool === "erase") this.erase(point);
    else if (this.tool === "level") this.add({ kind: "level", price: round(valueOf(chart.priceScale, point.y)) });
    else if (this.start === null) this.start = this.spot(point);
    else this.add({ kind: "trend", from: this.start, to: this.spot(point) });
    return true;
  }

  spot(point) {
    const { view, layout, priceScale } = this.chart;
    const time = Math.round(view.timeAt(indexOf(view, layout, point.x)));
    return { time, price: round(valueOf(priceScale, point.y)) };
  }

  add(drawing) {
    this.kept = [...this.kept, drawing];
    this.tell();
    this.begin(this.tool);
  }

  erase(point) {
    const near = this.kept.findIndex((one) => this.distance(one, point) <= NEAR_PX);
    if (near < 0) return;
    this.kept = this.kept.filter((_, n) => n !== near);
    this.tell();
    this.begin(this.tool);
  }

  tell() {
    this.told = JSON.stringify(this.kept);
    this.toldAt = Date.now();
    this.chart.component.setTriggerValue("drawn", this.kept);
  }

  distance(one, point) {
    const { view, layout, priceScale } = this.chart;
    if (one.kind === "level") return Math.abs(yOf(priceScale, one.price) - point.y);
    const [a, b] = [one.from, one.to].map((end) => ({
      x: xOf(view, layout, view.indexAt(end.time)),
      y: yOf(priceScale, end.price),
    }));
    const [dx, dy] = [b.x - a.x, b.y - a.y];
    const part = Math.min(1, Math.max(0, ((point.x - a.x) * dx + (point.y - a.y) * dy) / (dx * dx + dy * dy || 1)));
    return Math.hypot(a.x + part * dx - point.x, a.y + part * dy - point.y);
  }

  paint({ ctx, view, colors }, box, scale) {
    ctx.strokeStyle = ctx.fillStyle = colors.lines[3];
    ctx.lineWidth = 1.4;
    ctx.textAlign = "right";
    ctx.textBaseline = "bottom";
    for (const one of this.kept) {
      ctx.beginPath();
      if (one.kind === "level") {
        const y = yOf(scale, one.price);
        ctx.moveTo(box.left, y);
        ctx.lineTo(box.right, y);
        ctx.fillText(number(one.price), box.right - 4, y - 2);
      } else {
        for (const end of [one.from, one.to]) ctx.lineTo(xOf(view, box, view.indexAt(end.time)), yOf(scale, end.price));
      }
      ctx.stroke();
    }
  }

  // The line that follows the pointer until its second end is set.
  paintDraft(ctx, { pointer, view, layout, priceScale, config }) {
    if (this.tool !== "trend" || this.start === null || !pointer) return;
    ctx.strokeStyle = config.colors.lines[3];
    ctx.beginPath();
    ctx.moveTo(xOf(view, layout, view.indexAt(this.start.time)), yOf(priceScale, this.start.price));
    ctx.lineTo(pointer.x, pointer.y);
    ctx.stroke();
  }
}

function round(price) {
  return Number(price.toPrecision(6));
}

// Pointer, wheel and keys: drag or arrows move, pinch or Ctrl and wheel or + and - zoom, a double click shows all.
import { indexOf } from "./layout.js";

const CLICK_PX = 4;

export function hands(chart) {
  const area = chart.top.canvas;
  const down = new Map();
  let pinch = null;
  let moved = 0;
  const at = (event) => {
    const box = area.getBoundingClientRect();
    return { x: event.clientX - box.left, y: event.clientY - box.top };
  };
  const perPixel = () => (chart.view.i1 - chart.view.i0) / (chart.layout.right - chart.layout.left);
  const ready = () => chart.rows && chart.view.known;

  area.onpointerdown = (event) => {
    if (!ready()) return;
    area.setPointerCapture(event.pointerId);
    down.set(event.pointerId, at(event));
    moved = 0;
    if (down.size === 2) pinch = gap(down);
  };

  area.onpointermove = (event) => {
    const point = at(event);
    chart.pointer = point;
    const before = down.get(event.pointerId);
    if (!before || !ready()) {
      chart.repaint();
      return;
    }
    down.set(event.pointerId, point);
    moved += Math.abs(point.x - before.x) + Math.abs(point.y - before.y);
    if (down.size === 2) {
      const now = gap(down);
      if (now.wide > 10 && pinch.wide > 10) chart.view.zoom(pinch.wide / now.wide, indexOf(chart.view, chart.layout, now.x));
      pinch = now;
    } else chart.view.pan((before.x - point.x) * perPixel());
    chart.moved();
  };

  const up = (event) => {
    if (down.delete(event.pointerId) && event.type === "pointerup" && moved <= CLICK_PX) chart.drawings.click(at(event));
    if (event.pointerType !== "mouse") chart.pointer = null;
    chart.repaint();
  };
  area.onpointerup = area.onpointercancel = up;
  area.onpointerleave = () => {
    chart.pointer = null;
    chart.repaint();
  };
  area.ondblclick = () => chart.drawings.tool || chart.reset();

  const wheel = (event) => {
    const sideways = Math.abs(event.deltaX) > Math.abs(event.deltaY);
    const zooms = event.ctrlKey || document.fullscreenElement;
    if (!ready() || !(sideways || zooms)) return; // else the page scrolls
    event.preventDefault();
    if (sideways) chart.view.pan(event.deltaX * perPixel());
    else chart.view.zoom(Math.exp(event.deltaY / 400), indexOf(chart.view, chart.layout, at(event).x));
    chart.moved();
  };
  area.addEventListener("wheel", wheel, { passive: false });

  area.onkeydown = (event) => {
    if (!ready() || event.ctrlKey || event.metaKey || event.altKey) return;
    const span = chart.view.i1 - chart.view.i0;
    const middle = (chart.view.i0 + chart.view.i1) / 2;
    const acts = {
      ArrowLeft: () => chart.view.pan(-span * 0.1),
      ArrowRight: () => chart.view.pan(span * 0.1),
      PageUp: () => chart.view.pan(-span),
      PageDown: () => chart.view.pan(span),
      "+": () => chart.view.zoom(0.8, middle),
      "-": () => chart.view.zoom(1.25, middle),
      Home: () => chart.reset(),
      Escape: () => chart.drawings.begin(chart.drawings.tool),
    };
    const act = acts[event.key];
    if (!act || (event.key === "Escape" && !chart.drawings.tool)) return;
    event.preventDefault();
    event.stopPropagation();
    act();
    if (event.key !== "Home") chart.moved();
  };
  return () => area.removeEventListener("wheel", wheel);
}

function gap(down) {
  const [a, b] = [...down.values()];
  return { wide: Math.hypot(a.x - b.x, a.y - b.y), x: (a.x + b.x) / 2 };
}

"""When a Streamlit page is settled: the script has ended, and neither page nor server has said more for a while."""

from playwright.sync_api import Page

QUIET_MS = 250

WATCH = """
() => {
  if (window.__watching) return;
  window.__watching = true; window.__changed = performance.now(); window.__heard = 0;
  const Native = window.WebSocket;
  window.WebSocket = class extends Native {
    constructor(...given) {
      super(...given);
      this.addEventListener("message", () => { window.__heard = window.__changed = performance.now(); });
    }
  };
  const watch = () => new MutationObserver(() => { window.__changed = performance.now(); })
    .observe(document.body, {subtree: true, childList: true, characterData: true, attributes: true});
  if (document.body) watch(); else document.addEventListener("DOMContentLoaded", watch);
}
"""

SETTLED = """
(quiet) => {
  const app = document.querySelector('[data-testid="stApp"]');
  if (!app || app.getAttribute("data-test-script-state") !== "notRunning") return false;
  if (!document.querySelector('[data-testid="stMain"] [data-testid="stElementContainer"]')) return false;
  return performance.now() - window.__changed > quiet;
}
"""


def watch(page: Page) -> None:
    """Note every change of the page from its first moment on."""
    page.add_init_script(f"({WATCH})()")


def wait_settled(page: Page, timeout_s: float = 60) -> None:
    page.wait_for_function(SETTLED, arg=QUIET_MS, timeout=timeout_s * 1000, polling=20)


def visit_ms(page: Page, url: str) -> float:
    """Return the milliseconds from navigation to the last change of the settled page."""
    page.goto(url, wait_until="commit")
    wait_settled(page)
    return float(page.evaluate("() => window.__changed"))


def click_ms(page: Page, selector: str) -> float:
    """Return the milliseconds from a click to the last change of the settled page."""
    page.evaluate(
        """(selector) => {
          const element = document.querySelector(selector);
          const note = () => { window.__clicked = performance.now(); };
          element.addEventListener("click", note, {capture: true, once: true});
        }""",
        selector,
    )
    page.click(selector)
    page.wait_for_function("() => window.__heard > window.__clicked", polling=5)
    wait_settled(page)
    return float(page.evaluate("() => window.__changed - window.__clicked"))

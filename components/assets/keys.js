// Keyboard and copy for every page: "/" to the chat, "g" and a letter to a page, "?" for the list, copy of an answer.
(() => {
  if (window.__deskKeys) return;
  window.__deskKeys = true;
  const PAGES = { c: ["", "Chat"], m: ["market", "Market"], h: ["charts", "Charts"], n: ["sentiment", "Sentiment"],
    f: ["fundamentals", "Fundamentals"], t: ["strategies", "Strategies"], p: ["portfolio", "Portfolio"], r: ["risk", "Risk"], o: ["orders", "Orders"], a: ["activity", "Activity"], s: ["settings", "Settings"] };
  const LIST = [["/", "to the chat"], ...Object.entries(PAGES).map(([k, [, name]]) => [`g ${k}`, `to ${name}`]),
    ["Esc", "closes a dialog; an order stays open"], ["?", "this list"]];
  let pending = 0;

  const typing = (element) => element && (element.isContentEditable || /^(input|textarea|select)$/i.test(element.tagName));
  const chatInput = () => document.querySelector('[data-testid="stChatInput"] textarea');

  function goTo(path) {
    const links = [...document.querySelectorAll('a[data-testid="stTopNavLink"], a[data-testid="stSidebarNavLink"]')];
    const link = links.find((a) => new URL(a.href).pathname.replace(/^.*\//, "") === path);
    if (link) link.click();
    else window.location.assign(`/${path}`);
  }

  function focusChat() {
    const input = chatInput();
    if (input) return input.focus();
    goTo("");
    const ends = Date.now() + 5000;
    const wait = setInterval(() => {
      const found = chatInput();
      if (found) found.focus();
      if (found || Date.now() > ends) clearInterval(wait);
    }, 50);
  }

  function showList() {
    let box = document.getElementById("desk-keys");
    if (!box) {
      box = document.createElement("dialog");
      box.id = "desk-keys";
      box.setAttribute("aria-label", "Keyboard shortcuts");
      box.style.cssText = "border:1px solid #8A94A0;border-radius:12px;padding:16px 20px;font:14px sans-serif;"
        + "color:light-dark(#10161D,#E6EAF0);background:light-dark(#FFFFFF,#171D25)";
      const table = document.createElement("table");
      for (const [key, what] of LIST) {
        const row = table.insertRow();
        const cell = row.insertCell();
        cell.textContent = key;
        cell.style.cssText = "font-family:monospace;font-weight:600;padding:3px 18px 3px 0";
        row.insertCell().textContent = what;
      }
      box.append(table);
      box.addEventListener("click", () => box.close());
      document.body.append(box);
    }
    if (!box.open) box.showModal();
  }

  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing(document.activeElement)) return;
    if (document.querySelector('[data-testid="stDialog"]')) return;
    const second = Date.now() - pending < 1200;
    pending = 0;
    if (second && event.key in PAGES) goTo(PAGES[event.key][0]);
    else if (event.key === "g") pending = Date.now();
    else if (event.key === "/") focusChat();
    else if (event.key === "?") showList();
    else return;
    event.preventDefault();
  });

  function copyText(text) {
    if (navigator.clipboard && window.isSecureContext) return void navigator.clipboard.writeText(text);
    const area = document.createElement("textarea");
    area.value = text;
    area.style.position = "fixed";
    document.body.append(area);
    area.select();
    document.execCommand("copy");
    area.remove();
  }

  // A new question goes to the top of the view and stays there while its answer grows, until the person scrolls.
  let messages = 0;
  let following = 0;
  const showQuestion = () => {
    const main = document.querySelector('[data-testid="stMain"]');
    const all = document.querySelectorAll('[data-testid="stChatMessage"]');
    if (all.length > messages && all.length >= 2) following = Date.now() + 20000;
    messages = all.length;
    if (!main || all.length < 2 || Date.now() > following) return;
    const off = all[all.length - 2].getBoundingClientRect().top - 110;
    if (Math.abs(off) > 4) main.scrollTop += off;
  };
  new MutationObserver(showQuestion).observe(document.body, { childList: true, subtree: true });
  for (const kind of ["wheel", "touchmove", "mousedown"]) {
    document.addEventListener(kind, () => { following = 0; }, { passive: true, capture: true });
  }

  document.addEventListener("click", (event) => {
    const holder = event.target.closest && event.target.closest('[class*="st-key-copy_"]');
    if (!holder || !event.target.closest("button")) return;
    const id = [...holder.classList].find((name) => name.startsWith("st-key-copy_")).slice("st-key-copy_".length);
    const answer = document.querySelector(`.st-key-answer_${CSS.escape(id)}`);
    if (answer) copyText(answer.innerText.replace(/\u2060/g, "").trim());
  }, true);
})();

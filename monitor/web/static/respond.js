// Keeps every answer at once, says so, and lets digits answer. Without this script the page works all the same.
"use strict";
(() => {
  const form = document.getElementById("vragen");
  const field = (name) => form.elements.namedItem(name);
  const states = document.querySelectorAll("[data-state]");
  const show = (name) => states.forEach((state) => { state.hidden = state.dataset.state !== name; });

  // Saves go one after the other; each posts the whole page, so one that fails is made good by the next.
  let waiting = false, busy = false, stopped = false, number = 0, pause = 1000;
  const nextNumber = () => { number = Math.max(number + 1, Date.now()); return String(number); };
  const names = [...new Set([...form.querySelectorAll("input[type=radio]")].map((radio) => radio.name))];
  const code = (value) => value === "geen oordeel" ? 255 : Number(value);
  const codes = () => names.map((name) => code(field(name).value || "0").toString(16).padStart(2, "0")).join("");

  async function save() {
    if (busy || stopped) { return; }
    busy = true;
    while (waiting && !stopped) {
      waiting = false;
      show("saving");
      field("number").value = nextNumber();
      const sent = codes();
      try {
        const address = location.pathname + "/antwoord";
        const answer = await fetch(address, { method: "POST", body: new URLSearchParams(new FormData(form)), keepalive: true });
        if (answer.ok) {
          field("was").value = sent;
          if ((await answer.json()).anders) { document.getElementById("anders").hidden = false; }
          pause = 1000;
          if (!waiting) { show("saved"); }
        } else if (answer.status < 500 && answer.status !== 429) {
          stopped = true;
          show("refused");
        } else {
          throw new Error(String(answer.status));
        }
      } catch {
        show("failed");
        waiting = true;
        await new Promise((done) => setTimeout(done, pause));
        pause = Math.min(pause * 2, 30000);
      }
    }
    busy = false;
  }
  form.addEventListener("change", () => { waiting = true; save(); });
  form.addEventListener("submit", () => { stopped = true; field("number").value = nextNumber(); });
  addEventListener("pageshow", (event) => { if (event.persisted) { location.reload(); } });

  // Digits answer inside the statement that has the focus; the choice to switch that off is remembered.
  const keys = document.querySelector(".keys"), button = document.getElementById("toetsen");
  let on = true;
  try { on = localStorage.getItem("toetsen") !== "uit"; } catch { /* storage switched off: keys stay on */ }
  const tell = () => { button.textContent = on ? "Toetsen uitzetten" : "Toetsen aanzetten"; button.setAttribute("aria-pressed", String(on)); };
  keys.hidden = false;
  tell();
  button.addEventListener("click", () => {
    on = !on;
    tell();
    try { localStorage.setItem("toetsen", on ? "aan" : "uit"); } catch { /* as above */ }
  });
  form.addEventListener("keydown", (event) => {
    if (!on || event.ctrlKey || event.altKey || event.metaKey || !/^[0-9]$/.test(event.key)) { return; }
    const block = event.target.closest("fieldset");
    const value = event.key === "0" ? "geen oordeel" : event.key;
    const radio = block && block.querySelector(`input[type=radio][value="${value}"]`);
    if (!radio) { return; }
    event.preventDefault();
    radio.focus();
    if (!radio.checked) { radio.click(); }
  });
  show("none");
  document.querySelector('[data-state="none"]').textContent = "Bewaart vanzelf";
})();

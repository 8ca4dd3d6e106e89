/* Draws figures with Plotly, on broad screens only: those that stand as JSON in a page, and on a button those beside it.
   The server's drawing stays: on phones, on paper, without script and if Plotly does not load. */
(() => {
  "use strict";

  const broad = matchMedia("(min-width: 62rem)");
  const dark = matchMedia("(prefers-color-scheme: dark)");
  const address = document.currentScript.dataset.plotly;
  const drawn = new Set();
  let loading = null;
  let beside = null;

  /** Fetch Plotly once, when the first figure needs it. */
  function library() {
    loading ??= new Promise((ready, failed) => {
      const script = document.createElement("script");
      script.src = address;
      script.onload = () => ready(window.Plotly);
      script.onerror = failed;
      document.head.append(script);
    });
    return loading;
  }

  /** The figure with the page's colours, fonts and text size in the place of "var:--name" and of 16 pixels to the rem. */
  function dressed(value, styles, scale, key = "") {
    if (typeof value === "string") return value.startsWith("var:") ? styles.getPropertyValue(value.slice(4)).trim() : value;
    if (typeof value === "number") return ["size", "height", "t", "b"].includes(key) ? value * scale : value;
    if (Array.isArray(value)) return value.map((one) => dressed(one, styles, scale));
    if (value === null || typeof value !== "object") return value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, dressed(one, styles, scale, name)]));
  }

  /** Fetch the figures that open on a button once, at the first of them; another button tries again if that fails. */
  function figuresOfButtons() {
    beside ??= fetch(`${location.pathname}?grafieken`).then((answer) => answer.json()).catch((error) => { beside = null; throw error; });
    return beside;
  }

  async function figureOf(box) {
    const inside = box.querySelector(":scope > .figure");
    return inside ? JSON.parse(inside.textContent) : (await figuresOfButtons())[box.closest("figure").id];
  }

  async function draw(box) {
    const [plotly, figure] = await Promise.all([library(), figureOf(box)]);
    const styles = getComputedStyle(document.documentElement);
    const { data, layout, config } = dressed(figure, styles, parseFloat(styles.fontSize) / 16);
    const target = box.querySelector(":scope > .live");
    box.classList.add("is-live");
    if (target.clientWidth < 25 * parseFloat(styles.fontSize)) layout.annotations = layout.annotations.filter((note) => note.name !== "optional");
    await plotly.react(target, data, layout, config);
    drawn.add(box);
  }

  /** A figure that cannot be drawn leaves the server's drawing where it is. */
  function show(box) {
    return draw(box).catch(() => box.classList.remove("is-live"));
  }

  /** Interval charts: drawn when they come near the window, opened details included. */
  function watch(boxes) {
    const near = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting || !broad.matches) continue;
        near.unobserve(entry.target);
        show(entry.target);
      }
    }, { rootMargin: "200px" });
    const start = () => boxes.forEach((box) => drawn.has(box) || near.observe(box));
    broad.addEventListener("change", () => { near.disconnect(); start(); });
    start();
  }

  /** Tables with drawn cells: a button puts the chart in their place and back. */
  function switchable(box) {
    const button = box.querySelector(".switch button");
    button.hidden = false;
    button.addEventListener("click", async () => {
      if (box.classList.contains("is-live")) box.classList.remove("is-live");
      else await show(box);
      button.textContent = box.classList.contains("is-live") ? button.dataset.table : button.dataset.chart;
    });
  }

  watch([...document.querySelectorAll('.live-box[data-draw="auto"]')]);
  document.querySelectorAll('.live-box[data-draw="button"]').forEach(switchable);
  dark.addEventListener("change", () => drawn.forEach((box) => box.classList.contains("is-live") && show(box)));
})();

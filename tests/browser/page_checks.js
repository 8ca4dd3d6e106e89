// What the browser tests measure in a page; read by assertions.py. Gives functions, each of which lists what is wrong.
({
  describe(element) {
    const words = (element.getAttribute("aria-label") || element.innerText || element.value || "").trim().slice(0, 40);
    return `<${element.localName}${element.id ? "#" + element.id : ""} class="${element.getAttribute("class") || ""}"> ${words}`;
  },

  visible(element) {
    return element.checkVisibility({ visibilityProperty: true }) && element.getClientRects().length > 0 && !element.closest(".visually-hidden");
  },

  // Contrast, as WCAG 2.2 counts it. Colours are read by painting them, so that every notation of CSS is understood.
  painter: new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true }),
  colour(text) {
    this.painter.clearRect(0, 0, 1, 1);
    this.painter.fillStyle = text;
    this.painter.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = this.painter.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  },
  over(front, back) { return [0, 1, 2].map((at) => front[at] * front[3] + back[at] * (1 - front[3])).concat(1); },
  luminance(colour) {
    const [r, g, b] = colour.slice(0, 3).map((part) => (part / 255 <= 0.04045 ? part / 255 / 12.92 : ((part / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  },
  contrast(one, other) {
    const [low, high] = [this.luminance(one), this.luminance(other)].sort((a, b) => a - b);
    return (high + 0.05) / (low + 0.05);
  },
  // What is painted behind an element: the backgrounds of its ancestors, up to the canvas of the page.
  behind(element) {
    const layers = [];
    for (let at = element.parentElement; at; at = at.parentElement) { layers.push(this.colour(getComputedStyle(at).backgroundColor)); }
    const canvas = this.colour("Canvas");
    return layers.reverse().reduce((below, layer) => this.over(layer, below), canvas);
  },

  controls() {
    return [...document.querySelectorAll("button, input:not([type=hidden]), select, textarea, a.button")].filter((one) => this.visible(one));
  },
  focusable() {
    return [...document.querySelectorAll("a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]")].filter(
      (one) => !one.disabled && !one.closest("[inert]") && (this.visible(one) || one.matches(".skip-link")));
  },

  // The edge of a control: its border or its own fill must stand out from what lies around it; a border round a fill
  // that does not stand out must stand out from that fill too. Buttons that look like a link have words and no edge.
  weakEdges(least) {
    const wrong = [];
    for (const control of this.controls()) {
      const style = getComputedStyle(control);
      if (control.matches(".link-button") || style.appearance === "auto" && control.matches("[type=checkbox], [type=radio]")) { continue; }
      const around = this.behind(control), fill = this.over(this.colour(style.backgroundColor), around);
      if (this.contrast(fill, around) >= least) { continue; }
      for (const side of ["Top", "Right", "Bottom", "Left"]) {
        const drawn = parseFloat(style[`border${side}Width`]) >= 1 && !["none", "hidden"].includes(style[`border${side}Style`]);
        const line = this.over(this.colour(style[`border${side}Color`]), around);
        const ratio = drawn ? Math.min(this.contrast(line, around), this.contrast(line, fill)) : 1;
        if (ratio < least) { wrong.push(`${this.describe(control)}: ${side} edge ${ratio.toFixed(2)}`); break; }
      }
    }
    return wrong;
  },

  // Focus as the keyboard gives it (a key was pressed before): an outline of 2 px or more that stands out from what is around.
  weakRings(least) {
    const wrong = [];
    for (const element of this.focusable()) {
      if (element.matches("main, .error-summary")) { continue; }
      element.focus({ preventScroll: true });
      if (document.activeElement !== element) { wrong.push(`${this.describe(element)}: takes no focus`); continue; }
      const style = getComputedStyle(element), around = this.behind(element);
      const width = style.outlineStyle === "none" ? 0 : parseFloat(style.outlineWidth);
      const ratio = this.contrast(this.over(this.colour(style.outlineColor), around), around);
      if (width < 2 || ratio < least) { wrong.push(`${this.describe(element)}: ring of ${width} px, ${ratio.toFixed(2)}`); }
    }
    document.activeElement.blur();
    return wrong;
  },

  // A link inside a sentence is as high as its line, which WCAG 2.5.8 allows: displayed inline, among other words.
  isInSentence(element) {
    if (element.localName !== "a" || getComputedStyle(element).display !== "inline") { return false; }
    const block = element.closest("p, li, dd, td, label");
    return block !== null && block.innerText.trim().length > element.innerText.trim().length;
  },
  // The height that can be hit, measured upward and downward from the middle of the target, its label included.
  smallTargets(least) {
    const wrong = [];
    for (const element of this.focusable()) {
      if (element.matches("[tabindex='-1']") || this.isInSentence(element)) { continue; }
      if (element.matches(".skip-link")) { element.focus(); } else { element.scrollIntoView({ block: "center", behavior: "instant" }); }
      const box = element.getClientRects()[0], x = box.left + box.width / 2, middle = box.top + box.height / 2;
      const own = [element, ...(element.labels || [])];
      const hit = (y) => { const found = document.elementFromPoint(x, y); return found !== null && own.some((one) => one.contains(found)); };
      let top = middle, bottom = middle;
      if (hit(middle)) {
        while (middle - top < 200 && hit(top - 0.5)) { top -= 0.5; }
        while (bottom - middle < 200 && hit(bottom + 0.5)) { bottom += 0.5; }
      }
      if (bottom - top + 0.5 < least) { wrong.push(`${this.describe(element)}: ${(bottom - top).toFixed(1)} px high`); }
    }
    scrollTo(0, 0);
    return wrong;
  },

  // Nothing may stick out of the window or scroll sideways; what only screen readers get or what waits wholly beyond the
  // left edge, where nobody can scroll to, does not count.
  tooWide() {
    const root = document.documentElement, wrong = [];
    if (root.scrollWidth > innerWidth) { wrong.push(`the page is ${root.scrollWidth} px wide in a window of ${innerWidth} px`); }
    for (const element of document.body.querySelectorAll("*")) {
      if (!this.visible(element)) { continue; }
      const box = element.getBoundingClientRect();
      if (box.width > 0 && box.right > innerWidth + 0.5) { wrong.push(`${this.describe(element)}: right edge at ${box.right.toFixed(1)} of ${innerWidth}`); }
      if (box.width > 0 && box.left < -0.5 && box.right > 0) { wrong.push(`${this.describe(element)}: left edge at ${box.left.toFixed(1)}`); }
      const scrolls = ["auto", "scroll"].includes(getComputedStyle(element).overflowX) && element.scrollWidth > element.clientWidth + 1;
      if (scrolls && element !== document.body) { wrong.push(`${this.describe(element)}: scrolls sideways`); }
    }
    return wrong;
  },

  // What every page is: one h1 that its title begins with, a language, no id twice.
  malformed() {
    const wrong = [], heads = document.querySelectorAll("h1"), ids = [...document.querySelectorAll("[id]")].map((one) => one.id);
    if (heads.length !== 1) { wrong.push(`${heads.length} h1`); }
    else if (!document.title.replace(/^Fout: /, "").startsWith(heads[0].innerText.trim())) { wrong.push(`title "${document.title}" for "${heads[0].innerText}"`); }
    if (document.documentElement.lang !== "nl") { wrong.push(`lang "${document.documentElement.lang}"`); }
    const twice = ids.filter((id, at) => ids.indexOf(id) !== at);
    if (twice.length) { wrong.push(`ids twice: ${twice}`); }
    return wrong;
  },
})

// Opens everything that is folded while a page is printed, and folds it again after: browsers without
// ::details-content in a print style sheet would leave it out. Pages print without this script too.
"use strict";
(() => {
  const opened = [];
  addEventListener("beforeprint", () => {
    for (const one of document.querySelectorAll("main details:not([open])")) {
      one.open = true;
      opened.push(one);
    }
  });
  addEventListener("afterprint", () => {
    for (const one of opened.splice(0)) one.open = false;
  });
})();

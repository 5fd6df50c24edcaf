/* On a document: n and p go from one passage found to the next; a button prints. Without it, the
   numbers above the text lead to each passage. */
(() => {
  "use strict";
  const marks = [...document.querySelectorAll("mark[id^=hit-]")];
  let at = marks.findIndex((each) => `#${each.id}` === location.hash);
  const go = (event, by) => {
    event.preventDefault();
    if (!marks.length) return;
    at = (Math.max(at, by > 0 ? -1 : 0) + by + marks.length) % marks.length;
    location.hash = marks[at].id;
    marks[at].scrollIntoView({block: "center"});
    document.getElementById("announce").textContent = `${at + 1} / ${marks.length}`;
  };
  document.getElementById("hit-after")?.addEventListener("click", (event) => go(event, 1));
  document.getElementById("hit-before")?.addEventListener("click", (event) => go(event, -1));
  addEventListener("hashchange", () => {
    const found = marks.findIndex((each) => `#${each.id}` === location.hash);
    if (found >= 0) at = found;
  });
  document.getElementById("print")?.addEventListener("click", () => print());
})();

/* Before the first paint: the colours that the reader chose, and that scripts run. */
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "dark" || chosen === "light") root.classList.add(chosen);
  } catch { /* storage is blocked: the system's colours */ }
})();

/* The pages work without this script. It adds what only a script can: results that follow the
   filters, a banner when the network fails, a list kept in this browser, keys. It never makes HTML
   out of text, and every word it shows stands in the page already. */
(() => {
  "use strict";
  const root = document.documentElement;
  const $ = (selector, inside = document) => inside.querySelector(selector);
  const $$ = (selector, inside = document) => [...inside.querySelectorAll(selector)];
  const on = (name, act) => document.addEventListener(name, act);
  const wide = matchMedia("(min-width: 60rem)");
  const store = {
    get(key, other) {
      try { return JSON.parse(localStorage.getItem(key)) ?? other; } catch { return other; }
    },
    set(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
  };
  const plain = (text) => text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
  const number = (n) => n.toLocaleString(root.lang);

  /* --- Messages -------------------------------------------------------------------------- */
  let announcing;
  const announce = (text, wait = 500) => {
    clearTimeout(announcing);
    announcing = setTimeout(() => { $("#announce").textContent = text; }, wait);
  };
  const calm = () => { $("#alarm")?.replaceChildren(); };
  const alarm = (text, retry) => {
    const parts = $("#alarm-parts").content.cloneNode(true);
    $("span", parts).textContent = text;
    $(".retry", parts).addEventListener("click", () => { calm(); retry(); });
    $(".hide", parts).addEventListener("click", calm);
    $("#alarm").replaceChildren(parts);
  };

  /* --- Results that follow the form --------------------------------------------------------- */
  const form = () => $("#search");
  const gathers = () => !wide.matches || store.get("gather", false);
  const soft = (path, then) => {
    if (form()) htmx.trigger(form(), "htmx:abort");
    following = then;
    htmx.ajax("GET", path, {target: "#app", select: "#app", swap: "outerMorph", push: "true"});
  };
  let following = null;
  let counting;

  async function countChoices() {
    const button = $(".apply button");
    const asked = new URLSearchParams([...new FormData(form())].filter(([, value]) => value));
    counting?.abort();
    counting = new AbortController();
    try {
      const answer = await fetch(`${form().action}?${asked}`,
        {signal: counting.signal, headers: {"HX-Request": "true", "HX-Source": "input#q"}});
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const said = $(".apply button", page)?.dataset.show;
      if (answer.ok && said) { button.textContent = said; announce(said); }
    } catch { /* the button goes on saying "Apply" */ }
  }

  on("htmx:config:request", (event) => {
    const {sourceElement, sourceEvent} = event.detail.ctx;
    if (sourceElement !== form() && sourceElement.id !== "q") return;
    const from = sourceEvent.target;
    const chosen = sourceEvent.type === "change";
    if (chosen && (from.id === "q" || !from.name || from.form !== form())) event.preventDefault();
    else if (chosen && (from.closest("#filters") || store.get("gather", false)) && gathers()) {
      event.preventDefault();
      countChoices();
    } else if (sourceEvent.type === "input" && store.get("gather", false)) event.preventDefault();
    if (sourceEvent.type === "submit") {
      const drawer = $("#filters:popover-open");
      drawer?.hidePopover();
      following = drawer ? "results" : null;
    }
  });

  let pending = 0;
  let timers = [];
  const idle = () => {
    timers.forEach(clearTimeout);
    timers = [];
    root.classList.remove("busy", "slow");
    $("#waiting").hidden = true;
    $("#results")?.removeAttribute("aria-busy");
  };
  on("htmx:before:request", () => {
    pending += 1;
    if (timers.length) return;
    timers = [
      setTimeout(() => {
        root.classList.add("busy");
        $("#results")?.setAttribute("aria-busy", "true");
      }, 150),
      setTimeout(() => root.classList.add("slow"), 400),
      setTimeout(() => { $("#waiting").hidden = false; announce($("#waiting p").textContent, 0); },
        3000),
    ];
  });
  on("htmx:finally:request", () => {
    pending = Math.max(0, pending - 1);
    if (!pending) idle();
  });
  on("htmx:before:response", (event) => {
    const {ctx} = event.detail;
    if (ctx.response.status < 500 && ctx.response.status !== 429) return;
    event.preventDefault();
    ctx.response.raw.text().then((text) => {
      const page = new DOMParser().parseFromString(text, "text/html");
      const said = $$("#app [role=alert] h1, #app [role=alert] .lead, #app .reference", page);
      alarm(said.map((each) => each.textContent.trim()).join(". ").replaceAll("..", "."),
        () => soft(ctx.request.action));
    });
  });
  on("htmx:error", (event) => {
    const {ctx} = event.detail;
    if (ctx?.request) alarm($("#alarm").dataset.offline, () => soft(ctx.request.action));
  });

  const agree = () => {
    for (const each of form()?.elements ?? []) {
      if (each.type === "checkbox" && each.name && each.form === form()) {
        each.checked = each.defaultChecked;
      } else if (each.tagName === "SELECT") {
        for (const option of each.options) option.selected = option.defaultSelected;
      } else if (each.type === "text" && each.name && each !== document.activeElement) {
        each.value = each.defaultValue;
      }
    }
  };
  on("htmx:after:swap", (event) => {
    const {ctx} = event.detail;
    calm();
    agree();
    dress();
    const results = $("#results");
    if (results && (following === "results" || document.activeElement === document.body)) {
      results.focus({preventScroll: true});
      if (following === "results") results.scrollIntoView();
    }
    following = null;
    if ($("#count")) announce($("#count").textContent.trim());
    // What stands outside #app and speaks of this address follows it, after the paint.
    setTimeout(() => {
      const page = new DOMParser().parseFromString(ctx.text, "text/html");
      for (const each of $$("[data-follows]")) {
        const twin = page.getElementById(each.id);
        if (twin) each.href = twin.getAttribute("href");
      }
    });
  });
  on("click", (event) => {
    const link = event.target.closest?.("#app a[href]");
    const asked = event.button || event.ctrlKey || event.metaKey || event.shiftKey || event.altKey;
    if (!link || asked || event.defaultPrevented || !form() || !window.htmx) return;
    const to = new URL(link.getAttribute("href"), location.href);
    if (link.hasAttribute("download") || to.pathname !== new URL(form().action).pathname) return;
    event.preventDefault();
    soft(to.pathname + to.search, link.closest(".results-foot, .nothing") ? "results" : null);
  });
  on("click", (event) => {
    if (event.target.id !== "cancel") return;
    for (const each of [form(), document.body]) if (each) htmx.trigger(each, "htmx:abort");
  });

  /* --- Filters ------------------------------------------------------------------------------ */
  const narrow = (box) => {
    const wanted = plain(box.value.trim());
    const group = box.closest(".facet");
    const more = $(".more", group);
    if (more && wanted) more.open = true;
    for (const row of $$("li", group)) row.hidden = !plain(row.textContent).includes(wanted);
  };
  on("input", (event) => { if (event.target.matches(".narrow-values")) narrow(event.target); });
  on("keydown", (event) => {
    if (event.key === "Enter" && event.target.matches(".narrow-values")) event.preventDefault();
  });

  let grabbed = null;
  let dragged = false;
  const yearAt = (event) => document.elementFromPoint(event.clientX, event.clientY)
    ?.closest("a[data-year]")?.dataset.year;
  on("pointerdown", (event) => {
    grabbed = event.target.closest?.(".years a[data-year]")?.dataset.year ?? null;
    dragged = false;
  });
  on("dragstart", (event) => { if (grabbed) event.preventDefault(); });
  on("pointermove", (event) => {
    const year = grabbed && yearAt(event);
    if (!year || (year === grabbed && !dragged)) return;
    dragged = true;
    [$("#from").value, $("#to").value] = [grabbed, year].sort();
  });
  on("pointerup", () => {
    if (grabbed && dragged) $("#to").dispatchEvent(new Event("change", {bubbles: true}));
    grabbed = null;
  });
  document.addEventListener("click", (event) => {
    if (!dragged) return;
    dragged = false;
    if (event.target.closest?.(".years")) { event.preventDefault(); event.stopPropagation(); }
  }, true);

  /* --- A list kept in this browser ------------------------------------------------------------- */
  const kept = () => store.get("list", []);
  const keep = (list) => {
    if (!store.set("list", list)) announce($("#announce").dataset.blocked, 0);
    dress();
  };
  on("click", (event) => {
    const button = event.target.closest?.("[data-save]");
    if (!button) return;
    const list = kept();
    const id = button.dataset.save;
    const has = list.some((each) => each.id === id);
    keep(has ? list.filter((each) => each.id !== id) : [...list, {id, note: ""}]);
  });
  on("click", (event) => {
    const row = event.target.closest?.("[data-kept]");
    const act = event.target.dataset?.act;
    if (act === "forget" && !row) { keep([]); location.assign(location.pathname); }
    if (!row || !act) return;
    const rows = $$("[data-kept]");
    const at = rows.indexOf(row);
    if (act === "up" && at > 0) rows[at - 1].before(row);
    if (act === "down" && at + 1 < rows.length) rows[at + 1].after(row);
    if (act === "drop") row.remove();
    writeList();
    event.target.focus();
  });
  on("change", (event) => { if (event.target.matches("[data-kept] textarea")) writeList(); });
  const writeList = () => {
    keep($$("[data-kept]").map((row) => (
      {id: row.dataset.kept, note: $("textarea", row)?.value ?? ""})));
    const ids = new URLSearchParams(kept().map(({id}) => ["d", id]));
    history.replaceState(history.state, "", `${location.pathname}?${ids}`);
    const link = $("#list-link");
    if (link) link.value = location.href;
  };
  const openList = () => {
    const page = $("#kept-list");
    if (!page) return;
    const notes = new Map(kept().map(({id, note}) => [id, note]));
    if (page.dataset.empty && notes.size) {
      location.replace(`${location.pathname}?${new URLSearchParams([...notes.keys()].map(
        (id) => ["d", id]))}`);
    }
    for (const row of $$("[data-kept]")) {
      const note = $("textarea", row);
      if (note) note.value = notes.get(row.dataset.kept) ?? "";
    }
  };

  /* --- Compare: at most four --------------------------------------------------------------------- */
  const tray = () => store.get("tray", []);
  on("change", (event) => {
    const box = event.target;
    if (!box.matches("input[form=compare][name=d]")) return;
    const chosen = tray().filter((id) => id !== box.value);
    if (box.checked && chosen.length > 3) {
      box.checked = false;
      announce($("#compare").dataset.full, 0);
    } else if (box.checked) chosen.push(box.value);
    store.set("tray", chosen);
    dress();
  });
  on("click", (event) => {
    if (event.target.id === "empty-tray") { store.set("tray", []); dress(); }
  });

  /* --- Since the last visit ------------------------------------------------------------------------ */
  const HALF_AN_HOUR = 18e5;
  const since = () => {
    const line = $("#since");
    if (!line) return;
    let key = 0; // a number instead of the words: what was searched for is not kept
    for (const each of line.dataset.set) key = (Math.imul(key, 31) + each.codePointAt(0)) | 0;
    const total = Number(line.dataset.total);
    const visits = store.get("visits", {});
    const last = visits[key] ?? {total, at: Date.now(), before: total, then: Date.now()};
    if (Date.now() - last.at > HALF_AN_HOUR) [last.before, last.then] = [last.total, last.at];
    const more = total - last.before;
    line.textContent = more > 0 ? line.dataset.said.replace("{n}", number(more)).replace(
      "{date}", new Date(last.then).toLocaleDateString(root.lang, {dateStyle: "long"})) : "";
    const rest = Object.entries(visits).filter(([name]) => name !== String(key)).slice(-99);
    store.set("visits", Object.fromEntries([...rest, [key, {...last, total, at: Date.now()}]]));
  };

  /* --- What a page cannot know before it is read here ------------------------------------------------ */
  const dress = () => {
    const ids = new Set(kept().map(({id}) => id));
    for (const each of $$("[data-save]")) {
      each.setAttribute("aria-pressed", String(ids.has(each.dataset.save)));
    }
    $("#list-count").textContent = ids.size ? ` (${number(ids.size)})` : "";
    const chosen = new Set(tray());
    const boxes = $$("input[form=compare][name=d]");
    for (const each of boxes) each.checked = chosen.has(each.value);
    const bar = $("#compare");
    if (bar) {
      const here = new Set(boxes.map((each) => each.value));
      $("#elsewhere").replaceChildren(...[...chosen].filter((id) => !here.has(id)).map((id) => {
        const input = document.createElement("input");
        Object.assign(input, {type: "hidden", name: "d", value: id});
        return input;
      }));
      $("#tray-count").textContent = chosen.size ? ` (${number(chosen.size)})` : "";
      bar.classList.toggle("empty", chosen.size === 0);
    }
    for (const each of $$(".narrow-values")) if (each.value) narrow(each);
    const live = $("#live-choice");
    if (live) live.checked = !store.get("gather", false);
    since();
  };

  /* --- Preferences, copying, keys --------------------------------------------------------------------- */
  const theme = () => ["dark", "light"].find((each) => root.classList.contains(each)) ?? "auto";
  const nameTheme = () => {
    const button = $("#theme");
    button.setAttribute("aria-label", button.dataset[theme()]);
    button.title = button.dataset[theme()];
  };
  on("click", (event) => {
    if (!event.target.closest?.("#theme")) return;
    const next = {auto: "dark", dark: "light", light: "auto"}[theme()];
    root.classList.remove("dark", "light");
    if (next !== "auto") root.classList.add(next);
    try { localStorage.setItem("theme", next); } catch { /* kept for this page only */ }
    nameTheme();
  });
  on("change", (event) => {
    if (event.target.id === "live-choice") store.set("gather", !event.target.checked);
    if (event.target.id === "keys-choice") store.set("keys", event.target.checked);
  });
  on("click", async (event) => {
    const button = event.target.closest?.("[data-copy]");
    if (!button) return;
    const source = document.getElementById(button.dataset.copy);
    const text = (source.value ?? source.textContent).trim();
    try {
      await navigator.clipboard.writeText(text);
      announce(button.dataset.copied, 0);
      button.classList.add("copied");
      setTimeout(() => button.classList.remove("copied"), 2000);
    } catch {
      if (source.select) source.select();
      else getSelection().selectAllChildren(source);
    }
  });

  const move = (by) => {
    const links = $$(".hits h2 a, .hits tbody th a");
    const at = links.findIndex((each) => each.closest("li, tr").contains(document.activeElement));
    links[Math.min(links.length - 1, Math.max(0, at + by))]?.focus();
  };
  const inHit = (selector) => {
    const hit = document.activeElement.closest(".hits > li, .hits tbody tr");
    if (hit) $(selector, hit)?.click();
  };
  const keys = {
    "/": () => $("#q")?.focus(),
    "?": () => $("#keys").showModal(),
    j: () => move(1),
    k: () => move(-1),
    o: () => document.activeElement.closest("a")?.click(),
    x: () => inHit("input[name=d]"),
    s: () => (document.activeElement.closest(".hits") ? inHit("[data-save]") : $("[data-save]")?.click()),
    f: () => {
      if (!$("#filters")) return;
      if (!wide.matches) $("#filters").showPopover();
      $("#filters summary").focus();
    },
  };
  on("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.defaultPrevented) return;
    if (event.target.closest?.("input:not([type=checkbox]), textarea, select, dialog")) return;
    if (!store.get("keys", true)) return;
    const marked = $$("[data-key]").find((each) => each.dataset.key === event.key);
    const act = marked ? () => marked.click() : keys[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  on("click", (event) => { if (event.target.id === "show-keys") $("#keys").showModal(); });

  nameTheme();
  $("#keys-choice").checked = store.get("keys", true);
  dress();
  openList();
})();

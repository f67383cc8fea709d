(() => {
  "use strict";
  const $ = (selector, from) => (from || document).querySelector(selector);
  const all = (selector, from) => [...(from || document).querySelectorAll(selector)];
  const root = document.documentElement;
  // Messages in the language of the report, by what they are in English.
  const said = $("#said") ? JSON.parse($("#said").textContent) : {};
  const _ = (text, values) => (said[text] || text).replace(/%\((\w+)\)s/g, (_place, name) => values[name]);
  const remember = (value) => { try { localStorage.setItem("readiness-theme", value); } catch { /* not kept for this file */ } };

  for (const each of all("[data-script]")) each.hidden = false;

  const theme = $("#theme");
  const isDark = () => root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme:dark)").matches;
  const tellTheme = () => { theme.textContent = isDark() ? _("Light") : _("Dark"); };
  theme.addEventListener("click", () => { root.dataset.theme = isDark() ? "light" : "dark"; remember(root.dataset.theme); tellTheme(); });
  tellTheme();
  $("#print").addEventListener("click", () => print());

  // Further resources stand in the page once, as data; lines are made of them when somebody looks.
  const AT_ONCE = 200;
  let kept;
  const more = (finding) => {
    if (!kept) { const data = $("#more"); kept = data ? JSON.parse(data.textContent) : {}; }
    return kept[finding.id] || [];
  };
  const element = (name, text, kind) => {
    const made = document.createElement(name);
    if (kind) made.className = kind;
    made.textContent = text;
    return made;
  };
  const line = ([location, resource, environment, ...evidence]) => {
    const item = document.createElement("li");
    if (location) item.append(element("code", location), " ");
    if (resource) item.append(element("bdi", resource));
    if (environment !== $("#main").dataset.environment && environment !== "shared") item.append(" ", element("span", `(${_(environment)})`, "ev"));
    for (let at = 0; at < evidence.length; at += 2) {
      const seen = element("span", "", "ev"), name = element("span", evidence[at]);
      name.lang = "en";
      seen.append(name, ": ");
      seen.append(element("bdi", evidence[at + 1]));
      if (at + 2 < evidence.length) seen.append(";");
      item.append(" ", seen);
    }
    return item;
  };
  for (const rest of all("details.rest")) {
    const lines = $("ul", rest), button = $("button", rest);
    const grow = () => {
      const rows = more(rest.closest("details.finding")), from = lines.children.length;
      lines.append(...rows.slice(from, from + AT_ONCE).map(line));
      button.hidden = lines.children.length >= rows.length;
      const left = rows.length - lines.children.length;
      button.textContent = _("%(more)s more of %(left)s", { more: Math.min(AT_ONCE, left), left });
    };
    rest.addEventListener("toggle", () => { if (rest.open && !lines.children.length) grow(); });
    button.addEventListener("click", grow);
  }

  const list = $("#list");
  const findings = list ? all("details.finding", list) : [];
  const words = new Map();
  const textOf = (each) => {
    if (!words.has(each)) words.set(each, `${each.textContent}\n${more(each).map((row) => row.join(" ")).join("\n")}`.toLowerCase());
    return words.get(each);
  };
  const chips = all("[data-chip]");
  const search = $("#search"), pillar = $("#pillar"), order = $("#sort"), live = $("#live"), open = $("#open");

  const apply = () => {
    const wanted = chips.filter((each) => each.getAttribute("aria-pressed") === "true").map((each) => each.dataset.chip);
    const terms = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let shown = 0;
    for (const each of findings) {
      const fits = (!wanted.length || wanted.includes(each.dataset.severity))
        && (!pillar.value || each.dataset.pillar === pillar.value)
        && (!terms.length || terms.every((term) => textOf(each).includes(term)));
      each.hidden = !fits;
      shown += fits ? 1 : 0;
    }
    live.textContent = _("%(shown)s of %(all)s findings", { shown, all: findings.length });
  };
  const sorts = {
    severity: (each) => Number(each.dataset.at),
    points: (each) => -Number(each.dataset.tenths),
    effort: (each) => Number(each.dataset.hours),
    worth: (each) => -Number(each.dataset.tenths) / Number(each.dataset.hours),
  };
  if (search) {
    for (const each of chips) {
      each.addEventListener("click", () => {
        each.setAttribute("aria-pressed", each.getAttribute("aria-pressed") === "true" ? "false" : "true");
        apply();
      });
    }
    search.addEventListener("input", apply);
    pillar.addEventListener("change", apply);
    order.addEventListener("change", () => {
      const by = sorts[order.value];
      list.append(...[...findings].sort((one, other) => by(one) - by(other) || sorts.severity(one) - sorts.severity(other)));
    });
    open.addEventListener("click", () => {
      const openAll = open.getAttribute("aria-pressed") !== "true";
      for (const each of findings) each.open = openAll;
      open.setAttribute("aria-pressed", String(openAll));
      open.textContent = openAll ? _("Close all") : _("Open all");
    });
    document.addEventListener("keydown", (event) => {
      const typing = /^(INPUT|SELECT|TEXTAREA)$/.test(document.activeElement.tagName);
      if (event.key === "/" && !typing && !event.ctrlKey && !event.metaKey) {
        event.preventDefault();
        search.focus();
      } else if (event.key === "Escape" && document.activeElement === search) {
        search.value = "";
        apply();
      }
    });
    apply();
  }

  for (const each of all(".copy")) {
    each.addEventListener("click", async () => {
      const text = $("pre", each.parentElement).textContent;
      try { await navigator.clipboard.writeText(text); each.textContent = _("Copied"); }
      catch { getSelection().selectAllChildren($("pre", each.parentElement)); each.textContent = _("Selected"); }
      setTimeout(() => { each.textContent = _("Copy"); }, 1800);
    });
  }

  const reveal = () => {
    const target = location.hash && document.getElementById(decodeURIComponent(location.hash.slice(1)));
    if (target && target.matches("details")) { target.hidden = false; target.open = true; target.scrollIntoView({ behavior: "instant" }); }
  };
  addEventListener("hashchange", reveal);
  reveal();
  addEventListener("beforeprint", () => { for (const each of all("details.finding")) { each.hidden = false; each.open = true; } });

  const links = all("nav.bar a");
  const watch = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links) {
        if (link.hash === `#${entry.target.id}`) link.setAttribute("aria-current", "true");
        else link.removeAttribute("aria-current");
      }
    }
  }, { rootMargin: "-12% 0px -80% 0px" });
  for (const each of all("section.part, section.summary")) watch.observe(each);
})();

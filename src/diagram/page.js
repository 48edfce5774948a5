"use strict";
(() => {
  const $ = (id) => document.getElementById(id);
  const all = (selector, root = document) => [...root.querySelectorAll(selector)];
  const sheet = $("sheet"), view = $("view");
  const size = { width: +sheet.dataset.width, height: +sheet.dataset.height };
  const tables = new Map(all(".er-table").map((it) => [it.dataset.table, it]));
  const edges = all(".er-edge"), items = all("#list button"), articles = all("#details article");
  let x = 0, y = 0, scale = 1, chosen = null;

  const show = () => view.setAttribute("transform", `translate(${x} ${y}) scale(${scale})`);
  const zoom = (factor, atX, atY) => {
    const next = Math.min(4, Math.max(0.02, scale * factor));
    x = atX - (atX - x) * next / scale;
    y = atY - (atY - y) * next / scale;
    scale = next;
    show();
  };
  const free = () => sheet.clientWidth - ($("details").hidden ? 0 : Math.min($("details").clientWidth, sheet.clientWidth / 2));
  const fit = () => {
    const edge = 24;
    scale = Math.min(1.2, (free() - 2 * edge) / size.width, (sheet.clientHeight - 2 * edge) / size.height);
    x = (free() - size.width * scale) / 2;
    y = (sheet.clientHeight - size.height * scale) / 2;
    show();
  };
  const go = (table) => {
    const it = tables.get(table), box = it.querySelector(".er-box");
    const [left, top] = it.getAttribute("transform").match(/-?[\d.]+/g).map(Number);
    scale = Math.max(scale, 0.75);
    x = free() / 2 - (left + box.width.baseVal.value / 2) * scale;
    y = sheet.clientHeight / 2 - (top + Math.min(box.height.baseVal.value / 2, 160)) * scale;
    show();
  };

  const mark = () => {
    const words = $("search").value.trim().toLowerCase();
    const found = new Set(items.filter((it) => it.dataset.text.includes(words)).map((it) => it.dataset.table));
    const near = new Set(chosen === null ? [] : [chosen]);
    for (const edge of edges) {
      const { from, to } = edge.dataset;
      const lit = chosen !== null && (from === chosen || to === chosen);
      if (lit) { near.add(from).add(to); }
      edge.classList.toggle("lit", lit);
      edge.classList.toggle("dim", chosen !== null ? !lit : words !== "" && !(found.has(from) && found.has(to)));
    }
    for (const [table, it] of tables) {
      it.classList.toggle("chosen", table === chosen);
      it.classList.toggle("dim", chosen !== null ? !near.has(table) : words !== "" && !found.has(table));
      for (const row of all(".er-row", it)) {
        row.classList.toggle("found", words !== "" && row.querySelector(".er-column").textContent.toLowerCase().includes(words));
      }
    }
    for (const it of items) {
      it.parentElement.hidden = !found.has(it.dataset.table);
      it.classList.toggle("chosen", it.dataset.table === chosen);
    }
    $("none").hidden = found.size > 0;
  };
  const choose = (table) => {
    chosen = table;
    for (const it of articles) { it.hidden = it.dataset.table !== table; }
    $("details").hidden = table === null;
    $("details").scrollTop = 0;
    const name = table === null ? "" : tables.get(table).querySelector(".er-name title").textContent.split(":")[0];
    history.replaceState(null, "", name ? "#" + encodeURIComponent(name) : location.pathname + location.search);
    mark();
  };

  const pointers = new Map();
  let moved = 0;
  sheet.addEventListener("pointerdown", (event) => {
    if (pointers.size === 0) { moved = 0; }
    pointers.set(event.pointerId, event);
  });
  window.addEventListener("pointermove", (event) => {
    const before = pointers.get(event.pointerId);
    if (!before) { return; }
    const others = [...pointers.values()].filter((it) => it.pointerId !== event.pointerId);
    const place = sheet.getBoundingClientRect();
    if (others.length === 1) {
      const apart = (it) => Math.hypot(it.clientX - others[0].clientX, it.clientY - others[0].clientY);
      zoom(apart(event) / Math.max(1, apart(before)), (event.clientX + others[0].clientX) / 2 - place.left, (event.clientY + others[0].clientY) / 2 - place.top);
    } else {
      x += event.clientX - before.clientX;
      y += event.clientY - before.clientY;
      show();
    }
    moved += Math.hypot(event.clientX - before.clientX, event.clientY - before.clientY);
    sheet.classList.toggle("moving", moved > 4);
    pointers.set(event.pointerId, event);
  });
  for (const end of ["pointerup", "pointercancel"]) {
    window.addEventListener(end, (event) => {
      pointers.delete(event.pointerId);
      sheet.classList.remove("moving");
    });
  }
  sheet.addEventListener("click", (event) => {
    if (moved > 4) { return; }
    const table = event.target.closest(".er-table");
    choose(table ? table.dataset.table : null);
  });
  sheet.addEventListener("wheel", (event) => {
    event.preventDefault();
    const place = sheet.getBoundingClientRect();
    zoom(Math.exp(-event.deltaY * (event.deltaMode ? 0.05 : 0.0015)), event.clientX - place.left, event.clientY - place.top);
  }, { passive: false });

  $("in").onclick = () => zoom(1.25, free() / 2, sheet.clientHeight / 2);
  $("out").onclick = () => zoom(0.8, free() / 2, sheet.clientHeight / 2);
  $("fit").onclick = fit;
  $("close").onclick = () => choose(null);
  $("theme").onclick = () => {
    const root = document.documentElement;
    const dark = root.dataset.theme ? root.dataset.theme === "dark" : matchMedia("(prefers-color-scheme: dark)").matches;
    root.dataset.theme = dark ? "light" : "dark";
  };
  for (const it of all("#list button, article li button")) {
    it.onclick = () => { choose(it.dataset.table); go(it.dataset.table); };
  }
  $("search").oninput = mark;
  $("search").onkeydown = (event) => {
    const words = $("search").value.trim().toLowerCase(), shown = items.filter((it) => !it.parentElement.hidden);
    const named = (test) => shown.find((it) => test(it.querySelector("b").textContent.toLowerCase()));
    const first = named((it) => it === words) ?? named((it) => it.startsWith(words)) ?? named((it) => it.includes(words)) ?? shown[0];
    if (event.key === "Enter" && first) { first.click(); }
  };
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") { $("search").value = ""; choose(null); }
    if (event.key === "/" && document.activeElement !== $("search")) { event.preventDefault(); $("search").focus(); }
  });
  window.addEventListener("resize", () => { if (chosen === null) { fit(); } });

  fit();
  const wanted = decodeURIComponent(location.hash.slice(1));
  const item = items.find((it) => it.querySelector("b").textContent === wanted);
  if (item) { item.click(); }
})();

"use strict";
(() => {
  const data = __DATA__;
  const byId = (id) => document.getElementById(id);
  const fingerprint = data.items.map((i) => i.id + i.sides.map((s) => s.sha.slice(0, 8)).join("")).join("|");
  let state = { rater: "", at: 0, ratings: {} };
  let order = [];

  const storeKey = () => "callprep-rate:" + hash(fingerprint) + ":" + state.rater;
  function hash(text) {
    let h = 2166136261;
    for (const c of text) h = Math.imul(h ^ c.codePointAt(0), 16777619) >>> 0;
    return h;
  }
  function load(rater) {
    state = { rater, at: 0, ratings: {} };
    try {
      const kept = JSON.parse(localStorage.getItem(storeKey()) || "null");
      if (kept) state = kept;
    } catch (error) {
      byId("open").textContent = "This browser keeps nothing: export before you close the page.";
    }
  }
  function save() {
    try {
      localStorage.setItem(storeKey(), JSON.stringify(state));
    } catch (error) {
      byId("open").textContent = "This browser keeps nothing: export before you close the page.";
    }
  }
  const item = () => data.items[state.at];
  const rating = () => (state.ratings[item().id] ||= { points: {}, preference: null, note: "" });
  function missing(one, kept) {
    if (!kept) return one.sides.length * data.criteria.length + (one.sides.length > 1 ? 1 : 0);
    let count = one.sides.length > 1 && !kept.preference ? 1 : 0;
    for (const side of one.sides)
      for (const [name] of data.criteria) if (!(kept.points[side.sha] || {})[name]) count += 1;
    return count;
  }
  const complete = (one) => missing(one, state.ratings[one.id]) === 0;

  function element(tag, attributes, ...children) {
    const made = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) made.setAttribute(name, value);
    made.append(...children);
    return made;
  }
  function radio(group, value, label, checked, chosen) {
    const input = element("input", { type: "radio", name: group, value });
    input.checked = checked;
    input.addEventListener("change", () => { chosen(); save(); status(); });
    return element("label", {}, input, label);
  }
  function panel(side, place) {
    const box = element("section", { class: "side" });
    const name = order.length > 1 ? (place ? "Right" : "Left") : "Text";
    box.append(element("h2", {}, name));
    box.append(element("div", { class: "text", tabindex: "0", role: "region", "aria-label": name }, side.text));
    if (side.certificate) box.append(element("p", { class: "hint" }, "Certificate " + side.certificate));
    for (const [criterion, hint] of data.criteria) {
      const set = element("fieldset", { class: "points" }, element("legend", {}, criterion), element("div", { class: "hint" }, hint));
      const mine = (rating().points[side.sha] ||= {});
      for (const n of data.points)
        set.append(radio(side.sha + criterion, String(n), String(n), mine[criterion] === n, () => { mine[criterion] = n; }));
      box.append(set);
    }
    return box;
  }
  function show() {
    order = hash(state.rater + "\u0000" + item().id) & 1 ? [...item().sides].reverse() : item().sides;
    byId("question").textContent = item().id + ": " + item().question;
    byId("pair").replaceChildren(...order.map(panel));
    const choice = byId("choice");
    choice.hidden = order.length < 2;
    choice.querySelectorAll("label").forEach((label) => label.remove());
    if (order.length > 1)
      for (const value of ["left", "same", "right"])
        choice.append(radio("choice", value, value, rating().preference === value, () => { rating().preference = value; }));
    byId("note").value = rating().note;
    byId("back").disabled = state.at === 0;
    byId("next").disabled = state.at === data.items.length - 1;
    status();
  }
  function status() {
    const done = data.items.filter(complete).length;
    byId("progress").textContent = `Item ${state.at + 1} of ${data.items.length}; ${done} rated`;
    const left = missing(item(), state.ratings[item().id]);
    byId("open").textContent = left ? `${left} choices open` : "Complete";
  }
  function lines() {
    return data.items.filter(complete).map((one) => {
      const kept = state.ratings[one.id];
      const seen = hash(state.rater + "\u0000" + one.id) & 1 ? [...one.sides].reverse() : one.sides;
      const sides = seen.map((side) => ({ text_sha256: side.sha, points: kept.points[side.sha] }));
      return JSON.stringify({ id: one.id + "|" + state.rater, item: one.id, rater: state.rater, sides, preference: kept.preference, note: kept.note });
    });
  }
  function take(text) {
    for (const line of text.split("\n").filter((l) => l.trim())) {
      const row = JSON.parse(line);
      const one = data.items.find((i) => i.id === row.item);
      const known = one && row.rater === state.rater && row.sides.every((s) => one.sides.some((o) => o.sha === s.text_sha256));
      if (known)
        state.ratings[row.item] = { points: Object.fromEntries(row.sides.map((s) => [s.text_sha256, s.points])), preference: row.preference, note: row.note };
    }
  }
  const named = () => {
    if (!state.rater) byId("open").textContent = "Give your name first.";
    return Boolean(state.rater);
  };
  byId("rater").addEventListener("change", (event) => { load(event.target.value.trim()); show(); named(); });
  byId("note").addEventListener("input", (event) => { rating().note = event.target.value; save(); });
  const go = (step) => { if (named()) { state.at += step; save(); show(); byId("main").focus(); } };
  byId("back").addEventListener("click", () => go(-1));
  byId("next").addEventListener("click", () => go(1));
  byId("export").addEventListener("click", () => {
    if (!named()) return;
    const link = element("a", { download: `ratings-${state.rater}.jsonl` });
    link.href = URL.createObjectURL(new Blob([lines().join("\n") + "\n"], { type: "application/jsonl" }));
    link.click();
    URL.revokeObjectURL(link.href);
  });
  byId("import").addEventListener("change", async (event) => {
    if (!named() || !event.target.files.length) return;
    try {
      take(await event.target.files[0].text());
      save();
      show();
    } catch (error) {
      byId("open").textContent = "This file is no export of ratings.";
    }
  });
  show();
})();

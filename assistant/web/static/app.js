// Keyboard paths, copying, closing of drawers, steps of a job. Everything else works without script.
"use strict";
(() => {
  const keysOn = document.documentElement.dataset.keys !== "off";
  const rows = () => [...document.querySelectorAll("[data-row]")];
  const findings = () => [...document.querySelectorAll(".finding")];
  const say = (words) => { const box = document.getElementById("status"); if (box) box.textContent = words; };
  let row = -1, finding = -1;

  const go = (list, index) => {
    if (!list.length) return index;
    const next = Math.max(0, Math.min(list.length - 1, index));
    const target = list[next].matches("a, button") ? list[next] : list[next].querySelector("a, button") || list[next];
    if (!target.matches("a, button")) target.tabIndex = -1;
    target.focus();
    list[next].scrollIntoView({ block: "nearest" });
    return next;
  };

  document.addEventListener("keydown", (event) => {
    const field = event.target.closest("input, textarea, select, [contenteditable]");
    if (field) {
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && field.form) field.form.requestSubmit();
      return;
    }
    if (event.key === "Escape") { closeDrawer(); return; }
    if (!keysOn || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "?") document.getElementById("help")?.showModal();
    else if (event.key === "/") { const box = document.querySelector("[data-search]"); if (box) { event.preventDefault(); box.focus(); } }
    else if (event.key === "j") row = go(rows(), row + 1);
    else if (event.key === "k") row = go(rows(), row - 1);
    else if (event.key === "n") finding = go(findings(), finding + 1);
    else if (event.key === "p") finding = go(findings(), finding - 1);
    else if (event.key === "e") document.querySelector(".cite")?.click();
    else if (event.key === "c") document.getElementById("comment")?.focus();
  });

  let opener = null;
  const closeDrawer = () => {
    const drawer = document.getElementById("drawer");
    if (!drawer || !drawer.firstElementChild) return;
    drawer.replaceChildren();
    drawer.className = "drawer";
    document.querySelectorAll('.cite[aria-expanded="true"]').forEach((chip) => chip.setAttribute("aria-expanded", "false"));
    opener?.focus();
  };

  document.addEventListener("click", async (event) => {
    const chip = event.target.closest(".cite");
    if (chip) {
      document.querySelectorAll('.cite[aria-expanded="true"]').forEach((other) => other.setAttribute("aria-expanded", "false"));
      if (document.getElementById("drawer")) chip.setAttribute("aria-expanded", "true");
      opener = chip;
    }
    if (event.target.closest("[data-close-drawer]")) { event.preventDefault(); closeDrawer(); }
    if (event.target.closest("[data-close-help]")) document.getElementById("help")?.close();
    const copier = event.target.closest("[data-copy]");
    if (copier) {
      const source = document.getElementById(copier.dataset.copy);
      try { await navigator.clipboard.writeText(source.innerText); say("Copied with balance and sources."); }
      catch { say("The browser did not allow copying. Select the text instead."); }
    }
  });

  // A phone shows what is needed first; the rest is folded to its titles, and opened where a link leads.
  if (matchMedia("(max-width: 639px)").matches) document.querySelectorAll("[data-fold]").forEach((part) => { part.open = false; });
  const unfold = () => document.getElementById(location.hash.slice(1))?.closest("[data-fold]")?.setAttribute("open", "");
  addEventListener("hashchange", unfold);
  unfold();
  addEventListener("beforeprint", () => document.querySelectorAll("[data-fold]").forEach((part) => { part.open = true; }));

  // A job at work tells its steps; when it is over the page is loaded once more. Without script it loads itself again.
  const live = document.querySelector("[data-steps]");
  if (live && "EventSource" in window) {
    const [head, bar, step] = ["job-h", "job-p", "job-step"].map((id) => document.getElementById(id));
    const source = new EventSource(live.dataset.steps);
    addEventListener("pagehide", () => source.close());
    source.addEventListener("step", (event) => {
      const job = JSON.parse(event.data);
      if (!["waiting", "running"].includes(job.state)) { source.close(); location.replace(location.pathname); return; }
      const words = (job.state === "running" ? "At work" : "Waiting to begin") + (job.total ? `, ${job.done} of ${job.total}` : "");
      if (job.state === "running" && head.textContent.startsWith("Waiting")) say("The work has begun.");
      head.textContent = words;
      bar.hidden = !job.total;
      if (job.total) { bar.max = job.total; bar.value = job.done; }
      step.hidden = !job.step;
      step.textContent = job.step;
    });
  }
})();

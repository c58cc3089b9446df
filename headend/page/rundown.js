// A nicer hover than the browser's: the cell's title, and why it plays. Without it the titles still show.
"use strict";
(() => {
  const tip = document.getElementById("tip");
  let shown = null;

  const line = (text, kind) => {
    const span = document.createElement("span");
    span.textContent = text;
    if (kind) span.className = kind;
    tip.append(span);
  };

  const hide = () => {
    if (shown) shown.cell.append(shown.title);
    shown = null;
    tip.hidden = true;
  };

  const show = (cell) => {
    const title = cell.querySelector("title");
    if (!title) return;
    hide();
    shown = { cell, title };
    title.remove();
    tip.replaceChildren();
    for (const text of title.textContent.split("\n")) line(text);
    const stretch = cell.closest("[data-why]");
    const why = stretch && cell.closest(".day").querySelectorAll(".why li")[stretch.dataset.why];
    if (why) for (const reason of why.querySelectorAll("span")) line(reason.textContent, "w");
    tip.hidden = false;
  };

  const move = (event) => {
    const right = event.clientX + 14 + tip.offsetWidth > innerWidth;
    const below = event.clientY + 18 + tip.offsetHeight > innerHeight;
    const x = right ? Math.max(4, event.clientX - 14 - tip.offsetWidth) : event.clientX + 14;
    const y = below ? Math.max(4, event.clientY - 14 - tip.offsetHeight) : event.clientY + 18;
    tip.style.transform = "translate(" + x + "px, " + y + "px)";
  };

  const at = (event) => {
    const cell = event.target.closest && event.target.closest("rect");
    if (!cell) return hide();
    if (!shown || shown.cell !== cell) show(cell);
    move(event);
  };

  document.addEventListener("pointermove", at);
  document.addEventListener("pointerdown", at);
  document.addEventListener("scroll", hide, { passive: true, capture: true });
  document.documentElement.dataset.ready = "yes";
})();

const $ = (selector, within = document) => within.querySelector(selector);
const $$ = (selector, within = document) => [...within.querySelectorAll(selector)];

/* Menu */
const toggle = $("#menu-toggle");
const menu = $("#menu");

function openMenu(open) {
  menu.classList.toggle("is-open", open);
}

toggle.addEventListener("click", () => openMenu(!menu.classList.contains("is-open")));
menu.addEventListener("click", ({ target }) => target.closest("a") && openMenu(false));

document.addEventListener("keydown", ({ key }) => {
  if (key === "Escape" && menu.classList.contains("is-open")) {
    openMenu(false);
    toggle.focus();
  }
});

/* Tabs: one panel at a time */
const tabs = $$("#how-tabs [role=tab]");

function choose(chosen, focus = false) {
  for (const tab of tabs) {
    const on = tab === chosen;
    tab.classList.toggle("is-on", on);
    tab.setAttribute("aria-selected", String(on));
    tab.tabIndex = on ? 0 : -1;
    $(`#${tab.getAttribute("aria-controls")}`).hidden = !on;
  }
  if (focus) chosen.focus();
}

tabs.forEach((tab, index) => {
  tab.addEventListener("click", () => choose(tab));
  tab.addEventListener("keydown", ({ key }) => {
    const step = { ArrowLeft: -1, ArrowRight: 1 }[key];
    if (step) choose(tabs[(index + step + tabs.length) % tabs.length], true);
  });
});

choose(tabs[0]);

/* Carousel: the buttons move it by one picture */
const track = $("#gallery-track");

function slide(direction) {
  const width = $(".slide", track).getBoundingClientRect().width + 20;
  track.scrollBy({ left: direction * width, behavior: "smooth" });
}

$("#gallery-back").addEventListener("click", () => slide(-1));
$("#gallery-on").addEventListener("click", () => slide(1));

/* Accordion: closed by script, so that without one every answer can be read */
for (const button of $$("#answers button")) {
  const answer = $(`#${button.getAttribute("aria-controls")}`);
  const show = (open) => {
    button.setAttribute("aria-expanded", String(open));
    answer.hidden = !open;
  };
  show(answer.id === "answer-1");
  button.addEventListener("click", () => show(answer.hidden));
}

/* Print, and the form */
$("#print-prices").addEventListener("click", () => window.print());

$("#hello-form").addEventListener("submit", (event) => {
  event.preventDefault();
  event.target.reset();
  $("#form-status").textContent = "Thank you. You will hear from us today.";
});

"use strict";

(() => {
  const header = document.querySelector("body > header");
  const button = document.getElementById("menu-button");
  const menu = document.getElementById("menu");

  const setMenu = (open) => {
    header.classList.toggle("menu-open", open);
  };

  button.addEventListener("click", () => setMenu(!header.classList.contains("menu-open")));

  menu.addEventListener("click", (event) => {
    if (event.target.closest("a")) {
      setMenu(false);
    }
  });

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && header.classList.contains("menu-open")) {
      setMenu(false);
      button.focus();
    }
  });

  // The countdown: whole days, hours and minutes until the moment that the page names.
  const countdown = document.getElementById("countdown");
  const target = Date.parse(countdown.dataset.target);

  const show = (unit, value, digits) => {
    const place = countdown.querySelector(`[data-unit="${unit}"]`);
    place.textContent = String(value).padStart(digits, "0");
  };

  const tick = () => {
    const minutes = Math.max(0, Math.floor((target - Date.now()) / 60000));
    show("days", Math.floor(minutes / 1440), 3);
    show("hours", Math.floor(minutes / 60) % 24, 2);
    show("minutes", minutes % 60, 2);
  };

  tick();
  window.setInterval(tick, 15000);

  document.getElementById("print-button").addEventListener("click", () => window.print());

  const form = document.getElementById("reply-form");
  const status = document.getElementById("reply-status");

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    status.textContent = "Thank you. We are looking forward to seeing you.";
    form.reset();
  });
})();

(function () {
  "use strict";

  var header = document.querySelector("body > header");
  var button = document.getElementById("menu-button");
  var nav = document.getElementById("site-nav");

  function setMenu(open) {
    nav.classList.toggle("is-open", open);
    button.classList.toggle("is-open", open);
  }

  button.addEventListener("click", function () {
    setMenu(!nav.classList.contains("is-open"));
  });

  nav.addEventListener("click", function (event) {
    if (event.target.closest("a")) {
      setMenu(false);
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && nav.classList.contains("is-open")) {
      setMenu(false);
      button.focus();
    }
  });

  function markScrolled() {
    header.classList.toggle("is-scrolled", window.scrollY > 8);
  }

  window.addEventListener("scroll", markScrolled, { passive: true });
  markScrolled();

  var form = document.getElementById("contact-form");
  var status = document.getElementById("form-status");

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    status.textContent = "Thank you. Your message is on its way, and a person will answer it.";
    form.reset();
  });
})();

(function () {
  "use strict";

  var header = document.querySelector(".site-header");
  var button = document.querySelector(".menu-button");
  var nav = document.getElementById("site-nav");
  var form = document.querySelector(".enquiry");

  function setMenu(open) {
    nav.classList.toggle("site-nav--open", open);
    button.classList.toggle("menu-button--open", open);
  }

  button.addEventListener("click", function () {
    setMenu(!nav.classList.contains("site-nav--open"));
  });

  nav.addEventListener("click", function (event) {
    if (event.target.closest("a")) {
      setMenu(false);
    }
  });

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && nav.classList.contains("site-nav--open")) {
      setMenu(false);
      button.focus();
    }
  });

  window.addEventListener("scroll", function () {
    header.classList.toggle("site-header--raised", window.scrollY > 12);
  }, { passive: true });

  form.addEventListener("submit", function (event) {
    event.preventDefault();
    form.querySelector(".enquiry__status").textContent = "Thank you. Your note is on its way.";
    form.reset();
  });
})();

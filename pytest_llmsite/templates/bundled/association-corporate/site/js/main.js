(function () {
  "use strict";

  /* Menu ------------------------------------------------------------- */

  var menuButton = document.getElementById("menu-button");
  var nav = document.getElementById("nav");

  function showMenu(open) {
    nav.className = open ? "nav is-open" : "nav";
  }

  menuButton.onclick = function () {
    showMenu(nav.className === "nav");
  };

  nav.onclick = function (event) {
    if (event.target.nodeName === "A") {
      showMenu(false);
    }
  };

  document.addEventListener("keydown", function (event) {
    if (event.key === "Escape" && nav.className !== "nav") {
      showMenu(false);
      menuButton.focus();
    }
  });

  /* Shadow below the header as soon as it sticks --------------------- */

  var header = document.querySelector("body > header");

  function markStuck() {
    header.classList.toggle("is-stuck", window.pageYOffset > 40);
  }

  window.addEventListener("scroll", markStuck);
  markStuck();

  /* Tabs ------------------------------------------------------------- */

  var tabs = [].slice.call(document.querySelectorAll("#fee-tabs [role=tab]"));

  function showTab(index) {
    tabs.forEach(function (tab, i) {
      var on = i === index;
      tab.classList.toggle("tabs__tab--on", on);
      tab.setAttribute("aria-selected", String(on));
      tab.tabIndex = on ? 0 : -1;
      document.getElementById(tab.getAttribute("aria-controls")).hidden = !on;
    });
  }

  tabs.forEach(function (tab, index) {
    tab.addEventListener("click", function () {
      showTab(index);
    });
    tab.addEventListener("keydown", function (event) {
      var step = { ArrowLeft: -1, ArrowRight: 1 }[event.key];
      if (step) {
        var next = (index + step + tabs.length) % tabs.length;
        showTab(next);
        tabs[next].focus();
      }
    });
  });

  showTab(0);

  /* Accordion: one answer at a time ---------------------------------- */

  var answers = [].slice.call(document.querySelectorAll("#questions details"));

  answers.forEach(function (answer) {
    answer.addEventListener("toggle", function () {
      if (answer.open) {
        answers.forEach(function (other) {
          other.open = other === answer;
        });
      }
    });
  });

  /* Form ------------------------------------------------------------- */

  var form = document.getElementById("contact-form");

  form.onsubmit = function (event) {
    event.preventDefault();
    form.reset();
    document.getElementById("form-status").textContent =
      "Thank you. Your message has reached the office.";
  };
})();

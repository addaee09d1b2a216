document.querySelector(".menu").addEventListener("click", () => document.querySelector("nav").classList.toggle("open"));

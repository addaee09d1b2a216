// Before any script of the page: the same clock and the same chance every time; nothing to wait for.
(() => {
  const noon = Date.UTC(2024, 4, 15, 12);
  const RealDate = Date;
  const Frozen = function (...values) {
    if (!new.target) return new RealDate(noon).toString();
    return values.length ? new RealDate(...values) : new RealDate(noon);
  };
  Frozen.prototype = RealDate.prototype;
  Frozen.now = () => noon;
  Frozen.UTC = RealDate.UTC;
  Frozen.parse = RealDate.parse;
  window.Date = Frozen;
  let seed = 20240515;
  Math.random = () => {
    seed = (seed * 1103515245 + 12345) % 2147483648;
    return seed / 2147483648;
  };
  window.print = () => {};
  document.addEventListener('submit', event => event.preventDefault(), true);
})();

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
  window.print = () => { document.dispatchEvent(new Event('print')); };

  // What the page put off is dropped when asked: a clock that ticks is no answer to a click.
  let generation = 0;
  Object.defineProperty(window, '__llmsiteQuiet', {value: () => { generation += 1; }});
  for (const name of ['setTimeout', 'setInterval', 'requestAnimationFrame']) {
    const real = window[name].bind(window);
    window[name] = (callback, ...values) => {
      if (typeof callback !== 'function') return real(callback, ...values);
      const born = generation;
      return real((...given) => { if (born === generation) callback(...given); }, ...values);
    };
  }
  // Scrolling arrives at once.
  const instant = value => value && typeof value === 'object' ? {...value, behavior: 'instant'} : value;
  const names = ['scroll', 'scrollTo', 'scrollBy', 'scrollIntoView'];
  for (const [holder, name] of [...names.map(n => [window, n]), ...names.map(n => [Element.prototype, n])]) {
    const real = holder[name];
    if (real) holder[name] = function (...values) { return real.apply(this, values.map(instant)); };
  }
  document.addEventListener('submit', event => event.preventDefault(), true);
})();

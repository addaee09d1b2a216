// Presses what can be pressed, and notes what changed: menus, tabs, accordions, carousels.
async ({most}) => {
  const all = [...document.querySelectorAll('*')];
  const order = new Map(all.map((element, index) => [element, index]));
  const visible = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const turn = () => new Promise(done => { const c = new MessageChannel(); c.port1.onmessage = done; c.port2.postMessage(0); });
  const rest = time => new Promise(done => setTimeout(done, time));
  const speaking = all.filter(element =>
    [...element.childNodes].some(node => node.nodeType === 3 && node.data.trim()));
  const inWindow = () => speaking.filter(element => {
    if (!visible(element)) return false;
    const box = element.getBoundingClientRect();
    return box.width > 1 && box.height > 1 && box.right > 0 && box.left < innerWidth;
  }).length;

  let changes = 0;
  new MutationObserver(records => { changes += records.length; }).observe(
    document.documentElement, {attributes: true, childList: true, characterData: true, subtree: true});
  document.addEventListener('change', () => { changes += 1; }, true);
  document.addEventListener('print', () => { changes += 1; });
  const frames = () => new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())));
  const scrollers = all.filter(element =>
    (element.scrollWidth > element.clientWidth + 1 || element.scrollHeight > element.clientHeight + 1)
    && getComputedStyle(element).overflow !== 'visible');
  // Where everything is scrolled to, and the address: read at once, since events of scrolling come late.
  const state = () => [location.hash, scrollX, scrollY, ...scrollers.flatMap(e => [e.scrollLeft, e.scrollTop])].join();
  const press = async element => {
    window.__llmsiteQuiet();
    const before = changes;
    const place = state();
    const answered = () => changes !== before || state() !== place;
    element.click();
    await turn();
    if (!answered()) await rest(60);
    if (!answered()) await frames();
    return answered();
  };
  await frames();  // events of what was pressed before come late
  await turn();
  const able = [...window.__llmsiteAble[innerWidth]].filter(([element]) => element.isConnected).slice(0, most);
  const found = [];
  for (const [element, free] of able) {
    if (!element.isConnected || !visible(element)) continue;
    const before = inWindow();
    const done = free && await press(element);
    const shown = inWindow() - before;
    let closed = true;
    if (done && shown > 1 && visible(element)) {
      await press(element);
      closed = inWindow() <= before;
    }
    found.push([order.get(element), done, shown, closed]);
  }
  window.__llmsite = {all, inWindow, count: () => changes + ' ' + state(), frames};
  return {found, tags: all.map(element => element.localName)};
}

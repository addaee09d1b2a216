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
  document.addEventListener('scroll', () => { changes += 1; }, true);
  document.addEventListener('change', () => { changes += 1; }, true);
  const press = async element => {
    const before = changes;
    const hash = location.hash;
    element.click();
    await turn();
    if (changes === before && location.hash === hash) await rest(60);
    return changes !== before || location.hash !== hash;
  };
  const reachable = element => {
    element.scrollIntoView({block: 'center', inline: 'nearest', behavior: 'instant'});
    const box = element.getBoundingClientRect();
    const x = Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2));
    const top = document.elementFromPoint(x, box.top + box.height / 2);
    return top !== null && (top === element || element.contains(top) || top.contains(element));
  };
  const able = all.filter(element => element.matches(
    'button, [role=button], [role=tab], [aria-expanded], summary, input[type=button], label[for]')
    && !element.disabled && !(element.form && ['submit', 'reset'].includes(element.type))
    && !(element.nodeName === 'LABEL' && !/checkbox|radio/.test((element.control || {}).type || ''))
    && visible(element)).slice(0, most);
  const found = [];
  for (const element of able) {
    if (!element.isConnected || !visible(element)) continue;
    const free = reachable(element);
    await turn();
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
  window.__llmsite = {all, count: () => changes, inWindow};
  return found;
}

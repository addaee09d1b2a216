// A page with its scripts running: which texts stay hidden, and what takes the focus and shows it.
async ({reveal, focus}) => {
  const all = [...document.querySelectorAll('*')];
  const order = new Map(all.map((element, index) => [element, index]));
  const frame = () => new Promise(done => requestAnimationFrame(() => done()));
  const finish = () => {
    for (const animation of document.getAnimations()) {
      try { animation.finish(); } catch (error) { animation.cancel(); }
    }
  };
  const still = new CSSStyleSheet();
  still.replaceSync('* { scroll-behavior: auto !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];
  window.scrollTo(0, 0);  // what was pressed at another width may have scrolled
  if (reveal) {
    for (let y = 0; y < document.documentElement.scrollHeight && y < 30000; y += innerHeight * 0.8) {
      window.scrollTo(0, y);
      await frame();
      await frame();
    }
    window.scrollTo(0, 0);
    await frame();
  }
  finish();
  const visible = element => element.checkVisibility({opacityProperty: true, visibilityProperty: true});
  const hidden = [];
  for (const element of all) {
    if (!visible(element)) hidden.push(order.get(element));
  }

  const MARKS = ['outlineStyle', 'outlineWidth', 'outlineColor', 'boxShadow', 'backgroundColor',
                 'backgroundImage', 'color', 'borderTopColor', 'borderBottomColor', 'borderBottomWidth',
                 'textDecorationLine', 'transform', 'filter', 'opacity'];
  const look = element => {
    const style = getComputedStyle(element);
    const drawn = style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0;
    return MARKS.filter(name => drawn || !name.startsWith('outline')).map(name => style[name]).join('|');
  };
  const takes = [];
  let skip = null;
  if (focus) {
    const able = all.filter(element => element.matches(
      'a[href], button, input:not([type=hidden]), select, textarea, summary, [tabindex]'));
    let first = true;
    for (const element of able) {
      const jump = first && element.matches('a[href^="#"]:not([href="#"])') && element.getBoundingClientRect;
      if (!visible(element) && !jump) continue;
      const before = look(element);
      const away = element.getBoundingClientRect();
      element.focus({preventScroll: true, focusVisible: true});
      const taken = document.activeElement === element;
      const after = taken ? look(element) : before;
      takes.push([order.get(element), taken, after !== before]);
      if (jump) {
        finish();
        const box = element.getBoundingClientRect();
        const seen = visible(element) && box.width > 4 && box.height > 4 && box.bottom > 2 && box.right > 2
          && box.top < innerHeight && box.left < innerWidth;
        const hid = away.bottom <= 2 || away.right <= 2 || away.width <= 4 || away.height <= 4;
        let target = null;
        try { target = document.getElementById(decodeURIComponent(element.hash.slice(1))); } catch (error) {}
        if (hid || /skip/i.test(element.textContent)) {
          element.click();
          skip = [order.get(element), seen, target !== null && location.hash === element.hash];
        }
      }
      first = false;
      element.blur();
    }
    window.scrollTo(0, 0);
  }

  // What can be pressed, and whether the pointer gets there: before any of it is, since a menu that one
  // press opens may cover others.
  const reachable = element => ['center', 'end'].some(block => {
    element.scrollIntoView({block, inline: 'nearest', behavior: 'instant'});
    const box = element.getBoundingClientRect();
    const x = Math.min(innerWidth - 1, Math.max(0, box.left + box.width / 2));
    const top = document.elementFromPoint(x, box.top + box.height / 2);
    return top !== null && (top === element || element.contains(top) || top.contains(element));
  });
  const able = all.filter(element => element.matches(
    'button, [role=button], [role=tab], [aria-expanded], summary, input[type=button], label[for]')
    && !element.disabled && !(element.form && ['submit', 'reset'].includes(element.type))
    && !(element.nodeName === 'LABEL' && !/checkbox|radio/.test((element.control || {}).type || ''))
    && visible(element));
  window.__llmsiteAble = {...window.__llmsiteAble, [innerWidth]: able.map(element => [element, reachable(element)])};
  window.scrollTo(0, 0);
  await frame();
  return {tags: all.map(element => element.localName), hidden, focus: takes, skip};
}

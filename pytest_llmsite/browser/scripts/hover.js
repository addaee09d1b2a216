// Links and buttons, one of each kind: whether they look another way when the pointer is over them. The pointer is
// made believe by an attribute that stands for :hover, in place, so that the cascade decides as it always does.
({most, eachRule}) => {
  const NAMES = ['color', 'backgroundColor', 'backgroundImage', 'borderTopColor', 'borderBottomColor',
                 'borderBottomWidth', 'boxShadow', 'textDecorationLine', 'textDecorationColor', 'transform',
                 'translate', 'scale', 'opacity', 'filter', 'outlineStyle'];
  const POINTED = 'data-llmsite-pointed';
  const still = new CSSStyleSheet();
  still.replaceSync('*, *::before, *::after { transition: none !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, still];

  const kinds = new Set();
  const picked = [];
  [...document.querySelectorAll('*')].forEach((element, index) => {
    if (picked.length >= most || !element.matches('a[href], button') || !element.checkVisibility()) return;
    const kind = element.localName + '.' + element.className;
    if (!kinds.has(kind)) { kinds.add(kind); picked.push([index, element]); }
  });
  const look = element => {
    const style = getComputedStyle(element);
    return NAMES.map(name => style[name]).join('|');
  };
  const before = picked.map(([, element]) => look(element));

  const restored = [];
  eachRule(rule => {
    const selector = rule.selectorText;
    if (!selector?.includes(':hover')) return;
    restored.push(() => { rule.selectorText = selector; });
    rule.selectorText = selector.replace(/(?<!\\):hover(?![\w-])/g, `[${POINTED}]`);
  });
  for (const [, element] of picked) element.setAttribute(POINTED, '');
  const answers = picked.map(([index, element], place) => [index, look(element) !== before[place]]);
  for (const [, element] of picked) element.removeAttribute(POINTED);
  for (const restore of restored) restore();
  return answers;
}

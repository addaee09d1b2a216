// The document without what is never painted, in one string; all of it where a style may depend on that.
() => {
  // Nothing of another host is ever answered: such a sheet has no rules, and none may be read.
  const foreign = href => /^https?:/.test(href || '') && new URL(href).origin !== location.origin;
  const speaks = sheet => !foreign(sheet.href) && [...sheet.cssRules].some(rule =>
    rule.styleSheet ? speaks(rule.styleSheet) : rule.cssText.includes(':has('));
  const named = /^(description|keywords|author|generator|robots|googlebot|application-name|(og|article|twitter):.*)$/i;
  const unseen = element => {
    if (element.localName === 'title' || element.localName === 'script') return true;
    if (element.localName === 'meta') {
      return !element.httpEquiv && !element.hasAttribute('charset')
        && named.test(element.getAttribute('name') || element.getAttribute('property') || '');
    }
    const kinds = (element.getAttribute('rel') || '').toLowerCase().split(/\s+/);
    return element.localName === 'link' && !kinds.includes('stylesheet') && kinds.some(kind =>
      ['icon', 'apple-touch-icon', 'canonical', 'manifest', 'alternate', 'author', 'license'].includes(kind));
  };
  const head = document.head;
  const doubtful = () => {
    if (!head || getComputedStyle(head).display !== 'none') return true;
    try { return [...document.styleSheets].some(speaks); } catch (error) { return true; }
  };
  const root = document.documentElement.cloneNode(true);
  if (!doubtful()) {
    for (const element of [...root.querySelector('head').children]) {
      if (unseen(element)) element.remove();
    }
    root.querySelector('head').normalize();
    for (const node of [...root.querySelector('head').childNodes]) {
      if (node.nodeType === 3 && !node.data.trim() || node.nodeType === 8) node.remove();
    }
  }
  return [document.compatMode, root.outerHTML];
}

// What is where, at the present viewport: one call, compact arrays, elements by their place in the
// document. Runs in a page whose own scripts don't.
() => {
  const all = [...document.querySelectorAll('*')];
  const order = new Map(all.map((element, index) => [element, index]));
  const round = value => Math.round(value * 100) / 100;
  const root = document.documentElement;
  window.scrollTo(0, 0);

  const rects = [];
  const texts = [];
  const images = [];
  const looks = [];
  const known = new Map();
  const styles = all.map(element => getComputedStyle(element));
  const NAMES = ['display', 'visibility', 'color', 'background-color', 'font-family', 'font-size'];

  const range = document.createRange();
  const linesOf = element => {
    const lines = [];
    for (const node of element.childNodes) {
      if (node.nodeType !== 3 || !node.data.trim()) continue;
      range.selectNodeContents(node);
      for (const box of range.getClientRects()) {
        if (box.width > 0 && box.height > 0) lines.push([box.left, box.top, box.right, box.bottom]);
      }
    }
    return lines;
  };

  all.forEach((element, index) => {
    const box = element.getBoundingClientRect();
    rects.push(round(box.left), round(box.top), round(box.width), round(box.height));
    const look = NAMES.map(name => styles[index].getPropertyValue(name)).join('\n');
    if (!known.has(look)) known.set(look, known.size);
    looks.push(known.get(look));
    if (!['SCRIPT', 'STYLE', 'TITLE', 'NOSCRIPT', 'OPTION'].includes(element.nodeName)) {
      const lines = linesOf(element);
      if (lines.length) texts.push([index, lines.map(line => line.map(round))]);
    }
    if (element.nodeName === 'IMG') {
      images.push([index, element.complete && element.naturalWidth > 0, element.naturalWidth,
                   element.naturalHeight, element.currentSrc.slice(0, 300)]);
    }
  });

  // Where the box that an element is placed against has its edges, as far as it cuts content off.
  const clips = style => style.overflowX !== 'visible' || style.overflowY !== 'visible';
  const scrolls = style => ['auto', 'scroll'].includes(style.overflowX) || ['auto', 'scroll'].includes(style.overflowY);
  const shown = (index, lines) => {
    const limit = {left: 0, top: 0, right: Infinity, bottom: Infinity};
    let free = '';
    for (let node = all[index]; node && node !== root; node = node.parentElement) {
      const style = styles[order.get(node)];
      const container = style.position !== 'static' || style.transform !== 'none';
      if (!free || container) {
        if (clips(style) && node !== document.body && style.display !== 'inline') {
          if (scrolls(style)) return 1;
          const box = node.getBoundingClientRect();
          if (style.overflowX !== 'visible') {
            limit.left = Math.max(limit.left, box.left);
            limit.right = Math.min(limit.right, box.right);
          }
          if (style.overflowY !== 'visible') {
            limit.top = Math.max(limit.top, box.top);
            limit.bottom = Math.min(limit.bottom, box.bottom);
          }
        }
        free = '';
      }
      if (style.position === 'fixed') break;
      if (style.position === 'absolute') free = 'absolute';
    }
    let area = 0, seen = 0;
    for (const [left, top, right, bottom] of lines) {
      area += (right - left) * (bottom - top);
      const width = Math.min(right, limit.right) - Math.max(left, limit.left);
      const height = Math.min(bottom, limit.bottom) - Math.max(top, limit.top);
      if (width > 0 && height > 0) seen += width * height;
    }
    return area ? seen / area : 1;
  };
  const clipped = [];
  for (const [index, lines] of texts) {
    const share = shown(index, lines);
    if (share < 0.98) clipped.push([index, round(1 - share)]);
  }

  // What covers a text: something painted over its first line that is no part of it nor around it.
  const covered = [];
  const step = Math.max(200, Math.floor(innerHeight * 0.5));
  const byTop = texts.filter(([index]) => styles[index].visibility === 'visible')
                     .sort((a, b) => a[1][0][1] - b[1][0][1]);
  const height = root.scrollHeight;
  for (const [index, lines] of byTop) {
    const [left, top, right, bottom] = lines[0];
    const x = (left + right) / 2, y = (top + bottom) / 2;
    if (x < 0 || x >= innerWidth || y < 0 || y >= height) continue;
    if (y - scrollY < innerHeight * 0.2 || y - scrollY > innerHeight * 0.8) {
      window.scrollTo(0, Math.max(0, Math.floor(y / step) * step - innerHeight * 0.25));
    }
    const fixed = styles[index].position === 'fixed';
    const now = fixed ? y : y - scrollY;
    const element = all[index];
    const belongs = upper => upper === element || element.contains(upper) || upper.contains(element)
      || upper.control === element || upper.nodeName === 'LABEL';
    const first = document.elementFromPoint(x, now);  // mostly enough, and cheaper than all
    if (first === null || belongs(first)) continue;
    for (const upper of document.elementsFromPoint(x, now)) {
      if (belongs(upper)) break;
      const style = styles[order.get(upper)];
      if (!style) break;
      const place = (() => {
        for (let node = upper; node; node = node.parentElement) {
          const found = styles[order.get(node)].position;
          if (found === 'fixed' || found === 'sticky') return true;
        }
        return false;
      })();
      if (place) continue;
      const solid = /^(IMG|VIDEO|CANVAS|IFRAME|svg)$/.test(upper.nodeName)
        || !/rgba\(.*, 0(\.[0-4]\d*)?\)|transparent/.test(style.backgroundColor)
        || style.backgroundImage.includes('url(');
      if (solid && parseFloat(style.opacity) > 0.4) covered.push([index, order.get(upper)]);
      if (solid) break;
    }
  }
  window.scrollTo(0, 0);

  return {
    tags: all.map(element => element.localName),
    rects, texts, looks, names: NAMES, known: [...known.keys()], images, clipped, covered,
    page: [root.scrollWidth, Math.max(root.scrollHeight, document.body ? document.body.scrollHeight : 0)],
  };
}

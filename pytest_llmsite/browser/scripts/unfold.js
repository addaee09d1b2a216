// Lays out at once what is laid out only when it comes near the window: its size depends on what was seen before.
() => {
  const name = 'content-visibility';
  const unfold = style => {
    if (style?.contentVisibility === 'auto') style.setProperty(name, 'visible', style.getPropertyPriority(name));
  };
  const walk = sheet => {
    let rules = [];
    try { rules = sheet.cssRules; } catch (error) { /* of another origin: it did not load */ }
    for (const rule of rules) {
      unfold(rule.style);
      if (rule.styleSheet) walk(rule.styleSheet);
      if (rule.cssRules) walk(rule);
    }
  };
  for (const sheet of document.styleSheets) walk(sheet);
  for (const element of document.querySelectorAll(`[style*="${name}"]`)) unfold(element.style);
}

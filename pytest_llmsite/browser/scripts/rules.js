// Calls a function with each rule of the page's style sheets, those in groups and in imported sheets, too.
visit => {
  const walk = sheet => {
    let rules = [];
    try { rules = sheet.cssRules; } catch (error) { /* of another origin: it did not load */ }
    for (const rule of rules) {
      visit(rule);
      if (rule.styleSheet) walk(rule.styleSheet);
      if (rule.cssRules) walk(rule);
    }
  };
  for (const sheet of [...document.styleSheets, ...document.adoptedStyleSheets]) walk(sheet);
}

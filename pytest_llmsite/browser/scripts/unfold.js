// Lays out at once what is laid out only when it comes near the window: its size depends on what was seen before.
eachRule => {
  const name = 'content-visibility';
  const unfold = style => {
    if (style?.contentVisibility === 'auto') style.setProperty(name, 'visible', style.getPropertyPriority(name));
  };
  eachRule(rule => unfold(rule.style));
  for (const element of document.querySelectorAll(`[style*="${name}"]`)) unfold(element.style);
}

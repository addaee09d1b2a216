// Lets fonts and images arrive, and brings every animation to its end: the page then holds still.
async () => {
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { transition: none !important; scroll-behavior: auto !important; '
    + 'caret-color: transparent !important; animation-play-state: paused !important; pointer-events: auto !important }');
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
  for (const animation of document.getAnimations()) {
    try {
      const end = animation.effect.getComputedTiming().endTime;
      if (Number.isFinite(end)) animation.finish(); else animation.cancel();
    } catch (error) { /* driven by scrolling: it has no end */ }
  }
}

// Lets fonts and images arrive, and brings what moves to rest: animations at their end, videos at their first frame.
async () => {
  const one = (target, ...names) => new Promise(done => {
    for (const name of names) target.addEventListener(name, done, {once: true, capture: true});
    setTimeout(done, 5000);
  });
  const rest = async video => {
    const plays = video.autoplay || !video.paused;
    video.pause();  // nor will it start later
    if (!plays) return;
    if (video.readyState < 2 && video.networkState !== 3) await one(video, 'loadeddata', 'error');
    if (video.readyState < 2) return;
    const sought = one(video, 'seeked');
    video.currentTime = 0;
    await sought;
  };
  const videos = [...document.querySelectorAll('video')].map(rest);
  const sheet = new CSSStyleSheet();
  sheet.replaceSync('*, *::before, *::after { transition: none !important; scroll-behavior: auto !important; '
    + 'caret-color: transparent !important; animation-play-state: paused !important; pointer-events: auto !important } '
    + 'progress:indeterminate { appearance: none !important }');  // that bar moves by itself
  document.adoptedStyleSheets = [...document.adoptedStyleSheets, sheet];
  await document.fonts.ready;
  await Promise.all([...document.images].map(image => image.decode().catch(() => {})));
  await Promise.all(videos);
  for (const drawing of document.querySelectorAll('svg')) {
    if (drawing.ownerSVGElement === null) { drawing.pauseAnimations(); drawing.setCurrentTime(3600); }
  }
  for (const animation of document.getAnimations()) {
    try {
      const end = animation.effect.getComputedTiming().endTime;
      if (Number.isFinite(end)) animation.finish(); else animation.cancel();
    } catch (error) { /* driven by scrolling: it has no end */ }
  }
}

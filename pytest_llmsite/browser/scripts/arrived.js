// After another width was given: waits for images that are chosen by width.
async () => {
  if (!document.querySelector('picture source, img[srcset]')) return;
  await new Promise(done => requestAnimationFrame(() => requestAnimationFrame(() => done())));
  await Promise.all([...document.images].map(image => image.complete ? null : image.decode().catch(() => {})));
}

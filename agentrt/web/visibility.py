"""What of a page a reader can see: JavaScript that judges elements and their text, as part of the serialiser.

Hidden are elements that are not rendered, clipped away, shrunk to nothing, off the page or transparent, and text that
is transparent, too small, or in the colour of what lies behind it. That ground is computed from the backgrounds of the
element and its ancestors, gradients included. Where a picture, or something that is no ancestor, lies there as well,
low contrast is only doubtful: such text is marked, not left out. Not recognised: text that something else covers.
"""

from __future__ import annotations

VISIBILITY = r"""
const LOW = 1.2, NEAR = 48, FAINT = 0.1, TINY = 2;
const colours = new Map();
let brush = null;
const rgba = (text) => {
  let found = colours.get(text);
  if (found) return found;
  const plain = /^rgba?\((\d+), (\d+), (\d+)(?:, ([\d.]+))?\)$/.exec(text);
  if (plain) found = [+plain[1], +plain[2], +plain[3], plain[4] === undefined ? 1 : +plain[4]];
  else {  // another colour space: have it painted
    brush = brush || new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
    brush.clearRect(0, 0, 1, 1);
    brush.fillStyle = 'rgba(0, 0, 0, 0)';
    brush.fillStyle = text;
    brush.fillRect(0, 0, 1, 1);
    const data = brush.getImageData(0, 0, 1, 1).data;
    found = [data[0], data[1], data[2], data[3] / 255];
  }
  colours.set(text, found);
  return found;
};
const over = (top, under, alpha) => [0, 1, 2].map((i) => top[i] * alpha + under[i] * (1 - alpha));
const light = (c) => {
  const [r, g, b] = c.map((v) => (v /= 255) <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
  return 0.2126 * r + 0.7152 * g + 0.0722 * b + 0.05;
};
const alike = (a, b) => {  // WCAG 2's contrast, and no difference of hue either
  const [x, y] = [light(a), light(b)];
  return Math.max(x / y, y / x) < LOW && [0, 1, 2].every((i) => Math.abs(a[i] - b[i]) < NEAR);
};

// The ground of a document: what its canvas is painted with.
const ground = (doc) => {
  const scheme = doc.defaultView.getComputedStyle(doc.documentElement).colorScheme;
  const dark = /dark/.test(scheme)
    && (!/light/.test(scheme) || doc.defaultView.matchMedia('(prefers-color-scheme: dark)').matches);
  return { shades: [dark ? [18, 18, 18] : [255, 255, 255]], picture: false, opacity: 1, owner: null, shifted: false,
    inks: new Map() };
};
// The ground inside an element, of which `r` is the place. Few properties are read: each costs a microsecond.
const inside = (g, e, style, r) => {
  const colour = rgba(style.backgroundColor), image = style.backgroundImage, opacity = parseFloat(style.opacity);
  const shifted = g.shifted || r.left < -200;  // its text may start far from where its box ends
  if (opacity === 1 && colour[3] === 0 && image === 'none' && shifted === g.shifted) return g;
  let { shades, picture, owner } = g;
  if (!/text/.test(style.backgroundClip)) {
    if (colour[3] > 0) {
      shades = shades.map((shade) => over(colour, shade, colour[3]));
      owner = e;
      if (colour[3] > 0.95) picture = false;
    }
    const stops = image === 'none' ? [] : image.match(/(?:rgba?|color|oklch|oklab|lab|lch|hsla?)\([^()]*\)/g) || [];
    if (stops.length) {
      shades = stops.slice(0, 8).map((stop) => over(rgba(stop), shades[0], rgba(stop)[3]));
      owner = e;
    }
    if (/url\(|image-set\(|element\(|paint\(/.test(image)) picture = true;
  }
  return { shades, picture, owner, shifted, opacity: g.opacity * opacity, inks: new Map() };
};

const clipped = (style) => {
  const { clip, clipPath } = style;
  if (clip !== 'auto') {
    const rect = /^rect\(([-\d.]+)px,? ([-\d.]+)px,? ([-\d.]+)px,? ([-\d.]+)px\)$/.exec(clip);
    if (rect && style.position !== 'static' && (rect[2] - rect[4] <= TINY || rect[3] - rect[1] <= TINY)) return true;
  }
  return clipPath !== 'none' && /^inset\((?:[5-9]\d|\d{3,})[\d.]*%|^circle\(0|^ellipse\(0/.test(clipPath);
};
const scrolledBy = (e) => {  // how far the boxes that hold an element are scrolled
  let x = 0, y = 0;
  for (let p = e.parentElement; p && p !== e.ownerDocument.documentElement; p = p.parentElement) {
    x += p.scrollLeft;
    y += p.scrollTop;
  }
  return [x, y];
};
const scrolled = (e) => {
  for (let p = e.parentElement; p && p !== e.ownerDocument.body; p = p.parentElement)
    if (p.ownerDocument.defaultView.getComputedStyle(p).overflowX !== 'visible') return true;
  return false;
};

// Whether nothing of an element and of what it holds is seen.
const unseen = (e, style, g, r) => {
  if (style.display === 'none' || style.contentVisibility === 'hidden' || g.opacity < FAINT) return true;
  const filter = style.filter;
  if (clipped(style) || (filter !== 'none' && /opacity\(0(?:\.0\d*)?%?\)/.test(filter))) return true;
  const v = e.ownerDocument.defaultView;
  if (r.right + v.scrollX < 0 || r.bottom + v.scrollY < 0) {
    const [x, y] = scrolledBy(e);
    if (r.right + v.scrollX + x < 0 || r.bottom + v.scrollY + y < 0) return true;
  }
  if (r.width <= TINY || r.height <= TINY) {  // cut to nothing, or made small by a transform
    if (style.overflowX !== 'visible' && style.display !== 'inline' && e !== e.ownerDocument.body) return true;
    if (r.width < TINY && r.height < TINY && e.offsetWidth > TINY && e.offsetHeight > TINY) return true;
  }
  return r.left + v.scrollX > 3 * v.innerWidth && style.position !== 'static' && !scrolled(e);
};

// Everything that paints, with its place on the page: looked at only once some text has no contrast.
const painted = new Map();
const layers = (doc) => {
  if (painted.has(doc)) return painted.get(doc);
  const found = [], v = doc.defaultView;
  let left = 20000;
  for (const e of doc.querySelectorAll('body *')) {
    if (--left < 0) break;
    const media = /^(IMG|VIDEO|CANVAS|PICTURE|IFRAME|OBJECT|EMBED|svg)$/.test(e.tagName);
    if (!media) {
      const style = v.getComputedStyle(e);
      if (style.backgroundImage === 'none' && rgba(style.backgroundColor)[3] === 0) continue;
    }
    found.push([e, e.getBoundingClientRect()]);
  }
  painted.set(doc, found);
  return found;
};
const offPage = (e) => {
  const range = e.ownerDocument.createRange();
  range.selectNodeContents(e);
  return range.getBoundingClientRect().right + e.ownerDocument.defaultView.scrollX < 0;
};
const within = (r, x, y) => r.left <= x && x <= r.right && r.top <= y && y <= r.bottom;
const doubtful = (e, style, g) => {
  if (g.picture || style.textShadow !== 'none' || parseFloat(style.webkitTextStrokeWidth) > 0) return true;
  const r = e.getBoundingClientRect(), x = (r.left + r.right) / 2, y = (r.top + r.bottom) / 2;
  if (g.owner && g.owner !== e && g.owner.ownerDocument === e.ownerDocument && g.owner !== e.ownerDocument.body
    && g.owner !== e.ownerDocument.documentElement && !within(g.owner.getBoundingClientRect(), x, y)) return true;
  return layers(e.ownerDocument).some(([other, box]) => within(box, x, y) && !other.contains(e) && !e.contains(other));
};

// How the text that an element itself holds is seen: 'seen', 'hidden' or 'doubtful'.
const ink = (e, style, g) => {
  if (style.visibility !== 'visible') return 'hidden';
  if (parseFloat(style.fontSize) * (e.currentCSSZoom || 1) < TINY) return 'hidden';
  const indent = style.textIndent;
  if (indent !== '0px') {
    const size = Math.abs(parseFloat(indent) || 0);
    if (/%/.test(indent) ? size >= 100 : size > 500) return 'hidden';
  }
  if (g.shifted && offPage(e)) return 'hidden';
  const colour = style.webkitTextFillColor;
  if (!g.inks.has(colour)) {
    const fill = rgba(colour), alpha = fill[3] * g.opacity;
    g.inks.set(colour, alpha < FAINT || g.shades.every((shade) => alike(over(fill, shade, alpha), shade)));
  }
  if (!g.inks.get(colour) || /text/.test(style.backgroundClip)) return 'seen';
  return doubtful(e, style, g) ? 'doubtful' : 'hidden';
};
"""

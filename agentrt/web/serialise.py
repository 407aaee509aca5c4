"""The page serialiser: JavaScript that writes down what a page shows, and nothing else.

Run in a rendered page it gives HTML of the visible tree only: no scripts, no `display:none`, `hidden`, `noscript`,
zero-size or off-screen text, which extraction libraries would return as if a reader had seen it. Open shadow roots and
frames of the same origin are written in place. Links carry a number instead of their address. Text in the colour of its
background is not recognised.
"""

from __future__ import annotations

SERIALISE = r"""
([maxChars, maxNodes]) => {
  const set = (names) => new Set(names.split(' '));
  const DROP = set('SCRIPT STYLE NOSCRIPT TEMPLATE LINK META OBJECT EMBED CANVAS SVG HEAD VIDEO AUDIO DATALIST');
  const KEEP = set('H1 H2 H3 H4 H5 H6 P UL OL LI DL DT DD TABLE THEAD TBODY TFOOT TR TH TD CAPTION PRE CODE ' +
    'BLOCKQUOTE EM STRONG B I SUB SUP ARTICLE SECTION MAIN NAV ASIDE HEADER FOOTER DIV FIGURE FIGCAPTION SUMMARY ' +
    'DETAILS LABEL DEL INS KBD Q MARK TIME ABBR FORM FIELDSET LEGEND BUTTON OPTION');
  const NOTICE = /cookie|consent|gdpr|privacy preferences/i;
  const links = [], numbers = new Map(), out = [], frames = [], notes = new Set();
  let size = 0, nodes = 0, visible = 0, hidden = 0, truncated = false;
  const escape = (t) => t.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const quote = (t) => escape(t).replace(/"/g, '&quot;');
  const put = (t) => { size += t.length; if (size > maxChars) truncated = true; else out.push(t); };
  const count = (e) => { hidden += (e.textContent || '').trim().length; };
  const link = (href) => {
    if (!numbers.has(href)) { links.push(href); numbers.set(href, links.length); }
    return numbers.get(href);
  };
  const unseen = (e, style) => {
    if (style.opacity === '0' || style.display === 'none' || style.contentVisibility === 'hidden') return true;
    if (style.position === 'absolute' || style.position === 'fixed') {
      const r = e.getBoundingClientRect(), v = e.ownerDocument.defaultView;
      if (r.right + v.scrollX < 0 || r.bottom + v.scrollY < 0) return true;
    }
    return false;
  };
  const over = (e, style) => ['fixed', 'sticky'].includes(style.position) || e.getAttribute('role') === 'dialog';
  const notice = (e, style) => over(e, style)
    && (e.textContent || '').length < 4000 && NOTICE.test(e.textContent || '') && e !== e.ownerDocument.body;
  const children = (e) => {
    if (e.shadowRoot) return e.shadowRoot.childNodes;
    if (e.tagName === 'SLOT') { const given = e.assignedNodes({ flatten: true }); if (given.length) return given; }
    return e.childNodes;
  };
  const attributes = (e, tag) => {
    let t = '';
    if (tag === 'TD' || tag === 'TH') for (const [name, n] of [['colspan', e.colSpan], ['rowspan', e.rowSpan]])
      if (n > 1) t += ` ${name}="${Math.min(n, 50)}"`;
    if (tag === 'OL' && e.start > 1) t += ` start="${e.start}"`;
    return t;
  };
  const frame = (e, depth) => {
    let inner = null;
    try { inner = e.contentDocument; } catch (_) {}
    if (inner && inner.body) { put('<section>'); walk(inner.body, depth + 1); put('</section>'); }
    else if (e.src) frames.push(e.src);
  };
  const walk = (n, depth) => {
    if (truncated) return;
    if (++nodes > maxNodes || depth > 600) { truncated = true; return; }
    if (n.nodeType === 3) { const t = n.data; visible += t.trim().length; put(escape(t)); return; }
    if (n.nodeType !== 1) return;
    const tag = n.tagName.toUpperCase();
    if (DROP.has(tag)) { if (tag === 'NOSCRIPT') count(n); return; }
    const view = n.ownerDocument.defaultView;
    const style = view.getComputedStyle(n);
    if (tag !== 'SLOT' && tag !== 'OPTION' && style.display !== 'contents' && unseen(n, style)) { count(n); return; }
    if (notice(n, style)) { notes.add('a cookie notice is left out'); return; }
    if (tag === 'BR' || tag === 'HR' || tag === 'WBR') { put(`<${tag.toLowerCase()}>`); return; }
    if (tag === 'IMG') {
      const alt = (n.alt || '').trim();
      if (alt) put(`<em>[image: ${escape(alt.slice(0, 300))}]</em>`);
      return;
    }
    if (tag === 'IFRAME' || tag === 'FRAME') { frame(n, depth); return; }
    if (tag === 'INPUT' || tag === 'TEXTAREA') {
      const value = n.type === 'password' ? '' : String(n.value).slice(0, 2000);
      if (n.type !== 'hidden') put(` [field ${quote(n.name || n.type)}: ${escape(value)}] `);
      return;
    }
    const mute = style.visibility !== 'visible' || parseFloat(style.fontSize) < 1;
    let open = '', close = '';
    if (tag === 'A' && /^https?:/.test(n.href)) {
      open = `<a href="https://agentrt.invalid/${link(n.href)}">`;
      close = '</a>';
    } else if (KEEP.has(tag)) {
      const t = tag.toLowerCase();
      open = `<${t}${attributes(n, tag)}>`;
      close = `</${t}>`;
    } else if (['block', 'flex', 'grid'].includes(style.display)) {
      open = '<div>';
      close = '</div>';
    }
    if (open) put(open);
    for (const child of children(n)) {
      if (mute && child.nodeType === 3) hidden += child.data.trim().length; else walk(child, depth + 1);
    }
    if (close) out.push(close);
  };
  const root = document.body || document.documentElement;
  if (root) walk(root, 0);
  const html = `<html><body>${out.join('')}</body></html>`;
  return { title: document.title || '', html, links, frames, visible, hidden, truncated, notes: [...notes] };
}
"""

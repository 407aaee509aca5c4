"""The page serialiser: JavaScript that writes down what a page shows, and nothing else.

Run in a rendered page it gives HTML of the visible tree only: no scripts, and nothing that a reader cannot see
(`agentrt.web.visibility` says what that is), which extraction libraries would return as if one had. Text that is hardly
seen, or folded away, is marked. Open shadow roots and frames of the same origin are written in place. Links carry a
number instead of their address.
"""

from __future__ import annotations

from agentrt.web.visibility import VISIBILITY

SERIALISE = (
    """
([maxChars, maxNodes, wanted]) => {
"""
    + VISIBILITY
    + r"""
  const set = (names) => new Set(names.split(' '));
  const DROP = set('SCRIPT STYLE NOSCRIPT TEMPLATE LINK META OBJECT EMBED CANVAS SVG HEAD VIDEO AUDIO DATALIST');
  const KEEP = set('H1 H2 H3 H4 H5 H6 P UL OL LI DL DT DD TABLE THEAD TBODY TFOOT TR TH TD CAPTION PRE CODE ' +
    'BLOCKQUOTE EM STRONG B I SUB SUP ARTICLE SECTION MAIN NAV ASIDE HEADER FOOTER DIV FIGURE FIGCAPTION SUMMARY ' +
    'DETAILS LABEL DEL INS KBD Q MARK TIME ABBR FORM FIELDSET LEGEND BUTTON OPTION');
  const NOTICE = /cookie|consent|gdpr|privacy preferences/i;
  const links = [], numbers = new Map(), out = [], frames = [], notes = new Set(), texts = [];
  const concealed = new Set(), pale = new Set();
  let size = 0, nodes = 0, visible = 0, hidden = 0, truncated = false;
  const escape = (t) => t.replace(/&/g, '&amp;').replace(/</g, '&lt;').replace(/>/g, '&gt;');
  const quote = (t) => escape(t).replace(/"/g, '&quot;');
  const put = (t) => { size += t.length; if (size > maxChars) truncated = true; else out.push(t); };
  const MOST = 300;  // texts that are told of as hidden
  const tell = (list, text) => {
    text = text.replace(/\s+/g, ' ').trim();
    if (text.length > 1 && list.size < MOST) list.add(text);
  };
  const count = (e, style) => {
    const texts = e.ownerDocument.createTreeWalker(e, NodeFilter.SHOW_TEXT);
    const told = wanted && style && style.display !== 'none';  // what is not rendered is in no tree of a screen reader
    while (texts.nextNode()) {
      const t = texts.currentNode;
      if (['SCRIPT', 'STYLE'].includes(t.parentNode.tagName)) continue;
      hidden += t.data.trim().length;
      if (told) tell(concealed, t.data);
    }
  };
  const link = (href) => {
    if (!numbers.has(href)) { links.push(href); numbers.set(href, links.length); }
    return numbers.get(href);
  };
  const fixed = (e, style) => ['fixed', 'sticky'].includes(style.position) || e.getAttribute('role') === 'dialog';
  const notice = (e, style) => fixed(e, style)
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
  const frame = (e, depth, g) => {
    let inner = null;
    try { inner = e.contentDocument; } catch (_) {}
    if (inner && inner.body) { put('<section>'); body(inner, depth + 1, g); put('</section>'); }
    else if (e.src) frames.push(e.src);
  };
  const text = (n, how) => {
    const t = n.data, length = t.trim().length;
    if (how === 'hidden') { hidden += length; if (wanted) tell(concealed, t); return; }
    visible += length;
    if (wanted) { if (how === 'seen') texts.push(t); else tell(pale, t); }
    put(how === 'doubtful' && length ? `[hard to see: ${escape(t)}]` : escape(t));
  };
  const walk = (n, depth, g, how) => {
    if (truncated) return;
    if (++nodes > maxNodes || depth > 600) { truncated = true; return; }
    if (n.nodeType === 3) { text(n, how); return; }
    if (n.nodeType !== 1) return;
    const tag = n.tagName.toUpperCase();
    if (DROP.has(tag)) { if (tag === 'NOSCRIPT') count(n); return; }
    const style = n.ownerDocument.defaultView.getComputedStyle(n);
    const rendered = tag !== 'SLOT' && tag !== 'OPTION' && style.display !== 'contents';
    if (rendered) {
      const place = n.getBoundingClientRect();
      g = inside(g, n, style, place);
      if (unseen(n, style, g, place)) { count(n, style); return; }
    }
    if (notice(n, style)) { notes.add('a cookie notice is left out'); return; }
    if (tag === 'BR' || tag === 'HR' || tag === 'WBR') { put(`<${tag.toLowerCase()}>`); return; }
    if (tag === 'IMG') {
      const alt = (n.alt || '').trim();
      if (alt) put(`<em>[image: ${escape(alt.slice(0, 300))}]</em>`);
      return;
    }
    if (tag === 'IFRAME' || tag === 'FRAME') { frame(n, depth, g); return; }
    if (tag === 'INPUT' || tag === 'TEXTAREA') {
      const value = n.type === 'password' ? '' : String(n.value).slice(0, 2000);
      if (n.type !== 'hidden') put(` [field ${quote(n.name || n.type)}: ${escape(value)}] `);
      return;
    }
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
    const folded = tag === 'DETAILS' && !n.open;
    let told = false, own = tag === 'OPTION' ? 'seen' : null;
    for (const child of children(n)) {
      if (child.nodeType === 3 && own === null && child.data.trim()) own = ink(n, style, g);
      if (folded && !told && child.tagName !== 'SUMMARY' && child.textContent.trim()) {
        put('<p>[folded away on the page:]</p>');
        told = true;
      }
      walk(child, depth + 1, g, own || 'seen');
    }
    if (close) out.push(close);
  };
  const body = (doc, depth, g) => {
    const root = doc.documentElement;
    if (root !== doc.body) g = inside(g, root, doc.defaultView.getComputedStyle(root), root.getBoundingClientRect());
    walk(doc.body || root, depth, g, 'seen');
  };
  if (document.documentElement) body(document, 0, ground(document));
  if (wanted) {  // what is seen elsewhere on the page is no secret
    const seen = texts.join(' ').replace(/\s+/g, ' ');
    const secret = (list) => [...list].filter((t) => !seen.includes(t));
    return { hidden: secret(concealed), pale: secret(pale) };
  }
  const html = `<html><body>${out.join('')}</body></html>`;
  return { title: document.title || '', html, links, frames, visible, hidden, truncated, notes: [...notes] };
}
"""
)

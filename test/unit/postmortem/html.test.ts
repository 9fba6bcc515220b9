import { describe, expect, it } from 'vitest';
import { writePostmortem } from '../../../src/postmortem/document.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const { html, fragment, toc, svg, markdown } = writePostmortem(tellStolenSession(), { chainHead: 'f'.repeat(64) });
const tagsOf = (markup: string, name: string) => markup.match(new RegExp(`<${name}[ >][^>]*>?`, 'g')) ?? [];

describe('the HTML page', () => {
  it('names its language and the incident', () => {
    expect(html).toMatch(/^<!doctype html>\n<html lang="en">/);
    expect(html).toContain('<title>Post-mortem of incident 42, sapphire-heron</title>');
  });

  it('needs nothing from elsewhere and lets nothing run', () => {
    expect(html).toContain("default-src 'none'; style-src 'unsafe-inline'");
    expect(html).not.toMatch(/<(script|link|iframe|object|img)\b/);
    expect(html).not.toMatch(/\son[a-z]+=|@import|url\(/);
  });

  it('says of every header cell what it heads', () => {
    const headers = tagsOf(html, 'th');

    expect(headers.length).toBeGreaterThan(100);
    for (const header of headers) expect(header).toMatch(/scope="(col|row)"/);
  });

  it('has a target for every link into itself, once', () => {
    const ids = [...html.matchAll(/ id="([^"]+)"/g)].map(([, id]) => id);
    const targets = new Set([...html.matchAll(/href="#([^"]+)"/g)].map(([, id]) => id));

    expect(new Set(ids).size).toBe(ids.length);
    for (const target of targets) expect(ids).toContain(target);
  });

  it('shows the drawing in place, with its title and description', () => {
    expect(html).toContain(svg);
    expect(svg).toMatch(/role="img"\s+aria-labelledby="timeline-picture-title timeline-picture-desc"/);
    expect(svg).toContain('<desc id="timeline-picture-desc">Phases: Detection &#38; Analysis 2026-03-03 14:02:07 to ');
  });
});

describe('the fragment', () => {
  it('brings neither page nor style, and its headings are in the table of contents', () => {
    expect(fragment).toMatch(/^<article class="postmortem" lang="en">/);
    expect(fragment).not.toMatch(/<(html|head|style|body|nav)\b|\sstyle=/);
    expect(toc.map(({ id }) => id)).toEqual([...fragment.matchAll(/<h[23] id="([^"]+)"/g)].map(([, id]) => id));
  });
});

describe('the Markdown', () => {
  it('refers to the drawing with words for those who cannot see it', () => {
    expect(markdown).toMatch(/!\[Timeline of the incident\. Phases: Detection & Analysis from .*\]\(timeline\.svg\)/);
  });

  it('gives every row of the log the anchor its citations lead to', () => {
    const anchors = [...markdown.matchAll(/<a id="(e-\d+)"><\/a>/g)].map(([, id]) => id);
    const cited = new Set([...markdown.matchAll(/\]\(#(e-\d+)\)/g)].map(([, id]) => id));

    expect(anchors).toHaveLength(62);
    for (const id of cited) expect(anchors).toContain(id);
  });
});

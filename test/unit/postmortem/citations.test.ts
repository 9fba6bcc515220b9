import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { type Statement, statementsOf } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const STORY = tellStolenSession();
const NOT_TIMES = /^\d{4}-\d\d-\d\dT/;
/** What a person or a source worded, as opposed to ids that tie events together. */
const WORDINGS = new Set(
  'title reason because text note detail verification restored resolution seen problem remedy name proof handover before reference via brief call on prior wanted undo'.split(
    ' ',
  ),
);

describe('citations', () => {
  it('stand in every factual line and lead to the row of the log that carries the event', () => {
    const tree = compile(STORY, { chainHead: 'f'.repeat(64) });
    const anchors = new Set(STORY.map(({ seq }) => `#e-${seq}`));

    for (const { speaks, text, cites, marks } of statementsOf(tree)) {
      if (speaks === 'absence') expect(marks, text).toContain('#full-log');
      else if (speaks !== 'fact') expect(['prompt', 'fixed', 'given'], text).toContain(speaks);
      if (speaks !== 'fact') continue;
      expect(cites.length, text).toBeGreaterThan(0);
      for (const mark of marks) expect(anchors, text).toContain(mark);
    }
  });

  it('are visible: only rows of the log, headings and pictures show no mark of their own', () => {
    const tree = compile(STORY);
    const unmarked = statementsOf(tree).filter(({ speaks, marks }) => speaks === 'fact' && marks.length === 0);

    const [title, picture, ...rows] = unmarked.map(({ text }) => text);
    expect(title).toMatch(/^Post-mortem of incident 42/);
    expect(picture).toMatch(/^Timeline of the incident/);
    expect(rows).toHaveLength(STORY.length);
    for (const [index, row] of rows.entries()) {
      expect(row).toMatch(new RegExp(`^e${index + 1}2026-`));
      expect(row).toContain(STORY[index]?.id);
    }
  });

  it('name every event whose wording a line depends on', () => {
    for (const event of STORY) {
      const changed = statementsWith(event, { ...event, data: reworded(event.data) } as IncidentEvent);

      for (const { text, cites } of changed)
        expect(cites, `e${event.seq} ${event.type} changed: ${text}`).toContain(event.seq);
    }
  });

  it('name every event whose time a line depends on', () => {
    for (const event of STORY) {
      const at = new Date(Date.parse(event.occurredAt) + 400).toISOString();
      const changed = statementsWith(event, { ...event, occurredAt: at, recordedAt: at });

      for (const { text, cites } of changed)
        expect(cites, `e${event.seq} ${event.type} moved: ${text}`).toContain(event.seq);
    }
  });

  it('name every event whose author a line depends on', () => {
    for (const event of STORY) {
      const changed = statementsWith(event, { ...event, by: { ...event.by, name: 'somebody-else' } });

      for (const { text, cites } of changed)
        expect(cites, `e${event.seq} ${event.type} signed: ${text}`).toContain(event.seq);
    }
  });
});

/** Statements that differ between the story and the story with one event replaced, from both sides. */
function statementsWith(event: IncidentEvent, replaced: IncidentEvent): readonly Statement[] {
  const before = facts(STORY);
  const after = facts(STORY.map((one) => (one.seq === event.seq ? replaced : one)));
  const [texts, newTexts] = [new Set(before.map(({ text }) => text)), new Set(after.map(({ text }) => text))];
  return [...before.filter(({ text }) => !newTexts.has(text)), ...after.filter(({ text }) => !texts.has(text))];
}

function facts(events: readonly IncidentEvent[]): readonly Statement[] {
  return statementsOf(compile(events));
}

function reworded(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return WORDINGS.has(key) && !NOT_TIMES.test(value) ? `${value} (reworded)` : value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reworded(item, name)]));
}

import { describe, expect, it } from 'vitest';
import type { EventType, IncidentEvent } from '../../../src/incident/events.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { ONE_OF_EACH, tellEverything, withOneMore } from '../../support/one-of-each.ts';
import { type Statement, statementsOf } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';
import { tellPublicBucket } from '../../support/storyline-bucket.ts';
import { tellVmCompromise } from '../../support/storyline-vm.ts';

const STORY = tellStolenSession();
const KINDS = Object.keys(ONE_OF_EACH) as EventType[];
const NOT_TIMES = /^\d{4}-\d\d-\d\dT/;
/** What a person or a source worded, as opposed to ids that tie events together. */
const WORDINGS = new Set(
  'title reason because text note detail verification restored resolution seen problem remedy name proof handover before reference via brief call on prior wanted undo'.split(
    ' ',
  ),
);

/** A full stop that another sentence follows, in our own words: those of people and sources stand as `◌`. */
const TWO_SENTENCES = /[.!?][”)]?\s+\S/;
const TALES: readonly (readonly [string, () => readonly IncidentEvent[]])[] = [
  ['a stolen session', tellStolenSession],
  ['a compromised machine', tellVmCompromise],
  ['a public bucket', tellPublicBucket],
  ['a drill', () => inMode('drill')],
  ['a retrospective', () => inMode('retrospective')],
  ['every kind of event', tellEverything],
  ['a declaration alone', () => STORY.slice(0, 1)],
  ['an incident still open', () => STORY.slice(0, -3)],
];

describe('citations', () => {
  it.each(TALES)(
    'stand in every factual sentence of %s and lead to the row of the log that carries the event',
    (_name, tell) => {
      const events = tell();
      const anchors = new Set(events.map(({ seq }) => `#e-${seq}`));

      for (const { speaks, text, cites, marks } of statementsOf(compile(events, { chainHead: 'f'.repeat(64) }))) {
        if (speaks === 'absence') expect(marks, text).toContain('#full-log');
        else if (speaks !== 'fact') expect(['prompt', 'fixed', 'given', 'human'], text).toContain(speaks);
        if (speaks !== 'fact') continue;
        expect(cites.length, text).toBeGreaterThan(0);
        for (const mark of marks) expect(anchors, text).toContain(mark);
      }
    },
  );

  it.each(TALES)('are those of one sentence each in %s: no two share their marks', (_name, tell) => {
    for (const { speaks, own, marks, cites, text } of statementsOf(compile(tell()))) {
      if (speaks !== 'fact' || text.startsWith('Timeline of the incident')) continue;
      expect(own).not.toMatch(TWO_SENTENCES);
      // Up to four events all show; of more the first three and the last.
      const shown = cites.length > 4 ? [...cites.slice(0, 3), cites.at(-1)] : cites;
      if (marks.length > 0) expect(marks, text).toEqual(shown.map((seq) => `#e-${seq}`));
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

  it.each(KINDS)('are where one more %s speaks, and nothing else changes', (type) => {
    const added = STORY.length + 1;
    const [before, after] = [statementsOf(compile(STORY)), statementsOf(compile(withOneMore(type)))];

    const fresh = newIn(after, before);
    const gone = newIn(before, after);
    for (const { speaks, text, cites } of fresh) {
      if (speaks === 'fact' || speaks === 'human') expect(cites, text).toContain(added);
      else expect(['absence', 'fixed', 'prompt'], text).toContain(speaks);
    }
    expect(fresh.filter(({ text }) => text.startsWith(`e${added}`))).toHaveLength(1);
    // A template orders sections and leaves some out: it says nothing of the incident.
    if (type === 'TemplateChosen') return;
    // What is said no more was said of the same thing, or was a question that is answered now.
    const facts = gone.filter(({ speaks }) => speaks === 'fact');
    expect(facts.length, facts.map(({ text }) => text).join('\n')).toBeLessThanOrEqual(fresh.length);
  });

  describe.each(TALES.slice(0, 3))('in the tale of %s', (_name, tell) => {
    it.each<[string, (event: IncidentEvent) => unknown]>([
      ['wording', (event) => ({ data: reworded(event.data) })],
      ['figures', (event) => ({ data: counted(event.data) })],
      ['time', (event) => ({ occurredAt: moved(event), recordedAt: moved(event) })],
      ['author', (event) => ({ by: { ...event.by, name: 'somebody-else' } })],
    ])('name every event whose %s a sentence depends on', { timeout: 60_000 }, (_what, change) => {
      const story = tell();
      for (const event of story) {
        const changed = statementsWith(story, {
          ...event,
          ...(change(event) as Partial<IncidentEvent>),
        } as IncidentEvent);

        for (const { text, cites } of changed)
          expect(cites, `e${event.seq} ${event.type} changed: ${text}`).toContain(event.seq);
      }
    });
  });
});

/** Statements of one document that the other does not make. */
function newIn(one: readonly Statement[], other: readonly Statement[]): readonly Statement[] {
  const texts = new Set(other.map(({ text }) => text));
  return one.filter(({ text }) => !texts.has(text));
}

/** Statements that differ between the story and the story with one event replaced, from both sides. */
function statementsWith(story: readonly IncidentEvent[], replaced: IncidentEvent): readonly Statement[] {
  const before = facts(story);
  const after = facts(story.map((one) => (one.seq === replaced.seq ? replaced : one)));
  return [...newIn(before, after), ...newIn(after, before)];
}

function inMode(mode: 'drill' | 'retrospective'): readonly IncidentEvent[] {
  const [declared, ...rest] = STORY;
  return declared?.type === 'IncidentDeclared' ? [{ ...declared, data: { ...declared.data, mode } }, ...rest] : STORY;
}

function facts(events: readonly IncidentEvent[]): readonly Statement[] {
  return statementsOf(compile(events));
}

/** A minute and a second later: enough to show where only minutes are. */
function moved({ occurredAt }: IncidentEvent): string {
  return new Date(Date.parse(occurredAt) + 61_000).toISOString();
}

function counted(value: unknown): unknown {
  if (typeof value === 'number') return value + 1;
  if (Array.isArray(value)) return value.map(counted);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, counted(item)]));
}

function reworded(value: unknown, key = ''): unknown {
  if (typeof value === 'string') return WORDINGS.has(key) && !NOT_TIMES.test(value) ? `${value} (reworded)` : value;
  if (Array.isArray(value)) return value.map((item) => reworded(item, key));
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, item]) => [name, reworded(item, name)]));
}

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/base/fault.ts';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { loadTemplates, readTemplate } from '../../../src/postmortem/template.ts';
import { plainText } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';

const OURS = `id: short
title: Short
incidentTypes: [identity]
sections:
  - id: header
  - id: timeline
    title: What happened when
  - id: impact
    questions: [Whose data was it?]
  - id: actions
  - id: evidence
  - id: exceptions
  - id: full-log
`;

describe('a template of a post-mortem', () => {
  it('orders, titles and questions the sections of its type of incident, and replaces ours', async () => {
    const directory = mkdtempSync(join(tmpdir(), 'templates-'));
    writeFileSync(join(directory, 'identity.yaml'), OURS.replace('id: short', 'id: identity'));
    const templates = await loadTemplates(directory);

    const tree = compile(following(templates.chosenFor('identity')));

    expect(headings(tree)).toEqual([
      'What happened when',
      'Impact in numbers',
      'Containment, eradication and recovery',
      'Evidence inventory',
      'Appendix: waivers and overrides',
      'Appendix: full log',
    ]);
    expect(plainText(tree)).toContain('For people to write. Whose data was it?');
    expect(plainText(tree)).not.toContain('Which classes of data were exposed');
  });

  it('never leaves out what people wrote', () => {
    const text = { section: 'lucky', version: 1, text: 'It was a Tuesday.', basedOn: 0, how: 'written' };
    const chosen = chosenBy(OURS);

    const tree = compile(following(chosen, ['SectionWritten', text]));

    expect(headings(tree).slice(-2)).toEqual(['Where we were lucky', 'Appendix: full log']);
    expect(plainText(tree)).toContain('It was a Tuesday.');
  });

  it('is without a fault where it is ours', async () => {
    const templates = await loadTemplates();

    expect(templates.faults).toEqual([]);
    for (const type of ['identity', 'vm', 'data']) expect(templates.chosenFor(type)?.template).toBe(type);
    expect(templates.chosenFor('generic')).toBeUndefined();
  });

  it.each([
    ['names a section there is not', OURS.replace('id: impact', 'id: impakt'), '8:9', 'Did you mean impact?'],
    ['names a section twice', OURS.replace('id: impact', 'id: timeline'), '8:9', 'Keep one of them.'],
    ['leaves out what the record needs', OURS.replace('  - id: evidence\n', ''), '5:3', 'Add it:'],
    [
      'does not begin with the header',
      OURS.replace('  - id: header\n', '').replace('  - id: impact', '  - id: header\n  - id: impact'),
      '5:9',
      'Put header first',
    ],
    [
      'is called otherwise than its file',
      OURS.replace('id: short', 'id: brief'),
      '1:5',
      'Rename the file to brief.yaml.',
    ],
    ['has a member there is not', OURS.replace('title: What', 'titles: What'), '7:5', 'Did you mean title?'],
    ['is no YAML', `${OURS}  - id: [`, '1', ''],
  ])('%s: the linter says so with the line', (_what, text, place, fix) => {
    const { template, faults } = readTemplate(text, 'short.yaml');

    expect(template).toBeUndefined();
    const told = faults.map(faultText);
    expect(
      told.some((line) => line.startsWith(`short.yaml:${place}`) && line.includes(fix)),
      told.join('\n'),
    ).toBe(true);
  });

  it('is warned about a question that is none', () => {
    const { template, faults } = readTemplate(OURS.replace('it?', 'it'), 'short.yaml');

    expect(template).toBeDefined();
    expect(faults.map(faultText)).toEqual([
      expect.stringContaining('short.yaml:9:17 warning: sections[2].questions[0]'),
    ]);
  });
});

function chosenBy(text: string) {
  const { template } = readTemplate(text, 'short.yaml');
  const sections = template?.sections.map(({ id }) => ({ section: id })) ?? [];
  return { template: 'short', sha256: '0'.repeat(64), sections };
}

function following(
  chosen: object | undefined,
  ...more: readonly (readonly [string, object])[]
): readonly IncidentEvent[] {
  const events = tellStolenSession();
  const all = [['TemplateChosen', chosen ?? {}] as const, ...more];
  return [
    ...events,
    ...all.map(
      ([type, data], index) =>
        ({ ...events[0], seq: events.length + 1 + index, id: `${index}`, type, data }) as IncidentEvent,
    ),
  ];
}

function headings(tree: ReturnType<typeof compile>): readonly string[] {
  return tree.children.filter((node) => node.type === 'heading' && node.depth === 2).map(plainText);
}

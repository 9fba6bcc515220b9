import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/base/fault.ts';
import { readPlaybook } from '../../../src/playbooks/read.ts';

const GOOD = `id: sample
title: Sample
version: "1.0.0"
incidentType: identity
proposes:
  - { action: quarantine-user, targetKind: user }
phases:
  - id: detection_analysis
    items:
      - text: Take command.
        kind: check
        doneWhen: { fact: role-held, role: commander }
`;

/** Faults of a text as an editor would show them. */
function faults(text: string): string[] {
  const reading = readPlaybook(text, 'sample.yaml');
  return reading.ok ? [] : reading.faults.map(faultText);
}

describe('reading a playbook', () => {
  it('fills in what may be left out', () => {
    const reading = readPlaybook(GOOD, 'sample.yaml');

    expect(reading).toMatchObject({ ok: true, loaded: { playbook: { clocks: [], related: [] } } });
  });

  it('knows where each member stands', () => {
    const reading = readPlaybook(GOOD, 'sample.yaml');

    expect(reading.ok && reading.loaded.at(['phases', 0, 'items', 0, 'kind'])).toEqual({ line: 11, column: 15 });
    expect(reading.ok && reading.loaded.at(['phases', 0, 'items', 0, 'why'])).toEqual({ line: 10, column: 9 });
  });

  it.each<[string, string, string, string]>([
    [
      'a mistyped key',
      'incidentType:',
      'incident_type:',
      'sample.yaml:4:1 error: incident_type is not a member of a playbook here. Did you mean incidentType?',
    ],
    [
      'a mistyped kind',
      'kind: check',
      'kind: chek',
      'sample.yaml:11:15 error: phases[0].items[0].kind is "chek". Did you mean check?',
    ],
    [
      'an unknown kind',
      'kind: check',
      'kind: banana',
      'sample.yaml:11:15 error: phases[0].items[0].kind is "banana". Use one of: check, decision, action, evidence, comms, clock.',
    ],
    [
      'a mistyped phase',
      'detection_analysis',
      'detection-analysis',
      'sample.yaml:8:9 error: phases[0].id is "detection-analysis". Did you mean detection_analysis?',
    ],
    [
      'a mistyped fact',
      'role-held',
      'role_held',
      'sample.yaml:12:27 error: phases[0].items[0].doneWhen.fact is "role_held". Did you mean role-held?',
    ],
    [
      'a mistyped member of a condition',
      'role: commander',
      'rol: commander',
      'sample.yaml:12:38 error: phases[0].items[0].doneWhen.rol is not a member of a playbook here. Did you mean role?',
    ],
    ['a number instead of a text', 'title: Sample', 'title: 7', 'sample.yaml:2:8 error: title is 7. Write a text.'],
    ['a version without quotes', '"1.0.0"', '1.0', 'sample.yaml:3:10 error: version is 1. Write a text.'],
    ['a missing member', 'title: Sample\n', '', 'sample.yaml:1:1 error: title is missing. Add title.'],
    [
      'a comma inside braces',
      'targetKind: user',
      'targetKind: user, when: It is, perhaps, so',
      'sample.yaml:6:63 error: proposes[0].perhaps is not a member of a playbook here. A comma ends a text inside { }: put the text into double quotes.',
    ],
    [
      'a list that is a text',
      '    items:\n',
      '    items: none\n    more:\n',
      'sample.yaml:9:12 error: phases[0].items is "none". Write a list.',
    ],
  ])('says line, column, path and remedy of %s', (_what, from, to, expected) => {
    expect(faults(GOOD.replace(from, to))).toContain(expected);
  });

  it('finds every fault at once, in the order of the lines', () => {
    const text = GOOD.replace('title: Sample', 'tilte: Sample').replace('kind: check', 'kind: chek');

    expect(faults(text).map((fault) => fault.split(' ')[0])).toEqual([
      'sample.yaml:1:1',
      'sample.yaml:2:1',
      'sample.yaml:11:15',
    ]);
  });

  it.each<[string, string, RegExp]>([
    [
      'a colon in a text',
      GOOD.replace('Take command.', 'Command: take it: now'),
      /^sample\.yaml:10:\d+ error: is not valid YAML.*double quotes/,
    ],
    ['a tab', GOOD.replace('    items', '\titems'), /^sample\.yaml:9:\d+ error: is not valid YAML/],
    ['a key said twice', `${GOOD}id: other\n`, /^sample\.yaml:13:1 error: is not valid YAML.*unique.*Keep one/],
    ['two documents', `${GOOD}---\nid: two\n`, /file of its own/],
    ['nothing', '', /sample\.yaml:1:1 error: the document is not a map/],
    ['a list', '- a\n', /the document is not a map/],
    ['an alias without anchor', 'id: *nothing\n', /error/],
  ])('says what is wrong with the YAML: %s', (_what, text, expected) => {
    expect(faults(text).join('\n')).toMatch(expected);
  });

  it('does not let aliases multiply', () => {
    const levels = Array.from(
      { length: 12 },
      (_, n) =>
        `a${n}: &a${n} [${Array(9)
          .fill(n ? `*a${n - 1}` : 'x')
          .join(', ')}]`,
    );

    expect(faults(levels.join('\n'))).toHaveLength(1);
  });

  it.each([
    ['brackets', '['.repeat(100_000)],
    ['dashes', '- '.repeat(100_000)],
    ['questions', '? '.repeat(100_000)],
    ['indentation', Array.from({ length: 600 }, (_, n) => `${' '.repeat(n)}a:`).join('\n')],
    ['length', 'a'.repeat(300_000)],
  ])('refuses bottomless %s', (_what, text) => {
    expect(faults(text).length).toBeGreaterThan(0);
  });
});

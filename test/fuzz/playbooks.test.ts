/** Any text gives a playbook or faults that name a place in it; never a crash, never a long wait. */

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { LIBRARY } from '../../src/playbooks/library.ts';
import { lintPlaybook } from '../../src/playbooks/lint.ts';
import { readPlaybook } from '../../src/playbooks/read.ts';

const SAMPLE = readFileSync(join(LIBRARY, 'stolen-role-session.yaml'), 'utf8');

function survives(text: string): void {
  const reading = readPlaybook(text, 'any.yaml');

  const faults = reading.ok ? lintPlaybook(reading.loaded) : reading.faults;
  const lines = text.split('\n').length;
  if (!reading.ok) expect(faults.length).toBeGreaterThan(0);
  for (const { line, column, what, fix } of faults) {
    expect(line).toBeGreaterThan(0);
    expect(line).toBeLessThanOrEqual(lines);
    expect(column).toBeGreaterThan(0);
    expect(what && fix).not.toBe('');
  }
}

describe('reading any text as a playbook', () => {
  it('survives arbitrary text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 400 }), survives), { numRuns: 500 });
  });

  it('survives text made of what YAML is made of', () => {
    const piece = fc.constantFrom(
      ...[
        '- ',
        ': ',
        '\n',
        '  ',
        '{',
        '}',
        '[',
        ']',
        '&a ',
        '*a',
        '!!map ',
        '!!binary ',
        '|',
        '>',
        '"',
        "'",
        '#',
        '? ',
      ],
      ...[
        '<<: ',
        '---\n',
        '...\n',
        '%YAML 1.1\n',
        '\t',
        '~',
        '0x1f',
        'id',
        'phases',
        'items',
        '__proto__',
        'constructor',
      ],
    );
    fc.assert(
      fc.property(fc.array(piece, { maxLength: 80 }), (pieces) => survives(pieces.join(''))),
      { numRuns: 1500 },
    );
  });

  it('survives any JSON value in the place of any member', () => {
    const keys = [
      'id',
      'title',
      'version',
      'phases',
      'clocks',
      'proposes',
      'evidencePlan',
      'attack',
      'severityRules',
      'related',
    ];
    fc.assert(
      fc.property(fc.dictionary(fc.constantFrom(...keys), fc.jsonValue({ maxDepth: 4 })), (value) =>
        survives(JSON.stringify(value)),
      ),
      { numRuns: 500 },
    );
  });

  it('survives cuts, swaps and insertions in a real playbook', () => {
    const edit = fc.tuple(fc.nat(SAMPLE.length), fc.nat(40), fc.string({ maxLength: 12 }));
    fc.assert(
      fc.property(fc.array(edit, { minLength: 1, maxLength: 4 }), (edits) => {
        let text = SAMPLE;
        for (const [at, cut, insert] of edits) text = text.slice(0, at) + insert + text.slice(at + cut);
        survives(text);
      }),
      { numRuns: 150 },
    );
  });
});

import { describe, expect, it } from 'vitest';
import { faultText } from '../../../src/base/fault.ts';
import { lintPlaybook } from '../../../src/playbooks/lint.ts';
import type { Known } from '../../../src/playbooks/lint-names.ts';
import { readPlaybook } from '../../../src/playbooks/read.ts';

const GOOD = `id: sample
title: Sample
version: "1.0.0"
incidentType: identity
attack: [T1078.004]
evidencePlan:
  - { kind: iam-snapshot, about: user }
proposes:
  - { action: quarantine-user, targetKind: user }
clocks:
  - { regime: gdpr, title: Authority, anchor: awareness, hours: 72 }
phases:
  - id: detection_analysis
    items:
      - { text: Take command., kind: check, doneWhen: { fact: role-held, role: commander } }
      - { text: Start the clock., kind: clock, regime: gdpr }
  - id: containment
    items:
      - text: Quarantine the user.
        kind: action
        action: quarantine-user
        doneWhen: { fact: action-holding, action: quarantine-user }
      - { text: Look again., kind: check }
  - id: eradication
    items: [{ text: Remove what they made., kind: check }]
  - id: recovery
    items: [{ text: Release., kind: check, doneWhen: { fact: nothing-contained } }]
  - id: post_incident
    items: [{ text: Review., kind: check }]
related: [other]
`;

const KNOWN: Known = {
  actions: ['quarantine-user', 'isolate-instance'],
  evidenceKinds: ['iam-snapshot', 'cloudtrail-window'],
  roles: ['commander', 'forensics'],
  playbooks: ['sample', 'other'],
};

function lint(text: string, known: Known = KNOWN): string[] {
  const reading = readPlaybook(text, 'sample.yaml');
  if (!reading.ok) throw new Error(reading.faults.map(faultText).join('\n'));
  return lintPlaybook(reading.loaded, known).map(faultText);
}

const LONG = 'Do this, and then that, and do not forget the other thing either. '.repeat(3).trim();

describe('linting a playbook', () => {
  it('finds nothing in a good one', () => {
    expect(lint(GOOD)).toEqual([]);
  });

  it('leaves unchecked what the installation did not tell', () => {
    expect(lint(GOOD.replaceAll('quarantine-user', 'quarantine-robot'), {})).toEqual([]);
  });

  it.each<[string, string, string, RegExp]>([
    [
      'an unknown action',
      'proposes:\n  - { action: quarantine-user',
      'proposes:\n  - { action: quarantine-users',
      /^sample\.yaml:9:15 error: proposes\[0\]\.action names the unknown action quarantine-users\. Did you mean quarantine-user\?/m,
    ],
    [
      'an unknown evidence kind',
      'iam-snapshot',
      'iam-snapshots',
      /^sample\.yaml:7:13 error: evidencePlan\[0\]\.kind names the unknown evidence kind/m,
    ],
    ['an unknown role', 'role: commander', 'role: commandr', /Did you mean commander\?/],
    [
      'an unknown related playbook',
      '[other]',
      '[othr]',
      /^sample\.yaml:30:11 warning: related\[0\] .*Did you mean other\?/m,
    ],
    [
      'no commander',
      'fact: role-held, role: commander',
      'fact: severity-confirmed',
      /error: phases nobody is asked to take command/,
    ],
    [
      'an item said twice',
      'text: Look again.',
      'text: TAKE COMMAND',
      /^sample\.yaml:23:17 error: .* says the same as phases\[0\]\.items\[0\]/m,
    ],
    ['phases out of order', 'id: eradication', 'id: preparation', /error: phases\[2\]\.id preparation comes too late/],
    ['a phase said twice', 'id: eradication', 'id: containment', /error: phases\[2\]\.id containment appears twice/],
    [
      'a technique of another form',
      'T1078.004',
      'TA0001',
      /^sample\.yaml:5:10 error: attack\[0\] "TA0001" is not an ATT&CK technique/m,
    ],
    ['an item too long for chat', 'Look again.', `"${LONG}"`, /is \d+ characters long\. Keep it within 150/],
    ['an item of two lines', 'Look again.', '"Look\\nagain"', /more than one line/],
    [
      'nothing that verifies a containment',
      '      - { text: Look again., kind: check }\n',
      '',
      /^sample\.yaml:19:9 error: .*nothing verifies it/m,
    ],
    [
      'a condition nothing brings about',
      'fact: nothing-contained',
      'fact: action-released, action: isolate-instance',
      /waits for isolate-instance, which nothing here proposes/,
    ],
    [
      'evidence nothing collects',
      'fact: nothing-contained',
      'fact: evidence-complete, kind: cloudtrail-window',
      /waits for cloudtrail-window, which nothing here collects/,
    ],
    [
      'a clock that is not listed',
      'regime: gdpr }',
      'regime: gdprs }',
      /speaks of the clock gdprs, which clocks does not list\. Did you mean gdpr\?/,
    ],
    [
      'a clock that nothing starts',
      'kind: clock, regime: gdpr',
      'kind: check',
      /warning: clocks\[0\] no item starts gdpr/,
    ],
    ['a clock item without its clock', 'kind: clock, regime: gdpr', 'kind: clock', /is of kind clock without regime/],
    [
      'a member of another kind',
      'text: Review., kind: check',
      'text: Review., kind: check, evidence: iam-snapshot',
      /evidence stands in an item of kind check/,
    ],
    [
      'containment without evidence',
      'evidencePlan:\n  - { kind: iam-snapshot, about: user }\n',
      '',
      /warning: .*before any evidence/,
    ],
  ])('reports %s', (_what, from, to, expected) => {
    expect(GOOD).toContain(from);

    expect(lint(GOOD.replace(from, to)).join('\n')).toMatch(expected);
  });
});

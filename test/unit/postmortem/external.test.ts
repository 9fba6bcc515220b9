import { describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { compileExternal, externalVersion } from '../../../src/postmortem/external.ts';
import { markdown } from '../../../src/postmortem/formats/markdown.ts';
import { renderExternal } from '../../../src/postmortem/parts.ts';
import { wordedAs, writtenBy } from '../../support/hostile.ts';
import { tellEverything } from '../../support/one-of-each.ts';
import { unzip } from '../../support/paper.ts';
import { plainText, statementsOf } from '../../support/statements.ts';
import { tellStolenSession } from '../../support/storyline.ts';
import { tellPublicBucket } from '../../support/storyline-bucket.ts';
import { tellVmCompromise } from '../../support/storyline-vm.ts';

const told = (text: string) => plainText(compileExternal(writtenBy(text, ['external-version'])));

describe('the external version', () => {
  it('tells three sections of dates, durations and counts, and says that it is a draft', () => {
    const lines = statementsOf(compileExternal(tellStolenSession())).map(({ text }) => text);

    expect(lines).toEqual([
      'Security incident of 3 March 2026',
      'Draft: not approved, not for release.',
      'Summary',
      'On 3 March 2026 at 14:02 UTC we responded to a security incident that concerned the misuse of an identity. The response ended on 4 March 2026 at 10:32 UTC.',
      'What happened',
      'It was found on 3 March 2026 at 14:01 UTC. It was contained 29 min 15 s after it was found. Normal operation was reached on 4 March 2026 at 10:22 UTC.',
      'What we are doing',
      'Measures of containment verified as holding: 2; 1 still in place. Evidence preserved: 1 piece. Notices that the law or a contract asks for, sent: 1. Improvements decided on: 1, of which 0 done.',
    ]);
  });

  it('is a draft until somebody approved exactly what it says, and again when it says something else', () => {
    const events = tellStolenSession();
    const { text, sha256, approved } = externalVersion(events);
    const approval = (hash: string, seq: number): IncidentEvent =>
      ({
        ...events.at(-1),
        id: `approval-${seq}`,
        seq,
        type: 'ExternalApproved',
        data: { sha256: hash },
      }) as IncidentEvent;
    const after = [...events, approval(sha256, events.length + 1)];

    expect(approved).toBeUndefined();
    expect(text).toBe(markdown.render(compileExternal(after)));
    expect(externalVersion(after)).toMatchObject({ text, sha256, approved: { by: events.at(-1)?.by.name } });
    const other = [...events, approval('0'.repeat(64), events.length + 1)];
    expect(plainText(compileExternal(other))).toContain('Draft');
    const [reworded] = writtenBy('We are sorry.', ['external-version']).slice(-1);
    const later = [...after, { ...reworded, seq: after.length + 1 } as IncidentEvent];
    expect(externalVersion(later).approved).toBeUndefined();
    expect(plainText(compileExternal(later))).toContain('Draft');
  });

  it('says of a drill that it was one', () => {
    expect(plainText(compileExternal(tellStolenSession({ mode: 'drill' })))).toContain(
      'an exercise, not a real incident',
    );
  });

  it.each([tellStolenSession, tellVmCompromise, tellPublicBucket, tellEverything])(
    'leads nowhere and names no event of %o',
    (tell) => {
      expect(markdown.render(compileExternal(tell()))).not.toMatch(/\]\(|\be\d+\b|https?:/);
    },
  );

  it.each(['md', 'html', 'docx', 'pdf'])(
    'holds nothing that anybody worded, and tells nothing by its name, as %s',
    async (extension) => {
      const copy = await renderExternal(wordedAs('PLANTED'), extension);

      const body = copy?.body ?? '';
      const bytes =
        extension === 'docx'
          ? [...(await unzip(Buffer.from(body))).values()].join('')
          : Buffer.from(body).toString('latin1');
      expect(bytes.length).toBeGreaterThan(100);
      expect(bytes).not.toMatch(/PLANTED|sapphire|heron|11112222|i-0abc|slack|commander/i);
      expect(copy?.fileName).toBe(`security-incident-2026-03-03.${extension}`);
    },
  );

  it('is what people wrote in its place, with what the log knows withheld', () => {
    const text = told('# What we saw\n\nThe commander used role billing-export in 111122223333.\n\n- We are sorry.');

    expect(text).toContain('What we saw');
    expect(text).toContain('The [withheld] used role [withheld] in [withheld].');
    expect(text).toContain('We are sorry.');
    expect(text).not.toContain('What we are doing');
  });

  it.each([
    ['the title', 'Session of role billing-export used from outside AWS, we call it.'],
    ['a codename', 'Call it sapphire-heron.'],
    ['a codename in capitals', 'Call it SAPPHIRE-HERON.'],
    ['a codename split by markup', 'Call it sapph**ire-he**ron.'],
    ['a codename with an invisible letter', 'Call it sapphire\u200b-heron.'],
    ['a codename in full-width letters', 'Call it ｓａｐｐｈｉｒｅ－ｈｅｒｏｎ.'],
    ['a person', 'Ask forensics-lead.'],
    ['an account', 'In account 111122223333 or 999988887777.'],
    ['an instance', 'On i-0abc1234def567890 and i-0fedcba9876543210.'],
    ['an address', 'From 198.51.100.1, 192.0.2.4/24 and 2001:db8::1.'],
    ['a host', 'On db-1.internal.example.com and build.corp.'],
    ['a link', 'See [this](https://wiki.example.com/secret) or <https://a.example/b>.'],
    ['an e-mail address', 'Write to responder-1@example.com.'],
    ['a resource name', 'The role arn:aws:iam::111122223333:role/billing-export.'],
    ['a channel', 'Talked about in inc-42-sapphire-heron.'],
    ['a ticket', 'Followed in SEC-12 and #42.'],
    ['a key', 'With AKIAIOSFODNN7EXAMPLE.'],
  ])('withholds %s', (_what, text) => {
    expect(told(text)).toContain('[withheld]');
    expect(
      told(text)
        .normalize('NFKC')
        .replace(/\p{Cf}/gu, ''),
    ).not.toMatch(
      /session of|sapphire|heron|forensics|\d{12}|i-0|\d+\.\d+\.\d+|2001:|internal|corp|wiki|example|responder|arn:|inc-42|SEC-|#42|AKIA/i,
    );
  });
});

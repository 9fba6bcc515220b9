import { describe, expect, it } from 'vitest';
import { cleanLine, cleanText } from '../../../src/alerts/clean.ts';
import { boundedKey, makeFinding, timestamp } from '../../../src/alerts/finding.ts';

describe('cleaning', () => {
  it('strips control, direction, zero-width and tag characters', () => {
    expect(cleanLine('a\u0000b\u001b[31mc\u202ed\u2066e\u200bf\ufeffg\u{e0041}h\u009bi', 100)).toBe('ab[31mcdefghi');
  });

  it('keeps lines and every script people write', () => {
    expect(cleanText('eins\r\nzwei\rdrei\u2028vier\tünf 雪 हिन्दी', 100)).toBe('eins\nzwei\ndrei\nvier\tünf 雪 हिन्दी');
    expect(cleanLine('eins\n\n  zwei', 100)).toBe('eins zwei');
  });

  it('cuts at a whole character within the length', () => {
    expect(cleanLine('abcdef', 4)).toBe('abc…');
    expect(cleanLine(`ab${'😀'.repeat(5)}`, 4)).toBe('ab…');
    expect(cleanLine('a\ud800b', 10)).toBe('a\ufffdb');
  });

  it.each([
    [`token ghp_${'a'.repeat(36)} leaked`, 'token [redacted GitHub token] leaked'],
    [`github_pat_${'A1_'.repeat(20)}`, '[redacted GitHub token]'],
    ['eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiIxIn0.c2lnbmF0dXJl!', '[redacted JSON web token]!'],
    ['-----BEGIN RSA PRIVATE KEY-----\nMIIE\n-----END RSA PRIVATE KEY----- end', '[redacted private key] end'],
    ['-----BEGIN OPENSSH PRIVATE KEY-----\nb3Blbn', '[redacted private key]'],
    ['aws_secret_access_key = wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'aws_secret_access_key = [redacted]'],
    ['"SecretAccessKey": "wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY"', '"SecretAccessKey": "[redacted]"'],
    ['AKIAIOSFODNN7EXAMPLE wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY', 'AKIAIOSFODNN7EXAMPLE [redacted AWS secret key]'],
    [`xoxb-${'1'.repeat(20)}`, '[redacted Slack token]'],
    ['password: hunter2hunter2', 'password: [redacted]'],
    [`glued${'ghp_'}${'a'.repeat(36)}`, 'glued[redacted GitHub token]'],
  ])('redacts secrets: %s', (text, safe) => {
    expect(cleanText(text, 1000)).toBe(safe);
  });

  it('redacts a secret that invisible characters pull apart, and one that the cut would halve', () => {
    expect(cleanText(`ghp_\u200b${'a'.repeat(36)}`, 100)).toBe('[redacted GitHub token]');
    expect(cleanText(`ghp_${'a'.repeat(36)}`, 20)).not.toContain('aaa');
  });

  it('comes to an end with half a mebibyte made to hurt', () => {
    for (const piece of ['eyJaaaaaaaa.', '-----BEGIN PRIVATE KEY-----', 'password', '\u200b', 'AKIA', ' ']) {
      expect(cleanLine(piece.repeat(40_000), 200).length).toBeLessThanOrEqual(200);
    }
  });

  it('leaves no half of a secret where a very long text is cut', () => {
    const text = `-----BEGIN PRIVATE KEY-----${'A'.repeat(16_300)}-----END PRIVATE KEY-----ghp_${'b'.repeat(36)}`;

    expect(cleanText(text, 4000)).not.toContain('b');
  });

  it('keeps access key ids, for they name what must be contained', () => {
    expect(cleanLine('key AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE', 100)).toBe(
      'key AKIAIOSFODNN7EXAMPLE and ASIAIOSFODNN7EXAMPLE',
    );
  });
});

describe('a finding', () => {
  const draft = { dedupKey: 'k', type: 't', title: 'T', severity: 'high', severityRaw: '8' } as const;

  it('keeps only links a click may follow', () => {
    const link = (given: string) => makeFinding({ ...draft, link: given }).link;

    expect(link('https://example.com/a?b=c#d')).toBe('https://example.com/a?b=c#d');
    for (const bad of [
      'javascript:alert(1)',
      'data:text/html,x',
      '?orgId=1',
      'https://me:pass@example.com/',
      'ftp://example.com',
    ]) {
      expect(link(bad)).toBeUndefined();
    }
  });

  it('names each entity once, with the region of whichever mention knew it', () => {
    const { entities } = makeFinding({
      ...draft,
      entities: [
        { kind: 'instance', id: 'i-1', account: '1' },
        { kind: 'instance', id: 'i-1', account: '1', region: 'eu-west-1' },
        { kind: 'instance', id: 'i-1', account: '2' },
        { kind: 'role', id: undefined },
        { kind: 'role', id: '\u200b' },
      ],
    });

    expect(entities).toEqual([
      { kind: 'instance', id: 'i-1', account: '1', region: 'eu-west-1' },
      { kind: 'instance', id: 'i-1', account: '2' },
    ]);
  });

  it('keeps keys apart that look alike when cleaned or cut', () => {
    expect(boundedKey('plain')).toBe('plain');
    expect(boundedKey('a\u200bb')).not.toBe(boundedKey('ab'));
    expect(boundedKey('x'.repeat(5000))).not.toBe(boundedKey('x'.repeat(5001)));
    expect(boundedKey('x'.repeat(5000)).length).toBeLessThan(200);
  });

  it.each([
    ['2026-03-02T10:15:00+01:00', '2026-03-02T09:15:00.000Z'],
    ['2025-02-25 20:40:06.000000000', '2025-02-25T20:40:06.000Z'],
    ['0001-01-01T00:00:00Z', undefined],
    ['yesterday', undefined],
    [undefined, undefined],
  ])('tells the time %s in UTC', (told, at) => {
    expect(timestamp(told)).toBe(at);
  });
});

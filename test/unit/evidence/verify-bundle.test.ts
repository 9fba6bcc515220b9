import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { ZipFile } from 'yazl';
import { sha256 } from '../../../src/base/chain.ts';
import { exportBundle } from '../../../src/evidence/bundle.ts';
import { chain } from '../../../src/evidence/chained-line.ts';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { verifyBundle } from '../../../src/evidence/verify-bundle.ts';
import {
  EVIDENCE,
  eventsOf,
  givenBundle,
  INCIDENT,
  inputOf,
  logged,
  relist,
  repack,
  unpack,
  workplace,
} from './given-bundle.ts';

type Files = Map<string, Buffer>;

/** Exports, lets a forger at the files, packs them well again, and verifies. */
async function forged(forge: (files: Files) => void) {
  await using place = await workplace();
  const bundle = await givenBundle(place);
  const files = await unpack(bundle.path);
  forge(files);
  const path = await repack(files, join(place.directory, 'forged.zip'));
  return { verdict: await verifyBundle(path), anchored: await verifyBundle(path, { head: bundle.head }), bundle };
}

function edit(files: Files, name: string, from: string, to: string): void {
  const before = String(files.get(name));
  if (!before.includes(from)) throw new Error(`${name} does not hold ${from}`);
  files.set(name, Buffer.from(before.replace(from, to)));
}

/** Writes the whole log anew with a changed word, as somebody who owns the database could. */
function rewriteLog(files: Files, from: string, to: string): string {
  const events = JSON.parse(JSON.stringify(eventsOf(EVIDENCE)).replace(from, to)) as object[];
  const lines = logged(events).map(({ event, previous }) => chain(previous, event));
  files.set('events.jsonl', Buffer.from(lines.map(({ line }) => `${line}\n`).join('')));
  return String(lines.at(-1)?.hash);
}

describe('verify', () => {
  it('accepts a bundle that was unpacked and packed again in the same form', async () => {
    const { verdict } = await forged(() => undefined);

    expect(verdict).toMatchObject({ ok: true });
  });

  it('names the first broken event when a word in it was changed, even if all sums were renewed', async () => {
    const { verdict } = await forged((files) => {
      edit(files, 'events.jsonl', 'n1', 'n2');
      relist(files);
    });

    expect(verdict).toMatchObject({ ok: false, firstBrokenEvent: 2, faults: [{ where: 'events.jsonl:2' }] });
  });

  it.each([
    ['a removed event', (lines: string[]) => lines.toSpliced(2, 1), 3],
    ['two swapped events', (lines: string[]) => lines.with(1, String(lines[2])).with(2, String(lines[1])), 2],
    ['a repeated event', (lines: string[]) => lines.toSpliced(1, 0, String(lines[1])), 3],
    ['an empty line', (lines: string[]) => lines.toSpliced(3, 0, ''), 4],
  ])('names the event behind %s', async (_what, change, firstBrokenEvent) => {
    const { verdict } = await forged((files) => {
      const lines = String(files.get('events.jsonl')).trimEnd().split('\n');
      files.set('events.jsonl', Buffer.from(`${change(lines).join('\n')}\n`));
      relist(files);
    });

    expect(verdict).toMatchObject({ ok: false, firstBrokenEvent });
  });

  it('sees a log cut off at its end', async () => {
    const { verdict } = await forged((files) => {
      const lines = String(files.get('events.jsonl')).trimEnd().split('\n').slice(0, -1);
      files.set('events.jsonl', Buffer.from(`${lines.join('\n')}\n`));
      relist(files);
    });

    expect(verdict).toMatchObject({ ok: false, faults: [{ what: 'has 4 events instead of 5' }] });
  });

  it('sees a wholesale rewrite only by the head that was shown elsewhere', async () => {
    const { verdict, anchored, bundle } = await forged((files) => {
      const head = rewriteLog(files, 'contained', 'ignored');
      relist(files, (manifest) => ({ ...manifest, chain: { ...manifest.chain, head } }));
    });

    expect(verdict).toMatchObject({ ok: true });
    expect(anchored).toMatchObject({ ok: false, faults: [{ what: expect.stringContaining(bundle.head) }] });
  });

  it('accepts the first digits of a head as people copy them, and no fewer than twelve', async () => {
    await using place = await workplace();
    const { path, head } = await givenBundle(place);

    expect(await verifyBundle(path, { head: head.slice(0, 12).toUpperCase() })).toMatchObject({ ok: true });
    expect(await verifyBundle(path, { head: head.slice(0, 11) })).toMatchObject({ ok: false });
    expect(await verifyBundle(path, { head: '' })).toMatchObject({ ok: false });
  });

  it('sees evidence exchanged together with every list that names it, because events name its hash', async () => {
    const { verdict } = await forged((files) => {
      const content = '{"role":"innocent"}\n';
      files.set('evidence/e1/e1.json', Buffer.from(content));
      const [first = '', second = ''] = String(files.get('evidence.jsonl')).trimEnd().split('\n');
      const record = (line: string) => JSON.parse(line).record;
      const one = chain('0'.repeat(64), { ...record(first), sha256: sha256(content), bytes: content.length });
      files.set('evidence.jsonl', Buffer.from(`${one.line}\n${chain(one.hash, record(second)).line}\n`));
      relist(files);
    });

    expect(verdict).toMatchObject({ ok: false, faults: [{ what: expect.stringContaining('lacks e1') }] });
  });

  it.each([
    ['custody.jsonl', 'responder-1', 'responder-9', 'custody.jsonl:1'],
    ['evidence.jsonl', 'role/payments', 'role/paymentz', 'evidence.jsonl:1'],
    ['manifest.json', 'sapphire-heron', 'sapphire-cobra', 'MANIFEST.sha256'],
    ['documents/postmortem.md', 'Incident', 'Accident', 'documents/postmortem.md'],
    ['README.txt', 'WHAT', 'WHO?', 'README.txt'],
    ['MANIFEST.sha256', '  ', ' *', 'MANIFEST.sha256'],
  ])('sees a changed word in %s', async (name, from, to, where) => {
    const { verdict } = await forged((files) => edit(files, name, from, to));

    expect(verdict).toMatchObject({ ok: false, faults: expect.arrayContaining([expect.objectContaining({ where })]) });
  });

  it.each([
    ['title', { title: 'Nothing happened' }],
    ['codename', { codename: 'sapphire-cobra' }],
    ['number', { number: 43 }],
    ['tlp', { tlp: 'CLEAR' }],
  ])('holds the %s of the manifest against the events', async (_name, change) => {
    const { verdict } = await forged((files) =>
      relist(files, (manifest) => ({ ...manifest, incident: { ...manifest.incident, ...change } })),
    );

    expect(verdict).toMatchObject({ ok: false, faults: [{ where: 'manifest.json' }] });
  });

  it('sees missing and unlisted files', async () => {
    const { verdict } = await forged((files) => {
      files.delete('documents/postmortem.md');
      files.set('documents/extra.md', Buffer.from('new'));
    });

    expect(verdict).toMatchObject({
      ok: false,
      faults: [
        { where: 'documents/extra.md', what: expect.stringContaining('not in its manifest') },
        { where: 'documents/postmortem.md', what: expect.stringContaining('missing') },
      ],
    });
  });

  it('refuses events that are not canonical JSON, such as a key said twice', async () => {
    const { verdict } = await forged((files) => {
      edit(files, 'events.jsonl', '"seq":1', '"seq":1,"seq":1');
      relist(files);
    });

    expect(verdict).toMatchObject({ firstBrokenEvent: 1, faults: [{ what: expect.stringContaining('canonical') }] });
  });

  it.each<[string, (zip: ZipFile) => void, RegExp]>([
    ['compressed', (zip) => zip.addBuffer(Buffer.alloc(10_000_000), 'bomb.bin', { compress: true }), /compressed/],
    [
      'twice',
      (zip) => ['a', 'b'].map((text) => zip.addBuffer(Buffer.from(text), 'x.md', { compress: false })),
      /twice/,
    ],
    ['hidden', (zip) => zip.addBuffer(Buffer.from('x'), '.ssh/keys', { compress: false }), /not a name/],
    ['a directory', (zip) => zip.addEmptyDirectory('documents/'), /not a name/],
  ])('refuses a zip with an entry that is %s', async (_what, fill, what) => {
    await using place = await workplace();
    const path = join(place.directory, 'hostile.zip');
    const zip = new ZipFile();
    fill(zip);
    zip.end();
    await writeFile(
      path,
      Buffer.concat(
        await (zip.outputStream as unknown as AsyncIterable<Buffer> & { toArray(): Promise<Buffer[]> }).toArray(),
      ),
    );

    const verdict = await verifyBundle(path);

    expect(verdict).toMatchObject({ ok: false, faults: [{ what: expect.stringMatching(what) }] });
  });

  it('refuses names that lead out of the directory it is unpacked to', async () => {
    await using place = await workplace();
    const bundle = await givenBundle(place);
    const bytes = await readFile(bundle.path, 'latin1');
    await writeFile(bundle.path, bytes.replaceAll('evidence/e1/e1.json', '../../../../e1.json'), 'latin1');

    const verdict = await verifyBundle(bundle.path);

    expect(verdict).toMatchObject({ ok: false, faults: [{ what: expect.stringMatching(/invalid relative path/) }] });
  });

  it('refuses bytes before, behind and between the files, which other programs might read', async () => {
    await using place = await workplace();
    const { path } = await givenBundle(place);
    const bytes = await readFile(path);
    const wrong = join(place.directory, 'wrong.zip');
    const verdicts: boolean[] = [];

    for (const altered of [Buffer.concat([Buffer.from('MZ'), bytes]), Buffer.concat([bytes, Buffer.from('x')])]) {
      await writeFile(wrong, altered);
      verdicts.push((await verifyBundle(wrong)).ok);
    }

    expect(verdicts).toEqual([false, false]);
  });

  it.each(['', 'not a zip', 'PK\u0005\u0006'])(
    'answers, and does not fail, for a file that holds %j',
    async (content) => {
      await using place = await workplace();
      const path = join(place.directory, 'other.zip');
      await writeFile(path, content);

      expect(await verifyBundle(path)).toMatchObject({ ok: false, faults: [{ where: 'container' }] });
    },
  );

  it('says so when there is no such file', async () => {
    await expect(verifyBundle('/nowhere/bundle.zip')).rejects.toMatchObject({ code: 'not_found' });
  });
});

describe('a bundle without a piece that was disposed of', () => {
  const decided = {
    ...{ id: 'id-9', incidentId: INCIDENT, type: 'EvidenceDisposalConfirmed', by: { name: 'Ben' } },
    data: { evidenceId: 'e1', reason: 'over', requestedBy: { id: 'anna', name: 'Anna' } },
  };
  const refused = { ...decided, id: 'id-10', type: 'EvidenceDisposalRefused', data: { evidenceId: 'e1' } };

  /** Exports after the vault let e1 go, with these events at the end of the log. */
  async function verdictWith(...more: readonly object[]) {
    await using place = await workplace();
    const input = await inputOf(place.vault);
    const later = { now: () => new Date('2040-01-01T00:00:00.000Z') };
    const vault = await openDirectoryVault(join(place.directory, 'vault'), later);
    await vault.dispose(INCIDENT, 'e1', { by: 'anna and ben', why: 'over' });
    const events = [...eventsOf(EVIDENCE), ...more].map((one, index) => ({ ...one, seq: index + 1 }));
    const path = join(place.directory, 'after.zip');
    await exportBundle({ ...input, events: logged(events) }, path);
    return { verdict: await verifyBundle(path), files: await unpack(path) };
  }

  it('is intact, and says when and by whom', async () => {
    const { verdict, files } = await verdictWith(decided);

    expect([...files.keys()].filter((name) => name.startsWith('evidence/'))).toEqual(['evidence/e2/e2.json']);
    expect(verdict).toMatchObject({
      ok: true,
      disposed: [{ key: 'e1', name: 'e1.json', at: '2040-01-01T00:00:00.000Z', people: ['Anna', 'Ben'] }],
    });
  });

  it.each([
    ['no two people decided it', []],
    ['the vault is said to have kept it after all', [decided, refused]],
  ])('is not what was exported where %s', async (_what, events) => {
    const { verdict } = await verdictWith(...events);

    expect(verdict).toMatchObject({ ok: false, faults: [{ what: expect.stringContaining('not in the manifest') }] });
  });
});

import { execFile } from 'node:child_process';
import { chmod, mkdir, readdir, readFile, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { exportBundle } from '../../../src/evidence/bundle.ts';
import { verifyBundle } from '../../../src/evidence/verify-bundle.ts';
import { deposit, givenBundle, inputOf, unpack, workplace } from './given-bundle.ts';

describe('export bundle', () => {
  it('verifies, and says the head and the root that were told at export', async () => {
    await using place = await workplace();
    const bundle = await givenBundle(place);

    const verdict = await verifyBundle(bundle.path, { head: bundle.head, root: bundle.root });

    expect(verdict).toMatchObject({ ok: true, events: 5, files: bundle.files, head: bundle.head, root: bundle.root });
  });

  it('holds events, evidence, custody, documents and the way to check them', async () => {
    await using place = await workplace();
    const bundle = await givenBundle(place);

    const files = await unpack(bundle.path);

    expect([...files.keys()]).toEqual([
      'MANIFEST.sha256',
      'README.txt',
      'custody.jsonl',
      'documents/postmortem.html',
      'documents/postmortem.md',
      'events.jsonl',
      'evidence.jsonl',
      'evidence/e1/e1.json',
      'evidence/e2/e2.json',
      'manifest.json',
    ]);
    expect(String(files.get('evidence/e2/e2.json'))).toBe('first line\nsecond line\n');
    expect(String(files.get('README.txt'))).toContain(bundle.head);
  });

  it('gives the same bytes for the same facts, in any time zone', async () => {
    await using one = await workplace();
    await using two = await workplace();
    const zone = process.env.TZ;
    const first = await givenBundle(one);
    process.env.TZ = 'Asia/Kathmandu';
    const second = await givenBundle(two);
    if (zone === undefined) delete process.env.TZ;
    else process.env.TZ = zone;

    expect((await readFile(first.path)).equals(await readFile(second.path))).toBe(true);
  });

  it('records the export of each piece in the custody log', async () => {
    await using place = await workplace();
    await givenBundle(place);

    const log = await place.vault.custody('incident-1');

    expect(log.filter(({ record }) => record.verb === 'exported').map(({ record }) => record.key)).toEqual([
      'e1',
      'e2',
    ]);
  });

  it('refuses to export a log whose chain is broken, and names the event', async () => {
    await using place = await workplace();
    const input = await inputOf(place.vault);
    const events = [...(input.events as Iterable<{ event: object; previous: string; hash: string }>)].map(
      (logged, index) => (index === 2 ? { ...logged, event: { ...logged.event, forged: true } } : logged),
    );

    const exporting = exportBundle({ ...input, events }, join(place.directory, 'bundle.zip'));

    await expect(exporting).rejects.toMatchObject({
      code: 'bundle_invalid',
      message: expect.stringContaining('Event 3'),
    });
    expect(await readdir(place.directory)).toEqual(['vault']);
  });

  it('leaves no half-written bundle when evidence is damaged', async () => {
    await using place = await workplace();
    const input = await inputOf(place.vault);
    const held = await place.vault.find('incident-1', 'e2');
    const blob = join(place.directory, 'vault/sha256', String(held?.sha256.slice(0, 2)), String(held?.sha256));
    await chmod(blob, 0o600);
    await writeFile(blob, 'first line\nsecond 1ine\n');

    const exporting = exportBundle(input, join(place.directory, 'bundle.zip'));

    await expect(exporting).rejects.toMatchObject({ code: 'evidence_missing' });
    expect(await readdir(place.directory)).toEqual(['vault']);
  });

  it.each(['../evil.md', '/etc/passwd', 'a\\b', '.hidden', 'POSTMORTEM.md'])(
    'refuses a document called %s',
    async (name) => {
      await using place = await workplace();
      const input = await inputOf(place.vault);
      const documents = [...input.documents, { name, content: 'x' }];

      const exporting = exportBundle({ ...input, documents }, join(place.directory, 'bundle.zip'));

      await expect(exporting).rejects.toMatchObject({ code: 'bundle_invalid' });
    },
  );

  it('gives evidence with hostile or equal names a plain place of its own', async () => {
    await using place = await workplace();
    const input = await inputOf(place.vault);
    const by = { by: 'responder-1', why: 'dropped in the channel' };
    await place.vault.put(deposit('e3', '../../.ssh/authorized keys'), [Buffer.from('a')], by);
    await place.vault.put(deposit('e3', '../../.ssh/authorized keys'), [Buffer.from('b')], by);
    await place.vault.put(deposit('e4', '...'), [], by);

    const bundle = await exportBundle(input, join(place.directory, 'bundle.zip'));

    const names = [...(await unpack(bundle.path)).keys()].filter((name) => /e[34]/.test(name));
    expect(names).toEqual([
      'evidence/e3.2/ssh-authorized-keys',
      'evidence/e3/ssh-authorized-keys',
      'evidence/e4/content',
    ]);
    expect(await verifyBundle(bundle.path)).toMatchObject({ ok: true });
  });

  it('can be checked without Cordon, by the shell lines of its own README', async (context) => {
    await using place = await workplace();
    const bundle = await givenBundle(place);
    const files = await unpack(bundle.path);
    const root = join(place.directory, 'unpacked');
    for (const [name, content] of files) {
      await mkdir(dirname(join(root, name)), { recursive: true });
      await writeFile(join(root, name), content);
    }
    const lines = String(files.get('README.txt')).split('\n');
    const script = lines.filter((line) => line.startsWith('       ') && !line.includes(bundle.head)).join('\n');
    const run = (command: string) => promisify(execFile)('bash', ['-c', command], { cwd: root });
    if (!(await run('command -v sha256sum').catch(() => undefined))) context.skip('sha256sum is not installed');

    const honest = await run(script);
    const forged = String(files.get('events.jsonl')).replace('contained', 'continued');
    await writeFile(join(root, 'events.jsonl'), forged);
    const caught = await run(script);

    expect(honest.stdout).toContain('manifest.json: OK');
    expect(honest.stdout).toContain(`5 lines, head ${bundle.head}`);
    expect(caught.stdout).toContain('events.jsonl: FAILED');
    expect(caught.stdout).toContain('broken at line 5');
  });
});

import { execFile } from 'node:child_process';
import { appendFile, chmod, mkdir, readdir, readFile, stat, writeFile } from 'node:fs/promises';
import { hostname } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { sha256 } from '../../../src/base/chain.ts';
import { openDirectoryVault } from '../../../src/evidence/directory-vault.ts';
import { access, deposit, INCIDENT, workplace } from './given-bundle.ts';

const bytes = (text: string) => [Buffer.from(text)];

async function text(stream: AsyncIterable<Buffer>): Promise<string> {
  const chunks: Buffer[] = [];
  for await (const chunk of stream) chunks.push(chunk);
  return Buffer.concat(chunks).toString();
}

describe('directory vault', () => {
  it('keeps content at the address of its own hash, readable by nobody else and writable by nobody', async () => {
    await using place = await workplace();

    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    const path = join(place.directory, 'vault/sha256', held.sha256.slice(0, 2), held.sha256);
    expect(held).toMatchObject({ sha256: sha256('evidence'), bytes: 8, seq: 1, already: false });
    expect(await readFile(path, 'utf8')).toBe('evidence');
    expect((await stat(path)).mode & 0o777).toBe(0o400);
  });

  it('keeps the same content under the same key once, whoever puts it again', async () => {
    await using place = await workplace();
    await place.vault.put(deposit('e1'), bytes('evidence'), access);

    const again = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    expect(again).toMatchObject({ seq: 1, already: true });
    expect(await place.vault.manifest(INCIDENT)).toHaveLength(1);
    expect(await readdir(join(place.directory, 'vault/incoming'))).toEqual([]);
  });

  it('never overwrites: other content under the same key is a further piece, and the newest is found', async () => {
    await using place = await workplace();
    const first = await place.vault.put(deposit('e1'), bytes('before'), access);
    await place.vault.put(deposit('e1'), bytes('after'), access);

    const newest = await place.vault.find(INCIDENT, 'e1');

    expect(newest?.sha256).toBe(sha256('after'));
    expect(await text(await place.vault.open(INCIDENT, first.sha256, access))).toBe('before');
  });

  it('writes down who stored and who read, when and why, in a chain', async () => {
    await using place = await workplace();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);
    await text(await place.vault.open(INCIDENT, held.sha256, { by: 'auditor', why: 'yearly audit' }));

    const log = await place.vault.custody(INCIDENT);

    expect(log.map(({ record }) => [record.verb, record.by, record.why, record.key])).toEqual([
      ['put', 'responder-1', 'collected by the playbook', 'e1'],
      ['read', 'auditor', 'yearly audit', 'e1'],
    ]);
    expect(log[1]?.previous).toBe(log[0]?.hash);
  });

  it('gives an incident only what that incident holds', async () => {
    await using place = await workplace();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    const opening = place.vault.open('incident-2', held.sha256, access);

    await expect(opening).rejects.toMatchObject({ code: 'not_found' });
  });

  it.each(['../incident-1', 'a/b', '', '.', 'x'.repeat(65), 'a\0b'])(
    'refuses the incident id %j',
    async (incidentId) => {
      await using place = await workplace();

      const putting = place.vault.put({ ...deposit('e1'), incidentId }, bytes('x'), access);

      await expect(putting).rejects.toMatchObject({ code: 'body_invalid' });
    },
  );

  it('uses names and keys as text, never as paths', async () => {
    await using place = await workplace();

    await place.vault.put(deposit('../../../key', '../../../../etc/passwd'), bytes('x'), access);

    expect((await readdir(place.directory)).sort()).toEqual(['vault']);
    expect(await place.vault.find(INCIDENT, '../../../key')).toMatchObject({ name: '../../../../etc/passwd' });
  });

  it('fails at the end of the stream when bytes were changed on disk, and says so in its check', async () => {
    await using place = await workplace();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
    const path = join(place.directory, 'vault/sha256', held.sha256.slice(0, 2), held.sha256);
    await chmod(path, 0o600);
    await writeFile(path, 'evidenc3');

    const reading = place.vault.open(INCIDENT, held.sha256, access).then(text);

    await expect(reading).rejects.toMatchObject({ code: 'evidence_missing' });
    expect(await place.vault.check(INCIDENT, access)).toMatchObject([{ where: 'e1' }]);
  });

  it('heals damaged content when the right bytes are put again', async () => {
    await using place = await workplace();
    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);
    const path = join(place.directory, 'vault/sha256', held.sha256.slice(0, 2), held.sha256);
    await chmod(path, 0o600);
    await writeFile(path, 'gone');

    await place.vault.put(deposit('e1'), bytes('evidence'), access);

    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });

  it('notices an edited manifest and an edited custody log', async () => {
    await using place = await workplace();
    await place.vault.put(deposit('e1'), bytes('evidence'), access);
    const folder = join(place.directory, 'vault/incidents', INCIDENT);
    const custody = await readFile(join(folder, 'custody.jsonl'), 'utf8');
    await writeFile(join(folder, 'custody.jsonl'), custody.replace('responder-1', 'responder-2'));

    const faults = await place.vault.check(INCIDENT, access);

    expect(faults).toMatchObject([{ where: expect.stringMatching(/custody\.jsonl:1$/) }]);
    await expect(place.vault.custody(INCIDENT)).rejects.toMatchObject({ code: 'bundle_invalid' });
  });

  it('leaves nothing behind when the source fails half-way', async () => {
    await using place = await workplace();
    async function* failing() {
      yield Buffer.from('half');
      throw new Error('connection lost');
    }

    await expect(place.vault.put(deposit('e1'), failing(), access)).rejects.toThrow('connection lost');

    expect(await readdir(join(place.directory, 'vault/incoming'))).toEqual([]);
    expect(await place.vault.manifest(INCIDENT)).toEqual([]);
  });

  it('goes on behind a line that a crash left torn', async () => {
    await using place = await workplace();
    await place.vault.put(deposit('e1'), bytes('one'), access);
    await appendFile(join(place.directory, 'vault/incidents', INCIDENT, 'manifest.jsonl'), '{"hash":"12');

    await place.vault.put(deposit('e2'), bytes('two'), access);

    expect((await place.vault.manifest(INCIDENT)).map(({ record }) => record.seq)).toEqual([1, 2]);
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });

  it('takes over the lock of a process that was killed', async () => {
    await using place = await workplace();
    const folder = join(place.directory, 'vault/incidents', INCIDENT);
    await mkdir(folder, { recursive: true });
    const { pid } = await promisify(execFile)(process.execPath, ['-p', 'process.pid']).then(({ stdout }) => ({
      pid: Number(stdout),
    }));
    await writeFile(join(folder, '.lock'), `${hostname()} ${pid} token`);

    const held = await place.vault.put(deposit('e1'), bytes('evidence'), access);

    expect(held.seq).toBe(1);
  });

  it('stays one chain when several vaults on one directory write at once', async () => {
    await using place = await workplace();
    const other = await openDirectoryVault(join(place.directory, 'vault'));

    await Promise.all(
      Array.from({ length: 20 }, (_, n) =>
        (n % 2 ? place.vault : other).put(deposit(`e${n}`), bytes(`content ${n}`), access),
      ),
    );

    expect((await place.vault.manifest(INCIDENT)).map(({ record }) => record.seq)).toEqual(
      Array.from({ length: 20 }, (_, n) => n + 1),
    );
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });

  it('stays one chain when several processes write at once', async () => {
    await using place = await workplace();
    const vault = pathToFileURL(join(import.meta.dirname, '../../../src/evidence/directory-vault.ts'));
    const script = (name: string) => `
      import { openDirectoryVault } from '${vault}';
      const vault = await openDirectoryVault(${JSON.stringify(join(place.directory, 'vault'))});
      for (let n = 0; n < 8; n += 1) {
        const deposit = { ...${JSON.stringify(deposit('e'))}, key: '${name}' + n };
        await vault.put(deposit, [Buffer.from('${name}' + n)], ${JSON.stringify(access)});
      }`;

    await Promise.all(
      ['a', 'b', 'c'].map((name) => promisify(execFile)(process.execPath, ['--input-type=module', '-e', script(name)])),
    );

    expect(await place.vault.manifest(INCIDENT)).toHaveLength(24);
    expect(await place.vault.check(INCIDENT, access)).toEqual([]);
  });
});

import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';
import { fromBuffer, type Options, type ZipFile } from 'yauzl';
import { packageOf } from '../../../src/teams/package.ts';
import { APPLICATION, OPTIONAL, RSC } from '../../../src/teams/permissions.ts';

const OPTIONS = {
  appId: '00000000-0000-0000-0000-000000000001',
  baseUrl: 'https://cordon.example.com',
  version: '1.2.3',
};

describe('the app package', () => {
  it('holds the manifest and the two icons in the sizes that Teams asks for', async () => {
    const files = await unpacked(await packageOf(OPTIONS));

    expect([...files.keys()]).toEqual(['manifest.json', 'color.png', 'outline.png']);
    expect(files.get('color.png')?.readUInt32BE(16)).toBe(192);
    expect(files.get('outline.png')?.readUInt32BE(16)).toBe(32);
  });

  it('asks for what stands in the table of permissions, and names the bot everywhere it is used', async () => {
    const manifest = JSON.parse(String((await unpacked(await packageOf(OPTIONS))).get('manifest.json')));

    const asked = manifest.authorization.permissions.resourceSpecific.map(({ name }: { name: string }) => name);
    expect(asked).toEqual(Object.keys(RSC).sort());
    expect([manifest.id, manifest.bots[0].botId, manifest.composeExtensions[0].botId]).toEqual(
      Array(3).fill(OPTIONS.appId),
    );
    expect(manifest.validDomains).toEqual(['cordon.example.com']);
    expect(manifest.staticTabs[0].contentUrl).toBe('https://cordon.example.com/teams/tab?back=%2F');
    expect(manifest.configurableTabs[0].configurationUrl).toBe('https://cordon.example.com/teams/configure');
    expect(manifest.webApplicationInfo.resource).toBe(`api://cordon.example.com/${OPTIONS.appId}`);
    expect(manifest.name.short.length).toBeLessThanOrEqual(30);
    expect(manifest.description.short.length).toBeLessThanOrEqual(80);
  });

  it('is the same bytes for the same settings', async () => {
    expect(await packageOf(OPTIONS)).toEqual(await packageOf(OPTIONS));
  });
});

it('says in the documentation what each permission is for', () => {
  const page = readFileSync(join(import.meta.dirname, '../../../docs/teams.md'), 'utf8').replace(/ +/g, ' ');

  for (const [name, reason] of Object.entries({ ...APPLICATION, ...OPTIONAL, ...RSC }))
    expect(page).toContain(`| \`${name}\` | ${reason} |`);
  expect(page.match(/^\d+\. /gm)?.length).toBeLessThanOrEqual(10);
});

async function unpacked(zip: Buffer): Promise<ReadonlyMap<string, Buffer>> {
  const open = promisify<Buffer, Options, ZipFile>(fromBuffer);
  const file = await open(zip, { lazyEntries: false, autoClose: false });
  const found = new Map<string, Buffer>();
  const reading: Promise<unknown>[] = [];
  await new Promise((done) => {
    file.on('entry', (entry) => {
      found.set(entry.fileName, Buffer.alloc(0));
      const stream = promisify(file.openReadStream.bind(file)) as (one: typeof entry) => Promise<NodeJS.ReadableStream>;
      reading.push(stream(entry).then(async (body) => found.set(entry.fileName, await buffer(body))));
    });
    file.on('end', done);
  });
  await Promise.all(reading);
  return found;
}

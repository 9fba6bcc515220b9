import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { buffer } from 'node:stream/consumers';
import { promisify } from 'node:util';
import { Ajv } from 'ajv';
import { describe, expect, it } from 'vitest';
import { fromBuffer, type Options, type ZipFile } from 'yauzl';
import { manifestOf } from '../../../src/teams/manifest.ts';
import { packageOf } from '../../../src/teams/package.ts';
import { APPLICATION, OPTIONAL, RSC } from '../../../src/teams/permissions.ts';

const ROOT = join(import.meta.dirname, '../../..');
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

  it('meets Microsoft’s own schema for the version it names', () => {
    const manifest = manifestOf(OPTIONS);
    const [, version] = /\/teams\/v([\d.]+)\//.exec(manifest.$schema) ?? [];
    const name = `@microsoft/app-manifest/build/json-schemas/teams/v${version}/MicrosoftTeams.schema.json`;
    const { $schema: _, ...schema } = JSON.parse(readFileSync(createRequire(import.meta.url).resolve(name), 'utf8'));
    const meets = new Ajv({ allErrors: true, strict: false, validateFormats: false }).compile(schema);

    expect(manifest.manifestVersion).toBe(version);
    expect([meets(manifest), meets.errors]).toEqual([true, null]);
    // It is strict: what it does not know, and what is too long, it refuses.
    expect(meets({ ...manifest, unheardOf: true })).toBe(false);
    expect(meets({ ...manifest, name: { short: 'x'.repeat(31), full: 'x' } })).toBe(false);
  });

  it('is the same bytes for the same settings', async () => {
    expect(await packageOf(OPTIONS)).toEqual(await packageOf(OPTIONS));
  });
});

it('says in the documentation what each permission is for', () => {
  const page = readFileSync(join(ROOT, 'docs/teams.md'), 'utf8').replace(/ +/g, ' ');

  for (const [name, reason] of Object.entries({ ...APPLICATION, ...OPTIONAL, ...RSC }))
    expect(page).toContain(`| \`${name}\` | ${reason} |`);
});

it('is installed in at most ten steps, and what sends people to a step names the right one', () => {
  const page = readFileSync(join(ROOT, 'docs/teams.md'), 'utf8');
  const steps = [...page.matchAll(/^(\d+)\. \*\*(.+?)\.\*\*/gm)].map(([, number, title]) => `${number} ${title}`);
  expect(page.match(/^\d+\. /gm)?.length).toBe(steps.length);
  expect(steps.length).toBeLessThanOrEqual(10);

  const doctor = readFileSync(join(ROOT, 'src/teams/doctor.ts'), 'utf8');
  const sent = [...doctor.matchAll(/([^`'\n]*)docs\/teams\.md, steps? ([\d, and]+)/g)];
  expect(sent.length).toBeGreaterThan(5);
  const titleOf = (number: string) => steps.find((step) => step.startsWith(`${number} `));
  for (const [, words = '', numbers = ''] of sent)
    for (const number of numbers.match(/\d+/g) ?? []) expect(titleOf(number), words).toMatch(subjectOf(words));
});

/** What the step is about that such words send people to. */
function subjectOf(words: string): RegExp {
  if (words.includes('grant admin consent')) return /Permissions/;
  if (words.includes('CORDON_BASE_URL')) return /Endpoint/;
  if (words.includes('package')) return /Package/;
  return /\bteam\b/.test(words) ? /Team$/ : /App registration|Secret|Settings/;
}

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

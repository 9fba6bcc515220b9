import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { DOORS, ROOMS } from '../../house.config.ts';
import { COMMANDS } from '../../src/chat/commands/index.ts';
import { createAws } from '../../src/containment/aws/client.ts';
import { AwsSettings } from '../../src/containment/aws/settings.ts';
import { createCatalogue } from '../../src/containment/index.ts';
import { REACTIONS } from '../../src/reactions/index.ts';

const SRC = join(import.meta.dirname, '../../src');
const filesIn = (folder: string): readonly string[] =>
  readdirSync(join(SRC, folder)).flatMap((file) =>
    file.endsWith('.ts') && file !== 'index.ts' ? [file.replace(/\.ts$/, '')] : [],
  );

describe('the plan of the house', () => {
  it('has a row for every folder and every door', () => {
    const entries = readdirSync(SRC, { withFileTypes: true });

    expect(
      entries
        .filter((entry) => entry.isDirectory())
        .map(({ name }) => name)
        .sort(),
    ).toEqual(ROOMS.map(({ name }) => name).sort());
    expect(
      entries
        .filter((entry) => entry.isFile())
        .map(({ name }) => name.replace(/\.ts$/, ''))
        .sort(),
    ).toEqual(DOORS.map(({ name }) => name).sort());
  });

  it('is held against modules that were really walked', () => {
    const root = join(SRC, '..');
    const out = execFileSync(
      join(root, 'node_modules/.bin/depcruise'),
      ['--config', '.dependency-cruiser.mjs', '--output-type', 'json', 'src'],
      { cwd: root, encoding: 'utf8', maxBuffer: 64 * 1024 * 1024 },
    );
    const { modules } = JSON.parse(out) as { modules: { source: string; dependencies: { resolved: string }[] }[] };
    const handle = modules.find(({ source }) => source === 'src/engine/handle.ts');

    expect(modules.length).toBeGreaterThan(200);
    expect(handle?.dependencies.map(({ resolved }) => resolved)).toContain('src/incident/decide.ts');
    expect(handle?.dependencies.map(({ resolved }) => resolved)).toContain('src/incident/events.ts');
  });
});

describe('lists', () => {
  it('name every chat command under the name of its file', () => {
    expect(COMMANDS.map(({ name }) => name).sort()).toEqual([...filesIn('chat/commands')].sort());
  });

  it('name every reaction under the name of its file', () => {
    const files = filesIn('reactions').filter(
      (file) =>
        !['containment', 'documents', 'each-platform', 'gathering', 'others', 'progress', 'reaction', 'sides'].includes(
          file,
        ),
    );

    expect(REACTIONS.map(({ name }) => name).sort()).toEqual([...files].sort());
  });

  it('name every action of a cloud under the name of its file', () => {
    const { actions } = createCatalogue({ simulatedUrl: '', aws: createAws({ settings: AwsSettings.parse({}) }) });
    // A file that makes an action names it; a long action is a folder of the same name.
    const made = ['simulated', 'aws'].flatMap((provider) =>
      readdirSync(join(SRC, 'containment', provider), { withFileTypes: true }).flatMap((entry) => {
        const name = entry.name.replace(/\.ts$/, '');
        const file = entry.isDirectory() ? join(entry.name, 'index.ts') : entry.name;
        const text = readFileSync(join(SRC, 'containment', provider, file), 'utf8');
        return text.includes(`id: '${provider}.${name}'`) ? [`${provider}.${name}`] : [];
      }),
    );

    expect(actions.map(({ id }) => id).sort()).toEqual(made.sort());
  });
});

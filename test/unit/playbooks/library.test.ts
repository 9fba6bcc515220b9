import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createAws } from '../../../src/containment/aws/client.ts';
import { AwsSettings } from '../../../src/containment/aws/settings.ts';
import { createCatalogue } from '../../../src/containment/index.ts';
import { EVIDENCE_KINDS } from '../../../src/evidence/collectors/index.ts';
import type { DoneWhen, TaskDefinition } from '../../../src/incident/checklist-events.ts';
import { DEFAULT_ROLES } from '../../../src/incident/policy.ts';
import { LIBRARY, loadPlaybooks } from '../../../src/playbooks/library.ts';
import { isTriggeredBy, type PlaybookTask, tasksOf } from '../../../src/playbooks/playbook.ts';

const { names: actions } = createCatalogue({ simulatedUrl: '', aws: createAws({ settings: AwsSettings.parse({}) }) });
const known = { actions, evidenceKinds: EVIDENCE_KINDS, roles: DEFAULT_ROLES.map(({ id }) => id) };

/** The compiler holds the checklist against what the core takes. */
const asCoreTasks = (tasks: readonly PlaybookTask[]): readonly Omit<TaskDefinition, 'taskId'>[] => tasks;

let own: string;
beforeEach(async () => {
  own = await mkdtemp(join(tmpdir(), 'cordon-playbooks-'));
});
afterEach(() => rm(own, { recursive: true, force: true }));

describe('the library', () => {
  it('is without a fault and without a warning', async () => {
    const { faults, playbooks } = await loadPlaybooks({ known });

    expect(faults).toEqual([]);
    expect([...playbooks.keys()]).toEqual([
      'public-storage-bucket',
      'root-login',
      'stolen-role-session',
      'vm-compromise',
    ]);
  });

  it('is short enough to be read at 03:00, and complete: every phase, gates, items that tick themselves', async () => {
    const { playbooks } = await loadPlaybooks({ known });

    for (const { playbook } of playbooks.values()) {
      const tasks = asCoreTasks(tasksOf(playbook));
      const during = tasks.filter(({ phase }) => phase !== 'post_incident');
      expect(during.length, playbook.id).toBeLessThanOrEqual(20);
      expect(new Set(tasks.map(({ phase }) => phase)).size).toBe(5);
      expect(tasks.filter(({ required }) => required).length).toBeGreaterThan(8);
      expect(tasks.filter(({ doneWhen }) => doneWhen).length).toBeGreaterThan(6);
    }
  });

  it('starts the GDPR clock by an item, with 72 hours from awareness', async () => {
    const { playbooks } = await loadPlaybooks({ known });

    for (const { playbook } of playbooks.values()) {
      expect(playbook.clocks).toContainEqual(
        expect.objectContaining({ regime: 'gdpr', anchor: 'awareness', hours: 72 }),
      );
      expect(tasksOf(playbook)).toContainEqual(expect.objectContaining({ kind: 'clock', regime: 'gdpr' }));
    }
  });

  it.each([
    ['UnauthorizedAccess:IAMUser/InstanceCredentialExfiltration.OutsideAWS', 'stolen-role-session'],
    ['CryptoCurrency:EC2/BitcoinTool.B!DNS', 'vm-compromise'],
    ['Policy:IAMUser/RootCredentialUsage', 'root-login'],
    ['Policy:S3/BucketAnonymousAccessGranted', 'public-storage-bucket'],
  ])('answers %s with %s alone', async (findingType, id) => {
    const { playbooks } = await loadPlaybooks({ known });

    const matching = [...playbooks.values()].filter(({ playbook }) => isTriggeredBy(playbook, findingType));

    expect(matching.map(({ playbook }) => playbook.id)).toEqual([id]);
  });

  it('hands the core plain tasks, without members that are not said', async () => {
    const { playbooks } = await loadPlaybooks({ known });

    const [first] = tasksOf(playbooks.get('vm-compromise')?.playbook ?? expect.fail('missing'));

    const doneWhen: DoneWhen = { fact: 'role-held', role: 'commander' };
    expect(first).toStrictEqual({
      ...{ phase: 'detection_analysis', kind: 'check', required: true, dueMinutes: 5, doneWhen },
      text: 'Take command. Say so in the channel.',
    });
  });
});

describe("a customer's own playbooks", () => {
  it('replace a built-in one of the same id', async () => {
    const text = await readFile(join(LIBRARY, 'vm-compromise.yaml'), 'utf8');
    await writeFile(join(own, 'vm-compromise.yaml'), text.replace('version: "1.0.0"', 'version: "9.0.0"'));

    const { playbooks, faults } = await loadPlaybooks({ directory: own, known });

    expect(faults).toEqual([]);
    expect(playbooks.get('vm-compromise')?.playbook.version).toBe('9.0.0');
  });

  it('leave the built-in one in force when they are faulty, and say why', async () => {
    await writeFile(join(own, 'vm-compromise.yaml'), 'id: vm-compromise\n');

    const { playbooks, faults } = await loadPlaybooks({ directory: own, known });

    expect(playbooks.get('vm-compromise')?.playbook.version).toBe('1.0.0');
    expect(faults).toContainEqual(expect.objectContaining({ file: join(own, 'vm-compromise.yaml'), path: 'title' }));
  });

  it('bear the name of their file', async () => {
    const text = await readFile(join(LIBRARY, 'vm-compromise.yaml'), 'utf8');
    await writeFile(join(own, 'other.yaml'), text);

    const { faults } = await loadPlaybooks({ directory: own, known });

    expect(faults).toMatchObject([{ line: 2, path: 'id', fix: 'Rename the file to vm-compromise.yaml.' }]);
  });

  it('say so when their directory is not there', async () => {
    await expect(loadPlaybooks({ directory: join(own, 'nowhere') })).rejects.toMatchObject({ code: 'config_invalid' });
  });
});

/** What a word processor makes of the DOCX: converted by LibreOffice, where `CORDON_SOFFICE` names it. */

import { spawnSync } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { IncidentEvent } from '../../../src/incident/events.ts';
import { drawTimeline } from '../../../src/postmortem/chart.ts';
import { compile } from '../../../src/postmortem/compile.ts';
import { docx } from '../../../src/postmortem/formats/docx.ts';
import { placedTexts } from '../../support/paper.ts';
import { tellStolenSession } from '../../support/storyline.ts';
import { tellPublicBucket } from '../../support/storyline-bucket.ts';
import { tellVmCompromise } from '../../support/storyline-vm.ts';

const SOFFICE = process.env.CORDON_SOFFICE ?? '';
const OURS = '## עברית\n\n- ראשון\n- שני\n\n1. one\n\n```\ncode()\n```\n\n日本語 한국어';

/** The stolen session with a title from everywhere, and with what people wrote from right to left. */
function fromEverywhere(): readonly IncidentEvent[] {
  const events = tellStolenSession({ title: 'שלום 日本語 🔥 end' });
  const data = { section: 'lucky', version: 1, text: OURS, basedOn: 0, how: 'written' };
  const written = { ...events[0], id: 'written', seq: events.length + 1, type: 'SectionWritten', data };
  return [...events, written as IncidentEvent];
}

const DOCUMENTS = {
  session: tellStolenSession,
  bucket: tellPublicBucket,
  vm: tellVmCompromise,
  everywhere: fromEverywhere,
} as const;
type Name = keyof typeof DOCUMENTS;

describe.skipIf(SOFFICE === '')('the DOCX in LibreOffice', { timeout: 300_000 }, () => {
  const texts = new Map<string, Awaited<ReturnType<typeof placedTexts>>>();
  const of = (name: Name) => texts.get(name) ?? [];

  beforeAll(async () => {
    const folder = await mkdtemp(join(tmpdir(), 'cordon-soffice-'));
    for (const [name, tell] of Object.entries(DOCUMENTS)) {
      const events = tell();
      const file = await docx.render(compile(events), { 'timeline.svg': drawTimeline(events) });
      await writeFile(join(folder, `${name}.docx`), file);
    }
    const files = Object.keys(DOCUMENTS).map((name) => join(folder, `${name}.docx`));
    const profile = `-env:UserInstallation=file://${folder}/profile`;
    spawnSync(SOFFICE, ['--headless', profile, '--convert-to', 'pdf', '--outdir', folder, ...files]);
    for (const name of Object.keys(DOCUMENTS))
      texts.set(name, await placedTexts(await readFile(join(folder, `${name}.pdf`))));
    await rm(folder, { recursive: true, force: true });
  }, 600_000);

  it.each(Object.keys(DOCUMENTS) as Name[])('opens whole, with its picture and no torn heads: %s', (name) => {
    const words = of(name).map(({ text }) => text);

    for (const heading of ['Executive summary', 'Appendix: full log', 'Timeline (UTC)'])
      expect(words).toContain(heading);
    expect(words).toContain('Severity');
    expect(words).toContain('Source');
    expect(words.filter((word) => /^(Sour|Sourc|comman|der)$/.test(word))).toEqual([]);
  });

  it('sets what people wrote from right to left at the right, and what is ours at the left', () => {
    const at = (words: string) => of('everywhere').find(({ text }) => text === words);
    const first = at('ראשון') ?? at('ןושאר');
    const mark = of('everywhere').find(({ text, y }) => text === '•' && Math.abs(y - (first?.y ?? 0)) < 2);

    expect(mark?.left).toBeGreaterThan(first?.right ?? 600);
    expect(at('one')?.left).toBeLessThan(100);
    const title = at('Title');
    const row = of('everywhere').filter(({ text, y }) => Math.abs(y - (title?.y ?? 0)) < 2 && text !== 'Title');
    // The cell begins where its column does, though its first letter is Hebrew.
    expect(Math.min(...row.map(({ left }) => left))).toBeLessThan(200);
    expect(of('everywhere').map(({ text }) => text)).toEqual(expect.arrayContaining(['code()']));
  });
});

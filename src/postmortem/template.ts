/** Templates of a post-mortem: files that order, title and question its sections by type of incident, and their linter. */

import { readdir, readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { z } from 'zod';
import { sha256 } from '../base/chain.ts';
import { CordonError } from '../base/errors.ts';
import { type FileFault, type Path, pathText, suggest } from '../base/fault.ts';
import { readYaml, type Shape } from '../base/yaml-file.ts';
import type { CommandData } from '../incident/commands.ts';
import { SECTION_IDS } from './section-ids.ts';

const Outlined = z.strictObject({
  id: z.string().min(1).max(64),
  /** In place of ours. */
  title: z.string().min(1).max(80).optional(),
  /** In place of ours; an empty list asks nothing. */
  questions: z.array(z.string().min(1).max(300)).max(12).optional(),
});

export const Template = z.strictObject({
  id: z.string().regex(/^[a-z0-9]+(-[a-z0-9]+)*$/, 'must be words in small letters, joined by hyphens'),
  title: z.string().min(1).max(80),
  /** Types of incident, as routing rules name them. */
  incidentTypes: z.array(z.string().min(1).max(60)).min(1),
  sections: z.array(Outlined).min(1),
});
export type Template = z.infer<typeof Template>;

/** What the record needs whatever an organisation thinks of it: an auditor looks there. */
const NEEDED = ['header', 'timeline', 'actions', 'evidence', 'exceptions', 'full-log'] as const;
/** Directory of the templates that come with Cordon. */
const LIBRARY = join(import.meta.dirname, 'templates');

export interface Templates {
  readonly count: number;
  /** Of every file read, in the order of files and lines. A file with an error is left out. */
  readonly faults: readonly FileFault[];
  /** All that can be chosen by hand, the order of the house first. */
  readonly offered: readonly OfferedTemplate[];
  /** What to record for an incident of a type; undefined where the order of the house is right. */
  chosenFor(incidentType: string): CommandData['ChooseTemplate'] | undefined;
}

export interface OfferedTemplate {
  readonly title: string;
  readonly choice: CommandData['ChooseTemplate'];
}

/** Every section of the house in its own order, with its own questions. */
const STANDARD: OfferedTemplate = {
  title: 'Standard',
  choice: choice({ id: 'standard', sections: SECTION_IDS.map((id) => ({ id })) }),
};

/** Reads ours and then `directory`, whose files replace ours of the same id. Fails with `config_invalid` without it. */
export async function loadTemplates(directory?: string): Promise<Templates> {
  const faults: FileFault[] = [];
  const byId = new Map<string, Template>();
  for (const folder of [LIBRARY, ...(directory ? [directory] : [])]) {
    for (const file of await filesOf(folder)) {
      const { template, faults: found } = readTemplate(await readFile(file, 'utf8'), file);
      faults.push(...found);
      if (template) byId.set(template.id, template);
    }
  }
  const byType = new Map<string, Template>();
  for (const template of byId.values()) for (const type of template.incidentTypes) byType.set(type, template);
  return {
    count: byId.size,
    faults,
    offered: [STANDARD, ...[...byId.values()].map((one) => ({ title: one.title, choice: choice(one) }))],
    chosenFor: (type) => {
      const template = byType.get(type);
      return template && choice(template);
    },
  };
}

/** The template of a text, unless it has an error; every fault of it with line and column. Never throws. */
export function readTemplate(
  text: string,
  file: string,
): { readonly template?: Template; readonly faults: readonly FileFault[] } {
  const reading = readYaml(text, file, SHAPE);
  if (!reading.ok) return { faults: reading.faults };
  const found: FileFault[] = [...reading.warnings];
  const report: Report = (severity, path, what, fix) => {
    found.push({ severity, file, ...reading.at(path), path: pathText(path), what, fix });
  };
  for (const rule of [fileName(file), knownSections, neededSections, ends, questions]) rule(reading.value, report);
  const faults = found.sort((a, b) => a.line - b.line || a.column - b.column);
  return faults.some(({ severity }) => severity === 'error') ? { faults } : { template: reading.value, faults };
}

const SHAPE: Shape<Template> = {
  noun: 'template',
  schema: Template,
  keysAt: (path) => Object.keys(path[0] === 'sections' ? Outlined.shape : Template.shape),
};

type Report = (severity: FileFault['severity'], path: Path, what: string, fix: string) => void;
type Rule = (template: Template, report: Report) => void;

function fileName(file: string): Rule {
  return ({ id }, report) => {
    const name = basename(file).replace(/\.ya?ml$/, '');
    if (id !== name) report('error', ['id'], `is ${id} in a file called ${name}`, `Rename the file to ${id}.yaml.`);
  };
}

function knownSections({ sections }: Template, report: Report): void {
  const seen = new Set<string>();
  for (const [index, { id }] of sections.entries()) {
    const path = ['sections', index, 'id'];
    if (!(SECTION_IDS as readonly string[]).includes(id)) {
      report('error', path, `names the unknown section ${id}`, suggest(id, SECTION_IDS));
    } else if (seen.has(id)) report('error', path, `names ${id} a second time`, 'Keep one of them.');
    seen.add(id);
  }
}

function neededSections({ sections }: Template, report: Report): void {
  for (const id of NEEDED) {
    if (sections.some((one) => one.id === id)) continue;
    report('error', ['sections'], `leaves out ${id}`, 'Add it: the record is not whole without it.');
  }
}

function ends({ sections }: Template, report: Report): void {
  const [first, last] = [sections[0]?.id, sections.at(-1)?.id];
  if (first !== 'header' && sections.some(({ id }) => id === 'header'))
    report('error', ['sections', 0, 'id'], `begins with ${first}`, 'Put header first: it names the incident.');
  if (last !== 'full-log' && sections.some(({ id }) => id === 'full-log')) {
    const path = ['sections', sections.length - 1, 'id'];
    report('error', path, `ends with ${last}`, 'Put full-log last: it may have a hundred thousand rows.');
  }
}

function questions({ sections }: Template, report: Report): void {
  for (const [index, section] of sections.entries()) {
    for (const [place, question] of (section.questions ?? []).entries()) {
      const path = ['sections', index, 'questions', place];
      if (/[\r\n]/.test(question)) report('error', path, 'has more than one line', 'Make it two questions.');
      if (!/[?.]$/.test(question.trim())) report('warning', path, 'is no sentence', 'End it with ? or a full stop.');
    }
  }
}

/** Values, not a reference: the document of today can be made again when the file is another. */
function choice({ id, sections }: Pick<Template, 'id' | 'sections'>): CommandData['ChooseTemplate'] {
  const chosen = sections.map(({ id: section, title, questions: asked }) => ({
    section,
    ...(title === undefined ? {} : { title }),
    ...(asked === undefined ? {} : { questions: asked }),
  }));
  return { template: id, sha256: sha256(JSON.stringify(chosen)), sections: chosen };
}

async function filesOf(folder: string): Promise<readonly string[]> {
  try {
    const names = (await readdir(folder)).filter((name) => /\.ya?ml$/.test(name));
    return names.sort().map((name) => join(folder, name));
  } catch (cause) {
    throw new CordonError('config_invalid', `The directory of templates ${folder} cannot be read.`, {
      remedy: 'Correct postmortems.templates in the configuration, or remove it to use the built-in templates alone.',
      cause,
    });
  }
}

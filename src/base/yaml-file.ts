/** YAML text that people write → what its schema makes of it, or every fault with line and column. Never throws for what it says. */

import { type Document, isMap, isNode, LineCounter, parseDocument, type YAMLError } from 'yaml';
import type { z } from 'zod';
import { type FileFault, type Path, pathText, suggest } from './fault.ts';

/** Characters. The longest of our own files has a tenth of that. */
const MAX_LENGTH = 256 * 1024;
/** Anchors may save typing, not multiply it. */
const MAX_ALIASES = 100;
const MAX_DEPTH = 20;

export interface Position {
  readonly line: number;
  readonly column: number;
}

/** What a kind of file is made of. */
export interface Shape<T> {
  /** What faults call it: `playbook`. */
  readonly noun: string;
  readonly schema: z.ZodType<T>;
  /** Members that may stand at a place, to guess what a mistyped one meant. */
  keysAt(path: Path, document: Document): readonly string[];
  /** What a union may be one of. */
  readonly choices?: readonly string[];
}

export type YamlReading<T> =
  | {
      readonly ok: true;
      readonly value: T;
      readonly warnings: readonly FileFault[];
      /** Where a member stands; the nearest one above it when it is not written. */
      at(path: Path): Position;
    }
  | { readonly ok: false; readonly faults: readonly FileFault[] };

interface Source {
  readonly file: string;
  readonly document: Document;
  readonly lines: LineCounter;
  readonly shape: Shape<unknown>;
}

export function readYaml<T>(text: string, file: string, shape: Shape<T>): YamlReading<T> {
  const refuse = (what: string, fix: string): YamlReading<T> => ({
    ok: false,
    faults: [{ severity: 'error', file, line: 1, column: 1, path: '', what, fix }],
  });
  if (text.length > MAX_LENGTH) {
    return refuse(`is ${text.length} characters long`, `Keep a ${shape.noun} under ${MAX_LENGTH} characters.`);
  }
  if (depthOf(text) > MAX_DEPTH) {
    return refuse(`opens more than ${MAX_DEPTH} brackets or dashes in a row`, 'Write its parts as plain lists.');
  }
  try {
    return check(text, file, shape);
  } catch (error) {
    const what = error instanceof Error ? error.message.split('\n')[0] : 'an unknown fault';
    return refuse(`cannot be read: ${what}`, 'Check the YAML near the start of the file; avoid anchors and aliases.');
  }
}

function check<T>(text: string, file: string, shape: Shape<T>): YamlReading<T> {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, prettyErrors: false, logLevel: 'error' });
  const fromYaml = (severity: FileFault['severity']) => (error: YAMLError) => ({
    ...{ severity, file, ...position(lines, error.pos[0]), path: '' },
    ...{ what: `is not valid YAML: ${error.message.split('\n')[0]}`, fix: yamlFix(error.code) },
  });
  if (document.errors.length > 0) return { ok: false, faults: document.errors.slice(0, 20).map(fromYaml('error')) };
  const parsed = shape.schema.safeParse(document.toJS({ maxAliasCount: MAX_ALIASES }));
  if (!parsed.success) {
    const source = { file, document, lines, shape };
    const faults = parsed.error.issues.flatMap((issue) => faultsOf(issue, source));
    return { ok: false, faults: faults.sort((a, b) => a.line - b.line || a.column - b.column) };
  }
  const at = (path: Path) => position(lines, offsetOf(document, path));
  return { ok: true, value: parsed.data, warnings: document.warnings.map(fromYaml('warning')), at };
}

const COMMA = 'A comma ends a text inside { }: put the text into double quotes.';

type Issue = z.core.$ZodIssue;

function faultsOf(issue: Issue, { file, document, lines, shape }: Source): FileFault[] {
  const path = issue.path.map((part) => (typeof part === 'symbol' ? String(part) : part));
  if (issue.code === 'unrecognized_keys') {
    return issue.keys.map((key) => ({
      ...{ severity: 'error', file, ...position(lines, offsetOf(document, [...path, key], true)) },
      path: pathText([...path, key]),
      what: `is not a member of a ${shape.noun} here`,
      fix: isCutText(document, path, key) ? COMMA : suggest(key, shape.keysAt(path, document)),
    }));
  }
  const { what, fix } = wordsFor(issue, path, { document, shape });
  return [{ severity: 'error', file, ...position(lines, offsetOf(document, path)), path: pathText(path), what, fix }];
}

function wordsFor(
  issue: Issue,
  path: Path,
  { document, shape }: Pick<Source, 'document' | 'shape'>,
): { what: string; fix: string } {
  const seen: unknown = path.length === 0 ? undefined : document.getIn(path);
  const shown = isNode(seen) ? `a ${isMap(seen) ? 'map' : 'list'}` : JSON.stringify(seen)?.slice(0, 80);
  if (shown === undefined && path.length > 0) return { what: 'is missing', fix: `Add ${String(path.at(-1))}.` };
  if (issue.code === 'invalid_value') {
    return { what: `is ${shown}`, fix: suggest(String(seen), issue.values.map(String)) };
  }
  if (issue.code === 'invalid_union') return { what: `is ${shown}`, fix: suggest(String(seen), shape.choices ?? []) };
  if (issue.code === 'invalid_type') {
    return {
      what: path.length === 0 ? 'the document is not a map' : `is ${shown}`,
      fix: `Write ${typeWords(issue.expected)}.`,
    };
  }
  return {
    what: `is ${shown}`,
    fix: `It ${issue.message.replace(/^Invalid|^Too/, (word) => `is ${word.toLowerCase()}`)}.`,
  };
}

function typeWords(expected: string): string {
  const words: Record<string, string> = {
    object: 'a map of names and values',
    array: 'a list',
    string: 'a text',
    int: 'a whole number',
  };
  return words[expected] ?? `a ${expected}`;
}

/** Whether a key without a value stands in braces: the rest of a text that a comma ended. */
function isCutText(document: Document, path: Path, key: string): boolean {
  const parent: unknown = path.length === 0 ? document.contents : document.getIn(path, true);
  return isMap(parent) && parent.flow === true && (document.getIn([...path, key]) ?? null) === null;
}

/** Offset of a member's value, or of its key; of the nearest member above when it is not written. */
function offsetOf(document: Document, path: Path, key = false): number {
  for (let length = path.length; length > 0; length -= 1) {
    const offset = offsetAt(document, path.slice(0, length), key);
    if (offset !== undefined) return offset;
  }
  return document.contents?.range?.[0] ?? 0;
}

function offsetAt(document: Document, path: Path, key: boolean): number | undefined {
  const above = path.slice(0, -1);
  const parent: unknown = above.length === 0 ? document.contents : document.getIn(above, true);
  if (!isMap(parent)) return startOf(document.getIn(path, true));
  const name = String(path.at(-1));
  const pair = parent.items.find((one) => isNode(one.key) && String(one.key) === name);
  return (key ? undefined : startOf(pair?.value)) ?? startOf(pair?.key);
}

function startOf(node: unknown): number | undefined {
  return isNode(node) ? node.range?.[0] : undefined;
}

function position(lines: LineCounter, offset: number): Position {
  const { line, col } = lines.linePos(offset);
  return { line: Math.max(1, line), column: Math.max(1, col) };
}

function yamlFix(code: string): string {
  const fixes: Record<string, string> = {
    TAB_AS_INDENT: 'Indent with spaces.',
    DUPLICATE_KEY: 'Keep one of them.',
    MULTIPLE_DOCS: 'Put each document into a file of its own.',
    BAD_INDENT: 'Line members of one thing up under each other.',
  };
  return fixes[code] ?? 'Put texts that hold a colon, a hash or a quote into double quotes.';
}

/** Deepest run of openings, without parsing: a parser recurses, and must not be handed a bottomless text. */
function depthOf(text: string): number {
  let deepest = 0;
  let open = 0;
  for (const character of text) {
    if (character === '[' || character === '{') open += 1;
    else if (character === ']' || character === '}') open = Math.max(0, open - 1);
    deepest = Math.max(deepest, open);
  }
  const dashes = /(?:[-?:] ){21,}/.test(text) ? MAX_DEPTH + 1 : 0;
  return Math.max(deepest, dashes);
}

/** Descriptions of Jira, in Atlassian Document Format: our part is a panel, which people leave where it is or take away. */

import { z } from 'zod';

/** https://developer.atlassian.com/cloud/jira/platform/apis/document/structure/ */
const Doc = z.looseObject({ type: z.literal('doc'), content: z.array(z.looseObject({ type: z.string() })) });
const Panel = z.object({ type: z.literal('panel'), content: z.array(z.unknown()) });
const Line = z.object({ content: z.array(z.object({ text: z.string() })) });

export function asDocument(text: string): object {
  return { type: 'doc', version: 1, content: [panelOf(text)] };
}

/**
 * The description with our panel made anew: the one that ends with the same line, which says where it comes from. Undefined
 * where there is none any more: what people made of it is theirs.
 */
export function withOurPanel(description: unknown, text: string): object | undefined {
  const doc = Doc.safeParse(description).data;
  const last = text.split('\n').at(-1);
  const at = doc?.content.findIndex((node) => lastLineOf(node) === last) ?? -1;
  return doc && at >= 0 ? { ...doc, content: doc.content.with(at, panelOf(text)) } : undefined;
}

function lastLineOf(node: unknown): string | undefined {
  const line = Line.safeParse(Panel.safeParse(node).data?.content.at(-1)).data;
  return line?.content.map(({ text }) => text).join('');
}

/** A paragraph for each line. */
function panelOf(text: string) {
  const lines = text.split('\n').filter((line) => line !== '');
  const content = lines.map((line) => ({ type: 'paragraph', content: [{ type: 'text', text: line }] }));
  return { type: 'panel' as const, attrs: { panelType: 'info' }, content };
}

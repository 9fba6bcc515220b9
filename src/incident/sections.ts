/** People's words in a document that others write in at the same time: nothing is silently overwritten. */

import type { CommandOf } from './commands.ts';
import { accept, type Decision, refuse } from './decision.ts';
import type { Fact } from './events.ts';
import type { Incident } from './incident.ts';
import { hasMarks, mergeTexts } from './lines.ts';

/** A hundred pages of text: what is longer belongs into a file. */
const LONGEST = 200_000;

/**
 * An edit based on the version that stands replaces it. When another came between, both are put together where they
 * touch different lines; otherwise what stands stays, and the edit is kept beside it for a person to settle.
 */
export function writeSection(command: CommandOf<'WriteSection'>, incident: Incident): Decision {
  const { section, basedOn, settles } = command;
  const text = command.text.replace(/\r\n?/g, '\n').trimEnd();
  if (text.length > LONGEST) {
    return refuse('too_long', `A section holds ${LONGEST} characters; this is ${text.length}.`, 'Attach it as a file.');
  }
  if (hasMarks(text)) {
    return refuse(
      'marks_left',
      'The text still holds the marks between two edits.',
      'Make one text of both, and take the marks away.',
    );
  }
  if (settles && !incident.writeUp.edits.some(({ editId }) => editId === settles)) {
    return refuse('unknown_edit', 'Somebody has settled this edit already.', 'Look at the section as it is now.');
  }
  const stands = incident.writeUp.sections[section] ?? { version: 0, text: '', versions: [''] };
  const base = stands.versions[basedOn];
  if (base === undefined) {
    return refuse('unknown_version', `This section has no version ${basedOn}.`, 'Reload the page and edit again.');
  }
  const write = (words: string, how: 'written' | 'merged'): readonly Fact[] => {
    if (words === stands.text) return settles ? [{ type: 'EditDropped', data: { editId: settles, section } }] : [];
    const version = stands.version + 1;
    return [
      {
        type: 'SectionWritten',
        data: { section, version, text: words, basedOn, how, ...(settles ? { settles } : {}) },
      },
    ];
  };
  if (basedOn === stands.version) return accept(...write(text, 'written'));
  const merged = mergeTexts(base, stands.text, text);
  if (merged.clean) return accept(...write(merged.text, 'merged'));
  const editId = `d${incident.writeUp.keptEdits + 1}`;
  const kept: Fact = { type: 'EditKept', data: { editId, section, text, basedOn, against: stands.version } };
  return accept(...(settles ? [{ type: 'EditDropped', data: { editId: settles, section } } as const] : []), kept);
}

export function dropEdit({ editId }: CommandOf<'DropEdit'>, incident: Incident): Decision {
  const edit = incident.writeUp.edits.find((one) => one.editId === editId);
  if (!edit) return refuse('unknown_edit', `There is no kept edit ${editId}.`, 'Look at the section as it is now.');
  return accept({ type: 'EditDropped', data: { editId, section: edit.section } });
}

export function addComment({ section, text }: CommandOf<'AddComment'>, incident: Incident): Decision {
  const commentId = `k${incident.writeUp.comments.length + 1}`;
  return accept({ type: 'CommentAdded', data: { commentId, section, text } });
}

export function resolveComment({ commentId }: CommandOf<'ResolveComment'>, incident: Incident): Decision {
  const comment = incident.writeUp.comments.find((one) => one.commentId === commentId);
  if (!comment) return refuse('unknown_comment', `There is no comment ${commentId}.`, 'Look in the post-mortem.');
  if (comment.resolvedBy) return accept();
  return accept({ type: 'CommentResolved', data: { commentId, section: comment.section } });
}

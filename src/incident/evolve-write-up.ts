/** Folds a post-mortem's life: who answers for it, people's words, comments, publications. */

import type { EventOf } from './events.ts';
import type { Incident } from './incident.ts';
import type { Publication, Reviewer, WriteUp } from './write-up.ts';

export type WriteUpEvent = EventOf<
  | 'TemplateChosen'
  | 'ExternalApproved'
  | 'PostmortemOwned'
  | 'ReviewerNamed'
  | 'ReviewerExcused'
  | 'PostmortemDueSet'
  | 'PostmortemMoved'
  | 'ReviewGiven'
  | 'SectionWritten'
  | 'EditKept'
  | 'EditDropped'
  | 'CommentAdded'
  | 'CommentResolved'
  | 'PublicationRequested'
  | 'PostmortemPublished'
  | 'PublicationFailed'
>;

export function evolveWriteUp(incident: Incident, event: WriteUpEvent): Incident {
  return { ...incident, writeUp: { ...incident.writeUp, ...changeOf(incident.writeUp, event) } };
}

function changeOf(writeUp: WriteUp, event: WriteUpEvent): Partial<WriteUp> {
  const { by, occurredAt: at } = event;
  switch (event.type) {
    case 'TemplateChosen':
      return { template: event.data.sha256, templateName: event.data.template };
    case 'ExternalApproved':
      return { external: { sha256: event.data.sha256, by: { id: by.id, name: by.name }, at } };
    case 'PostmortemOwned':
      return { owner: event.data.owner };
    case 'ReviewerNamed':
      return { reviewers: [...without(writeUp, event.data.reviewer.id), { person: event.data.reviewer }] };
    case 'ReviewerExcused':
      return { reviewers: without(writeUp, event.data.reviewer.id) };
    case 'PostmortemDueSet':
      return { due: { ...writeUp.due, [event.data.step]: event.data.dueAt } };
    case 'PostmortemMoved': {
      const anew = event.data.to === 'in_review' || event.data.to === 'draft';
      const reviewers = anew ? writeUp.reviewers.map(({ person }) => ({ person })) : writeUp.reviewers;
      return { status: event.data.to, movedAt: at, reviewers };
    }
    case 'ReviewGiven': {
      const review: Reviewer = { person: { id: by.id, name: by.name }, ...event.data };
      return { reviewers: writeUp.reviewers.map((one) => (one.person.id === by.id ? review : one)) };
    }
    case 'SectionWritten':
      return written(writeUp, event);
    case 'EditKept': {
      const { editId, section, text, basedOn } = event.data;
      const edits = [...writeUp.edits, { editId, section, text, basedOn, by, at }];
      return { edits, keptEdits: writeUp.keptEdits + 1 };
    }
    case 'EditDropped':
      return { edits: writeUp.edits.filter(({ editId }) => editId !== event.data.editId) };
    case 'CommentAdded':
      return { comments: [...writeUp.comments, { ...event.data, by, at }] };
    case 'CommentResolved':
      return {
        comments: writeUp.comments.map((one) =>
          one.commentId === event.data.commentId ? { ...one, resolvedBy: by } : one,
        ),
      };
    case 'PublicationRequested':
      return { publications: placed(writeUp, { ...event.data, state: 'requested', at }) };
    case 'PostmortemPublished': {
      const { target, kind, url, position } = event.data;
      return { publications: placed(writeUp, { target, kind, url, position, state: 'published', at }) };
    }
    case 'PublicationFailed':
      return { publications: placed(writeUp, { ...event.data, state: 'failed', at }) };
  }
}

function written(writeUp: WriteUp, { data, by, occurredAt: at }: EventOf<'SectionWritten'>): Partial<WriteUp> {
  const { section, version, text, settles } = data;
  const versions = [...(writeUp.sections[section]?.versions ?? ['']), text];
  return {
    sections: { ...writeUp.sections, [section]: { text, version, by, at, versions } },
    edits: settles ? writeUp.edits.filter(({ editId }) => editId !== settles) : writeUp.edits,
  };
}

function without({ reviewers }: WriteUp, id: string): readonly Reviewer[] {
  return reviewers.filter(({ person }) => person.id !== id);
}

/** One line per target; what was published before stays known while a newer version is on its way. */
function placed({ publications }: WriteUp, publication: Publication): readonly Publication[] {
  const before = publications.find(({ target }) => target === publication.target);
  const known = before?.url ? { url: before.url, ...(before.position ? { position: before.position } : {}) } : {};
  return [...publications.filter((one) => one !== before), { ...known, ...publication }];
}

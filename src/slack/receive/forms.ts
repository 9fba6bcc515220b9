/** Modals: what was filled in is said, and what was refused comes back with what was typed still there. */

import type { Answer } from '../../chat/answer.ts';
import type { Form } from '../../chat/card.ts';
import { Memo } from '../../chat/memo.ts';
import type { Person } from '../../incident/actor.ts';
import { optionsOf, readForm, renderNote } from '../render-form.ts';
import { answer, formView } from './answering.ts';
import type { Desk } from './desk.ts';
import type { Submission, Suggestion } from './payloads.ts';

/** What stands in the modal while it is worked on. */
export const WORKING = renderNote('Cordon', 'Being done…');

export async function hearForm(desk: Desk, { user, view, trigger_id: request }: Submission): Promise<void> {
  const memo = Memo.parse(JSON.parse(view.private_metadata));
  const by = await desk.people.personOf(user.id);
  const fields = await readForm(view.state?.values ?? {}, {
    personOf: async (account) => (await desk.people.personOf(account)).id,
    optionsOf: async (name) => (await fieldOf(desk, by, memo, name))?.options ?? [],
  });
  const said = { command: memo.command, fields: { ...fields, ...memo.hidden }, request };
  const given = await desk.house.say(by, memo.conversation, said);
  if ((given.kind === 'refused' || given.kind === 'usage') && (await askAgain(desk, { by, memo, view, fields }, given)))
    return;
  const asking = { by, account: user.id, conversation: memo.conversation, view: view.id, words: memo.words };
  await answer(desk, asking, given);
}

interface Again {
  readonly by: Person;
  readonly memo: Memo;
  readonly view: Submission['view'];
  readonly fields: Readonly<Record<string, string>>;
}

/** False when the form cannot be drawn any more: then the refusal stands alone. */
async function askAgain(
  desk: Desk,
  { by, memo, view, fields }: Again,
  given: Extract<Answer, { kind: 'refused' | 'usage' }>,
): Promise<boolean> {
  const form = await formOf(desk, by, memo);
  if (!form) return false;
  const filled = { ...form, fields: form.fields.map((field) => ({ ...field, value: fields[field.name] ?? '' })) };
  const problem = given.kind === 'refused' ? `${given.reason} ${given.remedy}` : `${given.problem} ${given.usage}`;
  const conversation = memo.conversation;
  const again = await formView(desk, { conversation, words: memo.words, hidden: memo.hidden }, filled, problem);
  await desk.calls.call('views.update', { view_id: view.id, view: again }, { priority: 'urgent', fine: ['not_found'] });
  return true;
}

/** Options of a menu that fit what was typed so far. https://docs.slack.dev/reference/block-kit/block-elements/select-menu-element#external_select */
export async function suggest(desk: Desk, { user, block_id, value, view }: Suggestion) {
  const memo = Memo.safeParse(JSON.parse(view?.private_metadata || '{}'));
  if (!memo.success) return [];
  const by = await desk.people.personOf(user.id);
  const field = await fieldOf(desk, by, memo.data, block_id.slice('field.'.length));
  const typed = value.trim().toLowerCase();
  return optionsOf(field?.options ?? [])
    .filter((option) => option.text.text.toLowerCase().includes(typed) || option.value.toLowerCase() === typed)
    .slice(0, 100);
}

async function fieldOf(desk: Desk, by: Person, memo: Memo, name: string) {
  return (await formOf(desk, by, memo))?.fields.find((field) => field.name === name);
}

/** The form as it is drawn now: of the words that opened it, or of its command alone. */
async function formOf({ house }: Desk, by: Person, { words, command, conversation }: Memo): Promise<Form | undefined> {
  for (const said of [words, command]) {
    const given = await house.form(by, conversation, said);
    if (given.kind === 'form' && given.form.command === command) return given.form;
  }
  return undefined;
}

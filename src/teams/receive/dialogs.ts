/** Dialogs: what was filled in is said, and what was refused comes back with what was typed still there. */

import type { Answer } from '../../chat/answer.ts';
import type { Field, Form } from '../../chat/card.ts';
import { Memo } from '../../chat/memo.ts';
import type { Person } from '../../incident/actor.ts';
import { type DialogInfo, readForm, renderForm, renderInDialog } from '../render-form.ts';
import { textOf } from './answering.ts';
import { type Asking, askingOf, requestOf } from './asking.ts';
import type { Desk } from './desk.ts';
import type { Base } from './payloads.ts';

/** A dialog, a line in its place, or nothing: then it closes. */
export type DialogAnswer = DialogInfo | string | undefined;

export const NOBODY = 'Cordon does not know who you are in this directory.';

/** The form that words ask for. `hidden` are fields that come back with it, unseen. */
export async function openDialog(
  desk: Desk,
  activity: Base,
  words: string,
  hidden?: Memo['hidden'],
): Promise<DialogInfo | string> {
  const asking = await askingOf(desk, activity);
  if (!asking) return NOBODY;
  const given = await desk.house.form(asking.by, asking.conversation, words);
  switch (given.kind) {
    case 'form':
      return draw(
        desk,
        { ...memoPlace(asking), command: given.form.command, words, ...(hidden ? { hidden } : {}) },
        given.form,
      );
    case 'card':
      return renderInDialog(given.card, await desk.house.numberOf(asking.conversation));
    default:
      return textOf(given);
  }
}

/** A form says where it was opened; in the talk with one person alone its words name the incident. */
function memoPlace({ conversation, alone }: Asking): { readonly conversation?: string } {
  return alone ? {} : { conversation };
}

export async function submitDialog(
  desk: Desk,
  activity: Base,
  data: Readonly<Record<string, unknown>>,
): Promise<DialogAnswer> {
  const memo = Memo.parse(data);
  const asking = await askingOf(desk, activity);
  if (!asking) return NOBODY;
  const form = await formOf(desk, asking.by, memo);
  const kinds = new Map(form?.fields.map(({ name, kind }) => [name, kind]));
  const fields = await readForm(data, (name) => kinds.get(name), personOf(desk));
  const given = await desk.house.say(asking.by, memo.conversation, {
    command: memo.command,
    fields: { ...fields, ...memo.hidden },
    ...requestOf(activity),
  });
  return answered(desk, { memo, form, fields }, given);
}

function personOf({ people }: Desk): (account: string) => Promise<string | undefined> {
  return async (account) => (await people.personOf(account)).id;
}

interface Submitted {
  readonly memo: Memo;
  readonly form: Form | undefined;
  readonly fields: Readonly<Record<string, string>>;
}

async function answered(desk: Desk, { memo, form, fields }: Submitted, given: Answer): Promise<DialogAnswer> {
  switch (given.kind) {
    case 'done':
      // In the incident's conversation the cards answer; elsewhere nothing would tell that it was done.
      return memo.conversation === undefined || (await desk.house.numberOf(memo.conversation)) === undefined
        ? given.text
        : undefined;
    case 'card':
      return renderInDialog(given.card, undefined);
    case 'form':
      return draw(desk, memo, given.form);
    default: {
      if (!form) return textOf(given);
      const filled = { ...form, fields: form.fields.map((field) => withValue(field, fields[field.name])) };
      return draw(desk, memo, filled, textOf(given));
    }
  }
}

function withValue(field: Field, value: string | undefined): Field {
  return value === undefined ? field : { ...field, value };
}

async function draw({ people }: Desk, memo: Memo, form: Form, problem?: string): Promise<DialogInfo> {
  const accounts = new Map<string, string>();
  for (const { kind, value } of form.fields) {
    if ((kind !== 'person' && kind !== 'people') || !value) continue;
    const account = await people.accountOf({ id: value });
    if (account) accounts.set(value, account);
  }
  return renderForm(form, { memo, accountOf: (id) => accounts.get(id), ...(problem ? { problem } : {}) });
}

/** The form as it is drawn now: of the words that opened it, or of its command alone. */
async function formOf({ house }: Desk, by: Person, { words, command, conversation }: Memo): Promise<Form | undefined> {
  for (const said of [words, command]) {
    const given = await house.form(by, conversation, said);
    if (given.kind === 'form' && given.form.command === command) return given.form;
  }
  return undefined;
}

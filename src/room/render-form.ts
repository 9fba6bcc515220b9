/** Draws a neutral form. */

import type { Field, Form } from '../chat/card.ts';
import type { Person } from '../incident/actor.ts';
import { type Html, html } from './html.ts';
import type { Place } from './render-card.ts';

export function renderForm(form: Form, people: readonly Person[], { number, csrf, back }: Place): Html {
  const action = number === undefined ? '/say' : `/incidents/${number}/say`;
  return html`<form class="form" method="post" action="${action}" data-say>
<h3>${form.title}</h3>${form.intro ? html`<p class="muted">${form.intro}</p>` : ''}
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}"><input type="hidden" name="command" value="${form.command}">
${form.fields.map((field) => renderField(field, people))}
<div class="buttons"><button class="button button-primary">${form.submit}</button><a class="button" data-close href="${back}">Cancel</a></div>
</form>`;
}

function renderField(field: Field, people: readonly Person[]): Html {
  const id = `f-${field.name.replace(/[^a-z0-9-]/gi, '-')}`;
  const hint = field.hint ? html`<small id="${id}-hint">${field.hint}</small>` : '';
  return html`<p class="field"><label for="${id}">${field.label}${field.required ? '' : html` <span class="muted">optional</span>`}</label>${input(field, id, people)}${hint}</p>`;
}

function input(field: Field, id: string, people: readonly Person[]): Html {
  const { name, value = '' } = field;
  const required = field.required ? html` required` : '';
  const described = field.hint ? html` aria-describedby="${id}-hint"` : '';
  switch (field.kind) {
    case 'long':
      return html`<textarea id="${id}" name="${name}" rows="4"${required}${described}>${value}</textarea>`;
    case 'checkbox':
      return html`<input type="checkbox" id="${id}" name="${name}"${value ? html` checked` : ''}${described}>`;
    case 'select':
      return select(id, name, value, field.options ?? [], required);
    case 'person':
    case 'people':
      return select(
        id,
        name,
        value,
        [
          ...(field.required ? [] : [{ value: '', label: 'nobody' }]),
          ...people.map((person) => ({ value: person.id, label: person.name })),
        ],
        required,
      );
    case 'text':
    case 'time':
    case 'date':
      return html`<input type="text" id="${id}" name="${name}" value="${value}" autocomplete="off"${required}${described}>`;
  }
}

function select(
  id: string,
  name: string,
  value: string,
  options: NonNullable<Field['options']>,
  required: Html | string,
): Html {
  return html`<select id="${id}" name="${name}"${required}>${options.map(
    (option) =>
      html`<option value="${option.value}"${option.value === value ? html` selected` : ''}>${option.label}</option>`,
  )}</select>`;
}

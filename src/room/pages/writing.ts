/** Where people write in a section: their words in Markdown beside what they will look like; edits that met, to settle. */

import type { Incident } from '../../incident/incident.ts';
import { mergeTexts } from '../../incident/lines.ts';
import type { KeptEdit } from '../../incident/write-up.ts';
import { type Html, html, trusted } from '../html.ts';
import { dayTime } from '../prose.ts';
import type { Place } from '../render-card.ts';

export interface Draft {
  readonly section: string;
  readonly text: string;
  /** Version that its writer saw. */
  readonly basedOn: number;
  readonly settles?: string | undefined;
}

/** The editor of a section, closed until it is wanted; above it every edit that waits. */
export function writing(incident: Incident, id: string, place: Place): Html {
  const stands = incident.writeUp.sections[id];
  const waiting = incident.writeUp.edits.filter(({ section }) => section === id);
  const draft = { section: id, text: stands?.text ?? '', basedOn: stands?.version ?? 0 };
  const by = stands
    ? html` <small class="muted">version ${stands.version} by ${stands.by.name}, ${dayTime(stands.at)}</small>`
    : '';
  return html`${waiting.map((edit) => settling(incident, edit, place))}
<details class="write" id="write-${id}"><summary>${stands?.text ? 'Edit what people wrote' : 'Write here'}${by}</summary>${editor(incident.number, draft, '', place)}</details>`;
}

/** Both are shown put together, each part that differs between marks; nothing is thrown away without a person's word. */
function settling(incident: Incident, edit: KeptEdit, place: Place): Html {
  const stands = incident.writeUp.sections[edit.section] ?? { version: 0, text: '', versions: [''] };
  const { text } = mergeTexts(stands.versions[edit.basedOn] ?? '', stands.text, edit.text);
  const draft = { section: edit.section, text, basedOn: stands.version, settles: edit.editId };
  const { number } = incident;
  return html`<div class="settle" id="${edit.editId}"><p><b>Two edits met.</b> ${edit.by.name} wrote the same lines on ${dayTime(edit.at)}. Both stand below between marks: make one text of them, or keep what stands.</p>
${editor(number, draft, '', place)}
<form method="post" action="/incidents/${number}/say" data-say><input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}#${edit.section}"><input type="hidden" name="command" value="section"><input type="hidden" name="drop" value="${edit.editId}"><button class="button">Keep what stands</button></form></div>`;
}

/** `shown` is the preview, made by us from the text. Without script a button asks for it. */
export function editor(number: number, { section, text, basedOn, settles }: Draft, shown: string, place: Place): Html {
  const id = settles ?? section;
  return html`<form class="editor" method="post" action="/incidents/${number}/say" data-say data-preview="/incidents/${number}/postmortem/preview"><input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}#${section}"><input type="hidden" name="command" value="section"><input type="hidden" name="section" value="${section}"><input type="hidden" name="basedOn" value="${basedOn}">${settles ? html`<input type="hidden" name="settles" value="${settles}">` : ''}
<div class="sides"><p class="field"><label for="text-${id}">Markdown</label><textarea id="text-${id}" name="text" rows="10" maxlength="200000" spellcheck="true">${text}</textarea></p>
<div class="field"><span class="label">Preview</span><div class="preview" aria-live="polite">${shown ? trusted(shown) : html`<p class="muted">What you write appears here.</p>`}</div></div></div>
<div class="buttons"><button class="button button-primary">Keep</button><button class="button" data-preview-button formaction="/incidents/${number}/postmortem/preview">Preview</button></div></form>`;
}

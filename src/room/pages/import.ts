/** The form to bring in an incident that was run elsewhere, with what is wrong with the file that was sent. */

import type { CordonError } from '../../base/errors.ts';
import { type Html, html } from '../html.ts';

type Sent = Readonly<Record<string, string>>;

export function importPage(csrf: string, sent: Sent, fault: CordonError | undefined): Html {
  return html`<h1>Bring in an incident</h1>
<p class="lead">One that you ran without Cordon: its messages come in with their own times and authors, as a retrospective incident that you then write up. Figures keep it apart. The same history comes in once.</p>
${fault ? faults(fault) : ''}
<form class="form card" method="post" action="/import" enctype="multipart/form-data"><input type="hidden" name="_csrf" value="${csrf}">
${select('kind', 'From', KINDS, sent.kind ?? 'slack')}
<p class="field"><label for="file">File</label><input type="file" id="file" name="file" required multiple accept=".zip,.json,.csv"><small class="muted">Slack: the export as a zip, or one channel's JSON files with users.json. CSV: the columns <code>time,author,text</code> and, if you like, <code>milestone,link</code>; times with their zone, such as 2026-03-01T14:05:00Z.</small></p>
${text('channel', 'Channel, when the export holds several', sent.channel, false)}
${text('title', 'What it was', sent.title, true)}
${select('severity', 'Severity', SEVERITIES, sent.severity ?? '3')}
${text('incidentType', 'Type', sent.incidentType ?? 'generic', true)}
${select('visibility', 'Who may see it', VISIBILITIES, sent.visibility ?? 'restricted')}
<div class="buttons"><button class="button button-primary">Bring in</button></div></form>`;
}

function faults({ message, remedy, details }: CordonError): Html {
  return html`<div class="answer tone-danger" role="alert"><p><b>${message}</b> ${remedy}</p>${details.length > 0 ? html`<ul>${details.map((line) => html`<li>${line}</li>`)}</ul>` : ''}</div>`;
}

type Choices = readonly (readonly [value: string, label: string])[];

const KINDS: Choices = [
  ['slack', 'Slack export'],
  ['csv', 'CSV file'],
];
const SEVERITIES: Choices = ['1', '2', '3', '4'].map((severity) => [severity, `SEV-${severity}`]);
const VISIBILITIES: Choices = [
  ['restricted', 'Members only'],
  ['open', 'Everybody here'],
];

function select(name: string, label: string, choices: Choices, chosen: string): Html {
  return html`<p class="field"><label for="${name}">${label}</label><select id="${name}" name="${name}">${choices.map(([value, words]) => html`<option value="${value}"${value === chosen ? html` selected` : ''}>${words}</option>`)}</select></p>`;
}

function text(name: string, label: string, value: string | undefined, required: boolean): Html {
  return html`<p class="field"><label for="${name}">${label}</label><input type="text" id="${name}" name="${name}" maxlength="300" value="${value ?? ''}"${required ? html` required` : ''}></p>`;
}

/** Draws the neutral vocabulary of cards: the only place of the Room that knows what a block looks like. */

import type { Block, Button, Card, ChecklistItem } from '../chat/card.ts';
import { type Html, html } from './html.ts';

/** Where a card's buttons send their words. */
export interface Place {
  /** Undefined outside an incident. */
  readonly number: number | undefined;
  readonly csrf: string;
  /** Page to come back to without script. */
  readonly back: string;
}

export function renderCard(card: Card, place: Place): Html {
  return html`<article class="card tone-${card.tone}" data-card="${card.key}">
<h3 class="card-title">${card.title}</h3>
${card.blocks.map((block) => renderBlock(block, place))}
</article>`;
}

export function renderBlock(block: Block, place: Place): Html {
  switch (block.kind) {
    case 'heading':
      return html`<h4>${block.text}</h4>`;
    case 'text':
      return html`<p class="text ${block.muted ? 'muted' : ''} tone-${block.tone ?? 'plain'}">${block.text}</p>`;
    case 'fields':
      return html`<dl class="fields">${block.fields.map(
        ({ label, value, button }) =>
          html`<div><dt>${label}</dt><dd>${value} ${button ? renderButton(button, place) : ''}</dd></div>`,
      )}</dl>`;
    case 'checklist':
      return html`<ul class="checklist">${block.items.map((item) => renderItem(item, place))}</ul>`;
    case 'table':
      return html`<div class="table"><table><thead><tr>${block.columns.map((column) => html`<th scope="col">${column}</th>`)}</tr></thead>
<tbody>${block.rows.map((row) => html`<tr>${row.map((cell) => html`<td>${cell}</td>`)}</tr>`)}</tbody></table></div>`;
    case 'steps':
      return html`<ol class="steps">${block.steps.map(
        ({ text, state }) =>
          html`<li class="step step-${state}"><span class="state">${STEP_WORDS[state]}</span> ${text}</li>`,
      )}</ol>`;
    case 'phase':
      return html`<p class="phase"><span class="phase-title">${block.title}</span> <span class="muted">${block.index} of ${block.of}</span>${segments(block.index, block.of)}</p>`;
    case 'mention':
      return html`<p class="text">${block.people.map(({ name }) => `@${name}`).join(' ')} ${block.text}</p>`;
    case 'link':
      return html`<p class="text"><a href="${safeLink(block.url)}">${block.label}</a></p>`;
    case 'buttons':
      return html`<div class="buttons">${block.buttons.map((button) => renderButton(button, place))}</div>`;
    case 'divider':
      return html`<hr>`;
  }
}

const STEP_WORDS = {
  waiting: 'waiting',
  running: 'running',
  done: 'done',
  failed: 'failed',
  unknown: 'unknown',
} as const;

/** The six-segment bar of the phases; always beside the phase's name. */
export function segments(index: number, of: number): Html {
  const bars = Array.from({ length: of }, (_, at) => html`<i class="${at < index ? 'on' : ''}"></i>`);
  return html`<span class="bar" aria-hidden="true">${bars}</span>`;
}

/** A button is a form that says words; one that asks is a link to its form. */
export function renderButton(button: Button, { number, csrf, back }: Place): Html {
  const style = button.style ? `button-${button.style}` : '';
  const base = number === undefined ? '' : `/incidents/${number}`;
  if (button.asks) {
    return html`<a class="button ${style}" data-form href="${base}/form?says=${encodeURIComponent(button.says)}">${button.label}</a>`;
  }
  return html`<form method="post" action="${base}/say" data-say${button.confirm ? html` data-confirm="${button.confirm}"` : ''}>
<input type="hidden" name="_csrf" value="${csrf}"><input type="hidden" name="back" value="${back}">
<button class="button ${style}" name="words" value="${button.says}">${button.label}</button></form>`;
}

function renderItem(item: ChecklistItem, place: Place): Html {
  const mark = item.state === 'done' ? '✓' : item.state === 'skipped' ? '–' : '';
  return html`<li class="item item-${item.state} ${item.overdue ? 'overdue' : ''}" id="task-${item.taskId}">
<form method="post" action="/incidents/${place.number ?? 0}/say" data-say>
<input type="hidden" name="_csrf" value="${place.csrf}"><input type="hidden" name="back" value="${place.back}">
<button class="tick" name="words" value="${item.toggle.says}" aria-pressed="${item.state === 'open' ? 'false' : 'true'}" aria-label="${item.toggle.label} ${item.taskId}: ${item.text}">${mark}</button></form>
<div class="item-body"><span class="item-text">${item.text}</span>
<span class="item-meta">${item.taskId}${item.required ? ' · gate' : ''}${item.owner ? ` · ${item.owner}` : ''}${item.due ? ` · ${item.due}` : ''}${item.outcome ? ` · ${item.outcome}` : ''}</span>
${item.why || item.buttons.length > 0 ? html`<details><summary>more</summary>${item.why ? html`<p class="muted">${item.why}</p>` : ''}<div class="buttons">${item.buttons.map((button) => renderButton(button, place))}</div></details>` : ''}
</div></li>`;
}

/** Links of our own or over https; anything else leads nowhere. */
export function safeLink(url: string): string {
  return /^https?:\/\//.test(url) || (url.startsWith('/') && !url.startsWith('//')) ? url : '#';
}

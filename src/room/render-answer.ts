/** Draws what came back to whoever said something. */

import type { Answer } from '../chat/answer.ts';
import type { Person } from '../incident/actor.ts';
import { type Html, html } from './html.ts';
import { type Place, renderCard } from './render-card.ts';
import { renderForm } from './render-form.ts';

export function renderAnswer(answer: Answer, people: readonly Person[], place: Place): Html {
  switch (answer.kind) {
    case 'done':
      return html`<p class="answer tone-good">${answer.text}</p>`;
    case 'refused':
      return html`<p class="answer tone-danger"><b>${answer.reason}</b> ${answer.remedy}</p>`;
    case 'usage':
      return html`<p class="answer tone-warning"><b>${answer.problem}</b> ${answer.usage}</p>`;
    case 'card':
      return renderCard(answer.card, place);
    case 'form':
      return renderForm(answer.form, people, place);
  }
}

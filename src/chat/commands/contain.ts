/** `contain`: asks for an action on something in the scope. What it will do is shown before anybody approves. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import type { ActionOffer, Surroundings } from '../command.ts';
import { inIncident, lacks, Maybe, misunderstood, say } from '../define.ts';
import { reasonField } from '../fields.ts';
import { tableCard } from '../views/index.ts';
import { firstWord, splitReason } from '../words.ts';

export const contain = inIncident({
  name: 'contain',
  aliases: ['isolate', 'action'],
  summary: 'Ask for a containment action',
  group: 'contain',
  usage: '<action> <target> because <reason>',
  example: 'contain revoke-role-sessions web-prod because its session is used from outside',
  input: z
    .object({ action: Maybe, target: Maybe, reason: Maybe })
    .superRefine(({ action, reason }, context) => (action && !reason ? lacks(context, 'reason') : undefined)),
  words(text) {
    const { head, reason } = splitReason(text);
    const [action, target] = firstWord(head);
    return { action, target, reason };
  },
  form: (incident, preset, around) => ({
    command: 'contain',
    title: 'Ask for containment',
    intro: 'You see the plan before anybody approves it. Somebody else has to approve.',
    submit: 'Ask',
    fields: [
      {
        name: 'action',
        label: 'Action',
        kind: 'select',
        required: true,
        value: offerOf(preset.action ?? '', around)?.id ?? '',
        options: fitting(incident, around).map(({ id, title }) => ({ value: id, label: title })),
      },
      {
        name: 'target',
        label: 'On',
        kind: 'select',
        required: true,
        value: entityOf(offerOf(preset.action ?? '', around), preset.target, incident)?.id ?? '',
        options: incident.scope.map(({ kind, id }) => ({ value: id, label: `${kind} ${id}` })),
      },
      reasonField(preset),
    ],
  }),
  run({ action, target, reason }, { by, around, incident }) {
    if (!action) return { kind: 'show', card: offersCard(incident, around) };
    const offer = offerOf(action, around);
    if (!offer)
      return misunderstood(
        `There is no action ${action}. Actions: ${around.actions.map(({ id }) => shortId(id)).join(', ')}.`,
      );
    const entity = entityOf(offer, target, incident);
    if (!entity)
      return misunderstood(
        `${target ?? 'Nothing'} is not one ${offer.targetKind} of the scope. Add it: scope add ${offer.targetKind} <id> because …`,
      );
    const account = entity.account ?? incident.scope.find(({ kind }) => kind === 'account')?.id ?? 'unknown';
    return say(
      by,
      {
        type: 'ProposeAction',
        action: offer.id,
        title: offer.title,
        target: {
          provider: offer.provider,
          account,
          kind: entity.kind,
          id: entity.id,
          ...(entity.region ? { region: entity.region } : {}),
        },
        reason: reason ?? '',
        requested: true,
      },
      'Asked for. The plan appears in the conversation in a moment.',
    );
  },
});

/** `simulated.isolate-instance` is called `isolate-instance` by people. */
function shortId(id: string): string {
  return id.slice(id.indexOf('.') + 1);
}

function offerOf(action: string, around: Surroundings): ActionOffer | undefined {
  const wanted = action.toLowerCase();
  return around.actions.find(
    ({ id, title }) => id === wanted || shortId(id) === wanted || title.toLowerCase() === wanted,
  );
}

function fitting(incident: Incident, around: Surroundings): readonly ActionOffer[] {
  return around.actions.filter(({ targetKind }) => incident.scope.some(({ kind }) => kind === targetKind));
}

/** The named entity, or the only one of the kind when none was named. */
function entityOf(offer: ActionOffer | undefined, target: string | undefined, incident: Incident) {
  const kin = incident.scope.filter(({ kind }) => kind === offer?.targetKind);
  if (!target) return kin.length === 1 ? kin[0] : undefined;
  return (
    kin.find(({ id }) => id === target) ??
    kin.find(({ id, kind }) => `${kind}/${id}` === target || `${kind} ${id}` === target)
  );
}

function offersCard(incident: Incident, around: Surroundings) {
  const rows = incident.actions.map(({ actionId, title, target, state }) => [
    actionId,
    title,
    target.id,
    state.replaceAll('_', ' '),
  ]);
  const offers = fitting(incident, around);
  return tableCard('contain', 'Containment', ['', 'Action', 'On', 'State'], rows, 'Nothing is asked for yet.', [
    { kind: 'heading', text: 'Possible on this scope' },
    {
      kind: 'table',
      columns: ['Action', 'What it does', 'On', 'Tier'],
      rows: offers.map(({ id, title, targetKind, tier }) => [shortId(id), title, targetKind, `T${tier}`]),
    },
    {
      kind: 'buttons',
      buttons: offers.map(({ id, title }) => ({ label: `${title}…`, says: `contain ${shortId(id)}`, asks: true })),
    },
  ]);
}

/** `contain`: asks for an action on something in the scope. What it will do is shown before anybody approves. */

import { z } from 'zod';
import type { Incident } from '../../incident/incident.ts';
import { targetOf } from '../../incident/scope.ts';
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
        value: offerOf(preset.action ?? '', incident, around)?.name ?? '',
        options: fitting(incident, around).map(({ name, title }) => ({ value: name, label: title })),
      },
      {
        name: 'target',
        label: 'On',
        kind: 'select',
        required: true,
        value: entityOf(offerOf(preset.action ?? '', incident, around), preset.target, incident)?.id ?? '',
        options: incident.scope.map(({ kind, id }) => ({ value: id, label: `${kind} ${id}` })),
      },
      reasonField(preset),
    ],
  }),
  run({ action, target, reason }, { by, around, incident }) {
    if (!action) return { kind: 'show', card: offersCard(incident, around) };
    const offer = offerOf(action, incident, around);
    if (!offer) {
      const names = offersTo(incident, around).map(({ name }) => name);
      return misunderstood(`There is no action ${action} here. Actions: ${names.join(', ')}.`);
    }
    const entity = entityOf(offer, target, incident);
    if (!entity)
      return misunderstood(
        `${target ?? 'Nothing'} is not one ${offer.targetKind} of the scope. Add it: scope add ${offer.targetKind} <id> because …`,
      );
    return say(
      by,
      {
        type: 'ProposeAction',
        action: offer.name,
        title: offer.title,
        target: targetOf(incident, entity, around.providerOf),
        reason: reason ?? '',
        requested: true,
      },
      'Asked for. The plan appears in the conversation in a moment.',
    );
  },
});

/** What the clouds of the incident's scope offer; an empty scope is offered what its first entity would be. */
function offersTo(incident: Incident, around: Surroundings): readonly ActionOffer[] {
  const entities = incident.scope.length > 0 ? incident.scope : [{ kind: 'account', id: 'unknown' }];
  const providers = new Set(entities.map((entity) => targetOf(incident, entity, around.providerOf).provider));
  return around.actions.filter(({ provider }) => providers.has(provider));
}

function offerOf(action: string, incident: Incident, around: Surroundings): ActionOffer | undefined {
  const wanted = action.toLowerCase();
  return offersTo(incident, around).find(({ name, title }) => name === wanted || title.toLowerCase() === wanted);
}

/** What something of the scope can be acted on with. */
function fitting(incident: Incident, around: Surroundings): readonly ActionOffer[] {
  return offersTo(incident, around).filter(({ targetKind, provider }) =>
    incident.scope.some(
      (entity) => entity.kind === targetKind && targetOf(incident, entity, around.providerOf).provider === provider,
    ),
  );
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
      rows: offers.map(({ name, title, targetKind, tier }) => [name, title, targetKind, `T${tier}`]),
    },
    {
      kind: 'buttons',
      buttons: offers.map(({ name, title }) => ({ label: `${title}…`, says: `contain ${name}`, asks: true })),
    },
  ]);
}

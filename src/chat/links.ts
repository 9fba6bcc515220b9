/** The places that members look at beside the conversation. */

import type { Incident } from '../incident/incident.ts';
import type { ConversationLink } from './platform.ts';

export function linksOf({ number, playbook }: Incident, baseUrl: string): readonly ConversationLink[] {
  return [
    { label: 'Room', url: `${baseUrl}/incidents/${number}` },
    ...(playbook ? [{ label: 'Playbook', url: `${baseUrl}/playbooks` }] : []),
  ];
}

/** Where an event can be looked up outside this document: message, alert, request of a cloud provider. */

import type { IncidentEvent } from '../incident/events.ts';
import { code, place, said, type Words } from './words.ts';

/** The places of one event, separated by commas; empty when the log itself is the only place. */
export function placesOf(event: IncidentEvent): Words {
  const { permalink, requestId, alertId } = event.source;
  const message = event.type === 'MessageCaptured' ? event.data.message.permalink : undefined;
  const alert = event.type === 'AlertLinked' ? event.data.alert : undefined;
  const link = permalink ?? message ?? alert?.link;
  const request = requestId ?? (event.type === 'StepFinished' ? event.data.requestId : undefined);
  const delivery = alertId ?? alert?.alertId;
  const places: Words[] = [];
  if (link !== undefined) places.push(place(message === undefined ? 'link' : 'message', link));
  if (request !== undefined) places.push(['request ', code(request)]);
  if (delivery !== undefined) places.push(['alert ', code(delivery)]);
  if (places.length === 0 && event.by.surface !== undefined) places.push(said(event.by.surface));
  return places.map((one, index): Words => (index === 0 ? one : [', ', one]));
}

/** Who did a thing, and where it can be looked up: the two envelopes every event carries. */

/** A person as Cordon knows them: `id` is stable across platforms (an e-mail address or a local name). */
export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Where a person or a machine spoke from. `room` is Cordon's own web war room. */
export type Surface = 'room' | 'slack' | 'teams' | 'api' | 'cli';

/** The author of a command or an event. A `service` is an alert source or Cordon itself acting on a rule. */
export interface Actor {
  readonly kind: 'person' | 'service' | 'timer' | 'worker';
  readonly id: string;
  readonly name: string;
  readonly surface?: Surface;
}

/** Where a reader can check an event a year later. Values, not references that rot. */
export interface Source {
  /** Link to the chat message, console page or document. */
  readonly permalink?: string;
  /** The provider's own request id of the API call that was made. */
  readonly requestId?: string;
  /** Id of the stored alert delivery. */
  readonly alertId?: string;
  /** Id of the event this one follows from. */
  readonly cause?: string;
}

/** OCSF-like kinds of things that alerts and actions speak of. */
export const ENTITY_KINDS = [
  'account',
  'role',
  'user',
  'access-key',
  'session',
  'instance',
  'bucket',
  'ip',
  'domain',
  'service-account',
  'cluster',
  'pod',
  'repository',
  'function',
  'subnet',
  'snapshot',
  'image',
  'db-snapshot',
  'key',
  'secret',
  'trail',
  'access',
  'sso-user',
  'object',
  'other',
] as const;
export type EntityKind = (typeof ENTITY_KINDS)[number];

/** A cloud resource, identity, address or other named thing that alerts and actions speak of. */
export interface Entity {
  readonly kind: EntityKind;
  readonly id: string;
  /** Cloud account, subscription, project or tenant the entity lives in. */
  readonly account?: string;
  readonly region?: string;
}

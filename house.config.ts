/**
 * The plan of the house: which room may import which. Enforced by dependency-cruiser (`npm run check`);
 * a new folder in `src/` needs a row here first. Rooms are listed floor by floor, lowest first.
 */

export interface Room {
  readonly name: string;
  /** Rooms it may import beside itself. */
  readonly imports: readonly string[];
  /** npm packages it may import; `*` leaves it free. The core has none. */
  readonly packages: readonly string[] | '*';
}

const wings = [
  'containment',
  'evidence',
  'playbooks',
  'alerts',
  'chat',
  'postmortem',
  'room',
  'queue',
  'store',
  'engine',
] as const;

export const ROOMS: readonly Room[] = [
  { name: 'base', imports: [], packages: '*' },
  { name: 'incident', imports: [], packages: [] },
  { name: 'containment', imports: ['base'], packages: '*' },
  { name: 'evidence', imports: ['base'], packages: '*' },
  { name: 'playbooks', imports: ['base'], packages: '*' },
  { name: 'alerts', imports: ['base', 'incident'], packages: '*' },
  { name: 'chat', imports: ['base', 'incident'], packages: '*' },
  { name: 'postmortem', imports: ['base', 'incident'], packages: '*' },
  { name: 'queue', imports: ['base'], packages: '*' },
  { name: 'store', imports: ['base', 'incident'], packages: '*' },
  { name: 'room', imports: ['base', 'incident', 'chat', 'postmortem'], packages: '*' },
  { name: 'engine', imports: ['base', 'incident', 'alerts', 'store', 'queue'], packages: '*' },
  { name: 'reactions', imports: ['base', 'incident', ...wings], packages: '*' },
  { name: 'http', imports: ['base', 'incident', 'store', 'engine', 'alerts'], packages: '*' },
  { name: 'readiness', imports: ['base', 'incident', 'containment'], packages: '*' },
  {
    name: 'house',
    imports: ['base', 'incident', ...wings, 'reactions', 'http', 'readiness', 'config'],
    packages: '*',
  },
  {
    name: 'cli',
    imports: ['base', 'incident', ...wings, 'reactions', 'http', 'readiness', 'config', 'house'],
    packages: '*',
  },
];

/** Files beside the rooms: configuration validates what the rooms declare; `main` starts the house. */
export const DOORS: readonly Room[] = [
  { name: 'config', imports: ['base', 'incident', 'alerts'], packages: '*' },
  { name: 'main', imports: ['base', 'config', 'house'], packages: '*' },
];

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
  'insight',
  'room',
  'slack',
  'teams',
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
  { name: 'insight', imports: ['base', 'incident'], packages: '*' },
  { name: 'queue', imports: ['base'], packages: '*' },
  { name: 'store', imports: ['base', 'incident'], packages: '*' },
  { name: 'slack', imports: ['base', 'incident', 'chat', 'postmortem'], packages: '*' },
  { name: 'teams', imports: ['base', 'incident', 'chat'], packages: '*' },
  { name: 'room', imports: ['base', 'incident', 'chat', 'postmortem', 'insight'], packages: '*' },
  { name: 'engine', imports: ['base', 'incident', 'alerts', 'store', 'queue'], packages: '*' },
  { name: 'reactions', imports: ['base', 'incident', ...wings], packages: '*' },
  { name: 'http', imports: ['base', 'incident', 'store', 'engine', 'alerts', 'insight'], packages: '*' },
  // A schema lives with the room it describes; configuration puts them together and checks them at once.
  {
    name: 'config',
    imports: ['base', 'incident', 'alerts', 'containment', 'evidence', 'postmortem', 'slack', 'teams'],
    packages: '*',
  },
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

/** Beside the rooms: `main` starts the house. */
export const DOORS: readonly Room[] = [{ name: 'main', imports: ['base', 'config', 'house'], packages: '*' }];

/** Import rules, generated from the table of rooms in `house.config.ts`. */
import { DOORS, ROOMS } from './house.config.ts';

const folder = (name) => (DOORS.some((door) => door.name === name) ? `^src/${name}\\.ts$` : `^src/${name}/`);

const rules = [...ROOMS, ...DOORS].map((room) => ({
  name: `${room.name}-imports`,
  comment: `${room.name} may import only: ${room.imports.join(', ') || 'nothing'}. The table is in house.config.ts.`,
  severity: 'error',
  from: { path: folder(room.name) },
  to: { path: '^src/', pathNot: [room.name, ...room.imports].map(folder) },
}));

export default {
  forbidden: [
    ...rules,
    {
      name: 'no-circle',
      comment: 'No circle, not even between two files.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
    {
      name: 'pure-core',
      comment: 'The core has no package and no Node.js module.',
      severity: 'error',
      from: { path: '^src/incident/' },
      to: { dependencyTypes: ['core', 'npm', 'npm-dev', 'npm-optional', 'npm-no-pkg'] },
    },
    {
      name: 'no-dev-in-src',
      comment: 'Production code imports no package of development.',
      severity: 'error',
      from: { path: '^src/' },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg', 'npm-unknown'], pathNot: 'node_modules/@types/' },
    },
    {
      name: 'src-knows-no-tests',
      severity: 'error',
      from: { path: '^src/' },
      to: { path: '^(test|scripts|bench)/' },
    },
    {
      name: 'unresolvable',
      severity: 'error',
      from: {},
      to: { couldNotResolve: true },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^src/room/assets/' },
    tsPreCompilationDeps: true,
    moduleSystems: ['es6'],
    enhancedResolveOptions: { exportsFields: ['exports'], conditionNames: ['import', 'node', 'default', 'types'] },
  },
};

import { openTeamsHouse } from '../support/teams-conformance.ts';
import { conformance } from './suite.ts';

conformance('Teams', openTeamsHouse);

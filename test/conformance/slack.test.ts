import { openSlackHouse } from '../support/slack-conformance.ts';
import { conformance } from './suite.ts';

conformance('Slack', openSlackHouse);

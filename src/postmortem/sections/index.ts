/** Every section of the post-mortem, in the order it is read. */

import type { Section } from '../section.ts';
import { actions } from './actions.ts';
import { attackNarrative } from './attack-narrative.ts';
import { checklists } from './checklists.ts';
import { communications } from './communications.ts';
import { contributingFactors } from './contributing-factors.ts';
import { detection } from './detection.ts';
import { evidence } from './evidence.ts';
import { exceptions } from './exceptions.ts';
import { executiveSummary } from './executive-summary.ts';
import { externalVersion } from './external-version.ts';
import { fiveWhys } from './five-whys.ts';
import { followUps } from './follow-ups.ts';
import { fullLog } from './full-log.ts';
import { header } from './header.ts';
import { impact } from './impact.ts';
import { lucky } from './lucky.ts';
import { metrics } from './metrics.ts';
import { participants } from './participants.ts';
import { response } from './response.ts';
import { similarIncidents } from './similar-incidents.ts';
import { timeline } from './timeline.ts';
import { wentBadly } from './went-badly.ts';
import { wentWell } from './went-well.ts';

export const SECTIONS: readonly Section[] = [
  header,
  executiveSummary,
  impact,
  metrics,
  timeline,
  attackNarrative,
  detection,
  response,
  actions,
  contributingFactors,
  fiveWhys,
  wentWell,
  wentBadly,
  lucky,
  communications,
  externalVersion,
  evidence,
  similarIncidents,
  followUps,
  participants,
  checklists,
  exceptions,
  fullLog,
];

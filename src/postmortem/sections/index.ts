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
import { followUps } from './follow-ups.ts';
import { fullLog } from './full-log.ts';
import { header } from './header.ts';
import { impact } from './impact.ts';
import { lessons } from './lessons.ts';
import { metrics } from './metrics.ts';
import { participants } from './participants.ts';
import { response } from './response.ts';
import { timeline } from './timeline.ts';

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
  lessons,
  communications,
  evidence,
  followUps,
  participants,
  checklists,
  exceptions,
  fullLog,
];

/** Every tracker that follow-ups can go to. */

import type { TrackerKind } from '../tracker.ts';
import { azureDevops } from './azure-devops.ts';
import { github } from './github.ts';
import { gitlab } from './gitlab.ts';
import { jira } from './jira.ts';

export const TRACKERS: readonly TrackerKind[] = [jira, github, gitlab, azureDevops];

/** Every place that post-mortems can be published to. */

import type { PublisherKind } from '../publisher.ts';
import { confluence } from './confluence.ts';
import { email } from './email.ts';
import { git } from './git.ts';
import { googleDrive } from './google-drive.ts';
import { sharepoint } from './sharepoint.ts';
import { webhook } from './webhook.ts';

export const PUBLISHERS: readonly PublisherKind[] = [confluence, git, sharepoint, googleDrive, email, webhook];

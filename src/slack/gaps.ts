/** What Slack cannot do, and what is done instead. */

import type { Gap } from '../chat/gap.ts';

export const SLACK_GAPS: readonly Gap[] = [
  {
    platform: 'Slack',
    cannot: 'look up a note that it shows to one person for a moment',
    page: 'https://docs.slack.dev/reference/methods/chat.postEphemeral',
    instead: 'when its answer was lost it is shown again, and may come twice',
  },
];

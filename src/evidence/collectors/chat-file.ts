/** A file that somebody dropped into a conversation, copied before anybody can take it back. The subject's id is `platform:file`. */

import { CordonError } from '../../base/errors.ts';
import type { EvidenceCollector } from './collector.ts';

export const chatFile: EvidenceCollector = {
  kind: 'chat-file',
  title: 'A file from the conversation',
  subjects: ['chat-file'],
  permissions: [],
  async collect(subject, context, signal) {
    const [, platform = '', file = ''] = /^([a-z]+):(.+)$/.exec(subject.id) ?? [];
    if (!context.file || !file) {
      throw new CordonError('evidence_missing', `There is no way to the file ${subject.id}.`, {
        remedy: 'Run it where chat platforms are connected: on a worker.',
      });
    }
    const { name, body, mediaType } = await context.file(platform, file, signal);
    return { name, mediaType, requestIds: [], content: [body] };
  },
};

/** The alert as it arrived, byte for byte: the first evidence there is. The subject's id is the stored delivery's. */

import { CordonError } from '../../base/errors.ts';
import type { EvidenceCollector } from './collector.ts';
import { slug } from './json-content.ts';

export const alertPayload: EvidenceCollector = {
  kind: 'alert-payload',
  title: 'The alert as received',
  subjects: ['alert'],
  permissions: [],
  async collect(subject, context) {
    if (!context.alert) {
      throw new CordonError('evidence_missing', `Nobody handed the collector the delivery ${subject.id}.`, {
        remedy: 'Run it where stored deliveries can be read: on a worker.',
      });
    }
    const { body, mediaType } = await context.alert(subject.id);
    const extension = mediaType.includes('json') ? 'json' : 'txt';
    return { name: `alert-${slug(subject.id)}.${extension}`, mediaType, requestIds: [], content: [body] };
  },
};

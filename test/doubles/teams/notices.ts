/** Notices in the activity feed. https://learn.microsoft.com/en-us/graph/api/userteamwork-sendactivitynotification */

import { z } from 'zod';
import type { Kernel } from './kernel.ts';
import { refuse } from './refusal.ts';
import type { Notice, Person } from './world.ts';

/** https://learn.microsoft.com/en-us/graph/api/resources/teamworkactivitytopic: a topic of text leads to a link of Teams. */
const Body = z.strictObject({
  topic: z.strictObject({ source: z.literal('text'), value: z.string().min(1), webUrl: z.url().max(1024) }),
  activityType: z.string(),
  chainId: z.int().min(1).optional(),
  // Teams shows the first 150 characters.
  previewText: z.strictObject({ content: z.string().min(1).max(150) }),
  templateParameters: z.array(z.strictObject({ name: z.string(), value: z.string() })).default([]),
});

/** Refuses what Graph refuses; a notice of the same chain takes the place of the one before. */
export function notify({ world, app }: Kernel, to: Person, body: unknown): void {
  const { topic, activityType, chainId, previewText, templateParameters } = Body.parse(body);
  const declared = app.activityTypes.find(({ type }) => type === activityType);
  if (!declared) refuse(400, 'BadRequest', `Activity type '${activityType}' is not declared in the manifest`);
  // Links to a tab of the app: https://learn.microsoft.com/en-us/microsoftteams/platform/concepts/build-and-test/deep-link-application
  if (!topic.webUrl.startsWith(`https://teams.microsoft.com/l/entity/${app.id}/`))
    refuse(400, 'BadRequest', 'The webUrl is no deep link to a tab of the app');
  const values = new Map(templateParameters.map(({ name, value }) => [name, value]));
  const text = declared.templateText.replaceAll(
    /\{(\w+)\}/g,
    (_, name: string) => values.get(name) ?? refuse(400, 'BadRequest', `The template wants a value for ${name}`),
  );
  const notice: Notice = { to, activityType, text, preview: previewText.content, webUrl: topic.webUrl, chainId };
  const before = world.notices.findIndex((one) => one.to === to && chainId !== undefined && one.chainId === chainId);
  if (before >= 0) world.notices[before] = notice;
  else world.notices.push(notice);
}

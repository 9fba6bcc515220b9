import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { SLACK_GAPS } from '../../../src/slack/gaps.ts';
import { TEAMS_GAPS } from '../../../src/teams/gaps.ts';

const README = readFileSync(join(import.meta.dirname, '../../../README.md'), 'utf8');
const rows = README.split('\n').map((line) => line.split('|').map((cell) => cell.trim()));

it.each([...SLACK_GAPS, ...TEAMS_GAPS])('tells in the README that $platform cannot $cannot', (gap) => {
  const row = rows.find((cells) => cells[2] === `[${gap.cannot}](${gap.page})`);

  expect(row?.slice(1, 4)).toEqual([gap.platform, `[${gap.cannot}](${gap.page})`, gap.instead]);
});

it('shows no other rows there', () => {
  const shown = rows.filter(([, platform]) => platform === 'Slack' || platform === 'Teams');

  expect(shown).toHaveLength(SLACK_GAPS.length + TEAMS_GAPS.length);
});

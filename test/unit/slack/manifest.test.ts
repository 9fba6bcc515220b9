/** The manifest asks for the least, says why, and fits the bounds of Slack's form. */

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { EVENTS_PATH, manifestOf, manifestYaml } from '../../../src/slack/manifest.ts';
import { EVENTS, METHODS, SCOPES } from '../../../src/slack/scopes.ts';
import { METHODS as DOUBLE } from '../../doubles/slack/methods/index.ts';

const COMMAND = '/incident';

describe('scopes', () => {
  it('are each wanted by a method, an event or the commands', () => {
    const wanted = new Set<string>(['commands', ...Object.values(EVENTS).flat()]);
    for (const { scopes } of Object.values(METHODS)) for (const scope of scopes) wanted.add(scope);

    expect([...wanted].sort()).toEqual(Object.keys(SCOPES).sort());
  });

  it('stand in docs/slack.md with the same reasons', () => {
    const page = readFileSync(new URL('../../../docs/slack.md', import.meta.url), 'utf8').replaceAll(/ +/g, ' ');

    for (const [scope, reason] of Object.entries(SCOPES)) expect(page).toContain(`| \`${scope}\` | ${reason} |`);
  });

  it.each(Object.entries(METHODS))('of %s and its tier are those that the fake Slack holds against us', (name, use) => {
    const method = DOUBLE.get(name);

    expect(method).toBeDefined();
    expect(typeof method?.tier === 'number' ? `tier${method.tier}` : method?.tier).toBe(use.tier);
    const world = {
      channels: new Map([
        ['G1', { isPrivate: true }],
        ['D1', { im: 'U1' }],
      ]),
    };
    const asked = ['G1', 'D1'].flatMap(
      (channel) => method?.scopes?.({ world } as never, { channel, is_private: true, users: 'U1' }) ?? [],
    );
    // What Cordon does with a method is covered by its scopes: some of those asked for, or none asked at all.
    expect(asked.length === 0 || asked.some((scope) => (use.scopes as readonly string[]).includes(scope))).toBe(true);
  });
});

describe('the manifest', () => {
  it('uses Socket Mode and needs no address by default', () => {
    const manifest = manifestOf({ command: COMMAND });

    expect(manifest.settings.socket_mode_enabled).toBe(true);
    expect(JSON.stringify(manifest)).not.toContain('http');
  });

  it('names one address for events, actions, menus and commands in HTTP mode', () => {
    const { settings, features } = manifestOf({ command: COMMAND, url: 'https://cordon.example.com' });
    const url = `https://cordon.example.com${EVENTS_PATH}`;

    expect(settings).toMatchObject({
      socket_mode_enabled: false,
      event_subscriptions: { request_url: url },
      interactivity: { request_url: url, message_menu_options_url: url },
    });
    expect(features.slash_commands[0]).toMatchObject({ url });
  });

  it('gives each scope its reason beside it in YAML, which reads back as the same', () => {
    const yaml = manifestYaml({ command: '/security' });

    expect(parse(yaml)).toEqual(manifestOf({ command: '/security' }));
    for (const [scope, reason] of Object.entries(SCOPES)) expect(yaml).toContain(`- ${scope} # ${reason}`);
  });

  it('fits the bounds of the form', () => {
    // https://docs.slack.dev/reference/app-manifest: lengths of each field.
    const { display_information, features } = manifestOf({ command: COMMAND });

    expect(display_information.name.length).toBeLessThanOrEqual(35);
    expect(display_information.description.length).toBeLessThanOrEqual(140);
    expect(features.bot_user.display_name.length).toBeLessThanOrEqual(80);
    for (const { name, description, callback_id } of features.shortcuts) {
      expect(name.length).toBeLessThanOrEqual(24);
      expect(description.length).toBeLessThanOrEqual(150);
      expect(callback_id.length).toBeLessThanOrEqual(255);
    }
    expect(features.slash_commands[0]?.command).toMatch(/^\/[a-z0-9_-]{1,31}$/);
    expect(features.slash_commands[0]?.description.length).toBeLessThanOrEqual(2000);
    expect(features.slash_commands[0]?.usage_hint.length).toBeLessThanOrEqual(1000);
  });
});

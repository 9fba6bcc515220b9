import { describe, expect, it } from 'vitest';
import { loadConfig } from '../../../src/config/load.ts';
import { welcome } from '../../../src/house/welcome.ts';

function said(env: Readonly<Record<string, string>>, url: string | undefined): string {
  const queue = { backend: 'postgresql' } as Parameters<typeof welcome>[1]['queue'];
  return welcome(loadConfig(env), { url, version: '1.2.3', queue });
}

describe('what the terminal says', () => {
  it('leads to the page, where people pick who they are on a laptop and come by a link elsewhere', () => {
    expect(said({}, 'http://127.0.0.1:3000')).toContain('1. Open http://127.0.0.1:3000 and pick who you are.');
    const linked = said({ CORDON_SIGN_IN: 'link' }, 'https://cordon.example.com');

    expect(linked).toContain('open at https://cordon.example.com');
    expect(linked).toContain('npm run cordon -- sign-in PERSON');
    expect(linked).not.toContain('pick who you are');
  });

  it('sends nobody to a process that has no pages', () => {
    expect(said({ CORDON_ROLE: 'worker', DATABASE_URL: 'postgres://db/cordon' }, undefined)).toBe(
      'Cordon 1.2.3 is at work (database from DATABASE_URL, queue on PostgreSQL, role worker).',
    );
  });
});

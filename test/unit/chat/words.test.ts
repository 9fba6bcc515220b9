import { describe, expect, it } from 'vitest';
import {
  firstWord,
  minutesOf,
  momentOf,
  nearest,
  personOf,
  pieces,
  roleOf,
  splitReason,
  taskOf,
} from '../../../src/chat/words.ts';
import { surroundings } from '../../support/chat-house.ts';
import { given, staffed } from '../../support/given.ts';

const at = new Date('2026-03-01T14:00:00.000Z');
const { incident } = given(
  ...staffed,
  { type: 'AddTask', text: 'Ask the vendor for logs' },
  { type: 'AddTask', text: 'Ask the owner of the account' },
);

describe('splitReason', () => {
  it('parts what is asked from why, at the first because', () => {
    expect(splitReason('a1 7f3a because it leaks because of a key')).toEqual({
      head: 'a1 7f3a',
      reason: 'it leaks because of a key',
    });
    expect(splitReason('because it leaks')).toEqual({ head: '', reason: 'it leaks' });
    expect(splitReason(' a1 ')).toEqual({ head: 'a1' });
  });

  it('does not find a because inside a word', () => {
    expect(splitReason('a1 justbecause of it').reason).toBeUndefined();
  });
});

describe('firstWord and pieces', () => {
  it('take lines of any shape apart', () => {
    expect(firstWord('  tick   t1 done\nat last ')).toEqual(['tick', 't1 done\nat last']);
    expect(firstWord('')).toEqual(['', '']);
    expect(pieces('add "web prod" x')).toEqual(['add', 'web prod', 'x']);
  });
});

describe('personOf', () => {
  const around = surroundings(at);

  it('finds by id, with or without @, in any case, and by a beginning that fits one alone', () => {
    expect(personOf('@Responder-1', around)?.id).toBe('responder-1');
    expect(personOf('foren', around)?.id).toBe('forensics');
  });

  it('finds nobody where several fit, or none', () => {
    expect(personOf('responder', around)).toBeUndefined();
    expect(personOf('nobody', around)).toBeUndefined();
    expect(personOf('@', around)).toBeUndefined();
  });
});

describe('taskOf', () => {
  it('finds by id, by number, and by a part of the text that fits one alone', () => {
    expect(taskOf('T2', incident)?.taskId).toBe('t2');
    expect(taskOf('2', incident)?.taskId).toBe('t2');
    expect(taskOf('vendor', incident)?.taskId).toBe('t1');
    expect(taskOf('ask the', incident)).toBeUndefined();
    expect(taskOf('t9', incident)).toBeUndefined();
  });
});

describe('roleOf', () => {
  it.each([
    ['IC', 'commander'],
    ['comms', 'communications'],
    ['Cloud/Account Owner', 'account-owner'],
    ['foren', 'forensics'],
  ])('takes %s for the %s', (said, id) => {
    expect(roleOf(said, incident)?.id).toBe(id);
  });

  it('does not guess', () => {
    expect(roleOf('co', incident)).toBeUndefined();
    expect(roleOf('captain', incident)).toBeUndefined();
  });
});

describe('momentOf', () => {
  it.each([
    ['13:05', '2026-03-01T13:05:00.000Z'],
    ['14:01', '2026-02-28T14:01:00.000Z'],
    ['2026-01-31 14:05', '2026-01-31T14:05:00.000Z'],
    ['2026-01-31T14:05:06.5Z', '2026-01-31T14:05:06.500Z'],
    ['2026-01-31T16:05:00+02:00', '2026-01-31T14:05:00.000Z'],
  ])('reads %s in UTC as %s', (said, moment) => {
    expect(momentOf(said, at)).toBe(moment);
  });

  it.each(['', 'soon', '25:00', '12:75', '2026-02-31 10:00', '2026-13-01 10:00', '5', 'March 3'])(
    'takes %j for no time',
    (said) => {
      expect(momentOf(said, at)).toBeUndefined();
    },
  );
});

describe('minutesOf', () => {
  it('reads minutes, hours and days', () => {
    expect(['30', '30m', '2h', '1 d'].map(minutesOf)).toEqual([30, 30, 120, 1440]);
    expect(['', '-5', 'soon', '2w', '1000000'].map(minutesOf)).toEqual(Array(5).fill(undefined));
  });
});

describe('nearest', () => {
  const verbs = ['approve', 'tick', 'contain'];

  it('suggests a verb that is one slip away, and none that is far', () => {
    expect(nearest('aprove', verbs)).toBe('approve');
    expect(nearest('tik', verbs)).toBe('tick');
    expect(nearest('weather', verbs)).toBeUndefined();
    expect(nearest('xy', verbs)).toBeUndefined();
  });
});

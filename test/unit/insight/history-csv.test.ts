import { describe, expect, it } from 'vitest';
import { readCsvHistory } from '../../../src/insight/history-csv.ts';

const HEAD = 'time,author,text,milestone,link';
const faultsOf = (...lines: readonly string[]) =>
  readCsvHistory(lines.join('\n')).faults?.map(({ line, what }) => [line, what]);

describe('a history kept as CSV', () => {
  it('comes in by time, with authors, quoted texts, milestones and links', () => {
    const { history } = readCsvHistory(
      `${HEAD}\r\n2026-03-01T15:10:00+01:00,Second,"Said ""stop"",\nthen stopped",contained,\r\n2026-03-01T14:05:00Z,First,<b>Look</b> here,,https://example.com/1\r\n`,
    );

    expect(
      history?.messages.map(({ sentAt, author, text, permalink }) => [sentAt, author.name, text, permalink]),
    ).toEqual([
      ['2026-03-01T14:05:00.000Z', 'First', '<b>Look</b> here', 'https://example.com/1'],
      ['2026-03-01T14:10:00.000Z', 'Second', 'Said "stop",\nthen stopped', undefined],
    ]);
    expect(history?.milestones).toMatchObject([{ milestone: 'contained', at: '2026-03-01T14:10:00.000Z' }]);
  });

  it('takes columns in any order, a mark at its beginning, and empty lines', () => {
    const { history } = readCsvHistory('\uFEFFtext,time,author\n\nLooked,2026-03-01T14:05:00Z,First\n\n');

    expect(history?.messages).toHaveLength(1);
  });

  it('names every fault with its line, and brings in nothing', () => {
    expect(
      faultsOf(
        HEAD,
        '2026-03-01T14:05:00Z,First,Fine,,',
        '2026-03-01 14:05,Second,No zone,,',
        '2026-03-01T14:06:00Z,,Nobody,,',
        '2026-03-01T14:07:00Z,Third,Eh,finished,',
        '2026-03-01T14:08:00Z,Third,Eh,,javascript:alert(1)',
        '2026-03-01T14:09:00Z,Third,One, too many,,,',
      ),
    ).toEqual([
      [3, 'time is no time with its zone'],
      [4, 'author is empty'],
      [5, expect.stringMatching(/^milestone is none of started, detected/)],
      [6, 'link is no https address'],
      [7, 'it has 7 cells for 5 columns'],
    ]);
  });

  it.each([
    ['no columns', 'a,b\n1,2', [[1, 'the column time, author, text is missing']]],
    ['no rows', HEAD, [[2, 'there is no row']]],
    ['nothing', '', [[1, 'the column time, author, text is missing']]],
  ])('says what is wrong with %s', (_what, text, faults) => {
    expect(faultsOf(text)).toEqual(faults);
  });

  it('says where a quote was never closed', () => {
    expect(faultsOf(HEAD, '2026-03-01T14:05:00Z,First,"open,,')?.[0]).toEqual([
      2,
      expect.stringMatching(/never closed/),
    ]);
  });
});

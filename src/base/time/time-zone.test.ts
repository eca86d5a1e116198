import { expect, test } from 'vitest'
import { isTimeZone, getTimeZone } from './time-zone.ts'

const time = (zone: string, clock: string): string =>
  new Date(getTimeZone(zone).toTime(Date.parse(`${clock}Z`))).toISOString()

test.each([
  ['UTC', '2022-03-05T14:30:00', '2022-03-05T14:30:00.000Z'],
  ['America/Sao_Paulo', '2022-03-05T11:30:00', '2022-03-05T14:30:00.000Z'],
  ['America/Sao_Paulo', '2018-12-05T11:30:00', '2018-12-05T13:30:00.000Z'],
  // Clocks went from 24:00 to 1:00: there was no midnight.
  ['America/Sao_Paulo', '2018-11-04T00:00:00', '2018-11-04T03:00:00.000Z'],
  // Clocks went from 24:00 back to 23:00: there were two of 23:30, and the first one counts.
  ['America/Sao_Paulo', '2018-02-17T23:30:00', '2018-02-18T01:30:00.000Z'],
  ['Asia/Kolkata', '2022-03-05T20:00:00', '2022-03-05T14:30:00.000Z'],
  ['America/Sao_Paulo', '1900-01-01T00:00:00', '1900-01-01T03:06:28.000Z'],
])('clocks in %s show %s at %s', (zone, clock, expected) => {
  expect(time(zone, clock)).toBe(expected)
})

test('every hour of a year comes back', () => {
  for (const name of ['America/Sao_Paulo', 'Europe/Lisbon', 'Australia/Lord_Howe']) {
    const zone = getTimeZone(name)
    const start = Date.UTC(2018, 0, 1)
    const different = Array.from({ length: 365 * 24 }, (_, hour) => start + hour * 3_600_000).filter(
      (moment) => zone.toTime(zone.toClock(moment)) !== moment,
    )
    // Only the hour that clocks show twice.
    expect(different.length).toBeLessThanOrEqual(1)
  }
})

test('a name of the IANA database is a zone', () => {
  expect(['America/Sao_Paulo', 'UTC', 'Brasilia', ''].map(isTimeZone)).toEqual([true, true, false, false])
})

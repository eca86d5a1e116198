import { expect, test } from 'vitest'
import { timeText } from './time.ts'

test.each([
  [1_767_225_600_000, '2026-01-01T00:00:00Z'],
  [1_767_225_600_500, '2026-01-01T00:00:00.500Z'],
  [1_767_225_600_000.5, '2026-01-01T00:00:00.000500Z'],
  [0, '1970-01-01T00:00:00Z'],
  [-0.001, '1969-12-31T23:59:59.999999Z'],
])('%d is written %s', (time, text) => expect(timeText(time)).toBe(text))

import { LapidaryError } from '../../base/errors/lapidary-error.ts'
import { parseTime } from '../../base/time/date-time.ts'
import type { FeatureView } from '../../project/feature-view.ts'
import { validateEntity, validateValue } from './feature-value.ts'
import { isInFuture } from './online-features.ts'
import type { FeatureValue, OnlineRow } from './store.ts'
import { getOwn, setOwn } from '../../base/own-property.ts'

/** A table as its columns, each a list of cells. */
export type Frame = Readonly<Record<string, readonly unknown[]>>

/** Returns the names of the columns with the event time and the created time. */
function getTimeColumns({ source }: FeatureView): {
  readonly event: string
  readonly created: string | null
} {
  if (source.kind === 'dataset') return { event: 'event_timestamp', created: null }
  return { event: source.timestamp, created: source.created ?? null }
}

/**
 * Parses the rows of a pushed table: the join key, the event time, all features of the view, and
 * the created time if the view has one.
 *
 * @throws LapidaryError `bad-push`, `bad-push-time`, `push-from-future`, `bad-entity-key`,
 *   `bad-feature-value`.
 */
export function parsePushedRows(
  view: FeatureView,
  frame: Frame,
  { maxRows, now }: { readonly maxRows: number; readonly now: Date },
): OnlineRow[] {
  const { event, created } = getTimeColumns(view)
  const features = Object.keys(view.features)
  checkFrame(view, frame, maxRows, [view.joinKey, event, ...features], created)
  const parseTimeAt = (column: string, row: number): number => {
    const seen = getOwn(frame, column)?.[row]
    const time = typeof seen === 'string' ? parseTime(seen) : null
    const shown = JSON.stringify(seen ?? null).slice(0, 100)
    if (time !== null && isInFuture(time, now.getTime())) {
      throw new LapidaryError('push-from-future', {
        view: view.name,
        row,
        column,
        seen: shown,
        now: now.toISOString(),
      })
    }
    if (time !== null) return time
    throw new LapidaryError('bad-push-time', { view: view.name, row, column, seen: shown })
  }
  return (frame[view.joinKey] as readonly unknown[]).map((key, row) => {
    const values: Record<string, FeatureValue> = {}
    for (const name of features) setOwn(values, name, validateValue(view, name, getOwn(frame, name)?.[row]))
    const entity = validateEntity(view, key)
    const eventTime = parseTimeAt(event, row)
    return created === null || !Object.hasOwn(frame, created)
      ? { entity, eventTime, values }
      : { entity, eventTime, createdTime: parseTimeAt(created, row), values }
  })
}

function checkFrame(
  view: FeatureView,
  frame: Frame,
  limit: number,
  expected: readonly string[],
  created: string | null,
): void {
  const missing = expected.filter((name) => !Object.hasOwn(frame, name))
  const unknown = Object.keys(frame).filter((name) => !expected.includes(name) && name !== created)
  const lengths = new Set(Object.values(frame).map(({ length }) => length))
  const rows = Object.values(frame)[0]?.length ?? 0
  if (missing.length === 0 && unknown.length === 0 && lengths.size === 1 && rows >= 1 && rows <= limit) return
  const seen = [
    ...missing.map((name) => `- ${name}`),
    ...unknown.slice(0, 20).map((name) => `+ ${name.slice(0, 100)}`),
    ...(missing.length + unknown.length > 0 ? [] : [[...lengths].join(', ')]),
  ].join(', ')
  throw new LapidaryError('bad-push', { view: view.name, expected: expected.join(', '), limit, seen })
}

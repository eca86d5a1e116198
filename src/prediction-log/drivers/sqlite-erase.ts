import { setImmediate as nextTurn } from 'node:timers/promises'
import type { Database } from '../../sql/open-database.ts'
import { firstIdOf } from '../prediction-id.ts'

/** Rows looked at between two turns of the event loop: predictions come first. */
const rowsPerLook = 5000

/**
 * Deletes what is kept of one entity, its outcomes and those of its predictions, and leaves none of it in the file's free pages.
 * @param until ISO 8601: what was predicted or told later stays.
 * @returns how many predictions there were.
 */
export async function eraseRows({ sqlite }: Database, entity: string, until: string): Promise<number> {
  const last = firstIdOf(new Date(Date.parse(until) + 1).toISOString())
  const edgeOf = sqlite.prepare('SELECT id FROM prediction WHERE id > ? ORDER BY id LIMIT 1 OFFSET ?').pluck()
  const idsOf = sqlite.prepare('SELECT id FROM prediction WHERE id > ? AND id <= ? AND id < ? AND entity = ?').pluck()
  const dropOutcomes = sqlite.prepare('DELETE FROM outcome WHERE prediction_id IN (SELECT value FROM json_each(?))')
  const drop = sqlite.prepare('DELETE FROM prediction WHERE id IN (SELECT value FROM json_each(?))')
  const dropBoth = sqlite.transaction((ids: string) => {
    dropOutcomes.run(ids)
    return drop.run(ids).changes
  })
  const secure = (on: boolean): unknown => sqlite.pragma(`secure_delete = ${on ? 'on' : 'off'}`)
  let rows = 0
  for (let after = ''; ; ) {
    const edge = edgeOf.get(after, rowsPerLook - 1) as string | undefined
    const ids = idsOf.all(after, edge ?? 'g', last, entity) // hexadecimal digits are all below "g"
    if (ids.length > 0) {
      secure(true)
      rows += dropBoth.immediate(JSON.stringify(ids))
      secure(false)
    }
    if (edge === undefined || edge >= last) break
    after = edge
    await nextTurn()
  }
  secure(true)
  sqlite.prepare('DELETE FROM outcome WHERE entity = ? AND at <= ?').run(entity, until)
  secure(false)
  sqlite.pragma('wal_checkpoint(truncate)') // the log beside the file has them too
  return rows
}

/** Deletes predictions and outcomes older than `before`, a few at a time. @returns how many. */
export async function purgeRows({ sqlite }: Database, before: Date): Promise<number> {
  const time = before.toISOString()
  const drop = sqlite.prepare(
    'DELETE FROM prediction WHERE id IN (SELECT id FROM prediction WHERE id < ? ORDER BY id LIMIT 1000)',
  )
  let rows = 0
  for (let changes = 1; changes > 0; await nextTurn()) {
    changes = drop.run(firstIdOf(time)).changes
    rows += changes
  }
  return rows + sqlite.prepare('DELETE FROM outcome WHERE at < ?').run(time).changes
}

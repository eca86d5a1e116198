import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import type { SplitReport } from '../../src/data/split/split-report.ts'
import type { Estimate } from '../../src/task/classification/evaluation.ts'
import type { WindowMetrics } from '../../src/task/classification/window-metrics.ts'
import { readRun } from '../kit/read-model-bytes.ts'
import { runCli } from '../kit/run-cli.ts'
import { findStrayKeys } from '../kit/stray-keys.ts'
import { writeVisitsProject } from '../kit/visits-project.ts'

const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
const environment = { DATA_DIR: join(folder, 'data'), THREADS: '2', LOG_LEVEL: 'error' }
let lines: string[]

interface Trained {
  readonly run_id: string
  readonly promoted: boolean
  readonly split: SplitReport
  readonly windows: readonly WindowMetrics[]
  readonly metrics: Record<string, Estimate>
  readonly held_out: Record<string, Estimate>
  readonly repeated: { readonly folds: number; readonly repeats: number } | null
  readonly comparison: { readonly rows: number } | null
  readonly cross_validation: { readonly folds: readonly { readonly rows: number }[] } | null
}

async function train(...args: string[]): Promise<Trained> {
  const result = await runCli(['train', folder, ...args, '--json'], environment)
  expect(result.stderr).toBe('')
  return result.json() as unknown as Trained
}

beforeAll(() => {
  lines = writeVisitsProject(folder)
})
afterAll(() => rmSync(folder, { recursive: true, force: true }))

describe('a project that is split by time', () => {
  let first: Trained

  test('holds out later visits of other patients, and says what is on no side', async () => {
    first = await train('--cv', '3')
    const { kind, train: trained, held_out: heldOut, time } = first.split
    expect([kind, time?.column, time?.from]).toEqual(['entity-time', 'day', '2026-07-01'])
    const { gap = 0, missing = 0, other_entities: otherEntities = 0 } = time?.left_out ?? {}
    expect(missing).toBe(2)
    expect(gap).toBe(lines.filter((line) => /,2026-06-(1[6-9]|2\d|30),/.test(line)).length)
    expect(trained.rows + heldOut.rows + gap + missing + otherEntities).toBe(600)
    expect(first.cross_validation?.folds).toHaveLength(3)
    expect(first.repeated).toBeNull()
  })

  test('measures the parts of the held-out time, in the run too', async () => {
    expect(first.windows).toHaveLength(3)
    expect(first.windows.reduce((sum, { rows }) => sum + rows, 0)).toBe(first.split.held_out.rows)
    const days = first.windows.flatMap(({ from, to }) => [from, to])
    expect(days).toEqual(days.toSorted())
    const { metrics, params, tags, text } = await readRun(environment.DATA_DIR, first.run_id, 'windows.json')
    expect(JSON.parse(text)).toEqual({ version: 2, items: first.windows })
    expect(metrics['window_3_log_loss']).toBeCloseTo(first.windows[2]?.metrics.log_loss.value ?? 0, 12)
    expect(params).toMatchObject({
      split: 'entity-time',
      split_time: 'day',
      split_gap: '15d',
      held_out: '1/5',
    })
    expect(tags['split.from']).toBe('2026-07-01')
  })

  test.each([
    'evaluation.json',
    'split.json',
    'windows.json',
    'warnings.json',
    'importance.json',
    'leak-checks.json',
    'data-report.json',
    'model/model.json',
    'model/reference.json',
    'model/examples.json',
  ])('has %s in snake_case, with its version', async (path) => {
    const { text } = await readRun(environment.DATA_DIR, first.run_id, path)
    const document = JSON.parse(text) as Record<string, unknown>
    expect(findStrayKeys(document)).toEqual([])
    if (path !== 'model/model.json') expect(document['version']).toBe(2)
  })

  test('prints JSON in snake_case', () => {
    expect(findStrayKeys(first)).toEqual([])
  })

  test('shows all of it in the terminal', async () => {
    const { stdout } = await runCli(['train', folder, '--no-promote'], environment)
    expect(stdout).toMatch(
      /split by patient and day, from 2026-07-01 on: \d+ rows to train on, \d+ held out; class shares differ/,
    )
    expect(stdout).toMatch(
      /left out: \d+ in the gap; 2 without a time in day; \d+ later rows of training entities or earlier rows of held-out entities/,
    )
    expect(stdout).toMatch(/by time:\n +2026-07-\d\d to 2026-0[789]-\d\d +\d+ rows +accuracy 0\.\d{3}/)
  })

  test('compares with the champion only rows that it was not trained on', async () => {
    const { comparison, split } = await train('--split', 'time')
    expect(split.kind).toBe('time')
    expect(comparison?.rows).toBe(split.held_out.rows) // all are later than what the champion was trained on
    const other = await train('--split', 'entity')
    expect(other.comparison?.rows).toBeLessThan(other.split.held_out.rows)
  })
})

describe('a small table', () => {
  test('is measured on all rows, with the held-out rows beside', async () => {
    const result = await train('--split', 'entity', '--no-promote')
    expect(result.repeated).toEqual({ folds: 5, repeats: 3 })
    const { metrics, text } = await readRun(environment.DATA_DIR, result.run_id, 'evaluation.json')
    expect(JSON.parse(text)).toMatchObject({ rows: 600, entities: 200, repeated: { folds: 5, repeats: 3 } })
    expect(metrics['accuracy']).toBe(result.metrics['accuracy']?.value)
    expect(metrics['held_out_accuracy']).toBe(result.held_out['accuracy']?.value)
    const width = ({ low, high }: Estimate): number => high - low
    expect(width(result.metrics['accuracy'] as Estimate)).toBeLessThan(
      0.7 * width(result.held_out['accuracy'] as Estimate),
    )
    const { stdout } = await runCli(['train', folder, '--split', 'entity', '--no-promote'], environment)
    expect(stdout).toContain('measured on all 600 rows of 200 entities out of fold, 5 folds 3 times:')
    expect(stdout).toMatch(/accuracy +0\.\d{3} .*guessing .*held out 0\.\d{3} /)
  })

  test('has the same sides when its lines are sorted and others are written above', async () => {
    const sorted = join(folder, 'sorted.csv')
    writeFileSync(sorted, `${[lines[0], ...lines.slice(1).sort()].join('\n')}\n`)
    const [one, two] = [
      await train('--split', 'entity', '--no-promote'),
      await train('--split', 'entity', '--no-promote', '--data', sorted),
    ]
    expect(two.split).toEqual(one.split)
  })
})

test('a split that the project cannot have is an error that says what to write', async () => {
  const plain = join(folder, 'plain')
  mkdirSync(plain)
  writeFileSync(
    join(plain, 'lapidary.config.ts'),
    `import { column, defineProject, randomForest } from 'lapidary'
export default defineProject({ name: 'p', title: { en: 'P', 'pt-BR': 'P' }, model: 'P', target: 'back', learner: randomForest({ trees: 2 }),
  columns: { pain: column.number({}), back: column.category({ categories: ['no', 'yes'] }) }, data: { files: ['../visits.csv'] } })
`,
  )
  const without = await runCli(['train', plain, '--split', 'time'], environment)
  expect([without.code, without.stderr]).toEqual([
    2,
    expect.stringContaining('The split is by time, but the project does not name a time column'),
  ])
  const wrong = await runCli(['train', plain, '--split', 'month'], environment)
  expect(wrong.stderr).toContain('--split is "month", but it must be one of entity, rows, time, entity-time.')
})

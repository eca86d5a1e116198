import { expect, test } from 'vitest'
import { tinyProject } from '../../../test/kit/tiny-project.ts'
import type { ColumnData } from '../../data/table.ts'
import { formatRowProblem } from '../../data/readers/row-problem.ts'
import type { FeatureBuilder } from '../../project/feature-builder.ts'
import type { Project } from '../../project/project.ts'
import { PieceScorer } from './score-piece.ts'

/** Returns the error of a row whose id is too long. */
async function errorOfLongId(personal: boolean): Promise<string> {
  const tiny = tinyProject as unknown as Project
  const project: Project = {
    ...tiny,
    columns: { ...tiny.columns, Client_ID: { type: 'identifier', personal } },
    entity: 'Client_ID',
    entityField: { name: 'client_id', label: { en: 'Client', 'pt-BR': 'Cliente' } },
  }
  const columns = new Map<string, ColumnData>([
    ['Client_ID', { kind: 'text', values: ['ana@example.com'.repeat(100)] }],
    ['Age', { kind: 'number', values: Float64Array.of(30) }],
  ])
  const builder = { ofTable: () => ({}) } as unknown as FeatureBuilder
  const outputs = { width: 1, compute: () => Float64Array.of(1) }
  const scorer = new PieceScorer({ project, folder: '', builder, outputs, kept: [], limited: true })
  const piece = { rows: Int32Array.of(0), table: { rowCount: 1, columns }, problems: new Map() }
  for await (const { problems } of scorer.score(piece)) {
    const problem = problems.get(0)
    return problem === undefined ? '' : formatRowProblem(problem, project.columns).en
  }
  return ''
}

test('the error of an id that is too long shows where it begins, unless it is personal', async () => {
  expect(await errorOfLongId(false)).toContain('The id "ana@example.com')
  expect(await errorOfLongId(true)).toBe('The id "…" has 1500 characters, but at most 512 are allowed.')
})

import { expect, test } from 'vitest'
import { column } from '../dataset/column.ts'
import type { Model } from '../model/model.ts'
import { FeatureBuilder } from '../project/feature-builder.ts'
import type { Project } from '../project/project.ts'
import { otherInputs } from './other-inputs.ts'

const columns = {
  client: column.identifier({}),
  job: column.number({ constantWithinEntity: true }),
  outcome: column.category({ categories: ['no', 'yes'] }),
}
const project = { columns, entity: 'client', target: 'outcome' } as unknown as Project

/** Certain of `yes` where the job is known, and of nothing else. */
const model = {
  classes: ['no', 'yes'],
  predict: ({ values: [job = new Float64Array()] }: { values: readonly Float64Array[] }) =>
    Float64Array.from([...job].flatMap((value) => (Number.isNaN(value) ? [0.75, 0.25] : [0, 1]))),
} as unknown as Model

const table = {
  rowCount: 4,
  columns: new Map([
    ['client', { kind: 'text' as const, values: ['a', 'a', 'b', 'b'] }],
    ['job', { kind: 'number' as const, values: Float64Array.of(Number.NaN, 1, 2, Number.NaN) }],
  ]),
}

test('otherInputs() fills gaps within the entity for a file, and leaves the rows of requests as they are', () => {
  const parts = { project, builder: new FeatureBuilder(project), model, table, target: Uint8Array.of(1, 1, 1, 1) }
  const [asFile, ...rest] = otherInputs(parts)
  expect(rest).toEqual([])
  expect(asFile).toMatchObject({ input: 'as_file', accuracy: 1 })
  expect(asFile?.log_loss).toBeCloseTo(0, 12)
  expect([...(table.columns.get('job')?.values ?? [])]).toEqual([Number.NaN, 1, 2, Number.NaN])
})

test('otherInputs() is empty where requests are the only way', () => {
  const { entity: _, ...alone } = project
  const parts = { project: alone, builder: new FeatureBuilder(project), model, table, target: Uint8Array.of(1, 1, 1, 1) }
  expect(otherInputs(parts as Parameters<typeof otherInputs>[0])).toEqual([])
})

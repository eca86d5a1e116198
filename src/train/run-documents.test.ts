import { readdirSync, readFileSync } from 'node:fs'
import { expect, test } from 'vitest'
import { findStrayKeys } from '../../test/kit/stray-keys.ts'
import { readRunDocument } from './read-run-document.ts'
import { encodeDocument } from '../base/documents/document.ts'
import type { RunDocumentPath } from './run-documents.ts'

/**
 * Documents of runs of `visits`, a synthetic project, as they were written before documents had
 * versions.
 */
const folder = new URL('fixtures/version-1/', import.meta.url)
const paths = readdirSync(folder) as RunDocumentPath[]

const runOf = (content: string | Uint8Array) => ({ readArtifact: async () => Buffer.from(content) })
const oldRun = { readArtifact: async (_: string, path: string) => readFileSync(new URL(path, folder)) }

test('there is a document of version 1 of every kind that had other keys', () => {
  expect(paths.length).toBeGreaterThanOrEqual(13)
})

test.each(paths)(
  '%s of version 1 is read as one of today, and written again it stays the same',
  async (path) => {
    const document = await readRunDocument(oldRun, 'r', path)
    const data = ['noVisit', 'oneVisit', 'hiddenLayers', 'Pain_Level']
    expect(findStrayKeys(document, (key) => data.includes(key))).toEqual([])
    const written = encodeDocument(document as never)
    expect(JSON.parse(written)).toMatchObject({ version: 2 })
    expect(await readRunDocument(runOf(written), 'r', path)).toEqual(document)
  },
)

test('values of version 1 are found under the current keys, and keys that are data stay', async () => {
  const evaluation = await readRunDocument(oldRun, 'r', 'evaluation.json')
  expect(evaluation?.by_class.map(({ class: name, average_precision }) => [name, average_precision])).toEqual(
    [
      ['noVisit', expect.closeTo(0.788, 3)],
      ['oneVisit', expect.closeTo(0.84, 3)],
    ],
  )
  expect(evaluation?.precision_recall[0]?.curve.x.length).toBeGreaterThan(10)
  const report = await readRunDocument(oldRun, 'r', 'data-report.json')
  expect(report).toMatchObject({
    rows: 240,
    rows_without_target: 1,
    extra_columns: ['nurseNote'],
    readings: [{ decimal_mark: 'comma', headings_line: 1, matched: { Pain_Level: 'Pain Level' } }],
  })
  const repeated = await readRunDocument(oldRun, 'r', 'repeated-folds.json')
  const { min, value, max } = repeated?.metrics.accuracy ?? { min: 1, value: 1, max: 0 }
  expect([min <= value, value <= max]).toEqual([true, true])
  const split = await readRunDocument(oldRun, 'r', 'split.json')
  expect(split?.time?.left_out).toEqual({
    gap: expect.any(Number),
    missing: 0,
    other_entities: expect.any(Number),
  })
  expect(split?.classes[0]?.held_out).toBeGreaterThan(0)
  expect((await readRunDocument(oldRun, 'r', 'slices.json'))?.[0]?.predicted).toHaveProperty('noVisit')
  expect(await readRunDocument(oldRun, 'r', 'tuning.json')).toMatchObject({
    budget_param: null,
    chosen: { hiddenLayers: expect.any(Array) },
  })
})

test('a document of a later version is refused with what to do', async () => {
  const later = runOf('{"version":3,"rows":1}')
  await expect(readRunDocument(later, 'r', 'evaluation.json')).rejects.toMatchObject({
    code: 'document-newer',
    message: expect.stringMatching(/^evaluation\.json .* version 3, .* up to 2\. Update Lapidary/),
  })
})

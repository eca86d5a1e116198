import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { FeatureView } from 'lapidary'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { RedisOnlineStore } from '../../src/store/features/drivers/redis.ts'
import type { FeatureValue } from '../../src/store/features/store.ts'
import { openFeatures } from '../../src/platform/open-features.ts'
import { FeatureBuilder } from '../../src/project/feature-builder.ts'
import type { Champion } from '../../src/serve/champion.ts'
import { scoreFile } from '../../src/serve/file/score-file.ts'
import { magicSteps, type MagicSteps } from '../kit/magic-steps-server.ts'
import { student } from '../kit/magic-steps-student.ts'
import { hasRedis, type RedisServer, startRedis } from '../kit/redis-server.ts'

const at = '2026-01-01T00:00:00Z'

/** A view of features whose rows are in a CSV file, as a team that works with Feast has it. */
function viewOf(name: string, features: FeatureView['features'], file: string): FeatureView {
  return {
    name,
    entity: 'student',
    joinKey: 'student_id',
    features,
    source: { kind: 'file', files: [file], timestamp: 'event_timestamp' },
  }
}

describe.skipIf(!hasRedis())('a value gives the same prediction whichever way it comes', () => {
  const folder = mkdtempSync(join(tmpdir(), 'lapidary-'))
  let redis: RedisServer
  let server: MagicSteps
  let headers: Record<string, string>
  let views: readonly FeatureView[] = []
  let next = 0

  beforeAll(async () => {
    redis = await startRedis()
    server = await magicSteps({
      environment: { REDIS_URL: redis.url },
      change: (project) => {
        views = (project.featureViews ?? []).map(({ name, features }) =>
          viewOf(name, features, join(folder, `${name}.csv`)),
        )
        // so that a value that is left out is missing and not refused
        const columns = Object.entries(project.columns).map(
          ([name, column]) => [name, { ...column, required: false }] as const,
        )
        return { ...project, columns: Object.fromEntries(columns), featureViews: views }
      },
    })
    headers = {
      'x-api-key': (
        await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })
      ).key,
    }
  })
  afterAll(async () => {
    await server?.close()
    await redis?.stop()
    rmSync(folder, { recursive: true, force: true })
  })

  const post = async (url: string, payload: object) =>
    await server.app.inject({ method: 'POST', url, headers, payload })

  async function predicted(
    body: object,
  ): Promise<{ yes: number; stored: Record<string, { unusable?: true }> }> {
    const response = await post('/v1/models/MagicStepsNet/predict', body)
    expect(response.statusCode, response.body).toBe(200)
    const [item] = response.json().items
    return { yes: item.probabilities['Sim'], stored: item.stored ?? {} }
  }

  type Values = Readonly<Record<string, FeatureValue>>
  const doors = {
    // In this process: that of the server loads the project of the folder, without the changes of
    // this test.
    file: async (values: Values): Promise<number> => {
      const names = Object.keys(values)
      const path = join(folder, 'scored.csv')
      writeFileSync(path, `${names.join(',')}\n${names.map((name) => values[name]).join(',')}\n`)
      const { project, champion } = server.platform
      const { loaded: model, decide } = champion.current as Champion
      const { blocks } = await scoreFile({
        project,
        folder,
        builder: new FeatureBuilder(project),
        model,
        decide: (probabilities) => decide(probabilities, null),
        path,
        tempFolder: mkdtempSync(join(folder, 'parts-')),
        language: 'en',
        withInputs: false,
        lostInTraining: new Map(),
        // One row, of values that no column allows.
        acceptLost: true,
      })
      let csv = ''
      for await (const { text } of blocks()) csv += text
      const [heading = '', row = ''] = csv.trim().split('\n')
      return Number(row.split(',')[heading.split(',').indexOf('probability_Sim')])
    },
    push: async (values: Values): Promise<number> => {
      const student_id = `P${next++}`
      for (const view of views) {
        const cells = Object.keys(view.features).map((name) => [name, [values[name] ?? null]])
        const df = { student_id: [student_id], event_timestamp: [at], ...Object.fromEntries(cells) }
        const response = await post('/push', { push_source_name: view.name, df })
        expect(response.statusCode, response.body).toBe(200)
      }
      return (await predicted({ student_id })).yes
    },
    feast: async (values: Values): Promise<number> =>
      (await predicted({ student_id: await writeAsFeast(values) })).yes,
    materialize: async (values: Values): Promise<number> => {
      const student_id = `M${next++}`
      writeSources([{ student_id, ...values }])
      // as the command line does: the server's thread would load the definition, whose sources are
      // others
      const store = await openFeatures(server.platform, { warn: () => undefined, info: () => undefined })
      await store?.materialize({ to: new Date() })
      await store?.close()
      return (await predicted({ student_id })).yes
    },
  }

  /**
   * Writes what the store of another team's Feast would: values of the right type that no column
   * looked at.
   */
  async function writeAsFeast(values: Values, eventTime = Date.parse(at)): Promise<string> {
    const student_id = `F${next++}`
    const place = {
      url: redis.url,
      setting: 'REDIS_URL',
      project: 'magic-steps',
      report: () => undefined,
    } as const
    const store = await RedisOnlineStore.open(place)
    try {
      for (const view of views) await store.write(view, [{ entity: student_id, eventTime, values }])
    } finally {
      await store.close()
    }
    return student_id
  }

  function writeSources(rows: readonly Values[]): void {
    for (const { name, features } of views) {
      const names = Object.keys(features)
      const lines = rows.map((row) =>
        [row['student_id'], at, ...names.map((each) => row[each] ?? '')].join(','),
      )
      writeFileSync(
        join(folder, `${name}.csv`),
        [`student_id,event_timestamp,${names.join(',')}`, ...lines, ''].join('\n'),
      )
    }
  }

  const cases: readonly {
    readonly name: string
    readonly change: Values
    readonly as?: Values
    readonly through: readonly (keyof typeof doors)[]
  }[] = [
    { name: 'plain values', change: {}, through: ['file', 'push', 'feast', 'materialize'] },
    {
      name: 'letter case and accents',
      change: { genero: 'Menina', pedra_modal: 'ÁGATA' },
      as: { pedra_modal: 'ágata' },
      through: ['file', 'push', 'feast', 'materialize'],
    },
    { name: 'another spelling', change: { genero: 'Feminino' }, through: ['file', 'feast', 'materialize'] },
    {
      name: 'a missing marker',
      change: { genero: 'INCLUIR' },
      as: { genero: null },
      through: ['file', 'feast', 'materialize'],
    },
    {
      name: 'nothing',
      change: { idade: null, genero: null },
      as: { idade: null, genero: null },
      through: ['file', 'push', 'feast', 'materialize'],
    },
    {
      name: 'a number out of range',
      change: { idade: -1 },
      as: { idade: null },
      through: ['file', 'feast', 'materialize'],
    },
    {
      name: 'an unknown category',
      change: { genero: 'GAROTA' },
      as: { genero: null },
      through: ['file', 'feast', 'materialize'],
    },
  ]
  test.each(cases)('$name', async ({ change, as = {}, through }) => {
    const clean = { ...student, ...as }
    const { yes, stored } = await predicted(clean)
    expect(stored).toEqual({})
    for (const door of through) expect(await doors[door]({ ...student, ...change }), door).toBeCloseTo(yes, 5)
  })

  test('what a text of a source means is what it means in a file', async () => {
    const { yes } = await predicted({ ...student, score_inde: 7.5, idade: null })
    const texts = { ...student, score_inde: '7.50', idade: 'treze' }
    expect(await doors.file(texts)).toBeCloseTo(yes, 5)
    expect(await doors.materialize(texts)).toBeCloseTo(yes, 5)
    const { views: about } = (await server.app.inject({ url: '/v1/features', headers })).json()
    expect(about[1].last_materialized.unusable).toEqual([
      { column: 'idade', problem: 'not-a-number', count: 1, examples: ['treze'] },
    ])
  })

  test('a stored value that the column does not allow is missing, with a flag, in the answer and in what is shown', async () => {
    const student_id = await writeAsFeast({ ...student, idade: -1, genero: 'GAROTA' })
    const { stored } = await predicted({ student_id })
    const flagged = Object.keys(stored).filter((name) => stored[name]?.unusable === true)
    expect(flagged.sort()).toEqual(['genero', 'idade'])
    const held = (await server.app.inject({ url: `/v1/features/${student_id}`, headers })).json()
    expect(held.views[1].features).toEqual([
      { name: 'idade', value: null, unusable: true },
      { name: 'genero', value: null, unusable: true },
    ])
    const asked = { features: ['student_demographic_features:idade'], entities: { student_id: [student_id] } }
    expect((await post('/get-online-features', asked)).json().results[1]).toMatchObject({
      values: [null],
      statuses: ['NULL_VALUE'],
    })
    const metrics = (await server.app.inject({ url: '/metrics', headers })).body
    expect(metrics).toMatch(/lapidary_unusable_stored_values_total\{column="genero"\} [1-9]/)
  })

  test('a push of what a request may not carry is refused, field by field', async () => {
    const df = { student_id: ['X'], event_timestamp: [at], idade: [-1], genero: ['GAROTA'] }
    const refused = await post('/push', { push_source_name: 'student_demographic_features', df })
    expect(refused.statusCode).toBe(422)
    const fields = refused.json<{ errors: { field: string }[] }>().errors.map(({ field }) => field)
    expect(fields.sort()).toEqual(['df.genero[0]', 'df.idade[0]'])
    const held = (await server.app.inject({ url: '/v1/features/X', headers })).json()
    expect(held.views.map(({ since }: { since: string | null }) => since)).toEqual([null, null, null])
  })

  test('a value that Feast dated in the future is not used before its time', async () => {
    const student_id = await writeAsFeast(student, Date.parse('2999-01-01T00:00:00Z'))
    const { stored } = await predicted({ ...student, genero: undefined, student_id })
    expect(stored).toEqual({})
    const df = { student_id: [student_id], event_timestamp: [at], idade: [12], genero: ['menino'] }
    expect((await post('/push', { push_source_name: 'student_demographic_features', df })).statusCode).toBe(
      200,
    )
    const now = await predicted({ ...student, genero: undefined, student_id })
    expect(Object.keys(now.stored)).toEqual(['genero'])
  })
})

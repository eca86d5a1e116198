import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import { magicStepsApi } from '../contract/magic-steps-api.ts'
import { student } from '../kit/magic-steps-student.ts'
import { magicSteps } from '../kit/magic-steps-server.ts'

magicStepsApi('embedded stores', async () => ({}))

describe('without a model', () => {
  test('predictions are 503, what is known of the project is told', async () => {
    const server = await magicSteps({ trained: false })
    try {
      const key = (await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null }))
        .key
      const headers = { 'x-api-key': key }
      const health = await server.app.inject({ url: '/health' })
      expect(health.statusCode).toBe(200)
      expect(health.json()).toMatchObject({
        status: 'ok',
        model_loaded: false,
        preprocessor_loaded: false,
        device: null,
      })
      const info = await server.app.inject({ url: '/info', headers })
      expect(info.json()).toMatchObject({
        model_class: null,
        input_dim: null,
        best_params: null,
        n_features: 18,
        threshold: 0.5,
      })
      expect((await server.app.inject({ url: '/features', headers })).json()).toHaveLength(18)
      const predict = await server.app.inject({
        method: 'POST',
        url: '/predict',
        headers,
        payload: { features: student },
      })
      expect(predict.statusCode).toBe(503)
    } finally {
      await server.close()
    }
  })
})

describe('a file of students', () => {
  test('is decided by one threshold: what is written beside a row is what is kept of it, also if another is set meanwhile', async () => {
    const server = await magicSteps()
    try {
      const { scorer, thresholds, access, predictionLog, dataDir } = server.platform
      const caller = await access.verify(
        (await access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })).key,
      )
      if (caller === null) throw new TypeError('no caller')
      await thresholds.set(0, 'tests')
      const file = join(dataDir, 'students.csv')
      const { pedra_modal: stone, ...plain } = student
      const columns = { ...plain, 'Pedra 20': stone, 'Pedra 21': stone, 'Pedra 22': stone }
      writeFileSync(file, `RA,${Object.keys(columns).join(',')}\nRA-1,${Object.values(columns).join(',')}\n`)
      const options = {
        caller,
        language: 'en',
        log: true,
        tempFolder: dataDir,
        signal: new AbortController().signal,
      } as const
      const { csv } = await scorer.predictFile(file, options)
      await thresholds.set(1, 'tests')
      let text = ''
      for await (const chunk of csv) text += chunk
      expect(text).toMatch(/^RA-1,Sim,/m)
      const [kept] = (await predictionLog.list({ limit: 1 })).items
      expect(kept).toMatchObject({ entity: 'RA-1', prediction: 'Sim', threshold: 0 })
      const unlogged = await scorer.predictFile(file, { ...options, log: false })
      let other = ''
      for await (const chunk of unlogged.csv) other += chunk
      expect(other).toBe(text.replace(',Sim,', ',Não,'))
      expect((await predictionLog.list({ limit: 5 })).items).toHaveLength(1)
    } finally {
      await server.close()
    }
  })
})

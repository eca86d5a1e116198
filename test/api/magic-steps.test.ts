import { describe, expect, test } from 'vitest'
import { magicStepsApi, student } from '../contract/magic-steps-api.ts'
import { magicSteps } from '../kit/magic-steps-server.ts'

magicStepsApi('embedded stores', async () => ({}))

describe('without a model', () => {
  test('predictions are 503, what is known of the project is told', async () => {
    const server = await magicSteps({ trained: false })
    try {
      const key = (await server.platform.access.create({ name: 'tests', scopes: ['admin'], expiresAt: null })).key
      const headers = { 'x-api-key': key }
      const health = await server.app.inject({ url: '/health' })
      expect(health.statusCode).toBe(200)
      expect(health.json()).toMatchObject({ status: 'ok', model_loaded: false, preprocessor_loaded: false, device: null })
      const info = await server.app.inject({ url: '/info', headers })
      expect(info.json()).toMatchObject({ model_class: null, input_dim: null, best_params: null, n_features: 18, threshold: 0.5 })
      expect((await server.app.inject({ url: '/features', headers })).json()).toHaveLength(18)
      const predict = await server.app.inject({ method: 'POST', url: '/predict', headers, payload: { features: student } })
      expect(predict.statusCode).toBe(503)
    } finally {
      await server.close()
    }
  })
})

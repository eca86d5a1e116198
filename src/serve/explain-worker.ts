import { parentPort } from 'node:worker_threads'
import { loadModel } from '../model/load.ts'
import type { Explanation, Model } from '../model/model.ts'
import type { ExplainerMessage } from './explainer.ts'

/** Loads the models that it receives, and explains rows with the latest one. */
let model: Model | undefined
parentPort?.on('message', (message: ExplainerMessage) => {
  if ('saved' in message) {
    model = loadModel(message.saved)
    return
  }
  if (model?.explain === undefined) throw new TypeError('rows arrived before a model that explains')
  const began = performance.now()
  const explanations: readonly Explanation[] = model.explain(message.rows)
  parentPort?.postMessage({ explanations, milliseconds: performance.now() - began }, [])
})

import type { ProjectRoute } from 'lapidary'
import { health, info, listFeatures } from './routes/about.ts'
import { register, token } from './routes/accounts.ts'
import { logs, onlineFeatures } from './routes/monitor.ts'
import { predict, predictBatch } from './routes/predict.ts'
import { getThreshold, putThreshold } from './routes/thresholds.ts'

/** The API of the school's tools, with their paths, members and terms. */
export const routes: readonly ProjectRoute[] = [
  register,
  token,
  health,
  info,
  listFeatures,
  getThreshold,
  putThreshold,
  predict,
  predictBatch,
  logs,
  onlineFeatures,
]

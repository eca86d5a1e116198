import { page as account } from '../features/account/index.ts'
import { page as features } from '../features/features/index.ts'
import { page as keys } from '../features/keys/index.ts'
import { page as model } from '../features/model/index.ts'
import { page as models } from '../features/models/index.ts'
import { page as predictions } from '../features/predictions/index.ts'
import { page as run } from '../features/run/index.ts'
import { page as runs } from '../features/runs/index.ts'
import { page as scoreCase } from '../features/score-case/index.ts'
import { page as scoreFile } from '../features/score-file/index.ts'
import { page as threshold } from '../features/threshold/index.ts'
import { page as users } from '../features/users/index.ts'

/** Every page, in the order of the menu. */
export const pages = [
  scoreCase,
  scoreFile,
  predictions,
  threshold,
  features,
  model,
  models,
  runs,
  run,
  users,
  keys,
  account,
] as const

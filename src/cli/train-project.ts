import { getDefaultSplitKind, type SplitKind } from '../data/split/split-kind.ts'
import { resolveThreadCount } from '../base/threads/thread-count.ts'
import type { Learner } from '../learner/learner.ts'
import type { ProjectPlatform } from '../platform/platform.ts'
import { findData } from '../train/find-data.ts'
import { type Trained, trainAndRegister } from '../train/register/train-and-register.ts'
import { openTrialFile } from '../train/trial-file.ts'
import type { CommandContext } from './command.ts'
import { trainingText } from './terminal/training-text.ts'

/** What a training does differently from what the project defines. */
export interface TrainingChoices {
  /** Tables to train on. Default: the project's. */
  readonly files?: readonly string[]
  readonly sheet?: string | undefined
  readonly learner?: Learner
  readonly split?: SplitKind | undefined
  readonly seed?: number | undefined
  /** @defaultValue true */
  readonly promote?: boolean
  readonly folds?: number | undefined
  readonly name?: string | undefined
}

/**
 * Trains the project of `platform`, registers the version and prints the result. @throws what
 * `trainAndRegister` throws.
 */
export async function trainProject(
  platform: ProjectPlatform,
  { files: given = [], sheet, learner, split, seed, promote = true, folds, name }: TrainingChoices,
  { settings, print, progress, signal }: CommandContext,
): Promise<Trained> {
  const { project, folder, dataDir } = platform
  const request = {
    ...(await findData(project, { folder, dataDir, given, signal })),
    sheet,
    learner: learner ?? project.learner,
    split: split ?? getDefaultSplitKind(project),
    seed: seed ?? project.seed,
    threads: resolveThreadCount(settings.THREADS),
  }
  const effects = { progress, signal, trials: openTrialFile(dataDir) }
  const trained = await trainAndRegister(platform, { request, promote, folds, name }, effects)
  print(trainingText(trained))
  return trained
}

import type { SettingSpec } from './setting-spec.ts'

export const trainingSettings = {
  THREADS: {
    type: 'integer',
    default: 0,
    min: 0,
    max: 64,
    help: 'Worker threads of a training; 0 takes one per core, at most 4.',
  },
} as const satisfies Record<string, SettingSpec>

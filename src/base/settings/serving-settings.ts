import type { SettingSpec } from './setting-spec.ts'

/** Limits of the requests for predictions. */
export const servingSettings = {
  MAX_BODY_BYTES: {
    type: 'bytes',
    default: '1MiB',
    min: '1KiB',
    max: '1GiB',
    help: 'Maximum bytes of a JSON body.',
  },
  MAX_BATCH_ROWS: {
    type: 'integer',
    default: 500,
    min: 1,
    max: 100_000,
    help: 'Maximum rows of one JSON request.',
  },
  MAX_REASON_ROWS: {
    type: 'integer',
    default: 100,
    min: 1,
    max: 100_000,
    help: 'Maximum rows of one request with `reasons=true`. A caller may have four times as many waiting.',
  },
  MAX_FILE_BYTES: {
    type: 'bytes',
    default: '128MiB',
    min: '1KiB',
    max: '10GiB',
    help: 'Maximum bytes of a file to score, unpacked.',
  },
  MAX_FILE_ROWS: {
    type: 'integer',
    default: 2_000_000,
    min: 1,
    max: 1_000_000_000,
    help: 'Maximum rows of a file to score.',
  },
  MAX_FILES_AT_ONCE: {
    type: 'integer',
    default: 3,
    min: 1,
    max: 64,
    help: 'Maximum files that are scored at the same time, each in its own process. Further files are rejected with 503.',
  },
  FILE_MEMORY_MIB: {
    type: 'integer',
    default: 512,
    min: 192,
    max: 65_536,
    help: 'Maximum memory, in MiB, of the process that scores a file. MAX_FILES_AT_ONCE multiplies it.',
  },
} as const satisfies Record<string, SettingSpec>
